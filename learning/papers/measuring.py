"""Measures photographed answer sheets, as a program of its own: what it takes is bounded, and its end ends nobody else.

A picture may claim more pixels than any machine holds. Whatever decodes it then asks for memory until it is stopped, so
it is decoded here, with a limit, and the web waits for the answers. Standard input begins with a line of JSON, which
says where everything stands on a sheet (see `layout.plan`) and how long the files are that follow:

    python measuring.py < plan-and-files > answers

One line of JSON a page is written as soon as the page is measured: the code of the sheet and how dark each place of the
lattice is, or why it cannot be read. Which places are marks is not decided here. Needed are OpenCV, zxing-cpp and
Pillow, and pypdfium2 for scans that come as PDF; nothing of the rest is loaded.
"""

import base64
import importlib
import io
import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # each thread of these would claim memory of its own
    os.environ.setdefault(_name, "1")

import cv2  # noqa: E402 - after what it reads
import numpy as np  # noqa: E402
import zxingcpp  # noqa: E402
from PIL import Image  # noqa: E402

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space; most of it is only claimed by the libraries."""
SECONDS_AT_LEAST = 10
SECONDS_A_FILE = 4
MOST_PIXELS = 50_000_000
MOST_PAGES = 100
ENOUGH = 3400
"""A picture whose longer side has so many pixels is decoded at half its size: a fifth of the time."""
DETECTED_AT = 1500
"""Pixels of the longer side in which the registration marks are looked for."""
SCALE = 7
"""Pixels a millimetre of the flat picture."""
KEPT_SCALE = 4
FORMATS = ("JPEG", "PNG", "WEBP")
SCAN_DOTS = 200
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
FEWEST_MARKS = 3
FEWEST_TICKS = 0.6
TICK_SEARCH = 1.7
"""Millimetres around the place where a tick should be."""
TICK_SIZES = (0.45, 1.9)
DARK = 0.5
PAPER = 11
"""Millimetres: what is dark and smaller than this is no shadow."""
INSIDE = 0.78
"""Share of a bubble's radius within which its filling is measured: outside lies its own line."""
AROUND = (0.8, 1.3)
"""Millimetres outside of a bubble where strokes are looked for that go beyond it, as those that cross it out."""
BESIDE = 0.36
"""Sine of the angle within which the neighbours' own marks may lie."""
OUTLINE = 0.25
SECTORS = 8

Picture = np.ndarray[Any, np.dtype[Any]]


class Refused(Exception):  # noqa: N818 - named as the sentence says it
    """The page cannot be read; its one argument says why, in a word that the web turns into a sentence."""


