"""S: two hundred answer sheets, filled in and photographed by a generator, read and compared with what was drawn."""

import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from bench.figures import Figure, watched
from bench.scene import FULL, Scene
from learning.papers import layout
from learning.papers.codes import new_code
from learning.papers.reading import measure
from tests.papers.sheet_photographs import printed_pages
from tests.papers.trial import Trial, compare, sheet, trial

SHEETS, FEWER = 200, 40
SLOWEST = 5
"""Sheets a second of one core."""
MOST_IN_VAIN = 3
"""Percent of the rows that were filled in clearly, and shown to a person all the same."""


def reading(scene: Scene) -> Iterator[Figure]:
    """How many sheets a second are read, how many rows wrongly, and how many that nobody can be sure of unreported."""
    number = SHEETS if scene.size is FULL else FEWER
    trials = list(watched(_trials(number), "photographs", number))
    begun = _spent()
    count = compare([one for one, _ in trials], measure(one.photograph for one, _ in trials), trials[0][1])
    seconds = _spent() - begun
    bare = number / _bare([one for one, _ in trials])
    yield Figure(
        f"S  {number} photographed sheets, of one core", number / seconds, SLOWEST, "sheets/s", bare, is_floor=True
    )
    yield Figure(f"S  rows read wrongly, of {number * len(trials[0][0].rows):,}", len(count.wrong), 0, "rows")
    yield Figure("S  unsure marks that were not reported", len(count.missed), 0, "rows")
    yield Figure("S  photographs that could not be read", len(count.unread), 0, "sheets")
    vain = 100 * count.shown_in_vain / count.clear
    yield Figure("S  clear rows shown to a person all the same", vain, MOST_IN_VAIN, "%")


def _trials(number: int) -> Iterator[tuple[Trial, str]]:
    code = new_code()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(number):
            if seed % 20 == 0:
                pdf, rows = sheet(code, rtl=seed % 40 == 20)
                page = printed_pages(pdf, Path(folder))[0]
            yield trial(page, rows, seed), code


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bare(trials: list[Trial]) -> float:
    """Seconds in which OpenCV alone decodes the pictures, finds the four marks and lays each sheet flat."""
    cv2.setNumThreads(1)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    size = round(layout.PAGE[0] * 7), round(layout.PAGE[1] * 7)
    flat = np.array(layout.MARKS, np.float32) * 7
    begun = time.process_time()
    for one in trials:
        picture = cv2.imdecode(np.frombuffer(one.photograph, np.uint8), cv2.IMREAD_GRAYSCALE)
        found, ids, _ = detector.detectMarkers(picture)
        seen = {int(number): corners.reshape(4, 2)[0] for number, corners in zip(ids.ravel(), found, strict=True)}
        if set(range(len(flat))) <= set(seen):
            corners = np.array([seen[number] for number in range(len(flat))], np.float32)
            cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, flat), size)
    return time.process_time() - begun
