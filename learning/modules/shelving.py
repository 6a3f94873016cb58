"""Reading the shelf: its folder becomes a checked whole, or every reason why it is refused."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from learning.modules import shapes
from learning.modules.avoided import avoided_words
from learning.modules.documents import Document, read_document
from learning.modules.rules import FORMAT, Fault, FaultyPack
from learning.modules.serving import ACTIONS, PILLARS, RECOMMENDATIONS, is_core_training, tag
from learning.modules.shelf import Paragraph, Reference, Shelf, Term

FOLDER = Path(__file__).parent / "shelf"
DOCUMENTS, GLOSSARY, ROWS = "documents.toml", "glossary.toml", "recommendations.toml"
FILES = (DOCUMENTS, GLOSSARY, ROWS)
FIRST_YEAR, LAST_YEAR = 1945, 2100
TAKEN = "coverage"
POINTS_AT_LEAST, POINTS_AT_MOST = 2, 5
WORDS_AT_MOST = 40
"""Of the meaning of a term: read on a phone, in the middle of a lesson."""

SLUG = shapes.named(shapes.SLUG, "call-to-action")


def _day(value: Any) -> str | None:
    return None if isinstance(value, date) and not isinstance(value, datetime) else "must be a day like 2000-10-31"


def _meaning(value: Any) -> str | None:
    count = len(value.split()) if isinstance(value, str) else 0
    return None if 1 <= count <= WORDS_AT_MOST else f"must be text of at most {WORDS_AT_MOST} words"


def _points(value: Any) -> str | None:
    return shapes.several(shapes.text, POINTS_AT_LEAST)(value) or (
        f"must be at most {POINTS_AT_MOST}" if len(value) > POINTS_AT_MOST else None
    )


STRUCTURE: Mapping[str, Mapping[str, shapes.Rule]] = {
    DOCUMENTS: {
        "format": shapes.exactly(FORMAT),
        "languages": shapes.several(shapes.named(shapes.LANGUAGE, "en")),
        "groups": shapes.several(SLUG),
        "documents": shapes.tables,
    },
    GLOSSARY: {"format": shapes.exactly(FORMAT), "terms": shapes.tables},
    ROWS: {
        "format": shapes.exactly(FORMAT),
        "core_training": shapes.several(tag),
        "beyond_lessons": shapes.several(tag, at_least=0),
    },
}
REFERENCE: Mapping[str, shapes.Rule] = {
    "id": SLUG,
    "group": SLUG,
    "symbol": shapes.text,
    "cited": shapes.several(shapes.text),
    "year": shapes.whole(FIRST_YEAR, LAST_YEAR),
    "adopted": _day,
    "paragraphs": shapes.several(shapes.text),
}
TERM: Mapping[str, shapes.Rule] = {"id": SLUG, "source": shapes.text, "see": shapes.several(SLUG, at_least=0)}
WORDS: Mapping[str, tuple[str, ...]] = {DOCUMENTS: ("groups", "documents"), GLOSSARY: ("terms",), ROWS: ("rows",)}
REFERENCE_WORDS: Mapping[str, shapes.Rule] = {
    "title": shapes.text,
    "summary": shapes.text,
    "means": _points,
    "paragraphs": shapes.table,
}
TERM_WORDS: Mapping[str, shapes.Rule] = {
    "term": shapes.text,
    "match": shapes.several(shapes.text, at_least=0),
    "meaning": _meaning,
    "official": shapes.text,
}


@cache
def own_shelf() -> Shelf:
    """Give the shelf that comes with the product; read once, because it changes with the program only."""
    return read_shelf(FOLDER)


def read_shelf(folder: Path) -> Shelf:
    """Read and check a shelf.

    The form of the three files is checked first; while it is wrong, what rests on it is not judged.

    Raises:
        FaultyPack: the shelf is refused whole; `faults` names each reason with file and line.
    """
    structure = _read(folder, FILES)
    _refuse(chain.from_iterable(map(_form_faults, structure.values())))
    _refuse(chain(_reference_faults(structure[DOCUMENTS]), _term_faults(structure[GLOSSARY])))
    languages = structure[DOCUMENTS].table["languages"]
    words = {language: _read(folder, [f"{language}/{name}" for name in FILES]) for language in languages}
    _refuse(chain.from_iterable(_words_faults(structure, read, language) for language, read in words.items()))
    shelf = _shelf(structure, words)
    _refuse(_source_faults(structure[GLOSSARY], shelf))
    return shelf


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise FaultyPack(FOLDER.name, found)


def _read(folder: Path, names: Iterable[str]) -> dict[str, Document]:
    """Read files by their bare names."""
    found: dict[str, Document] = {}
    faults: list[Fault] = []
    for name in names:
        try:
            read = read_document(name, (folder / name).read_bytes())
        except OSError:
            read = Fault(name, 1, "is missing")
        if isinstance(read, Fault):
            faults.append(read)
        else:
            found[Path(name).name] = read
    _refuse(faults)
    return found


def _members(document: Document, name: str) -> Iterator[tuple[tuple[str, int], Mapping[str, Any]]]:
    members = document.table.get(name)
    for number, member in enumerate(members if isinstance(members, list) else ()):
        if isinstance(member, dict):
            yield (name, number), member


def _form_faults(document: Document) -> Iterator[Fault]:
    yield from shapes.table_faults(document, (), document.table, STRUCTURE[document.file])
    for path, member in _members(document, "documents"):
        yield from shapes.table_faults(
            document, path, member, REFERENCE, optional=("cited", "year", "adopted", "paragraphs")
        )
        if ("year" in member) == ("adopted" in member):
            yield document.fault(path, "has one of “adopted” and “year”: the day where it is confirmed, else the year")
    for path, member in _members(document, "terms"):
        yield from shapes.table_faults(document, path, member, TERM, optional=("source",))
    core = document.table.get("core_training")
    for number, each in enumerate(core if isinstance(core, list) else ()):
        if not is_core_training(str(each)):
            yield document.fault(("core_training", number), f"“{each}” is no lesson of the core training")


def _repetitions(document: Document, name: str, key: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, member in _members(document, name):
        if member[key] in seen:
            yield document.fault((*path, key), f"“{member[key]}” stands here a second time")
        seen.add(member[key])


def _reference_faults(document: Document) -> Iterator[Fault]:
    yield from _repetitions(document, "documents", "id")
    yield from _repetitions(document, "documents", "symbol")
    for path, member in _members(document, "documents"):
        if member["id"] == TAKEN:
            yield document.fault((*path, "id"), f"“{TAKEN}” is the address of another page")
        if member["group"] not in document.table["groups"]:
            yield document.fault((*path, "group"), f"“{member['group']}” is not among the groups")
        labels = member.get("paragraphs", ())
        ids = [Paragraph(label).id for label in labels]
        for number, each in enumerate(ids):
            if not each or each in ids[:number]:
                reason = f"“{labels[number]}” has no address of its own"
                yield document.fault((*path, "paragraphs", number), reason)


def _term_faults(document: Document) -> Iterator[Fault]:
    yield from _repetitions(document, "terms", "id")
    ids = {member["id"] for _, member in _members(document, "terms")}
    for path, member in _members(document, "terms"):
        for number, each in enumerate(member["see"]):
            if each not in ids - {member["id"]}:
                yield document.fault((*path, "see", number), f"“{each}” is no other term")


def _words_faults(structure: Mapping[str, Document], words: Mapping[str, Document], language: str) -> Iterator[Fault]:
    """Find words that are missing, that belong to nothing, or that the house avoids, in one language."""
    references = {each["id"]: each for each in structure[DOCUMENTS].table["documents"]}
    rows = (*RECOMMENDATIONS, *ACTIONS, *PILLARS, *structure[ROWS].table["core_training"])
    wanted = {
        "groups": dict.fromkeys(structure[DOCUMENTS].table["groups"], shapes.text),
        "documents": dict.fromkeys(references, shapes.table),
        "terms": dict.fromkeys([each["id"] for each in structure[GLOSSARY].table["terms"]], shapes.table),
        "rows": dict.fromkeys(rows, shapes.text),
    }
    for file, names in WORDS.items():
        document = words[file]
        yield from shapes.table_faults(document, (), document.table, dict.fromkeys(names, shapes.table))
        for name in names:
            if isinstance(document.table.get(name), dict):
                yield from shapes.table_faults(document, (name,), document.table[name], wanted[name])
        yield from _avoided(document, (), document.table, language)
    yield from _reference_words_faults(words[DOCUMENTS], references)
    yield from _term_words_faults(words[GLOSSARY])


def _tables(document: Document, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    members = document.table.get(name)
    for key, member in members.items() if isinstance(members, dict) else ():
        if isinstance(member, dict):
            yield key, member


def _reference_words_faults(document: Document, references: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    for key, said in _tables(document, "documents"):
        path = ("documents", key)
        labels = references.get(key, {}).get("paragraphs", ())
        yield from shapes.table_faults(document, path, said, REFERENCE_WORDS, () if labels else ("paragraphs",))
        if isinstance(said.get("paragraphs"), dict):
            wanted = dict.fromkeys(labels, shapes.text)
            yield from shapes.table_faults(document, (*path, "paragraphs"), said["paragraphs"], wanted)


def _term_words_faults(document: Document) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for key, said in _tables(document, "terms"):
        path = ("terms", key)
        faults = list(shapes.table_faults(document, path, said, TERM_WORDS, optional=("official",)))
        yield from faults
        for number, form in enumerate(() if faults else said["match"]):
            if seen.setdefault(form, key) != key:
                yield document.fault((*path, "match", number), f"“{form}” leads to “{seen[form]}” already")


def _avoided(document: Document, path: tuple[str | int, ...], value: Any, language: str) -> Iterator[Fault]:
    """Find words to avoid in every text below a path."""
    if isinstance(value, str):
        for line, reason in avoided_words(value, language):
            yield Fault(document.file, document.text_line(path) + line, reason)
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _avoided(document, (*path, key), each, language)


def _source_faults(document: Document, shelf: Shelf) -> Iterator[Fault]:
    for path, member in _members(document, "terms"):
        source = member.get("source", "")
        place = shelf.place(source)
        if place and place[0].rest_of(source) and place[1] is None:
            yield document.fault((*path, "source"), f"“{source}” names a paragraph that is not on the shelf")


def _shelf(structure: Mapping[str, Document], words: Mapping[str, Mapping[str, Document]]) -> Shelf:
    documents, rows = structure[DOCUMENTS].table, structure[ROWS].table
    return Shelf(
        languages=tuple(documents["languages"]),
        groups=tuple(documents["groups"]),
        references=tuple(map(_reference, documents["documents"])),
        terms=tuple(
            Term(each["id"], each.get("source"), tuple(each["see"])) for each in structure[GLOSSARY].table["terms"]
        ),
        core_training=tuple(rows["core_training"]),
        beyond_lessons=frozenset(rows["beyond_lessons"]),
        words={
            language: {name: read[file].table[name] for file, names in WORDS.items() for name in names}
            for language, read in words.items()
        },
    )


def _reference(table: Mapping[str, Any]) -> Reference:
    adopted: date | None = table.get("adopted")
    return Reference(
        id=table["id"],
        group=table["group"],
        symbol=table["symbol"],
        cited=tuple(table.get("cited", ())),
        year=adopted.year if adopted else table["year"],
        adopted=adopted,
        paragraphs=tuple(map(Paragraph, table.get("paragraphs", ()))),
    )
