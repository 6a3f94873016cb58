import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from certificates.look import Look, LookRefused, Signatory, contrast, reencode_logo
from certificates.pictures import StrangePicture, read_png


def _saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _drawn(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    picture = Image.new("RGB", size, "#1f6b4f")
    picture.paste("#7a2d00", (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def _opened(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png)) as opened:
        return opened.convert("RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_an_ordinary_png_is_taken(mode: str) -> None:
    kept = reencode_logo(_saved(_drawn(mode)))
    assert _opened(kept).size == (60, 40)
    assert Look(logo_png=kept).logo_png == kept


def test_colours_are_kept() -> None:
    kept = _opened(reencode_logo(_saved(_drawn())))
    assert [kept.getpixel(place) for place in ((1, 1), (58, 38))] == [(0x7A, 0x2D, 0), (0x1F, 0x6B, 0x4F)]


def test_a_large_picture_is_made_smaller() -> None:
    assert _opened(reencode_logo(_saved(_drawn(size=(1800, 900))))).size == (600, 300)
    assert _opened(reencode_logo(_saved(_drawn(size=(1800, 900))), 100)).size == (100, 50)


def test_a_picture_of_any_kind_adds_little_to_each_certificate() -> None:
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    kept = reencode_logo(_saved(noise))
    assert len(kept) <= 10_000
    assert min(_opened(kept).size) > 40


def test_transparency_becomes_white_paper() -> None:
    picture = Image.new("RGBA", (50, 50), (200, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 10, 50))
    picture.paste((0, 0, 0, 255), (40, 0, 50, 50))
    assert _opened(reencode_logo(_saved(picture))).getpixel((25, 25)) == (255, 255, 255)


def test_empty_edges_are_cut_off() -> None:
    picture = Image.new("RGB", (100, 100), "white")
    picture.paste("black", (40, 30, 60, 80))
    assert _opened(reencode_logo(_saved(picture))).size == (20, 50)


def test_nothing_of_the_upload_but_its_pixels_is_kept() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "taken at 12 Hill Road by Kofi")
    kept = reencode_logo(_saved(_drawn(), pnginfo=told, dpi=(300, 300), exif=b"Exif\0\0MM"))
    names = []
    place = 8
    while place < len(kept):
        (length,) = struct.unpack_from(">I", kept, place)
        names.append(kept[place + 4 : place + 8])
        place += 12 + length
    assert set(names) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
    assert b"Hill" not in kept


def test_what_follows_the_picture_is_dropped() -> None:
    assert b"<script" not in reencode_logo(_saved(_drawn()) + b"<script>alert(1)</script>")


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    with pytest.raises(LookRefused, match="must be a PNG") as refused:
        reencode_logo(_saved(_drawn(), kind))
    assert refused.value.reason == "kind"


@pytest.mark.parametrize("upload", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG", b"MZ" * 50])
def test_what_is_no_picture_is_refused(upload: bytes) -> None:
    with pytest.raises(LookRefused, match="must be a PNG"):
        reencode_logo(upload)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
    with pytest.raises(LookRefused, match="too large"):
        reencode_logo(bomb)


def test_a_text_that_would_fill_the_memory_is_refused() -> None:
    whole = _saved(_drawn())
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000)))
    with pytest.raises(LookRefused):
        reencode_logo(whole[:33] + bomb + whole[33:])


def test_a_file_of_more_than_two_megabytes_is_refused() -> None:
    with pytest.raises(LookRefused, match="too large"):
        reencode_logo(_saved(_drawn()) + bytes(2_000_000))


@pytest.mark.parametrize("end", [12, 20, 30, 40, 60, -40])
def test_a_damaged_picture_is_refused(end: int) -> None:
    with pytest.raises(LookRefused, match="damaged"):
        reencode_logo(_saved(_drawn())[:end])


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(LookRefused, match="empty"):
        reencode_logo(_saved(Image.new("RGBA", (50, 50))))


def test_sixteen_bits_a_colour_are_refused() -> None:
    with pytest.raises(LookRefused, match="8 bits"):
        reencode_logo(_saved(Image.new("I;16", (50, 50))))


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000"), 2) == 21
    assert round(contrast("#ffffff"), 2) == 1
    assert round(contrast("#767676"), 2) == 4.54
    assert contrast("#0f5c7a", "#ffffff") == contrast("#ffffff", "#0f5c7a")


@pytest.mark.parametrize("colour", ["#777777", "#ffd700", "#ffffff", "#e06666"])
def test_a_pale_accent_is_refused_with_its_contrast(colour: str) -> None:
    with pytest.raises(LookRefused, match=rf"{colour} is too pale .* 4\.5 is needed") as refused:
        Look(accent=colour)
    assert refused.value.reason == "contrast"


def test_a_border_may_be_paler_than_text_but_must_be_seen() -> None:
    assert Look(border="#8a8a8a").border == "#8a8a8a"
    with pytest.raises(LookRefused, match="too pale"):
        Look(border="#cccccc")


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345", "#GGGGGG", "#0F5C7A", "", "0 0 1 rg", "#000000\n"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(LookRefused, match="no colour"):
        Look(border=colour)


def test_three_signatories_are_refused() -> None:
    with pytest.raises(LookRefused, match="two signatories"):
        Look(signatories=(Signatory("A", "B"),) * 3)


@pytest.mark.parametrize(
    "picture",
    [b"", b"GIF89a", _saved(_drawn("RGBA")), _saved(_drawn("LA")), _saved(_drawn())[:-30]],
    ids=["nothing", "gif", "transparent", "grey and transparent", "cut"],
)
def test_a_picture_that_was_not_drawn_anew_is_refused(picture: bytes) -> None:
    with pytest.raises(LookRefused, match="cannot be printed"):
        Look(logo_png=picture)
    with pytest.raises(LookRefused, match="cannot be printed"):
        Look(signatories=(Signatory("A", "B", picture),))


def test_pixels_are_taken_as_they_are_packed() -> None:
    found = read_png(_saved(_drawn()))
    assert (found.width, found.height, found.bits, found.channels, found.palette) == (60, 40, 8, 3, b"")
    assert len(zlib.decompress(found.packed)) == (60 * 3 + 1) * 40


def test_pixels_that_unpack_to_more_than_their_size_are_refused() -> None:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(50_000_000)))
    with pytest.raises(StrangePicture, match="not all there"):
        read_png(bomb)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
