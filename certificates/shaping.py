"""Turns a line of text into placed glyphs: picks faces, orders directions, joins and stacks letters as scripts ask."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import uharfbuzz as hb
from bidi import algorithm

from certificates.typefaces import Face, Style, face_for

Base = Literal["auto", "ltr", "rtl"]

_JOINERS = "\u200c\u200d"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Letters decide which face a stretch is set in; these follow the letters before them.
_FOLLOWING = frozenset("MNPSZC")
_EM = 1000
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
# Inside brackets numbers count as right to left.
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


class UnknownScript(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A character that no typeface here can print.

    Attributes:
        character: the first such character.
    """

    def __init__(self, text: str, character: str) -> None:
        self.character = character
        name = unicodedata.name(character, "a character without a name")
        super().__init__(f"{text!r} cannot be printed: no typeface has U+{ord(character):04X} ({name.lower()})")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape on the page; lengths in thousandths of the face's size.

    Attributes:
        number: its number in the face.
        letters: the letters it stands for; empty when an earlier glyph of the same cluster stands for them.
        advance: how far the pen moves after it.
        nominal: how far the face itself would move the pen, before kerning.
        right, up: how far it is moved from where the pen stands.
        pointing: a mark of a right-to-left letter, such as a vowel point, that stands for itself.
    """

    number: int
    letters: str
    advance: int
    nominal: int
    right: int
    up: int
    pointing: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring glyphs of one face and one direction, in the order they stand on the page.

    Attributes:
        face: the face they are set in.
        letters: their text in reading order.
        glyphs: the placed shapes, left to right.
        width: in sizes of the line (1.0 = one em), the face's own scale included.
        rightward: read from left to right.
        stacked: some letters share several glyphs, as in Indic scripts, so that a reader of the file finds the
            letters only when they are written beside the glyphs. Never true of right-to-left runs: readers put
            those in order themselves, and would turn round what is written beside them.
    """

    face: Face
    letters: str
    glyphs: tuple[Glyph, ...]
    width: float
    rightward: bool
    stacked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be drawn at any size.

    Attributes:
        text: the text as it is printed, in reading order.
        runs: left to right.
        width: in sizes of the line; multiply by the size for points.
    """

    text: str
    runs: tuple[Run, ...]
    width: float


def clean(text: str) -> str:
    """The text as it is printed: composed letters (NFC), single spaces, no invisible signs except joiners.

    Joiners are kept where they can join, after a letter or its mark. Direction marks are left out because the
    direction of each line is given by the caller.
    """
    printed: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if character in _JOINERS:
            if printed and unicodedata.category(printed[-1])[0] in "LM":
                printed.append(character)
        elif unicodedata.category(character) != "Cf":
            printed.append(character)
    return " ".join("".join(printed).split())


@lru_cache(maxsize=256)
def shape_line(text: str, style: Style = Style.TEXT, base: Base = "auto") -> Line:
    """Shape one line of text.

    Args:
        text: anything; it is cleaned first.
        style: which faces to set it in.
        base: direction of the line as a whole; "auto" takes that of the first letter.

    Raises:
        UnknownScript: no face of the style has one of the characters.
    """
    printed = clean(text)
    if not printed:
        return Line("", (), 0.0)
    chosen = _choose_faces(printed, style)
    levels = _levels(printed, base)
    runs = tuple(
        _shape_run(printed[start:end], chosen[start], rightward=levels[start] % 2 == 0)
        for start, end in _visual_order(chosen, levels)
    )
    return Line(printed, runs, sum(run.width for run in runs))


def extent(line: Line) -> tuple[float, float]:
    """How far a line's ink rises above its base line and falls below it, in sizes of the line."""
    above = below = 0.0
    for run in line.runs:
        step = run.face.scale / _EM
        for glyph in run.glyphs:
            ink = run.face.font.get_glyph_extents(glyph.number)
            if ink is not None:
                above = max(above, (glyph.up + ink.y_bearing) * step)
                below = max(below, -(glyph.up + ink.y_bearing + ink.height) * step)
    return above, below


def _choose_faces(text: str, style: Style) -> list[Face]:
    chosen: list[Face] = []
    leading = 0
    current: Face | None = None
    for position, character in enumerate(text):
        code = ord(character)
        follows = unicodedata.category(character)[0] in _FOLLOWING
        if follows and current is not None and (code in current.covers or character in _JOINERS):
            chosen.append(current)
            continue
        face = face_for(character, style)
        if face is None:
            raise UnknownScript(text, character)
        if not follows:
            if current is None:
                leading = position
            current = face
        chosen.append(face)
    if current is not None:
        # Signs before the first letter are set in that letter's face where it has them.
        for position in range(leading):
            if ord(text[position]) in current.covers:
                chosen[position] = current
    return chosen


