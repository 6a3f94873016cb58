"""Photographs that nobody took: a page on a table, held not quite straight, in uneven light, by an old phone."""

import io
import math
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import segno
from PIL import Image, ImageChops, ImageFilter


def printed(pdf: bytes, folder: Path) -> Image.Image:
    """Print a file as a printer of 600 dots an inch puts it on paper: black or white, nothing between."""
    (folder / "certificate.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "600", "-mono", "-singlefile", "certificate.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    with Image.open(folder / "page.pbm") as page:
        return page.convert("L")


def clean_code(address: str, side: int, border: int = 0) -> Image.Image:
    """Draw a square code so many dots wide."""
    rows = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=border)]
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    return small.resize((side, side), Image.Resampling.NEAREST if not border else Image.Resampling.BICUBIC)


def photograph(
    page: Image.Image, random: Random, *, width: int, degrees: float = 4.0, blur: float = 0.7, noise: float = 8
) -> bytes:
    """Take a picture of a whole page, in JPEG.

    Args:
        page: what lies on the table.
        random: makes the noise and the hand.
        width: of the picture, in dots; the page fills most of it.
        degrees: how far the phone is turned.
        blur: of a lens that is not clean, in dots of a picture 2,000 dots wide.
        noise: standard deviation of the noise of a dark room, of 255.
    """
    height = round(width * 3 / 4)
    across, down = width * 0.94, width * 0.94 * page.height / page.width
    turn = math.radians(degrees)
    corners = []
    for right, below in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x, y = right * across / 2 * (1 + 0.04 * below + random.uniform(-0.01, 0.01)), below * down / 2
        corners.append(
            (width / 2 + x * math.cos(turn) - y * math.sin(turn), height / 2 + x * math.sin(turn) + y * math.cos(turn))
        )
    sheet = [(0.0, 0.0), (float(page.width), 0.0), (float(page.width), float(page.height)), (0.0, float(page.height))]
    soft = page.filter(ImageFilter.GaussianBlur(0.35 * page.width / width))
    seen = soft.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        _projection(sheet, corners),
        Image.Resampling.BICUBIC,
        fillcolor=110,
    )
    lamp = Image.linear_gradient("L").rotate(random.choice([0, 90, 180, 270])).resize((width, height))
    seen = ImageChops.multiply(seen, lamp.point([150 + round(v * 0.41) for v in range(256)]))
    seen = seen.point([25 + round(v * 0.82) for v in range(256)]).filter(ImageFilter.GaussianBlur(blur * width / 2000))
    seen = ImageChops.add(seen, Image.effect_noise((width, height), noise * 2), 1, -128)
    taken = io.BytesIO()
    seen.convert("RGB").save(taken, "JPEG", quality=75)
    return taken.getvalue()


def _projection(sheet: Sequence[tuple[float, float]], seen: Sequence[tuple[float, float]]) -> list[float]:
    """The eight numbers of the projection that brings what is seen back to the sheet (Gauss and Jordan)."""
    rows = []
    for (flat_x, flat_y), (x, y) in zip(sheet, seen, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -flat_x * x, -flat_x * y, flat_x])
        rows.append([0, 0, 0, x, y, 1, -flat_y * x, -flat_y * y, flat_y])
    for place in range(8):
        pivot = max(range(place, 8), key=lambda row, place=place: abs(rows[row][place]))  # type: ignore[misc]
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for row in range(8):
            if row != place:
                factor = rows[row][place] / rows[place][place]
                rows[row] = [each - factor * other for each, other in zip(rows[row], rows[place], strict=True)]
    return [rows[place][8] / rows[place][place] for place in range(8)]
