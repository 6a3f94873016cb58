"""Four statements, each with a verdict."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words

FOUR = 4
VERDICTS = (("permitted", "prohibited"), ("true", "false"))
"""The pairs of verdicts; their words come from the interface, in the reader's language."""


class Statements:
    """Each of four statements gets one of two verdicts. The answer maps statements to verdicts, as far as given."""

    name = "statements"
    words = ("statements",)

    def faults(self, item: Item) -> list[str]:
        """Want four statements, a known pair of verdicts, and a verdict for each as key."""
        found = checking.key_faults(item, "statements", "verdicts", "key")
        found += checking.list_faults(item, "statements", least=FOUR, most=FOUR)
        if found:
            return found
        verdicts, key = item.body["verdicts"], item.body["key"]
        if verdicts not in [list(pair) for pair in VERDICTS]:
            found.append("“verdicts” must be permitted and prohibited, or true and false")
        elif not isinstance(key, dict) or set(key) != set(item.body["statements"]):
            found.append(Reason("“%(place)s” must give a verdict for each statement", "key"))
        elif not all(verdict in verdicts for verdict in key.values()):
            found.append(Reason("“%(place)s” has a verdict that is not one of the two", "key"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for every statement."""
        return checking.option_faults(words, "statements", item.listed("statements"))

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the statements; the verdicts keep their order, so that columns can be compared."""
        statements = item.listed("statements")
        rng.shuffle(statements)
        return {"statements": statements}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name one group of radios for each statement."""
        return tuple(forms.field(item, statement) for statement in item.body["statements"])

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the verdicts given; statements without one stay out."""
        given = {
            statement: forms.sent_option(form, item, forms.field(item, statement), item.body["verdicts"])
            for statement in item.body["statements"]
        }
        return {statement: verdict for statement, verdict in given.items() if verdict} or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the chosen radio of each statement."""
        given = answer if isinstance(answer, dict) else {}
        return [(forms.field(item, statement), forms.code(item, str(verdict))) for statement, verdict in given.items()]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give 1 for all four right, 1/2 for three, else 0: guessing among two must not pay."""
        given = answer if isinstance(answer, dict) else {}
        right = sum(given.get(statement) == verdict for statement, verdict in item.body["key"].items())
        return {FOUR: Fraction(1), FOUR - 1: Fraction(1, 2)}.get(right, Fraction(0))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each statement with two radios."""
        given = answer if isinstance(answer, dict) else {}
        rows = [
            {
                "field": forms.field(item, statement),
                "text": words["statements"][statement]["text"],
                "verdicts": [
                    {"value": forms.code(item, verdict), "name": verdict, "chosen": given.get(statement) == verdict}
                    for verdict in item.body["verdicts"]
                ],
            }
            for statement in placed.order["statements"]
        ]
        anchor = f"{rows[0]['field']}--{rows[0]['verdicts'][0]['value']}"
        frame = question_frame(item, words, anchor=anchor, unfinished=0 < len(given) < FOUR)
        return frame | {"rows": rows}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each statement with the verdict given, the right one, and its feedback."""
        given = answer if isinstance(answer, dict) else {}
        rows = [
            {
                "text": words["statements"][statement]["text"],
                "feedback": words["statements"][statement]["feedback"],
                "chosen": given.get(statement),
                "key": item.body["key"][statement],
                "right": given.get(statement) == item.body["key"][statement],
            }
            for statement in placed.order["statements"]
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {"rows": rows}


KIND = Statements()
