"""Photographs of answer sheets that nobody took: filled in by many hands, held askew, bent, in shadow."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

DOTS = 200
MM = DOTS / 25.4
Picture = np.ndarray[Any, np.dtype[Any]]
RADIUS = 2.2
COARSE = 16


@dataclass(frozen=True)
class Stroke:
    """What somebody drew into one bubble: where its middle is in millimetres, and in which manner."""

    x: float
    y: float
    manner: str = "full"


def printed_pages(pdf: bytes, folder: Path) -> list[Picture]:
    """Print a file as grey pictures of 200 dots an inch."""
    (folder / "sheets.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DOTS), "-gray", "sheets.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    pages = [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in sorted(folder.glob("page-*.pgm"))]
    return [page for page in pages if page is not None]


def filled_in(page: Picture, strokes: Sequence[Stroke], random: Random) -> Picture:
    """Draw strokes as a pen or a pencil does."""
    sheet = page.astype(np.float32)
    for stroke in strokes:
        _DRAWN[stroke.manner](sheet, stroke, random)
    return np.clip(sheet, 0, 255).astype(np.uint8)


def _ink(sheet: Picture, mask: Picture, level: float, random: Random, grain: float = 18) -> None:
    """Darken where the mask is set; with the grain of paper."""
    noise = np.random.default_rng(random.getrandbits(32)).normal(0, grain, mask.shape)
    darker = np.clip(level + cv2.GaussianBlur(noise.astype(np.float32), (0, 0), 1.2) * 2, 0, 255)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.8)
    sheet[:] = np.minimum(sheet, sheet * (1 - soft) + darker * soft)


def _window(sheet: Picture, stroke: Stroke, reach: float = 7.0) -> tuple[Picture, float, float]:
    left, top = (max(0, round((value - reach) * MM)) for value in (stroke.x, stroke.y))
    part = sheet[top : top + round(2 * reach * MM), left : left + round(2 * reach * MM)]
    return part, stroke.x * MM - left, stroke.y * MM - top


def _disc(sheet: Picture, stroke: Stroke, random: Random, level: float, share: tuple[float, float]) -> None:
    part, x, y = _window(sheet, stroke)
    mask = np.zeros(part.shape, np.uint8)
    radius = RADIUS * random.uniform(*share)
    turned = random.uniform(0, 180)
    middle = x + random.uniform(-0.3, 0.3) * MM, y + random.uniform(-0.3, 0.3) * MM
    axes = radius * MM * random.uniform(0.95, 1.08), radius * MM * random.uniform(0.92, 1.05)
    cv2.ellipse(mask, ((middle[0], middle[1]), (2 * axes[0], 2 * axes[1]), turned), 1, -1)
    _ink(part, mask, level, random)


def _scribble(sheet: Picture, stroke: Stroke, random: Random) -> None:
    """Fill with a pen going to and fro: paper shows through."""
    part, x, y = _window(sheet, stroke)
    mask = np.zeros(part.shape, np.uint8)
    turned, lines = random.uniform(0, np.pi), 9
    for number in range(lines):
        across = (number / (lines - 1) * 2 - 1) * RADIUS * 0.95
        half = (RADIUS**2 - across**2) ** 0.5 * random.uniform(0.85, 1.1)
        ends = [
            (along * np.cos(turned) - across * np.sin(turned), along * np.sin(turned) + across * np.cos(turned))
            for along in (-half, half)
        ]
        points = [(round(x + dx * MM), round(y + dy * MM)) for dx, dy in ends]
        cv2.line(mask, points[0], points[1], 1, random.choice([3, 4]))
    _ink(part, mask, random.uniform(25, 70), random)


def _lines(sheet: Picture, stroke: Stroke, random: Random, lines: Sequence[Sequence[float]], width: float) -> None:
    part, x, y = _window(sheet, stroke)
    mask = np.zeros(part.shape, np.uint8)
    for line in lines:
        points = np.array(line).reshape(-1, 2) * MM + (x, y) + np.array([random.uniform(-2, 2), random.uniform(-2, 2)])
        cv2.polylines(
            mask, [points.round().astype(np.int32)], isClosed=False, color=1, thickness=max(2, round(width * MM))
        )
    _ink(part, mask, random.uniform(20, 80), random)


def _cross(sheet: Picture, stroke: Stroke, random: Random, size: float = 1.6) -> None:
    _lines(sheet, stroke, random, [(-size, -size, size, size), (-size, size, size, -size)], 0.5)


def _full(sheet: Picture, stroke: Stroke, random: Random) -> None:
    if random.random() < 0.35:
        _scribble(sheet, stroke, random)
    else:
        _disc(sheet, stroke, random, random.uniform(25, 95), (0.88, 1.08))


def _crossed_out(sheet: Picture, stroke: Stroke, random: Random) -> None:
    _full(sheet, stroke, random)
    size = random.uniform(2.7, 3.4)
    _cross(sheet, stroke, random, size)


def _smudge(sheet: Picture, stroke: Stroke, random: Random) -> None:
    part, x, y = _window(sheet, stroke)
    mask = np.zeros(part.shape, np.float32)
    middle = x + random.uniform(-2, 2) * MM, y + random.uniform(-1.5, 1.5) * MM
    size = random.uniform(5, 9) * MM, random.uniform(3, 5) * MM
    cv2.ellipse(mask, (middle, size, random.uniform(-30, 30)), 1, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 5)
    part[:] = part * (1 - soft * random.uniform(0.15, 0.4))


_DRAWN = {
    "full": _full,
    "faint": lambda sheet, stroke, random: _disc(sheet, stroke, random, random.uniform(130, 185), (0.85, 1.05)),
    "part": lambda sheet, stroke, random: _disc(sheet, stroke, random, random.uniform(40, 100), (0.35, 0.65)),
    "erased": lambda sheet, stroke, random: _disc(sheet, stroke, random, random.uniform(222, 240), (0.8, 1.1)),
    "cross": _cross,
    "tick": lambda sheet, stroke, random: _lines(sheet, stroke, random, [(-1.4, -0.2, -0.3, 1.2, 1.9, -1.9)], 0.45),
    "dot": lambda sheet, stroke, random: _disc(sheet, stroke, random, random.uniform(30, 80), (0.25, 0.35)),
    "crossed-out": _crossed_out,
    "smudge": _smudge,
}
MANNERS = tuple(_DRAWN)


def photograph(
    page: Picture,
    random: Random,
    *,
    width: int = 1800,
    degrees: float | None = None,
    shadow: bool = True,
    bend: float = 1.0,
    noise: float = 5.0,
) -> bytes:
    """Take a picture of a sheet on a table, in JPEG.

    Args:
        page: what lies there.
        random: makes the hand, the lamp and the noise.
        width: of the picture, in pixels; a phone held upright.
        degrees: how far the phone is turned; None: about upright, or on its side, or upside down.
        shadow: a hand keeps some of the light away.
        bend: how far the paper bulges, in millimetres.
        noise: standard deviation of a dark room, of 255.
    """
    height = round(width * 4 / 3)
    turned = random.choice([0, 0, 0, 90, 180, 270]) + random.uniform(-6, 6) if degrees is None else degrees
    across = width * random.uniform(0.8, 0.9)
    if 45 < turned % 180 < 135:
        height, width = width, height
        across = min(across, height * 0.86 / 1.414 * 1.6)
    scale = min(across / page.shape[1], 0.93 * (height if not 45 < turned % 180 < 135 else width) / page.shape[0])
    if 45 < turned % 180 < 135:
        scale = min(scale, 0.9 * height / page.shape[1])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([page.shape[1], page.shape[0]]) / 2 * scale
    skew = np.array([[random.uniform(-0.035, 0.035) for _ in range(2)] for _ in range(4)]) * scale * page.shape[1]
    angle = np.deg2rad(turned)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = (corners + skew) @ turn.T + np.array([width / 2, height / 2])
    flat = np.array([[0, 0], [page.shape[1], 0], [page.shape[1], page.shape[0]], [0, page.shape[0]]])
    back, _ = cv2.findHomography(seen, flat.astype(float))
    # Where each pixel comes from changes so slowly that a sixteenth of them is worked out, and the rest lies between.
    x, y = np.meshgrid(*(np.linspace(0, length - 1, length // COARSE + 1) for length in (width, height)))
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    to_x = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / below
    to_y = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / below
    phase, waves = random.uniform(0, 6.3), random.uniform(0.6, 1.2)
    to_y = to_y + bend * MM * np.sin(to_x / page.shape[1] * 3.15 * waves + phase)
    to_x = to_x + bend * 0.5 * MM * np.sin(to_y / page.shape[0] * 3.15 * waves + phase)
    to_x, to_y = (_between(each, width, height) for each in (to_x, to_y))
    table = random.choice([70, 110, 150, 200])
    soft = cv2.GaussianBlur(page, (0, 0), max(0.3, 0.4 / scale))
    picture = cv2.remap(soft, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(table,))
    light = _light(width, height, random, shadow=shadow)
    picture = picture.astype(np.float32) * light
    picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.0) * max(width, height) / 2400)
    picture = 12 + picture * 0.92 + _grain(width, height, random, noise)
    _, packed = cv2.imencode(
        ".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, random.randint(60, 88)]
    )
    return packed.tobytes()


def _between(coarse: Picture, width: int, height: int) -> Picture:
    """Work out all pixels between those of a coarse grid whose outermost ones lie on the edges."""
    rows, columns = coarse.shape
    x, y = np.meshgrid(
        np.linspace(0, columns - 1, width, dtype=np.float32), np.linspace(0, rows - 1, height, dtype=np.float32)
    )
    return cv2.remap(coarse.astype(np.float32), x, y, cv2.INTER_LINEAR)


def _grain(width: int, height: int, random: Random, noise: float) -> Picture:
    """The noise of a dark room: one small piece of it, laid side by side."""
    piece = np.random.default_rng(random.getrandbits(32)).normal(0, noise, (509, 521)).astype(np.float32)
    times = -(-height // piece.shape[0]), -(-width // piece.shape[1])
    return np.tile(piece, times)[:height, :width]


def _light(width: int, height: int, random: Random, *, shadow: bool) -> Picture:
    across, down = width // COARSE + 1, height // COARSE + 1
    x, y = np.meshgrid(np.linspace(-1, 1, across), np.linspace(-1, 1, down))
    turned = random.uniform(0, 6.3)
    light = random.uniform(0.75, 0.9) + random.uniform(0.05, 0.2) * (np.cos(turned) * x + np.sin(turned) * y)
    lit = _between(light, width, height)
    if shadow:
        small = 2
        mask = np.zeros((height // small, width // small), np.float32)
        begin = random.uniform(-0.2, 0.8) * mask.shape[1], random.uniform(0.2, 0.9) * mask.shape[0]
        beyond = begin[0] + mask.shape[1], begin[1] + random.uniform(-0.4, 0.4) * mask.shape[0]
        points = [begin, beyond, mask.shape[::-1], (0, mask.shape[0])]
        cv2.fillPoly(mask, [np.array(points).round().astype(np.int32)], 1.0)
        edge = random.choice([4, 15, 30]) * width / 1800 / small
        mask = cv2.resize(cv2.blur(cv2.blur(mask, (round(edge * 2) | 1,) * 2), (round(edge) | 1,) * 2), (width, height))
        lit *= 1 - mask * random.uniform(0.25, 0.5)
    return lit
