"""Drawings of lessons: only harmless, plain SVG is accepted, and only its known parts are served as a picture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from xml.parsers import expat

from learning.modules.documents import read_text
from learning.modules.rules import Fault

BYTES_AT_MOST = 30 * 1024
WORDS_AT_MOST = 8
NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan"})
ROOT_ATTRIBUTES = frozenset({"viewBox", "preserveAspectRatio"})
SIZES = frozenset({"width", "height"})
ATTRIBUTES = SIZES | {
    *("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "points", "transform"),
    *("fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width"),
    *("font-family", "font-size", "font-style", "font-weight", "text-anchor", "dominant-baseline"),
}
PLAIN_VALUE = re.compile(r"[A-Za-z0-9 .,+%()\n\t-]*")
COLOUR = re.compile(r"none|currentColor|var\(--[a-z-]+(?:, ?(?:#[0-9A-Fa-f]{3,6}|currentColor))?\)")
LONGEST_VIEW_BOX = 60
VIEW_BOX = re.compile(r"-?[\d.]+[ ,]+-?[\d.]+[ ,]+[\d.]*[1-9][\d.]*[ ,]+[\d.]*[1-9][\d.]*")


# A picture is a document of its own and cannot see the page's colours: ink and act of both papers, as on the page.
COLOURS = (
    "<style>:root{color:#16213a;--act:#0f5c7a}"
    "@media(prefers-color-scheme:dark){:root{color:#e8ecf4;--act:#7cc4e0}}</style>"
)


class _Reader:
    """Reads one drawing part by part, keeping its known parts and a fault for every other one."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.pieces: list[str] = []
        self.faults: list[Fault] = []
        self.words = 0
        self.size = (0, 0)
        self.open: list[str] = []
        # The encoding is set here so that what the file says about itself is not believed.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def read(self, text: str) -> None:
        try:
            self.parser.Parse(text.encode(), True)  # noqa: FBT003 - expat's own argument
        except expat.ExpatError as error:
            self.faults.append(Fault(self.file, error.lineno, f"is not XML: {expat.ErrorString(error.code)}"))

    def _fault(self, reason: str) -> None:
        self.faults.append(Fault(self.file, self.parser.CurrentLineNumber, reason))

    def _doctype(self, *_declared: object) -> None:
        self._fault("declares a document type; remove it")

    def _instruction(self, target: str, _content: str) -> None:
        self._fault(f"holds a processing instruction “{target}”; remove it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in ELEMENTS:
            self._fault(f"holds a <{name}>; a drawing may hold {', '.join(sorted(ELEMENTS))}")
        elif (name == "svg") != (not self.open):
            self._fault("must be one <svg>")
        kept = self._root(attributes) if not self.open else attributes
        shown = [self._attribute(key, value) for key, value in kept.items()]
        if not self.open:
            shown.insert(0, f' xmlns="{NAMESPACE}"')
        self.pieces.append(f"<{name}{''.join(shown)}>")
        if not self.open:
            self.pieces.append(COLOURS)
        self.open.append(name)

    def _root(self, attributes: Mapping[str, str]) -> dict[str, str]:
        box = attributes.get("viewBox", "")
        if len(box) > LONGEST_VIEW_BOX or not VIEW_BOX.fullmatch(box):
            self._fault('the <svg> needs a viewBox of four numbers, such as viewBox="0 0 320 200"')
        else:
            self.size = _size(box)
        if attributes.get("xmlns", NAMESPACE) != NAMESPACE:
            self._fault(f'the <svg> must have xmlns="{NAMESPACE}"')
        for name in sorted(SIZES & attributes.keys()):
            self._fault(f"the <svg> may not have “{name}”; the page decides how large it is")
        return {key: value for key, value in attributes.items() if key not in SIZES | {"xmlns"}}

    def _attribute(self, name: str, value: str) -> str:
        allowed = ATTRIBUTES if self.open else ATTRIBUTES | ROOT_ATTRIBUTES
        if name not in allowed:
            self._fault(f"holds the attribute “{name}”, which a drawing may not have")
        elif name in {"fill", "stroke"}:
            if not COLOUR.fullmatch(value):
                self._fault(f'{name}="{value}": the colour must be none, currentColor or var(--act, #0f5c7a)')
        elif name == "font-family" and value != "sans-serif":
            self._fault("the typeface must be sans-serif")
        elif not PLAIN_VALUE.fullmatch(value) or "url(" in value:
            self._fault(f'{name}="{value}" holds what a drawing may not have')
        return f' {name}="{escape(value)}"'

    def _end(self, name: str) -> None:
        self.open.pop()
        self.pieces.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self.open and self.open[-1] in {"text", "tspan"}:
            self.words += len(text.split())
            self.pieces.append(escape(text))


def _size(box: str) -> tuple[int, int]:
    """Width and height of a view box, in whole pixels."""
    width, height = re.split("[ ,]+", box)[2:]
    return max(1, round(float(width))), max(1, round(float(height)))


def drawing_faults(file: str, content: bytes) -> list[Fault]:
    """Find every reason why a drawing is refused.

    Args:
        file: the drawing's name inside the pack, such as "media/four-pillars.svg".
        content: the bytes of the file.
    """
    if len(content) > BYTES_AT_MOST:
        return [Fault(file, 1, f"is larger than {BYTES_AT_MOST // 1024} KB; simplify the drawing")]
    text = read_text(file, content)
    if isinstance(text, Fault):
        return [text]
    reader = _Reader(file)
    reader.read(text)
    if reader.words > WORDS_AT_MOST:
        reason = f"holds {reader.words} words; a drawing holds at most {WORDS_AT_MOST}, so that it can be translated"
        reader.faults.append(Fault(file, 1, reason))
    return reader.faults


@dataclass(frozen=True)
class Picture:
    """A drawing as it is served: a file of its own, in light and dark.

    Attributes:
        digest: SHA-256 of the file in hexadecimal: its name, which changes when it does.
        svg: the file.
        width: of its view box.
        height: of its view box.
    """

    digest: str
    svg: bytes
    width: int
    height: int


@lru_cache(maxsize=256)
def picture(content: bytes) -> Picture:
    """Make the picture of an accepted drawing.

    Args:
        content: a drawing in which `drawing_faults` found nothing.
    """
    reader = _Reader("")
    reader.read(content.decode("utf-8-sig"))
    assert not reader.faults, reader.faults
    svg = "".join(reader.pieces).encode()
    width, height = reader.size
    return Picture(sha256(svg).hexdigest(), svg, width, height)


MAP = "0 0 100 75"
"""The view box of a sketch map: the places of an exercise are measured in it."""


def is_map(content: bytes) -> bool:
    """Say whether a drawing has the view box of a sketch map."""
    return f'viewBox="{MAP}"'.encode() in content