class Sheet:
    """Where everything stands, worked out once for all pages."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        side = plan["mark_side"]
        self.corners = np.array(
            [[[x, y], [x + side, y], [x + side, y + side], [x, y + side]] for x, y in plan["marks"]], np.float64
        )
        self.left, self.top, self.width, self.height = plan["field"]
        self.rows = plan["first_row"] + plan["row_pitch"] * np.arange(plan["rows"])
        width = plan["tick"][0]
        self.tick_x = np.array(
            [edge + width / 2 for block in plan["blocks"] for edge in (block, block + plan["block_width"] - width)]
        )
        columns = plan["first_column"] + plan["column_pitch"] * np.arange(plan["columns"])
        self.cell_x = np.array([block + columns for block in plan["blocks"]])
        parameters = cv2.aruco.DetectorParameters()
        parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
        parameters.adaptiveThreshWinSizeMin = 11
        parameters.adaptiveThreshWinSizeMax = 35
        parameters.adaptiveThreshWinSizeStep = 12
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        self.detector = cv2.aruco.ArucoDetector(dictionary, parameters)
        self._prepare_patches()

    def _prepare_patches(self) -> None:
        radius = self.plan["bubble"] / 2
        reach = radius + AROUND[1] + 0.1
        steps = np.arange(-math.ceil(reach * SCALE), math.ceil(reach * SCALE) + 1)
        self.patch_x, self.patch_y = (each.ravel().astype(np.float32) for each in np.meshgrid(steps, steps))
        distance = np.hypot(self.patch_x, self.patch_y) / SCALE
        self.inside = np.flatnonzero(distance <= radius * INSIDE)
        self.outline = np.flatnonzero(np.abs(distance - radius) <= OUTLINE)
        angle = np.arctan2(self.patch_y, self.patch_x)
        around = (distance >= radius + AROUND[0]) & (distance <= radius + AROUND[1])
        around &= np.abs(np.sin(angle)) > BESIDE
        sector = np.floor((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
        by_sector = (np.flatnonzero(around & (sector == each)) for each in range(SECTORS))
        self.around = [each for each in by_sector if len(each)]

    # ── one page ────────────────────────────────────────────────────────────
    def measure(self, picture: Picture) -> dict[str, Any]:
        """Measure one page.

        Raises:
            Refused: it is no answer sheet, or too little of one is seen.
        """
        to_picture = self._project(picture)
        flat = self._flattened(picture, to_picture, self.plan["field"], SCALE)
        light = _without_shadows(flat)
        ink = self._ink(light)
        dark = np.clip((1 - light) / max(0.2, 1 - ink), 0, 1.2).astype(np.float32)
        cells = self._cells(dark, self._offsets(dark))
        kept = cv2.resize(flat, None, fx=KEPT_SCALE / SCALE, fy=KEPT_SCALE / SCALE, interpolation=cv2.INTER_AREA)
        code_field = self._flattened(picture, to_picture, self.plan["code_field"], KEPT_SCALE + 1)
        return {
            "code": self._code(picture, to_picture),
            "cells": (np.clip(cells, 0, 1) * 100).round().astype(int).tolist(),
            "picture": _packed(kept),
            "code_picture": _packed(code_field),
        }

    def _project(self, picture: Picture) -> Picture:
        """Find the marks, and from them how millimetres of the sheet become pixels of the picture."""
        factor = min(1.0, DETECTED_AT / max(picture.shape))
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else picture
        found, ids, _ = self.detector.detectMarkers(small)
        seen: dict[int, Picture] = {}
        numbers = [] if ids is None else [int(each) for each in ids.ravel()]
        for corners, number in zip(found, numbers, strict=True):
            if number < len(self.corners):
                if number in seen:  # two sheets on one picture
                    raise Refused("two")
                seen[number] = corners.reshape(4, 2)
        if not seen:
            raise Refused("no-sheet")
        if len(seen) < FEWEST_MARKS:
            raise Refused("cut")
        flat = np.concatenate([self.corners[number] for number in seen])
        # The middle of a pixel of the small picture lies at half a pixel: so it does in the large one.
        pixels = np.concatenate([(seen[number] + 0.5) / factor - 0.5 for number in seen])
        projection, _ = cv2.findHomography(flat, pixels)
        if projection is None or np.linalg.det(projection[:2, :2]) <= 0:
            raise Refused("no-sheet")
        return projection

    @staticmethod
    def _flattened(picture: Picture, to_picture: Picture, area: list[float], scale: int) -> Picture:
        left, top, width, height = area
        to_page = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1]])
        size = round(width * scale), round(height * scale)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        flat: Picture = cv2.warpPerspective(picture, to_picture @ to_page, size, flags=flags, borderValue=(128,))
        return flat

    def _code(self, picture: Picture, to_picture: Picture) -> str | None:
        left, top, side = self.plan["code"]
        for margin, scale in ((3, 8), (4, 12), (5, 6)):
            area = [left - margin, top - margin, side + 2 * margin, side + 2 * margin]
            found = zxingcpp.read_barcodes(
                self._flattened(picture, to_picture, area, scale),
                formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
            )
            if found:
                return str(found[0].text)
        return None

    def _ink(self, light: Picture) -> float:
        """Say how light ink is: what lies in the black borders of the marks that are whole."""
        cell = self.plan["mark_side"] / 6
        levels = []
        for x, y in self.plan["marks"]:
            for dx, dy in ((cell / 2, 3 * cell), (3 * cell, cell / 2), (5.5 * cell, 3 * cell), (3 * cell, 5.5 * cell)):
                column, row = self._pixel(x + dx, y + dy)
                levels.append(float(np.median(light[row - 3 : row + 4, column - 3 : column + 4])))
        return float(np.percentile(levels, 40))

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self.left) * SCALE), round((y - self.top) * SCALE)

    def _offsets(self, dark: Picture) -> Picture:
        """Find every tick, and say how far it stands from its place: for each row and track, in pixels; x, then y.

        Raises:
            Refused: too few are seen.
        """
        half = round(TICK_SEARCH * SCALE)
        expected = self.plan["tick"][0] * self.plan["tick"][1] * SCALE * SCALE
        reach_x = half + round(self.plan["tick"][0] / 2 * SCALE)
        reach_y = half + round(self.plan["tick"][1] / 2 * SCALE)
        found = np.full((len(self.rows), len(self.tick_x), 2), np.nan)
        for row, y in enumerate(self.rows):
            for track, x in enumerate(self.tick_x):
                column, line = self._pixel(x, y)
                window = dark[line - reach_y : line + reach_y + 1, column - reach_x : column + reach_x + 1] > DARK
                area = int(window.sum())
                if not TICK_SIZES[0] * expected < area < TICK_SIZES[1] * expected:
                    continue
                down, across = np.nonzero(window)
                offset = across.mean() - reach_x, down.mean() - reach_y
                if max(map(abs, offset)) <= half * 0.75:
                    found[row, track] = offset
        return _filled(found)

    def _cells(self, dark: Picture, offsets: Picture) -> Picture:
        """Measure every place: filling, how much of it is covered, what lies around it, its own line."""
        plan = self.plan
        blocks, rows = len(plan["blocks"]), len(self.rows)
        ends = self.tick_x.reshape(blocks, 2)
        share = (self.cell_x - ends[:, :1]) / (ends[:, 1:] - ends[:, :1])  # block, column
        by_block = offsets.reshape(rows, blocks, 2, 2)
        first, last = by_block[:, :, None, 0, :], by_block[:, :, None, 1, :]
        mixed = first + (last - first) * share[None, :, :, None]
        x = (self.cell_x[None] - self.left) * SCALE + mixed[..., 0]
        y = (self.rows[:, None, None] - self.top) * SCALE + mixed[..., 1]
        x, y = (each.transpose(1, 0, 2).reshape(-1, 1).astype(np.float32) for each in (x, y))
        patches = cv2.remap(dark, x + self.patch_x, y + self.patch_y, cv2.INTER_LINEAR)
        inside = patches[:, self.inside]
        strokes = np.stack([patches[:, each].mean(axis=1) for each in self.around])
        measured = np.stack(
            [
                inside.mean(axis=1),
                (inside > DARK).mean(axis=1),
                strokes.max(axis=0),
                patches[:, self.outline].mean(axis=1),
            ],
            axis=1,
        )
        return measured.reshape(blocks * rows, plan["columns"], 4)


def _without_shadows(flat: Picture) -> Picture:
    """Divide a picture by the paper: what is dark and small is closed, so that light and shadow remain."""
    step = SCALE
    small = cv2.resize(flat, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (PAPER | 1, PAPER | 1))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), 1.2)
    paper = cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    light: Picture = np.clip(flat.astype(np.float32) / np.maximum(paper, 8), 0, 1.1)
    return light


def _filled(found: Picture) -> Picture:
    """Give ticks that were not seen the offset of those above and below; smooth nothing else.

    Raises:
        Refused: too few were seen.
    """
    seen = ~np.isnan(found[..., 0])
    if seen.mean() < FEWEST_TICKS or (seen.mean(axis=0) < FEWEST_TICKS / 2).any():
        raise Refused("unclear")
    numbers = np.arange(len(found))
    for track in range(found.shape[1]):
        here = seen[:, track]
        for axis in range(2):
            found[:, track, axis] = np.interp(numbers, numbers[here], found[here, track, axis])
    return found


def _packed(picture: Picture) -> str:
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return base64.b64encode(packed.tobytes()).decode()


# ── files ───────────────────────────────────────────────────────────────────
def pages_of(content: bytes) -> Iterator[Picture]:
    """Give the pages of a file in grey, one after the other.

    Raises:
        Refused: it is no picture and no PDF, or too large.
    """
    if content.startswith(b"%PDF"):
        yield from _scans(content)
        return
    yield _picture(content)


def _picture(content: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as header:
            width, height = header.size
    except Image.DecompressionBombError:
        raise Refused("pixels") from None
    except (OSError, ValueError, SyntaxError):
        raise Refused("another") from None
    if width * height > MOST_PIXELS:
        raise Refused("pixels")
    half = max(width, height) >= ENOUGH
    flags = cv2.IMREAD_REDUCED_GRAYSCALE_2 if half else cv2.IMREAD_GRAYSCALE
    found = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    if found is None:
        raise Refused("another")
    return found


def _scans(content: bytes) -> Iterator[Picture]:
    try:
        pdf = importlib.import_module("pypdfium2")
    except ImportError:
        raise Refused("no-pdf") from None
    try:
        document = pdf.PdfDocument(content)
    except pdf.PdfiumError:
        raise Refused("another") from None
    if len(document) > MOST_PAGES:
        raise Refused("pages")
    for page in document:
        if page.get_width() * page.get_height() * (SCAN_DOTS / 72) ** 2 > MOST_PIXELS:
            raise Refused("pixels")
        grey = page.render(scale=SCAN_DOTS / 72, grayscale=True).to_numpy()
        yield np.ascontiguousarray(grey.reshape(grey.shape[:2]))


def answers(plan: dict[str, Any], contents: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """Measure every page of every file; a page that cannot be read is an answer too."""
    sheet = Sheet(plan)
    for number, content in enumerate(contents):
        page = 0
        try:
            for picture in pages_of(content):
                page += 1
                yield {"file": number, "page": page, **_measured(sheet, picture)}
        except Refused as refused:
            yield {"file": number, "page": page + 1, "refused": str(refused)}
        except (MemoryError, cv2.error):
            yield {"file": number, "page": page + 1, "refused": "pixels"}
        yield {"file": number, "done": True}


def _measured(sheet: Sheet, picture: Picture) -> dict[str, Any]:
    try:
        return sheet.measure(picture)
    except Refused as refused:
        return {"refused": str(refused)}


def main() -> None:
    """Read standard input, write the answers."""
    asked = json.loads(sys.stdin.buffer.readline())
    seconds = SECONDS_AT_LEAST + SECONDS_A_FILE * len(asked["lengths"])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    contents = (sys.stdin.buffer.read(length) for length in asked["lengths"])
    for answer in answers(asked["plan"], contents):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
