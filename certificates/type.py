"""Sets text in any supported script on a ReportLab canvas: measure it, fit it, break it, draw it.

Lengths are points; x and y are ReportLab's own (from the lower left corner of the page). `size` is the type size in
points. `direction` is that of the page: it says on which side a line starts. `base` is that of the text itself; "auto"
takes it from the first letter, as a browser does for `dir="auto"`.

Use `Paper` in place of ReportLab's `Canvas`: then no font is left that is not embedded.
"""

from dataclasses import dataclass
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from certificates.shaping import (
    Base,
    Line,
    Run,
    UnknownScript,
    clean,
    extent,
    first_direction,
    reading_direction,
    shape_line,
)
from certificates.typefaces import Style, face_for, first_face
from certificates.typefaces.embedding import EmbeddedFace, Paper, embedded, write

__all__ = [
    "Align",
    "Base",
    "Direction",
    "DoesNotFit",
    "Fitted",
    "Paper",
    "Style",
    "UnknownScript",
    "can_print",
    "clean",
    "draw",
    "draw_fitted",
    "first_direction",
    "fit",
    "fit_lines",
    "measure",
    "reach",
    "reading_direction",
    "with_substitutes",
    "wrap",
]

Align = Literal["start", "centre", "end"]
Direction = Literal["ltr", "rtl"]

SMALLEST = 8.0  # points: below this, print is not read
_STEP = 0.25  # sizes are rounded down to quarter points
# Designs leave room for Latin letters with their accents and tails; of the size asked for, letters of other scripts may
# rise and fall so far. Taller ones, such as stacked Khmer, are set smaller instead of touching the lines beside them.
_ABOVE = 1.1
_BELOW = 0.45
_SUBSTITUTE = "\N{REPLACEMENT CHARACTER}"


