"""The tests of a course: two equal forms out of its modules, and the pool that follow-ups draw from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from learning.modules.rules import Course, Pack
from learning.quizzes.rules import Item, Quiz, Use, is_id

FORMS = (Use.FORM_A, Use.FORM_B)
PASS_MARK = 80
"""Every quiz has one; nobody looks at this one, since tests and follow-ups are not passed or failed."""


def course_quiz(course: Course, packs: Sequence[Pack]) -> tuple[Quiz, dict[str, Any]]:
    """Put the items of a course's modules into one quiz, with their words per language.

    An item keeps its id behind the name of its module, so that ids of two modules cannot meet, and stay what they are
    when modules change places: `womensnetworks-q07`.

    Args:
        course: the course, with the number of items per objective of each form.
        packs: the packs of its modules, in order.
    """
    items = tuple(
        replace(item, id=course_item_id(pack.slug, item.id), critical=False)
        for pack in packs
        for item in pack.quiz.used_for(*FORMS, Use.QUIZ)
    )
    # A page says which one language its questions are in: only those that every module has.
    languages = sorted(set.intersection(*(set(pack.languages) for pack in packs))) or packs[0].languages[:1]
    quiz = Quiz(pass_mark=PASS_MARK, attempts=None, wait_minutes=0, draw=dict(course.forms), items=items)
    return quiz, {language: _words(packs, language) for language in languages}


def form_faults(course: Course, packs: Sequence[Pack]) -> Iterator[str]:
    """Find what makes the two forms of a course's tests unequal: they must match item by item.

    Two items match when they test the same objective in the same kind, at the same level, for the same points.
    """
    items = [item for pack in packs for item in pack.quiz.used_for(*FORMS)]
    for item in items:
        if item.objective not in course.forms:
            yield f"item {item.id} belongs to form {item.use}, and [forms] does not name {item.objective}"
    for objective, number in course.forms.items():
        counted = {form: Counter(map(_weight, _of(items, objective, form))) for form in FORMS}
        for form in FORMS:
            if counted[form].total() != number:
                yield f"form {form} has {counted[form].total()} items for {objective}, and must have {number}"
        if counted[Use.FORM_A] != counted[Use.FORM_B]:
            yield f"the forms are not equal for {objective}: kinds, points, types and levels must match in pairs"
    if course.forms:
        yield from _id_faults(packs)


def _id_faults(packs: Sequence[Pack]) -> Iterator[str]:
    """Find what would leave an item without an id of its own in the quiz of the whole course."""
    for name, alike in Counter(module_key(pack.slug) for pack in packs).items():
        if alike > 1:
            yield f"{alike} modules are called {name} once their hyphens are left out: rename one"
    for pack in packs:
        for item in pack.quiz.used_for(*FORMS, Use.QUIZ):
            named = course_item_id(pack.slug, item.id)
            if not is_id(named):
                yield f"item {item.id} of {pack.slug} is called {named} in the course's tests, which is too long"


def _of(items: Sequence[Item], objective: str, form: Use) -> Iterator[Item]:
    return (item for item in items if item.objective == objective and item.use is form)


def _weight(item: Item) -> tuple[str, int, str, str]:
    return item.kind, item.points, item.type, item.level


def course_item_id(module: str, item: str) -> str:
    """Name an item of a module in the quiz of its whole course."""
    return f"{module_key(module)}-{item}"


def module_key(module: str) -> str:
    """Give a module's slug without hyphens: what stands before the first hyphen of `course_item_id`."""
    return module.replace("-", "")


def is_of_module(item: str, module: str) -> bool:
    """Say whether an item of the course's quiz comes from a module."""
    return item.partition("-")[0] == module_key(module)


def _words(packs: Sequence[Pack], language: str) -> Mapping[str, Any]:
    objectives: dict[str, Any] = {}
    items: dict[str, Any] = {}
    for pack in packs:
        words = pack.words[pack.language(language)]
        objectives |= words["objectives"]
        for item in pack.quiz.used_for(*FORMS, Use.QUIZ):
            items[course_item_id(pack.slug, item.id)] = words["items"][item.id]
    return {"objectives": objectives, "items": items}
