"""How hard a text is to read in a second language: long sentences by line, and a grade for the whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learning.modules.sentences import Sentence, sentences

LONG, TOO_LONG = 20, 35
"""Words in a sentence that is long, and in one that nobody follows on a phone."""

GRADE_AT_MOST = 8.0
AVERAGE_AT_MOST = 14.0
LONG_IN_HUNDRED_AT_MOST = 10

LETTERS = re.compile(r"[^a-z]")
# Endings that are written and not spoken: "gates", "named", "safe", but not "wanted", "boxes", "table".
SILENT = re.compile(r"(?<=[^aeiouylcgsxz])es$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyl])e$|(?<=[aeiouy]l)es?$")
SPOKEN = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Level:
    """What was counted in a text.

    Attributes:
        words: the words that are read.
        sentences: the sentences of its running text.
        long: those of them with more than LONG words.
        syllables: of all words.
    """

    words: int
    sentences: int
    long: int
    syllables: int

    @property
    def average(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade (1975): years of school in English that a text asks for."""
        return 0.39 * self.average + 11.8 * self.syllables / self.words - 15.59 if self.words else 0.0


def level(text: str) -> Level:
    """Count what makes a text hard; headings, tables, document symbols, numbers and citations do not count."""
    read = [words for sentence in sentences(text) if sentence.running and (words := sentence.words)]
    return Level(
        words=sum(map(len, read)),
        sentences=len(read),
        long=sum(len(words) > LONG for words in read),
        syllables=sum(syllables(word) for words in read for word in words),
    )


def syllables(word: str) -> int:
    """Count the syllables of an English word by its vowels: right for nine words in ten, which is enough for a text."""
    letters = LETTERS.sub("", word.lower())
    return max(len(SPOKEN.findall(SILENT.sub("", letters))), 1)


def level_faults(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Refuse a text that asks for more than level B2 of the Common European Framework; English only.

    The lessons we ship were the measure: grades from 2 to 6, 7 to 11 words in a sentence, and at most 6 sentences in a
    hundred over 20 words. Grade 8 is where plain English ends and, as we read it, B2. So the limits leave room for a
    lesson that is harder than ours, and none for a page of official language.
    """
    if language != "en":
        return
    found = level(text)
    if found.grade > GRADE_AT_MOST:
        yield (
            0,
            f"asks for grade {found.grade:.1f} of school; use shorter words and sentences, {GRADE_AT_MOST:.0f} at most",
        )
    if found.average > AVERAGE_AT_MOST:
        yield 0, f"has {found.average:.1f} words in a sentence; {AVERAGE_AT_MOST:.0f} at most"
    if found.long * 100 > found.sentences * LONG_IN_HUNDRED_AT_MOST:
        share = f"{found.long} of {found.sentences} sentences"
        yield 0, f"has {share} with more than {LONG} words; at most {LONG_IN_HUNDRED_AT_MOST} in a hundred"


def long_sentences(said: Sentence, language: str) -> Iterator[str]:
    """Refuse one sentence that nobody follows; English only."""
    words = len(said.words) if language == "en" else 0
    if words > TOO_LONG:
        yield f"has a sentence of {words} words (“{' '.join(said.text.split()[:5])} …”); {TOO_LONG} at most"
