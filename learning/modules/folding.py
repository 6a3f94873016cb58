"""Words made comparable: without case, accents and vowel signs, so that a reader need not type them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

# A mark belongs to the letter before it; `\w` alone would break words of Arabic, Bengali or Devanagari at each.
_MARKS = "".join(mark for mark in map(chr, range(0x10000)) if unicodedata.category(mark).startswith("M"))
_WORD = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_{_MARKS}]*)*")
_LETTERS = str.maketrans(
    {"ـ": "", "ى": "ي", "ة": "ه", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

Piece = tuple[str, bool]
"""Part of a text, and whether it is one of the words that were looked for."""


def fold(text: str) -> str:
    """Give a text's words in the form in which they are compared, with one space between them."""
    return " ".join(word for _, _, word in folded_words(text))


def folded_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Give each word of a text: where it begins and ends, and its folded form."""
    for found in _WORD.finditer(text):
        word = _folded(found[0])
        if word:
            yield *found.span(), word


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
    return "".join(_digit(letter) for letter in letters if letter.isalnum())


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter, letter))


def excerpt(text: str, words: Sequence[str], longest: int = 32) -> list[Piece]:
    """Cut out the part of a text that holds most of the words looked for, with those words marked.

    Args:
        text: where they are.
        words: folded, with the last one perhaps a word's beginning only.
        longest: how many words the part has.
    """
    spans = list(folded_words(text))
    hits = [place for place, (_, _, word) in enumerate(spans) if _sought(word, words)]
    first = max(hits, key=lambda place: (_distinct(spans, hits, place, longest), -place), default=0)
    begin = max(0, min(first - longest // 6, len(spans) - longest))
    shown = spans[begin : begin + longest]
    if not shown:
        return []
    pieces: list[Piece] = [("… ", False)] if begin else []
    at = shown[0][0] if begin else 0
    for start, end, word in shown:
        if _sought(word, words):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    whole = begin + longest >= len(spans)
    pieces.append((text[at:] if whole else text[at : shown[-1][1]] + " …", False))
    return [(said.replace("\n", " · "), marked) for said, marked in pieces if said]


def _sought(word: str, words: Sequence[str]) -> bool:
    return word in words or (bool(words) and word.startswith(words[-1]))


def _distinct(spans: Sequence[tuple[int, int, str]], hits: Sequence[int], first: int, longest: int) -> int:
    """Count the different words looked for in the part that would begin near one of them."""
    return len({spans[place][2] for place in hits if first <= place < first + longest - longest // 6})
