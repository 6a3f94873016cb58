"""One case, several questions about it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Invalid
from learning.quizzes import checking
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, StrangeAnswer, Words
from learning.quizzes.protocol import Kind

PART_KINDS = ("single", "multiple", "statements", "matching", "ordering", "numeric", "highlight", "sort")
FEWEST_PARTS, MOST_PARTS = 4, 6
MOST_POINTS = 100

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]*)\)")


class CaseFile:
    """Questions of other kinds about one case. The answer maps parts to the answers of their kinds, as far as given.

    Each part is an item of its own, named after the case: "x02--p1". The two hyphens make its fields the case's, and
    no item of a pack can have such an id.
    """

    name = "casefile"
    words = ("stimulus", "parts")

    def __init__(self, find: Callable[[str], Kind]) -> None:
        """Take how to find the kind of a part by its name; it raises KeyError when there is none."""
        self.find = find

    def faults(self, item: Item) -> list[str]:
        """Want four to six sound parts, and drawings named once."""
        body = {name: value for name, value in item.body.items() if name != "media"}
        found = checking.key_faults(replace(item, body=body), "parts")
        if "media" in item.body:
            found += _media_faults(item.body["media"])
        if "parts" not in item.body:
            return found
        found += checking.table_faults(item.body, "parts", least=FEWEST_PARTS, most=MOST_PARTS)
        if found:
            return found
        for part in item.body["parts"]:
            found += checking.within(f"parts.{part['id']}", self._part_faults(item, part))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want a stimulus that shows the drawings named, and the words of each part as its kind wants them."""
        found = checking.text_faults(words, "stimulus")
        shown = set() if found else set(_PICTURE.findall(words["stimulus"]))
        media = set(item.body.get("media", ()))
        found += [f"“stimulus” shows {name}, which “media” does not name" for name in sorted(shown - media)]
        if shown or not found:
            found += [f"“stimulus” does not show {name}, which “media” names" for name in sorted(media - shown)]
        parts = words.get("parts")
        if not isinstance(parts, Mapping):
            return [*found, "the table “parts” is missing"]
        sub_items = parts_of(item)
        found += checking.surplus_faults(parts, [_own_id(item, part) for part in sub_items], "parts.")
        for part in sub_items:
            own_id = _own_id(item, part)
            found += checking.within(f"parts.{own_id}", self._part_words_faults(part, parts.get(own_id)))
        return found

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Let each part shuffle its own; the parts keep their order, as one may lead to the next."""
        return {
            f"{_own_id(item, part)}.{table}": shown
            for part in parts_of(item)
            for table, shown in self.find(part.kind).arrange(part, rng).items()
        }

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the fields of all parts."""
        return tuple(name for part in parts_of(item) for name in self.find(part.kind).fields(part))

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read every part; parts without an answer stay out.

        Raises:
            StrangeAnswer: the page cannot have sent this.
            Invalid: the first refusal of a part; `values["kept"]` is all that was given, what was refused included.
        """
        given: dict[str, Any] = {}
        refusal: Invalid | None = None
        for part in parts_of(item):
            answer: Any
            try:
                answer = self.find(part.kind).read(part, form)
            except StrangeAnswer:
                raise
            except Invalid as error:
                refusal = refusal or error
                answer = error.values.get("kept", error.values.get("typed"))
            if answer is not None:
                given[_own_id(item, part)] = answer
        if refusal:
            raise Invalid(refusal.sentence, field=refusal.field, **{**refusal.values, "kept": given})
        return given or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send what each answered part sends."""
        given = _given(answer)
        return [
            pair
            for part in parts_of(item)
            if (answered := given.get(_own_id(item, part))) is not None
            for pair in self.find(part.kind).sent(part, answered)
        ]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the shares of the parts, each weighted by its points; each kind marks as it does elsewhere."""
        given, parts = _given(answer), parts_of(item)
        earned = [
            self.find(part.kind).mark(part, answered) * part.points
            for part in parts
            if (answered := given.get(_own_id(item, part))) is not None
        ]
        return sum(earned, Fraction(0)) / sum(part.points for part in parts)

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the case and the questions about it; the web sets `stimulus_html`, safe markup of `stimulus`.

        `refused` marks the part whose answer was typed in a way that cannot be read.
        """
        given = _given(answer)
        parts = []
        for part, kind, said, place in self._each(item, words, placed):
            answered = given.get(_own_id(item, part))
            parts.append(kind.view(part, said, place, answered) | {"refused": _is_refused(kind, part, answered)})
        leads = next((part for part in parts if part["refused"]), parts[0])
        unfinished = bool(given) and (len(given) < len(parts) or any(part["unfinished"] for part in parts))
        return question_frame(item, words, anchor=leads["anchor"], unfinished=unfinished) | {
            "stimulus": words["stimulus"],
            "stimulus_html": None,
            "parts": parts,
        }

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the case again, and each part as its kind shows it; the web sets `stimulus_html`."""
        given = _given(answer)
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {
            "stimulus": words["stimulus"],
            "stimulus_html": None,
            "parts": [
                kind.review(part, said, place, given.get(_own_id(item, part)))
                for part, kind, said, place in self._each(item, words, placed)
            ],
        }

    def _each(self, item: Item, words: Words, placed: Placed) -> Iterator[tuple[Item, Kind, Words, Placed]]:
        """Give each part with its kind, its words, and how it was placed."""
        for part in parts_of(item):
            own_id = _own_id(item, part)
            start = f"{own_id}."
            order = {name.removeprefix(start): shown for name, shown in placed.order.items() if name.startswith(start)}
            yield part, self.find(part.kind), words["parts"][own_id], Placed(part.id, order)

    def _part_faults(self, item: Item, part: Mapping[str, Any]) -> list[str]:
        if part.get("kind") not in PART_KINDS:
            return [f"“kind” is {part.get('kind')}, and must be one of {', '.join(PART_KINDS)}"]
        if not checking.is_whole(part.get("points", 1), 1, MOST_POINTS):
            return [f"“points” must be a whole number from 1 to {MOST_POINTS}"]
        return self.find(part["kind"]).faults(_part(item, part))

    def _part_words_faults(self, part: Item, words: object) -> list[str]:
        if not isinstance(words, Mapping):
            return ["its words are missing"]
        kind = self.find(part.kind)
        found = checking.text_faults(words, "prompt", "rationale")
        found += checking.surplus_faults(words, ("prompt", "rationale", *kind.words))
        return found + kind.words_faults(part, words)


class _Sent:
    """What a form would send, to be read again."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def getlist(self, key: str, /) -> list[str]:
        """Give every value under this name."""
        return [value for name, value in self.pairs if name == key]


def _is_refused(kind: Kind, part: Item, answer: Answer | None) -> bool:
    """Say whether this is no answer but something typed that was refused, kept so that it can be mended."""
    if answer is None:
        return False
    try:
        kind.read(part, _Sent(kind.sent(part, answer)))
    except Invalid:
        return True
    return False


def parts_of(item: Item) -> list[Item]:
    """Give each part as an item of its own, in their order."""
    return [_part(item, part) for part in item.body["parts"]]


def _part(item: Item, part: Mapping[str, Any]) -> Item:
    own = ("id", "kind", "points")
    body = {name: value for name, value in part.items() if name not in own}
    return Item(
        id=f"{item.id}--{part['id']}",
        kind=part["kind"],
        objective=item.objective,
        points=part.get("points", 1),
        critical=False,
        sources=(),
        body=body,
    )


def _own_id(item: Item, part: Item) -> str:
    return part.id.removeprefix(f"{item.id}--")


def _given(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}


def _media_faults(media: object) -> list[str]:
    if not isinstance(media, list) or not all(checking.is_text(name) for name in media):
        return ["“media” must be a list of drawings"]
    return ["“media” has a drawing twice"] if len(set(media)) != len(media) else []