class DoesNotFit(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A text that would have to be cut, or set smaller than can be read.

    Attributes:
        text: what did not fit.
        width: the room it had, in points.
    """

    def __init__(self, text: str, width: float, min_size: float) -> None:
        self.text = text
        self.width = width
        super().__init__(f"{text!r} does not fit into {width:.0f} points at {min_size:g} points of size")


@dataclass(frozen=True)
class Fitted:
    """A text broken and sized for its room.

    Attributes:
        lines: the text of each line, in reading order; nothing is left out.
        size: type size in points, the same for all lines.
        style: what it was fitted in, and is to be drawn in.
        base: direction of the text itself.
    """

    lines: tuple[str, ...]
    size: float
    style: Style
    base: Base


def measure(text: str, size: float, *, style: Style = Style.TEXT, base: Base = "auto") -> float:
    """Width of a line of text in points.

    Raises:
        UnknownScript: no typeface has one of its characters.
    """
    return shape_line(text, style, base).width * size


def can_print(text: str, style: Style = Style.TEXT) -> bool:
    """Whether every character of a text has a typeface in this style."""
    return all(face_for(character, style) for character in clean(text))


def with_substitutes(text: str, style: Style = Style.TEXT) -> str:
    """The text with a replacement sign for each character that cannot be printed.

    For working lists only, where one foreign name must not keep the whole list from being printed. A certificate is
    refused instead.
    """
    return "".join(character if face_for(character, style) else _SUBSTITUTE for character in clean(text))


def fit(
    text: str,
    width: float,
    max_size: float,
    *,
    min_size: float = SMALLEST,
    style: Style = Style.TEXT,
    base: Base = "auto",
) -> Fitted:
    """Find the largest size at which a text stands on one line, and is not much taller than Latin letters at most.

    Raises:
        DoesNotFit: it would be smaller than `min_size`; it is never cut.
        UnknownScript: no typeface has one of its characters.
    """
    return fit_lines(text, width, max_size, lines=1, min_size=min_size, style=style, base=base)


def fit_lines(
    text: str,
    width: float,
    max_size: float,
    *,
    lines: int = 2,
    comfortable: float = SMALLEST,
    min_size: float = SMALLEST,
    style: Style = Style.TEXT,
    base: Base = "auto",
) -> Fitted:
    """Find the fewest lines at a comfortable size, else the largest size that any number of lines allows.

    Args:
        text: what to set; broken only between words.
        width: room of each line, in points.
        max_size: the size it has when there is room enough.
        lines: how many lines there may be.
        comfortable: a further line is taken rather than a size below this one.
        min_size: the size below which it is refused.
        style: which typefaces.
        base: direction of the text itself.

    Raises:
        DoesNotFit: it would be smaller than `min_size`; it is never cut.
        UnknownScript: no typeface has one of its characters.
    """
    direction = _own_direction(text, base)
    words = clean(text).split(" ")
    best = Fitted((), 0.0, style, direction)
    for count in range(1, min(lines, len(words)) + 1):
        broken = _balanced(words, count, style, direction)
        shaped = [shape_line(line, style, direction) for line in broken]
        widest = max(line.width for line in shaped)
        tallest = max(min_size, max_size * min(_share_of_height(line, style) for line in shaped))
        size = min(max_size, tallest, width / widest if widest else max_size) // _STEP * _STEP
        if size > best.size:
            best = Fitted(broken, size, style, direction)
        if best.size >= min(comfortable, max_size, tallest // _STEP * _STEP):
            break
    if best.size < min_size:
        raise DoesNotFit(text, width, min_size)
    return best


def reach(fitted: Fitted) -> tuple[float, float]:
    """How far the ink of the first line rises above its base line, and that of the last falls below its own, in points.

    For designs that set lines closer together than twice the type size.
    """
    shaped = [shape_line(line, fitted.style, fitted.base) for line in (fitted.lines[0], fitted.lines[-1])]
    return extent(shaped[0])[0] * fitted.size, extent(shaped[1])[1] * fitted.size


def wrap(
    text: str,
    width: float,
    size: float,
    *,
    style: Style = Style.TEXT,
    base: Base = "auto",
) -> tuple[str, ...]:
    """Break a text between words into lines of at most `width` points at a given size.

    Raises:
        DoesNotFit: one of its words alone is wider.
        UnknownScript: no typeface has one of its characters.
    """
    direction = _own_direction(text, base)
    lines = _greedy(clean(text).split(" "), width / size, style, direction)
    for line in lines:
        if shape_line(line, style, direction).width * size > width + _STEP:
            raise DoesNotFit(line, width, size)
    return lines


def draw(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    style: Style = Style.TEXT,
    align: Align = "start",
    direction: Direction = "ltr",
    base: Base = "auto",
) -> float:
    """Draw a line of text in the canvas's fill colour and return its width in points.

    Args:
        canvas: a `Paper`, or any ReportLab canvas.
        x: where the line starts, has its middle or ends, as `align` says. In a right-to-left direction a line that
            starts at x stands to its left.
        y: the base line.
        text: one line; it is neither broken nor cut.
        size: type size in points.
        style: which typefaces.
        align: what x means.
        direction: of the page.
        base: of the text itself.

    Raises:
        UnknownScript: no typeface has one of its characters.
    """
    line = shape_line(text, style, base)
    width = line.width * size
    if align == "centre":
        x -= width / 2
    elif (align == "end") != (direction == "rtl"):
        x -= width
    write(canvas, _line_commands(canvas, line, x, y, size))
    return width


def draw_fitted(
    canvas: Canvas,
    x: float,
    y: float,
    fitted: Fitted,
    *,
    leading: float = 1.25,
    align: Align = "start",
    direction: Direction = "ltr",
) -> float:
    """Draw a fitted text with its first base line at y and return the last base line.

    Args:
        canvas: where to draw.
        x: as in `draw`.
        y: base line of the first line.
        fitted: what `fit` or `fit_lines` found.
        leading: distance of base lines, in sizes; larger where the letters would touch.
        align: what x means.
        direction: of the page.
    """
    shaped = [shape_line(line, fitted.style, fitted.base) for line in fitted.lines]
    for number, line in enumerate(fitted.lines):
        if number:
            touching = extent(shaped[number - 1])[1] + extent(shaped[number])[0]
            y -= fitted.size * max(leading, touching)
        draw(canvas, x, y, line, fitted.size, style=fitted.style, align=align, direction=direction, base=fitted.base)
    return y


def _share_of_height(line: Line, style: Style) -> float:
    """How large of the asked size a line may be, so that it rises and falls no further than designs expect."""
    if all(run.face is first_face(style) for run in line.runs):
        return 1.0
    above, below = extent(line)
    return min(1.0, _ABOVE / above if above else 1.0, _BELOW / below if below else 1.0)


def _own_direction(text: str, base: Base) -> Base:
    """Direction of the whole text, so that each of its lines has the same one."""
    return (first_direction(text) or "ltr") if base == "auto" else base


def _greedy(words: list[str], width: float, style: Style, base: Base) -> tuple[str, ...]:
    """Fill lines word by word up to a width given in sizes."""
    space = shape_line("n n", style, base).width - shape_line("nn", style, base).width
    lines: list[list[str]] = []
    room = -1.0
    for word in words:
        needs = shape_line(word, style, base).width
        if lines and needs + space <= room:
            lines[-1].append(word)
            room -= needs + space
        else:
            lines.append([word])
            room = width - needs
    return tuple(" ".join(line) for line in lines)


def _balanced(words: list[str], count: int, style: Style, base: Base) -> tuple[str, ...]:
    """Break words into at most `count` lines whose widest is as narrow as can be."""
    if count == 1:
        return (" ".join(words),)
    low, high = 0.0, shape_line(" ".join(words), style, base).width * 1.1
    best: tuple[str, ...] = (" ".join(words),)
    for _ in range(12):
        middle = (low + high) / 2
        lines = _greedy(words, middle, style, base)
        if len(lines) <= count:
            best = lines
            high = middle
        else:
            low = middle
    return best


def _line_commands(canvas: Canvas, line: Line, x: float, y: float, size: float) -> str:
    commands: list[str] = []
    for run in line.runs:
        drawn = _run_commands(run, embedded(canvas, run.face), x, y, size * run.face.scale)
        commands.append(_told(run.letters, drawn) if run.stacked else drawn)
        x += run.width * size
    return "\n".join(commands)


def _told(letters: str, drawn: str) -> str:
    """Drawing commands with the letters that a reader of the file finds in their place."""
    return f"/Span <</ActualText <FEFF{letters.encode('utf-16-be').hex().upper()}>>> BDC {drawn} EMC"


def _run_commands(run: Run, face: EmbeddedFace, x: float, y: float, size: float) -> str:
    """The glyphs of a run as one text object; raised marks by text rise, kerning between the numbers."""
    shown: list[str] = []
    row: list[str] = []
    rise = 0
    for glyph in run.glyphs:
        if row and (glyph.pointing or glyph.up != rise):
            shown.append(f"[{''.join(row)}]TJ")
            row = []
        if glyph.up != rise:
            rise = glyph.up
            shown.append(f"{rise * size / 1000:.3f} Ts")
        code = face.code(glyph.number, glyph.letters)
        after = glyph.nominal + glyph.right - glyph.advance
        if glyph.pointing:
            shown.append(_told(glyph.letters, _point_commands(face, code, glyph.right, after)))
        else:
            before = f" {-glyph.right} " if glyph.right else ""
            row.append(f"{before}<{code:04X}>{after or ''}")
    if row:
        shown.append(f"[{''.join(row)}]TJ")
    if rise:
        shown.append("0 Ts")
    return f"BT /{face.resource} {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(shown)} ET"


def _point_commands(face: EmbeddedFace, code: int, right: int, after: int) -> str:
    """A point between two blanks, which begin and end where the pen stands.

    The point itself stands over a letter that is still to come. Readers of the file would break the word there; of what
    is told in place of several glyphs they take only where the first begins and the last ends.
    """
    blank, width = face.blank()
    return f"[<{blank:04X}>{width - right}<{code:04X}>{after + width}<{blank:04X}>]TJ"
