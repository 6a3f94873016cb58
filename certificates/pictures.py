"""Reads PNG pictures so far that their packed pixels can go into a PDF as they are, without unpacking them."""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1}  # colour types without transparency: grey, RGB, palette
_PALETTE = 3
_WIDEST = 4_000  # pixels
_DEEPEST = 8  # bits


class StrangePicture(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """Bytes that are no PNG of the plain kind that is printed."""


@dataclass(frozen=True)
class Picture:
    """A picture as PDF takes it (ISO 32000-1, 8.9 and 7.4.4.4: PNG predictors).

    Attributes:
        width, height: in pixels.
        bits: of each channel.
        channels: 1 or 3.
        palette: RGB of each colour number, or empty.
        packed: the pixels, filtered and deflated as in the file.
    """

    width: int
    height: int
    bits: int
    channels: int
    palette: bytes
    packed: bytes


@lru_cache(maxsize=64)
def read_png(picture: bytes) -> Picture:
    """Read a PNG without transparency and interlacing.

    Raises:
        StrangePicture: it is damaged, or of another kind.
    """
    if not picture.startswith(_SIGNATURE):
        raise StrangePicture("it is no PNG file")
    chunks = _chunks(picture)
    if not chunks or len(chunks[0][1]) != 13 or chunks[0][0] != b"IHDR":  # noqa: PLR2004 - PNG, 11.2.2
        raise StrangePicture("its head is missing")
    width, height, bits, kind, packing, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if kind not in _CHANNELS or bits > _DEEPEST or packing or filtering or interlaced:
        raise StrangePicture("it has transparency, interlacing or more than 8 bits a colour")
    if not 0 < width <= _WIDEST or not 0 < height <= _WIDEST:
        raise StrangePicture("it is too large")
    if any(name == b"tRNS" for name, _ in chunks):
        raise StrangePicture("it has transparency")
    palette = b"".join(content for name, content in chunks if name == b"PLTE") if kind == _PALETTE else b""
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    if (kind == _PALETTE and not palette) or not _is_whole(packed, (width * bits * _CHANNELS[kind] + 7) // 8, height):
        raise StrangePicture("its pixels are not all there")
    return Picture(width, height, bits, _CHANNELS[kind], palette, packed)


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    place = len(_SIGNATURE)
    while place + 12 <= len(picture):
        (length,) = struct.unpack_from(">I", picture, place)
        name, content = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        check = picture[place + 8 + length : place + 12 + length]
        if check != struct.pack(">I", zlib.crc32(name + content)):
            raise StrangePicture("it is damaged")
        found.append((name, content))
        place += 12 + length
    return found


def _is_whole(packed: bytes, row: int, height: int) -> bool:
    """Whether the pixels unpack to exactly their size; no more than that is ever unpacked."""
    expected = (row + 1) * height
    unpacking = zlib.decompressobj()
    try:
        unpacked = len(unpacking.decompress(packed, expected + 1))
    except zlib.error:
        return False
    return unpacked == expected and unpacking.eof
