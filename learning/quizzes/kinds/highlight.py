"""Passages of a text, to be marked for what they are."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words

LOOK_FOR = ("gender-content", "gender-missing", "red-flag")
"""What a passage can be; the words come from the interface, in the reader's language."""
FEWEST, MOST = 6, 12


class Highlight:
    """Some passages of a text are to be marked. The answer maps the marked passages to what they were marked as.

    With one thing to look for, each passage has a checkbox. With two, it has radios, of which the first marks nothing.
    """

    name = "highlight"
    words = ("passages",)

    def faults(self, item: Item) -> list[str]:
        """Want one or two things to look for, both to be found, and a passage to be left as it is."""
        found = checking.key_faults(item, "look_for", "passages", "key")
        found += checking.list_faults(item, "look_for", least=1, most=2)
        found += checking.list_faults(item, "passages", least=FEWEST, most=MOST)
        if found:
            return found
        look_for, passages, key = item.body["look_for"], item.body["passages"], item.body["key"]
        if not set(look_for) <= set(LOOK_FOR):
            found.append(f"“look_for” may hold {', '.join(LOOK_FOR)}")
        elif not isinstance(key, dict) or not set(key) <= set(passages):
            found.append(Reason("“%(place)s” must map passages to what they are", "key"))
        elif not all(label in look_for for label in key.values()):
            found.append(Reason("“%(place)s” has something that is not in “look_for”", "key"))
        elif len(key) == len(passages):
            found.append(
                Reason("“%(place)s” has every passage; leave one plain, so that marking everything is no answer", "key")
            )
        else:
            missing = [label for label in look_for if label not in key.values()]
            found += [Reason("“%(place)s” has no passage that is %(label)s", "key", label=label) for label in missing]
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for every passage."""
        return checking.option_faults(words, "passages", item.listed("passages"))

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Keep the passages as they stand: they are one text."""
        del item, rng
        return {}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the one group of checkboxes, or one group of radios for each passage."""
        if _is_ticked(item):
            return (forms.field(item),)
        return tuple(forms.field(item, passage) for passage in item.body["passages"])

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the marks; none at all is not answered, as a form cannot tell the two apart."""
        passages, look_for = item.listed("passages"), item.listed("look_for")
        if _is_ticked(item):
            ticked = forms.sent_options(form, item, forms.field(item), passages)
            return {passage: look_for[0] for passage in passages if passage in ticked} or None
        given = {passage: forms.sent_option(form, item, forms.field(item, passage), look_for) for passage in passages}
        return {passage: label for passage, label in given.items() if label} or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the ticked boxes, or the radio of every passage, empty where nothing is marked."""
        marked = _marked(answer)
        if _is_ticked(item):
            return [(forms.field(item), forms.code(item, passage)) for passage in marked]
        return [
            (forms.field(item, passage), forms.code(item, str(marked[passage])) if passage in marked else "")
            for passage in item.body["passages"]
        ]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give (right marks minus wrong marks) out of the number of passages to mark, never below 0.

        A passage marked as the wrong one of two things is a wrong mark.
        """
        key, marked = item.body["key"], _marked(answer)
        right = sum(key.get(passage) == label for passage, label in marked.items())
        return max(Fraction(right - (len(marked) - right), len(key)), Fraction(0))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the text passage by passage, each with a checkbox or with radios."""
        del placed
        marked = _marked(answer)
        rows = [
            {
                "field": forms.field(item) if _is_ticked(item) else forms.field(item, passage),
                "text": words["passages"][passage]["text"],
                "marks": _marks(item, passage, marked.get(passage)),
            }
            for passage in item.body["passages"]
        ]
        anchor = f"{rows[0]['field']}--{rows[0]['marks'][0]['value'] or 'nothing'}"
        frame = question_frame(item, words, anchor=anchor, unfinished=False)
        return frame | {"rows": rows, "look_for": item.listed("look_for")}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the text with what each passage was marked as, what it is, and its feedback."""
        del placed
        key, marked = item.body["key"], _marked(answer)
        rows = [
            {
                "text": words["passages"][passage]["text"],
                "feedback": words["passages"][passage]["feedback"],
                "chosen": marked.get(passage),
                "key": key.get(passage),
                "right": marked.get(passage) == key.get(passage),
            }
            for passage in item.body["passages"]
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        frame = review_frame(item, words, share, answered=answer is not None)
        return frame | {"rows": rows, "look_for": item.listed("look_for")}


def _is_ticked(item: Item) -> bool:
    return len(item.body["look_for"]) == 1


def _marked(answer: Answer | None) -> dict[str, Any]:
    return dict(answer) if isinstance(answer, dict) else {}


def _marks(item: Item, passage: str, label: str | None) -> list[dict[str, Any]]:
    """Give the controls of a passage: a checkbox, or radios with one for nothing."""
    look_for = item.listed("look_for")
    if _is_ticked(item):
        return [{"value": forms.code(item, passage), "name": look_for[0], "chosen": label is not None}]
    nothing = {"value": "", "name": "nothing", "chosen": label is None}
    return [nothing, *({"value": forms.code(item, name), "name": name, "chosen": name == label} for name in look_for)]


KIND = Highlight()
