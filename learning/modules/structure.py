"""module.toml: its form, and whether what it names fits together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from learning.modules import shapes
from learning.modules.citations import citation_faults
from learning.modules.documents import Document, Path
from learning.modules.questions import check_questions
from learning.modules.rules import FORMAT, Fault
from learning.modules.serving import tag
from learning.modules.tells import place_reason

CHECKS_PER_LESSON = 2
TAKEN = frozenset({"attempts", "checklist", "checklist.pdf", "checklists", "exercises", "facilitator", "quiz"})
"""Addresses of a module's other pages, which no lesson may take."""

OBJECTIVE_ID = shapes.named(shapes.OBJECTIVE, "G2", longest=40)
SHORT_ID = shapes.named(shapes.SLUG, "c01", longest=40)
LESSON_ID = shapes.named(shapes.SLUG, "what-1325-asks")
LESSON_FILE = shapes.named(shapes.LESSON_FILE, "10-what-1325-asks.md")
DRAWING_FILE = shapes.named(shapes.DRAWING, "four-pillars.svg")

MODULE: Mapping[str, shapes.Rule] = {
    "format": shapes.exactly(FORMAT),
    "slug": LESSON_ID,
    "languages": shapes.several(shapes.named(shapes.LANGUAGE, "en")),
    "content_notice": shapes.flag,
    "objectives": shapes.several(OBJECTIVE_ID),
    "facilitator": shapes.table,
    "lessons": shapes.tables,
    "checks": shapes.tables,
    "media": shapes.tables,
    "checklist": shapes.table,
    "further_checklists": shapes.tables,
}
LESSON: Mapping[str, shapes.Rule] = {
    "id": LESSON_ID,
    "file": LESSON_FILE,
    "minutes": shapes.whole(1, 120),
    "objectives": shapes.several(OBJECTIVE_ID),
    "sources": shapes.several(shapes.text),
    "checks": shapes.several(SHORT_ID, at_least=CHECKS_PER_LESSON),
    "tags": shapes.several(tag),
}
CHECK: Mapping[str, shapes.Rule] = {"id": SHORT_ID, "choices": shapes.several(SHORT_ID, at_least=2), "key": SHORT_ID}
MEDIA: Mapping[str, shapes.Rule] = {"file": DRAWING_FILE}
FACILITATOR: Mapping[str, shapes.Rule] = {"minutes": shapes.whole(15, 600)}
CHECKLIST: Mapping[str, shapes.Rule] = {"items": shapes.several(SHORT_ID)}
IDENTIFIED = ("lessons", "checks", "further_checklists")
FURTHER: Mapping[str, shapes.Rule] = {"id": LESSON_ID, **CHECKLIST}


def module_form_faults(document: Document, folder: str | None) -> Iterator[Fault]:
    """Find what is wrong with the form of module.toml, and whether the folder has the module's name."""
    table = document.table
    yield from shapes.table_faults(document, (), table, MODULE, optional=("further_checklists",))
    if folder is not None and isinstance(table.get("slug"), str) and table["slug"] != folder:
        yield document.fault(("slug",), f"“slug” must be the folder's name, “{folder}”")
    for name, rules in (("lessons", LESSON), ("checks", CHECK), ("media", MEDIA), ("further_checklists", FURTHER)):
        for path, member in _tables(table, name):
            yield from shapes.table_faults(document, path, member, rules)
    for path, lesson in _tables(table, "lessons"):
        if isinstance(lesson.get("id"), str) and lesson["id"] in TAKEN:
            yield document.fault((*path, "id"), f"“{lesson['id']}” is the address of another page")
    if isinstance(table.get("facilitator"), dict):
        yield from shapes.table_faults(document, ("facilitator",), table["facilitator"], FACILITATOR)
    if isinstance(table.get("checklist"), dict):
        yield from shapes.table_faults(document, ("checklist",), table["checklist"], CHECKLIST)


def _tables(table: Mapping[str, Any], name: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    members = table.get(name)
    for number, member in enumerate(members if isinstance(members, list) else ()):
        if isinstance(member, dict):
            yield (name, number), member


def module_faults(document: Document) -> Iterator[Fault]:
    """Find what does not fit together in a well-formed module.toml."""
    table = document.table
    for name, key in (("lessons", "file"), ("media", "file"), *((each, "id") for each in IDENTIFIED)):
        yield from _repetitions(document, name, key)
    objectives, check_ids = table["objectives"], {check["id"] for check in table["checks"]}
    for number, lesson in enumerate(table["lessons"]):
        for name, known in (("objectives", objectives), ("checks", check_ids)):
            for place, wanted in enumerate(lesson[name]):
                if wanted not in known:
                    yield document.fault(("lessons", number, name, place), f"“{wanted}” is not among the {name}")
    for number, check in enumerate(table["checks"]):
        if check["key"] not in check["choices"]:
            yield document.fault(("checks", number, "key"), f"the key “{check['key']}” is not among the choices")
    reason = place_reason(check_questions(table["checks"]))
    if reason:
        yield document.fault(("checks", 0, "key"), reason)
    yield from _unused(document)
    yield from _source_faults(document)


def _source_faults(document: Document) -> Iterator[Fault]:
    for number, lesson in enumerate(document.table["lessons"]):
        for place, source in enumerate(lesson["sources"]):
            for _, reason in citation_faults(source):
                yield document.fault(("lessons", number, "sources", place), reason)


def _unused(document: Document) -> Iterator[Fault]:
    table = document.table
    taught = {objective for lesson in table["lessons"] for objective in lesson["objectives"]}
    for number, objective in enumerate(table["objectives"]):
        if objective not in taught:
            yield document.fault(("objectives", number), f"no lesson teaches objective “{objective}”")
    shown = Counter(check for lesson in table["lessons"] for check in lesson["checks"])
    for number, check in enumerate(table["checks"]):
        if shown[check["id"]] != 1:
            reason = f"check “{check['id']}” must stand in one lesson, and stands in {shown[check['id']]}"
            yield document.fault(("checks", number, "id"), reason)


def _repetitions(document: Document, name: str, key: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, member in enumerate(document.table.get(name, ())):
        if member[key] in seen:
            yield document.fault((name, number, key), f"“{member[key]}” stands here a second time")
        seen.add(member[key])
