"""The reference shelf: documents, terms and the rows of the coverage matrix, with our own words for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

_YEAR = re.compile(r" \(\d{4}\)$")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a document whose number and content are confirmed.

    Attributes:
        label: as it is cited, such as "OP6" or "s.3.2".
    """

    label: str

    @property
    def id(self) -> str:
        """Its name in addresses, such as "op6" or "s-3-2"."""
        return re.sub(r"[^a-z0-9]+", "-", self.label.lower()).strip("-")


@dataclass(frozen=True)
class Reference:
    """A document on the shelf.

    Attributes:
        id: its name in addresses.
        group: with which others it stands.
        symbol: how it is cited, such as "S/RES/1820 (2008)"; a document without a symbol has its title here.
        cited: other ways in which lessons name it.
        year: when it was adopted or issued.
        adopted: the day, where that is confirmed.
        paragraphs: the confirmed ones, in order.
    """

    id: str
    group: str
    symbol: str
    cited: tuple[str, ...]
    year: int
    adopted: date | None
    paragraphs: tuple[Paragraph, ...]

    def rest_of(self, source: str) -> str | None:
        """Give what a citation says beyond this document, such as "s.3.2"; None when it names another one."""
        for name in sorted((self.symbol, *self.cited), key=len, reverse=True):
            rest = source[len(name) :]
            if source.startswith(name) and not rest[:1].isalnum() and rest[:1] not in {"/", "-"}:
                return rest.strip(" ,;:")
        return None

    def paragraph(self, label: str) -> Paragraph | None:
        """Find a paragraph by its label, or None."""
        return next((each for each in self.paragraphs if each.label == label), None)


@dataclass(frozen=True)
class Term:
    """A term of the glossary: what it rests on, and where to read on."""

    id: str
    source: str | None
    see: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """Everything on the shelf.

    Attributes:
        languages: tags of the languages that are complete.
        groups: ids of the groups of documents, in order.
        references: the documents, in order.
        terms: the terms of the glossary.
        core_training: tags of the lessons of the core training that have a name here.
        beyond_lessons: tags of recommendations that no lesson can carry out.
        words: by language: "groups", "documents", "terms" and "rows", each by id.
    """

    languages: tuple[str, ...]
    groups: tuple[str, ...]
    references: tuple[Reference, ...]
    terms: tuple[Term, ...]
    core_training: tuple[str, ...]
    beyond_lessons: frozenset[str]
    words: Mapping[str, Mapping[str, Any]]

    def language(self, wanted: str) -> str:
        """Choose the language for a reader: the one wanted when it is complete, else the first."""
        return wanted if wanted in self.languages else self.languages[0]

    @cached_property
    def by_id(self) -> Mapping[str, Reference]:
        """Every document by its id."""
        return {each.id: each for each in self.references}

    def place(self, source: str) -> tuple[Reference, Paragraph | None] | None:
        """Find on the shelf what a citation names: the document, and the paragraph if it names a known one."""
        for reference in self.references:
            rest = reference.rest_of(source)
            if rest is not None:
                return reference, reference.paragraph(rest)
        return None


def known_paragraphs(shelf: Shelf) -> dict[str, frozenset[str]]:
    """Say which paragraphs may be cited: numbers by symbol without its year, such as "3" of "S/RES/1820".

    A section whose part is known may be cited too: "3" beside "3.2" of "ST/SGB/2003/13".
    """
    return {
        _YEAR.sub("", each.symbol): frozenset(
            ".".join(parts[:count]) for parts in map(_numbers, each.paragraphs) for count in range(1, len(parts) + 1)
        )
        for each in shelf.references
    }


def _numbers(paragraph: Paragraph) -> list[str]:
    return re.findall(r"\d+", paragraph.label)
