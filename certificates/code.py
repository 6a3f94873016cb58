"""The QR code: an address as rows of modules, and these as the few boxes that a page draws."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import zxingcpp

MARGIN = 4
"""Light modules around a code (ISO/IEC 18004, 6.3.8)."""
_DARK = re.compile(rb"\0+")


def modules(content: str) -> list[bytes]:
    """Rows of a QR code (ISO/IEC 18004, level M) without margin: 0 is a dark module, 255 a light one."""
    made = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    width: int = picture.shape[1]
    flat = memoryview(picture).tobytes()
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def dark_boxes(rows: Sequence[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """Dark modules merged into boxes (column, row, width, height): rows first, then equal rows below each other."""
    growing: dict[tuple[int, int], int] = {}
    for number, row in enumerate([*rows, b""]):
        stretches = {found.span() for found in _DARK.finditer(row)}
        for stretch in [stretch for stretch in growing if stretch not in stretches]:
            first = growing.pop(stretch)
            yield stretch[0], first, stretch[1] - stretch[0], number - first
        for stretch in sorted(stretches):
            growing.setdefault(stretch, number)


def picture(content: str) -> str:
    """Draw the code as an SVG, black on white with its margin, whatever the page around it looks like."""
    rows = modules(content)
    side = len(rows) + 2 * MARGIN
    dark = "".join(
        f"M{column + MARGIN} {row + MARGIN}h{width}v{height}h-{width}z"
        for column, row, width, height in dark_boxes(rows)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )
