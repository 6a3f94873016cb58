"""The reader's words for what an analysis of questions found: questions, answers, groups and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from learning.quizzes.rules import Item
from learning.reports.completions import Say
from learning.reports.items.fairness import Difference
from learning.reports.items.picks import BETWEEN, Pick
from learning.reports.items.verdicts import Judged, Verdict
from learning.reports.table import number_text

_TABLES = {
    "single": ("choices",),
    "multiple": ("choices",),
    "hotspot": ("spots",),
    "statements": ("statements",),
    "matching": ("left", "right"),
    "sort": ("cards", "bins"),
}


@dataclass(frozen=True)
class Wording:
    """How one reader is told.

    Attributes:
        module: the module's title.
        scope: the country's name, or the words for all of them.
        items: the words of the items, in the reader's language if the quiz has it.
        dimensions: sex, language and category by name.
        groups: the names of their groups.
        language: BCP 47 tag of the interface.
        direction: "ltr" or "rtl".
        decimal_mark: "." or ",".
        say: says a sentence in the reader's language.
    """

    module: str
    scope: str
    items: Mapping[str, Any]
    dimensions: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    language: str
    direction: Literal["ltr", "rtl"]
    decimal_mark: str
    say: Say

    def question(self, item: str) -> str:
        """Say what a question asks."""
        return str(self.items[item]["prompt"])

    def pick(self, item: Item, pick: Pick) -> str:
        """Say what was chosen: of what belongs together, both."""
        words = self.items[item.id]
        if item.kind not in _TABLES:
            return pick
        parts = pick.split(BETWEEN, 1) if item.kind in {"statements", "matching", "sort"} else [pick]
        texts = [words[table][part]["text"] for table, part in zip(_TABLES[item.kind], parts, strict=False)]
        if item.kind == "statements":
            texts.append(self._stated(parts[1]))
        return " – ".join(texts)

    def _stated(self, verdict: str) -> str:
        say = self.say
        return {
            "permitted": say("Permitted"),
            "prohibited": say("Prohibited"),
            "true": say("True"),
            "false": say("False"),
        }.get(verdict, verdict)

    def group(self, dimension: str, group: str) -> str:
        """Name a group of people."""
        return self.groups[dimension].get(group, group)

    def decimal(self, figure: float, *, places: int = 2) -> str:
        """Write a figure as the reader does."""
        written = number_text(Decimal(f"{figure:.{places}f}") + 0, self.decimal_mark)
        if self.direction == "ltr":
            return written
        return f"\N{LEFT-TO-RIGHT ISOLATE}{written}\N{POP DIRECTIONAL ISOLATE}"  # else its minus goes to the other end

    def verdict(self, one: Judged) -> str:
        """Say in a sentence what is to be looked at."""
        say, right, asked = self.say, one.analysis.right, one.analysis.asked
        return {
            Verdict.KEY: say("Those who do well choose a wrong answer more often than the right one: look at the key."),
            Verdict.TICKED: say(
                "Those who do well tick a wrong answer more often than the others do: look at the key."
            ),
            Verdict.BACKWARDS: say(
                "Those who do well have it wrong more often than the others: look at the key and the words."
            ),
            Verdict.BELOW_GUESS: say("People earn less than chance would: something in it misleads them."),
            Verdict.WEAK: say("It says little about who knows more: look at whether its words are clear."),
            Verdict.HARD: say("Hard: %(right)s of %(asked)s were right.", right=right, asked=asked),
            Verdict.EASY: say("Too easy: %(right)s of %(asked)s were right.", right=right, asked=asked),
            Verdict.UNUSED: say("Hardly anybody chooses one of the wrong answers: it could be a better one."),
            Verdict.FINE: say("It works."),
        }[one.verdict]

    def fairness(self, one: Difference) -> str:
        """Say in a sentence how a question treats a group of people."""
        say = self.say
        if one.size == "A":
            return say("No difference that matters.")
        if not one.is_flagged:
            return say("A moderate difference, which may be chance.")
        if one.delta < 0:
            large, moderate = (
                say("Much harder for this group than for others who know as much."),
                say("Harder for this group than for others who know as much."),
            )
        else:
            large, moderate = (
                say("Much easier for this group than for others who know as much."),
                say("Easier for this group than for others who know as much."),
            )
        return large if one.size == "C" else moderate
