"""Cards to be sorted into bins."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words

FEWEST_CARDS = 5
FEWEST_BINS, MOST_BINS = 2, 4


class Sort:
    """Each card belongs into one bin; several cards may share one. The answer maps cards to bins, as far as given."""

    name = "sort"
    words = ("cards", "bins")

    def faults(self, item: Item) -> list[str]:
        """Want cards, a few bins, a bin for each card as key, and not the same one for all."""
        found = checking.key_faults(item, "cards", "bins", "key")
        found += checking.list_faults(item, "cards", least=FEWEST_CARDS)
        found += checking.list_faults(item, "bins", least=FEWEST_BINS, most=MOST_BINS)
        if found:
            return found
        cards, bins, key = item.body["cards"], item.body["bins"], item.body["key"]
        if not isinstance(key, dict) or set(key) != set(cards):
            found.append(Reason("“%(place)s” must give a bin for each card", "key"))
        elif not all(each in bins for each in key.values()):
            found.append(Reason("“%(place)s” has an id that is not in “bins”", "key"))
        elif len(set(key.values())) == 1:
            found.append(Reason("“%(place)s” puts every card into one bin", "key"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for cards, text for bins."""
        cards = checking.option_faults(words, "cards", item.listed("cards"))
        return cards + checking.option_faults(words, "bins", item.listed("bins"), feedback=False)

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the cards; the bins keep their order, which often means something (now, today, later)."""
        cards = item.listed("cards")
        rng.shuffle(cards)
        return {"cards": cards}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name one group of radios for each card."""
        return tuple(forms.field(item, card) for card in item.body["cards"])

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the bins chosen; cards without one stay out."""
        made = {
            card: forms.sent_option(form, item, forms.field(item, card), item.body["bins"])
            for card in item.body["cards"]
        }
        return {card: chosen for card, chosen in made.items() if chosen} or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the chosen radio of each card."""
        return [
            (forms.field(item, card), forms.code(item, str(chosen))) for card, chosen in _sorted_cards(answer).items()
        ]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the share of the cards that are in their bin."""
        made, key = _sorted_cards(answer), item.body["key"]
        return Fraction(sum(made.get(card) == right for card, right in key.items()), len(key))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each card with the bins as radios."""
        made = _sorted_cards(answer)
        rows = [
            {
                "field": forms.field(item, card),
                "text": words["cards"][card]["text"],
                "bins": [
                    {
                        "value": forms.code(item, each),
                        "text": words["bins"][each]["text"],
                        "chosen": made.get(card) == each,
                    }
                    for each in item.body["bins"]
                ],
            }
            for card in placed.order["cards"]
        ]
        anchor = f"{rows[0]['field']}--{rows[0]['bins'][0]['value']}"
        frame = question_frame(item, words, anchor=anchor, unfinished=0 < len(made) < len(rows))
        return frame | {"rows": rows}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the cards in the bins they belong into, each with the bin chosen and its feedback."""
        made, key = _sorted_cards(answer), item.body["key"]
        bins = {each: words["bins"][each]["text"] for each in item.body["bins"]}
        sorted_rightly = [
            {
                "text": bins[each],
                "cards": [
                    {
                        "text": words["cards"][card]["text"],
                        "feedback": words["cards"][card]["feedback"],
                        "chosen": bins[made[card]] if card in made else None,
                        "right": made.get(card) == each,
                    }
                    for card in placed.order["cards"]
                    if key[card] == each
                ],
            }
            for each in item.body["bins"]
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {"bins": sorted_rightly}


def _sorted_cards(answer: Answer | None) -> dict[str, Any]:
    return dict(answer) if isinstance(answer, dict) else {}


KIND = Sort()
