"""Texts of a pack, sentence by sentence: Markdown and short words alike, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Found = Iterator[tuple[int, str]]
"""Lines from 0 inside a text, each with what is wrong there."""

# A sentence ends at its mark, before anything that may begin another: not before a digit or a small letter, so that
# "para. 6" stays whole. Scripts without capital letters end theirs at the mark alone.
END = re.compile(r"[.!?…؟۔।][\"'”’»)\]*_]*(?=\s+[^a-z\d\s])|:[*_]*(?=\s+[*_\"“«]*[A-Z])")
ALONE = re.compile(r"[ \t]*(?:\||#{1,6}[ \t]|:::)")
BEGINS = re.compile(r"[ \t]*(?:[-*+>][ \t]|\d+\.[ \t])")
NOT_SAID = re.compile(
    r"^[ \t]*(?::::.*|!\[.*\]\(.*\)|[|:\- \t]+)$|^[ \t]*(?:[-*+>]|\d+\.|#{1,6})[ \t]+|[*_`|]+", re.MULTILINE
)
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
# What stands in brackets and holds a number, a symbol or begins like a title is a citation: it is looked up, not read.
IN_BRACKETS = re.compile(r"[ \t\n]*\((?:[^()]|\([^()]*\))*\)")
CITATION = re.compile(r"[\d/]|^[ \t\n]*\([\"“«]?[A-Z]")
SYMBOL = re.compile(r"\b(?:[AS]/RES|ST/(?:SGB|AI)|[AS]/\d+)[/\w.()-]*(?: \(\d{4}\))?")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text.

    Attributes:
        line: the line on which it begins, from 0.
        text: as it is written, with its marks.
        running: whether it is part of running text: no heading, no row of a table, no mark of a scene.
    """

    line: int
    text: str
    running: bool

    @property
    def words(self) -> list[str]:
        """The words that a person reads: no marks, no addresses, no citations, no numbers."""
        said = LINK.sub(r"\1", NOT_SAID.sub(" ", self.text))
        said = IN_BRACKETS.sub(lambda found: "" if CITATION.search(found[0]) else found[0], said)
        return [word for word in SYMBOL.sub("", said).split() if any(letter.isalpha() for letter in word)]


def sentences(text: str) -> Iterator[Sentence]:
    """Split a text into sentences; a point of a list, a heading and a row of a table are one at least."""
    for first, block, running in _blocks(text):
        start = 0
        for end in [*(found.end() for found in END.finditer(block)), len(block)]:
            piece = block[start:end]
            said = piece.lstrip()
            if said:
                line = first + block.count("\n", 0, start + len(piece) - len(said))
                yield Sentence(line, said.rstrip(), running)
            start = end


def _blocks(text: str) -> Iterator[tuple[int, str, bool]]:
    """Split a text into paragraphs, points of lists and lines that stand alone, each with its first line from 0."""
    gathered: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate([*lines, ""]):
        alone = ALONE.match(line)
        if gathered and (alone or not line.strip() or BEGINS.match(line)):
            yield number - len(gathered), "\n".join(gathered), True
            gathered = []
        if alone:
            yield number, line, False
        elif line.strip():
            gathered.append(line)
