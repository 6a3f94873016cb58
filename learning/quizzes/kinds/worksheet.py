"""A worksheet: fields filled by choosing, marked by a rubric."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Invalid
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame, written
from learning.quizzes.items import Answer, Form, Item, Placed, Words

MOST_SECTIONS = 6
MOST_FIELDS = 8
MOST_POINTS = 100
MOST_RADIOS = 6
LONGEST_IN_LIST = 28
"""More options than MOST_RADIOS are a list to open rather than rows to scroll through, if a phone shows their words."""


class Worksheet:
    """Fields in sections, each filled with one or some of its options.

    The answer maps fields to the lists of the chosen options, in the order of the item, as far as given.
    """

    name = "worksheet"
    words = ("sections", "fields")

    def faults(self, item: Item) -> list[str]:
        """Want sections of fields; each with fewer to pick than there are, and points that make a difference."""
        found = checking.key_faults(item, "sections")
        found = found or checking.table_faults(item.body, "sections", least=1, most=MOST_SECTIONS)
        if found:
            return found
        for section in item.body["sections"]:
            where = f"sections.{section['id']}"
            found += [f"“{where}.{name}” is not known here" for name in section if name not in {"id", "fields"}]
            tables = checking.table_faults(section, "fields", least=1, most=MOST_FIELDS)
            found += checking.within(where, tables)
            for field in () if tables else section["fields"]:
                found += checking.within(f"{where}.fields.{field['id']}", _field_faults(item, field))
        if not found:
            ids = [field["id"] for field in _fields(item)]
            found += [f"“sections”: the field {each} stands twice" for each in sorted(set(ids)) if ids.count(each) > 1]
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want title and text for each section, a label for each field, text and feedback for each option."""
        sections, fields = words.get("sections"), words.get("fields")
        if not isinstance(sections, Mapping) or not isinstance(fields, Mapping):
            return ["the tables “sections” and “fields” are both needed"]
        found = checking.surplus_faults(sections, [section["id"] for section in item.body["sections"]], "sections.")
        found += checking.surplus_faults(fields, [field["id"] for field in _fields(item)], "fields.")
        for section in item.body["sections"]:
            faults = _section_words_faults(sections.get(section["id"]))
            found += checking.within(f"sections.{section['id']}", faults)
        for field in _fields(item):
            faults = _field_words_faults(field, fields.get(field["id"]))
            found += checking.within(f"fields.{field['id']}", faults)
        return found

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the options of each field; sections and fields follow one another."""
        order = {}
        for field in _fields(item):
            options = list(field["options"])
            rng.shuffle(options)
            order[field["id"]] = options
        return order

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name one group of radios or checkboxes, or one select, for each field."""
        return tuple(forms.field(item, field["id"]) for field in _fields(item))

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read what is chosen in each field; fields without a choice stay out.

        Raises:
            StrangeAnswer: the page cannot have sent this.
            Invalid: more is ticked in a field than may be; `values["kept"]` is all that was chosen.
        """
        chosen = {field["id"]: _read_field(item, field, form) for field in _fields(item)}
        chosen = {name: options for name, options in chosen.items() if options}
        for field in _fields(item):
            ticked = len(chosen.get(field["id"], ()))
            if ticked > field["pick"]:
                raise Invalid(
                    "Tick no more than %(most)s here. You ticked %(ticked)s: take away what matters least.",
                    field=forms.field(item, field["id"]),
                    most=field["pick"],
                    ticked=ticked,
                    kept=chosen,
                )
        return chosen or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the chosen radios, boxes and lines of lists."""
        chosen = _chosen(answer)
        return [
            (forms.field(item, field["id"]), forms.code(item, _qualified(field, option)))
            for field in _fields(item)
            for option in field["options"]
            if option in chosen.get(field["id"], ())
        ]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the points of the chosen options out of those of the best `pick` options of each field.

        Fewer than asked for may be chosen; more earn nothing in their field, as no page can send them.
        """
        chosen = _chosen(answer)
        earned = sum(_earned(field, chosen.get(field["id"], ())) for field in _fields(item))
        return Fraction(earned, sum(_most(field) for field in _fields(item)))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the sections with their fields; `refused` marks a field in which too much is ticked."""
        chosen = _chosen(answer)
        sections = [
            {
                "title": words["sections"][section["id"]]["title"],
                "text": words["sections"][section["id"]]["text"],
                "fields": [
                    _field_shown(item, field, words["fields"][field["id"]], placed, chosen.get(field["id"], ()))
                    for field in section["fields"]
                ],
            }
            for section in item.body["sections"]
        ]
        shown = [field for section in sections for field in section["fields"]]
        leads = next((field for field in shown if field["refused"]), shown[0])
        filled = sum(len(chosen.get(field["id"], ())) >= field["pick"] for field in _fields(item))
        unfinished = bool(chosen) and filled < len(shown)
        return question_frame(item, words, anchor=leads["anchor"], unfinished=unfinished) | {"sections": sections}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each field with what was chosen, what the options are worth, and which are best."""
        chosen = _chosen(answer)
        share = Fraction(0) if answer is None else self.mark(item, answer)
        sections = [
            {
                "title": words["sections"][section["id"]]["title"],
                "fields": [
                    _field_reviewed(field, words["fields"][field["id"]], placed, chosen.get(field["id"], ()))
                    for field in section["fields"]
                ],
            }
            for section in item.body["sections"]
        ]
        return review_frame(item, words, share, answered=answer is not None) | {"sections": sections}


def _fields(item: Item) -> Iterator[Mapping[str, Any]]:
    for section in item.body["sections"]:
        yield from section["fields"]


def _chosen(answer: Any) -> dict[str, Collection[str]]:
    if not isinstance(answer, dict):
        return {}
    return {name: options for name, options in answer.items() if isinstance(options, list)}


def _qualified(field: Mapping[str, Any], option: str) -> str:
    """Tell options of different fields apart: most fields have an "o1"."""
    return f"{field['id']}/{option}"


def _control(field: Mapping[str, Any], words: Words) -> str:
    if field["pick"] > 1:
        return "checkbox"
    short = all(len(words["options"][option]["text"]) <= LONGEST_IN_LIST for option in field["options"])
    return "select" if short and len(field["options"]) > MOST_RADIOS else "radio"


def _read_field(item: Item, field: Mapping[str, Any], form: Form) -> list[str]:
    name = forms.field(item, field["id"])
    offered = {_qualified(field, option): option for option in field["options"]}
    if field["pick"] == 1:
        one = forms.sent_option(form, item, name, offered)
        return [] if one is None else [offered[one]]
    ticked = forms.sent_options(form, item, name, offered)
    return [option for qualified, option in offered.items() if qualified in ticked]


def _earned(field: Mapping[str, Any], chosen: Collection[str]) -> int:
    points: Mapping[str, int] = field["points"]
    told = [option for option in field["options"] if option in chosen]
    return sum(points.get(option, 0) for option in told) if len(told) <= field["pick"] else 0


def _most(field: Mapping[str, Any]) -> int:
    return sum(sorted(field["points"].values(), reverse=True)[: field["pick"]])


def _best(field: Mapping[str, Any]) -> list[str]:
    """Name the options that are among the best to pick; equals of the last of them too."""
    points = field["points"]
    worth = sorted(points.values(), reverse=True)[: field["pick"]]
    return [option for option in field["options"] if points.get(option, 0) >= worth[-1]]


def _field_shown(
    item: Item, field: Mapping[str, Any], words: Words, placed: Placed, chosen: Collection[str]
) -> dict[str, Any]:
    name = forms.field(item, field["id"])
    options = [
        {
            "value": forms.code(item, _qualified(field, option)),
            "text": words["options"][option]["text"],
            "chosen": option in chosen,
        }
        for option in placed.order[field["id"]]
    ]
    control = _control(field, words)
    return {
        "field": name,
        "label": words["label"],
        "pick": field["pick"],
        "control": control,
        "options": options,
        "anchor": name if control == "select" else f"{name}--{options[0]['value']}",
        "refused": len(chosen) > field["pick"],
    }


def _field_reviewed(field: Mapping[str, Any], words: Words, placed: Placed, chosen: Collection[str]) -> dict[str, Any]:
    best, earned, most = _best(field), _earned(field, chosen), _most(field)
    return {
        "label": words["label"],
        "pick": field["pick"],
        "earned": written(Fraction(earned)),
        "most": most,
        "full": earned == most,
        "options": [
            {
                "text": words["options"][option]["text"],
                "feedback": words["options"][option]["feedback"],
                "points": field["points"].get(option, 0),
                "chosen": option in chosen,
                "best": option in best,
            }
            for option in placed.order[field["id"]]
        ],
    }


def _field_faults(item: Item, field: Mapping[str, Any]) -> list[str]:
    sub_item = replace(item, body={name: value for name, value in field.items() if name != "id"})
    found = checking.key_faults(sub_item, "pick", "options", "points")
    if found or (found := checking.list_faults(sub_item, "options", least=2)):
        return found
    options, pick, points = field["options"], field["pick"], field["points"]
    if not checking.is_whole(pick, 1, len(options) - 1):
        found.append(f"“pick” must be a whole number from 1 to {len(options) - 1}: fewer than there are options")
    elif not isinstance(points, Mapping) or not points:
        found.append("“points” must give points to one option at least")
    elif not set(points) <= set(options):
        found.append("“points” has an id that is not in “options”")
    elif not all(checking.is_whole(each, 1, MOST_POINTS) for each in points.values()):
        found.append(f"“points” must be whole numbers from 1 to {MOST_POINTS}; leave out what earns nothing")
    elif len(points) == len(options) and len(set(points.values())) == 1:
        found.append("“points” are the same for every option, so that any choice is the best")
    return found


def _section_words_faults(words: object) -> list[str]:
    if not isinstance(words, Mapping):
        return ["its words are missing"]
    return checking.text_faults(words, "title", "text") + checking.surplus_faults(words, ("title", "text"))


def _field_words_faults(field: Mapping[str, Any], words: object) -> list[str]:
    if not isinstance(words, Mapping):
        return ["its words are missing"]
    found = checking.text_faults(words, "label") + checking.surplus_faults(words, ("label", "options"))
    return found + checking.option_faults(words, "options", list(field["options"]))


KIND = Worksheet()