def first_direction(text: str) -> Base | None:
    """Direction of the first letter that has one, or None for a text of digits and signs."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in _RIGHT_TO_LEFT:
            return "rtl"
    return None


def reading_direction(text: str, page: Literal["ltr", "rtl"]) -> Literal["ltr", "rtl"]:
    """Direction of a text on a page: the page's own as soon as one letter reads that way, else its letters'.

    A quarter such as 2026-Q3 stays as it is on an Arabic page, and so do figures; a sentence that begins with a foreign
    name reads as its page does.
    """
    found = {("rtl" if kind in _RIGHT_TO_LEFT else kind) for kind in map(unicodedata.bidirectional, text)}
    if (page == "rtl" and "rtl" in found) or (page == "ltr" and "L" in found):
        return page
    return "rtl" if "rtl" in found else "ltr"


def _levels(text: str, base: Base) -> list[int]:
    """Embedding level of each character (Unicode Standard Annex 9): odd levels read right to left."""
    direction = (first_direction(text) or "ltr") if base == "auto" else base
    if direction == "ltr" and text.isascii():
        return [0] * len(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = (1, "R") if direction == "rtl" else (0, "L")
    # The algorithm drops joiners; they take the level of the letter before them.
    algorithm.get_embedding_levels("".join(c for c in text if c not in _JOINERS), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], "L" if direction == "ltr" else "R")
    algorithm.resolve_neutral_types(storage, False)  # noqa: FBT003 - the library's own `debug`
    algorithm.resolve_implicit_levels(storage, False)  # noqa: FBT003
    resolved = iter(storage["chars"])
    levels: list[int] = []
    for character in text:
        levels.append(levels[-1] if character in _JOINERS else next(resolved)["level"])
    return levels


def _resolve_brackets(characters: list[dict[str, Any]], along: str) -> None:
    """Give both brackets of a pair one direction (rule N0 of the annex, which the library leaves out)."""
    strong = [_STRONG.get(character["type"]) for character in characters]
    for first, last in _bracket_pairs("".join(character["ch"] for character in characters)):
        inside = set(strong[first + 1 : last]) - {None}
        if not inside:
            continue
        before = next((kind for kind in reversed(strong[:first]) if kind), along)
        chosen = along if along in inside or before == along else before
        for position in (first, last):
            characters[position]["type"] = strong[position] = chosen


def _bracket_pairs(text: str) -> list[tuple[int, int]]:
    """Positions of matching brackets, in the order of the opening ones."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for position, character in enumerate(text):
        if character in _BRACKETS:
            opened.append((_BRACKETS[character], position))
        elif any(closing == character for closing, _ in opened):
            while opened:
                closing, first = opened.pop()
                if closing == character:
                    pairs.append((first, position))
                    break
    return sorted(pairs)


def _visual_order(chosen: list[Face], levels: list[int]) -> list[tuple[int, int]]:
    """Cut the text where face or level changes and put the pieces in the order they stand on the page."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for position in range(1, len(levels) + 1):
        if position == len(levels) or (chosen[position], levels[position]) != (chosen[start], levels[start]):
            pieces.append((start, position))
            start = position
    for level in range(max(levels), 0, -1):
        first = 0
        while first < len(pieces):
            last = first
            while last < len(pieces) and levels[pieces[last][0]] >= level:
                last += 1
            pieces[first:last] = reversed(pieces[first:last])
            first = last + 1
    return pieces


def _shape_run(letters: str, face: Face, *, rightward: bool) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(letters)
    buffer.direction = "ltr" if rightward else "rtl"
    buffer.language = "und"  # else the machine's own language would decide
    buffer.guess_segment_properties()
    if not rightward:
        # Points stand for themselves, because readers of the file turn round each letter of such a run.
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    hb.shape(face.font, buffer)
    starts = sorted({found.cluster for found in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(letters)], strict=True))
    glyphs: list[Glyph] = []
    told: set[int] = set()
    for found, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        cluster = found.cluster
        if found.codepoint == 0:
            raise UnknownScript(letters, letters[cluster])
        stands_for = "" if cluster in told else letters[cluster : ends[cluster]]
        told.add(cluster)
        pointing = not rightward and stands_for != "" and all(unicodedata.category(mark) == "Mn" for mark in stands_for)
        nominal = face.font.get_glyph_h_advance(found.codepoint)
        glyphs.append(
            Glyph(found.codepoint, stands_for, place.x_advance, nominal, place.x_offset, place.y_offset, pointing),
        )
    width = sum(glyph.advance for glyph in glyphs) * face.scale / _EM
    stacked = rightward and not all(glyph.letters for glyph in glyphs)
    return Run(face, letters, tuple(glyphs), width, rightward, stacked)
