"""A chart on a page: inline SVG whose colours are the page's own, mirrored where the page reads from the right.

Words are left to the browser, which shapes every script; the sheet `charts.css` gives classes their colours.
"""

from collections.abc import Iterator
from html import escape

from learning.reports.charts.shapes import Drawing, Part, Rect, Rule, Shape, Text


def svg(drawing: Drawing, *, name: str, is_mirrored: bool) -> str:
    """Write a drawing as SVG.

    Args:
        drawing: the chart.
        name: what it shows, for those who do not see it.
        is_mirrored: the page reads from right to left.
    """
    box = f"0 0 {_n(drawing.width)} {_n(drawing.height)}"
    lines = [f'<svg class="chart" viewBox="{box}" role="group" aria-label="{escape(name)}">']
    across = drawing.width if is_mirrored else None
    lines += [line for part in drawing.parts for line in _part(part, across)]
    return "\n".join([*lines, "</svg>"])


def _part(part: Part, across: float | None) -> Iterator[str]:
    if part.url:
        label = f' aria-label="{escape(part.name)}"' if part.name else ""
        yield f'<a href="{escape(part.url)}"{label}>'
    yield from (_shape(shape, across) for shape in part.shapes)
    if part.url:
        yield "</a>"


def _shape(shape: Shape, across: float | None) -> str:
    if isinstance(shape, Text):
        at = shape.start if across is None else across - shape.start
        bold = " bold" if shape.is_bold else ""
        return (
            f'<text class="{shape.tone}{bold}" x="{_n(at)}" y="{_n(shape.base)}" font-size="{_n(shape.size)}" '
            f'text-anchor="{shape.anchor}">{escape(shape.words)}</text>'
        )
    if isinstance(shape, Rect):
        left = shape.start if across is None else across - shape.start - shape.width
        return (
            f'<rect class="{shape.fill}" x="{_n(left)}" y="{_n(shape.top)}" '
            f'width="{_n(shape.width)}" height="{_n(shape.height)}"/>'
        )
    return _rule(shape, across)


def _rule(rule: Rule, across: float | None) -> str:
    one, other = (start if across is None else across - start for start in (rule.start, rule.to_start))
    return (
        f'<line class="{rule.tone}" x1="{_n(one)}" y1="{_n(rule.top)}" x2="{_n(other)}" y2="{_n(rule.to_top)}" '
        f'stroke-width="{_n(rule.weight)}"/>'
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
