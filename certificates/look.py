"""How a country's certificates look: its design, colours, logo and signatories, and which pictures it may bring."""

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageChops

from certificates.pictures import StrangePicture, read_png

Reason = Literal["colour", "contrast", "signatories", "kind", "size", "damaged"]

PAPER = "#ffffff"
_TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_LINE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_MOST_SIGNATORIES = 2

LONGEST_SIDE = 600  # pixels: an inch of print at 600 dots
_LARGEST_UPLOAD = 2_000_000  # bytes
_MOST_PIXELS = 4_000_000  # opened, they take 60 MB
_HEAVIEST = 10_000  # bytes that a picture may add to each certificate
_SHRINK = 0.8
_COLOURS = 64
_PNG = b"\x89PNG\r\n\x1a\n"
_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


class LookRefused(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A colour, picture or list of signatories that cannot be printed well; the sentence says why.

    Attributes:
        reason: the kind of refusal, for callers who say it in another language.
    """

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason: Reason = reason
        super().__init__(sentence)


@dataclass(frozen=True)
class Signatory:
    """Who signs on paper.

    Attributes:
        name: as it is printed below the line.
        title: office or rank, below the name.
        image_png: the signature as `reencode_logo` made it, or None to leave room for a pen.
    """

    name: str
    title: str
    image_png: bytes | None = None


@dataclass(frozen=True)
class Look:
    """What a country chose for its certificates; kept with each credential, so that later choices change nothing.

    Attributes:
        design: name of a design in `certificates.designs.DESIGNS`.
        border: "#rrggbb" of frame and ornament; at least 3 to 1 against the paper.
        accent: "#rrggbb" of title and address; at least 4.5 to 1 against the paper, because it is read.
        logo_png: the authority's logo as `reencode_logo` made it.
        signatories: none, one or two.

    Raises:
        LookRefused: a colour is pale or no colour, a picture is none, or there are more than two signatories.
    """

    design: str = "field-manual"
    border: str = "#16213a"
    accent: str = "#0f5c7a"
    logo_png: bytes | None = None
    signatories: tuple[Signatory, ...] = ()

    def __post_init__(self) -> None:
        _check_colour(self.border, _LINE_CONTRAST)
        _check_colour(self.accent, _TEXT_CONTRAST)
        if len(self.signatories) > _MOST_SIGNATORIES:
            raise LookRefused("signatories", "a certificate has room for two signatories")
        for picture in (self.logo_png, *(each.image_png for each in self.signatories)):
            if picture is not None:
                _check_picture(picture)


def contrast(one: str, other: str = PAPER) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def reencode_logo(picture: bytes, max_side: int = LONGEST_SIDE) -> bytes:
    """Draw an uploaded PNG anew: no metadata, no transparency, at most 64 colours, light enough for every page.

    What comes out holds pixels and a palette and nothing else of the upload. It is made smaller until it adds at
    most 10 KB to a certificate.

    Args:
        picture: the uploaded file.
        max_side: the longest side allowed, in pixels; larger pictures are made smaller.

    Raises:
        LookRefused: it is no PNG, too large to be opened safely, or damaged.
    """
    if not picture.startswith(_PNG):
        raise LookRefused("kind", "the picture must be a PNG file; SVG, JPEG, GIF and others are not taken")
    width, height = _stated_size(picture)
    if len(picture) > _LARGEST_UPLOAD or width * height > _MOST_PIXELS:
        raise LookRefused("size", "the picture is too large: at most 2 MB and 4 million pixels are taken")
    drawn = _flat(picture)
    side = min(max_side, max(drawn.size))
    while True:
        kept = _kept(drawn, side)
        if len(kept) <= _HEAVIEST:
            return kept
        side = int(side * _SHRINK)


def _check_colour(colour: str, least: float) -> None:
    if not _COLOUR.fullmatch(colour):
        raise LookRefused("colour", f"{colour!r} is no colour: write it as # and six digits, 0 to 9 and a to f")
    found = contrast(colour)
    if found < least:
        raise LookRefused(
            "contrast", f"{colour} is too pale to be read on paper: its contrast is {found:.1f}, and {least} is needed"
        )


def _check_picture(picture: bytes) -> None:
    try:
        read_png(picture)
    except StrangePicture as error:
        raise LookRefused("damaged", f"the picture cannot be printed: {error}") from error


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    curved: float = ((share + 0.055) / 1.055) ** 2.4
    return share / 12.92 if share <= 0.04045 else curved  # noqa: PLR2004 - the formula's own numbers


def _stated_size(picture: bytes) -> tuple[int, int]:
    """Width and height from the file's head, before anything is unpacked."""
    if picture[12:16] != b"IHDR" or len(picture) < 24:  # noqa: PLR2004 - signature, length, name, two numbers
        raise LookRefused("damaged", "the picture is damaged: its head is missing")
    width, height = struct.unpack_from(">II", picture, 16)
    return width, height


def _flat(picture: bytes) -> Image.Image:
    """The picture on white paper, in plain colours, without the white around it."""
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as opened:
            mode, layer = opened.mode, opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise LookRefused("damaged", "the picture is damaged and cannot be opened") from error
    if mode not in _MODES:
        raise LookRefused("kind", "the picture must have 8 bits a colour; save it as an ordinary PNG")
    paper = Image.new("RGBA", layer.size, PAPER)
    drawn = Image.alpha_composite(paper, layer).convert("RGB")
    inked = ImageChops.difference(drawn, Image.new("RGB", drawn.size, PAPER)).getbbox()
    if inked is None:
        raise LookRefused("damaged", "the picture is empty: everything on it is white")
    return drawn.crop(inked)


def _kept(drawn: Image.Image, side: int) -> bytes:
    share = side / max(drawn.size)
    size = (max(1, round(drawn.width * share)), max(1, round(drawn.height * share)))
    smaller = drawn if size == drawn.size else drawn.resize(size, Image.Resampling.LANCZOS)
    file = BytesIO()
    smaller.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


HOUSE_LOOK = Look()  # where a country has chosen nothing
