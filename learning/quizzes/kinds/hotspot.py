"""Places on a sketch map, some of which are to be marked."""

import re
from fractions import Fraction
from itertools import combinations
from math import dist
from random import Random
from typing import Any

from learning.errors import Invalid, Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words

WIDTH, HEIGHT = 100, 75
"""Of every sketch map, in the units in which its places are given."""
BORDER = 6
APART = 12
"""So that a thumb meets one place, and no number covers another."""
FEWEST, MOST = 6, 10

_DRAWING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.svg")


class Hotspot:
    """As many places as the item says are to be marked. The answer is the list of their ids, in the order of the item.

    The list of places is the question, whole in words; the map shows where they lie. The room of quizzes knows no
    drawings: who shows the page puts the map, found by its file name, into `drawing` of the view and of the review,
    as a table of `src`, `width`, `height` and `alt`. Without it the list stands alone.
    """

    name = "hotspot"
    words = ("spots",)

    def faults(self, item: Item) -> list[str]:
        """Want a map, places that can be told apart on it, and as many in the key as are to be marked."""
        found = checking.key_faults(item, "map", "pick", "spots", "key")
        if found:
            return found
        drawing = item.body["map"]
        if not isinstance(drawing, str) or not _DRAWING.fullmatch(drawing):
            found.append("“map” must be the file name of a drawing in media/, such as camp-at-dusk.svg")
        spots = _spots_faults(item.body["spots"])
        return found + (spots or _key_faults(item))

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for every place."""
        return checking.option_faults(words, "spots", _places(item))

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Keep the places as they are numbered on the map."""
        del item, rng
        return {}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the one group of checkboxes."""
        return (forms.field(item),)

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the places marked.

        Raises:
            StrangeAnswer: a place that was not offered.
            Invalid: more places than asked for; `values["typed"]` keeps the codes of all that were marked.
        """
        places, name = _places(item), forms.field(item)
        ticked = forms.sent_options(form, item, name, places)
        if len(ticked) > item.body["pick"]:
            raise Invalid(
                "You marked %(marked)s places, and %(pick)s are asked for. Take some marks away.",
                field=name,
                typed=" ".join(forms.code(item, place) for place in places if place in ticked),
                marked=len(ticked),
                pick=item.body["pick"],
            )
        return [place for place in places if place in ticked] or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the ticked boxes."""
        return [(forms.field(item), forms.code(item, place)) for place in _picked(answer)]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give (right places minus wrong places) out of the number of right places, never below 0."""
        key, picked = item.listed("key"), _picked(answer)
        right = sum(place in picked for place in key)
        wrong = sum(place not in key for place in picked)
        return max(Fraction(right - wrong, len(key)), Fraction(0))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the map with numbers, and a numbered list of checkboxes.

        After a refusal the caller puts the codes of what was marked into `typed`.
        """
        del placed
        picked = _picked(answer)
        spots = [
            {
                "value": forms.code(item, spot["id"]),
                "text": words["spots"][spot["id"]]["text"],
                "chosen": spot["id"] in picked,
                **_position(number, spot),
            }
            for number, spot in enumerate(item.body["spots"], start=1)
        ]
        anchor = f"{forms.field(item)}--{spots[0]['value']}"
        frame = question_frame(item, words, anchor=anchor, unfinished=0 < len(picked) < item.body["pick"])
        asked = {"field": forms.field(item), "spots": spots, "pick": item.body["pick"], "typed": None}
        return frame | asked | {"map": item.body["map"], "drawing": None}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the map and the list with the places marked, the right ones, and the feedback."""
        del placed
        picked = _picked(answer)
        spots = [
            {
                "text": words["spots"][spot["id"]]["text"],
                "feedback": words["spots"][spot["id"]]["feedback"],
                "chosen": spot["id"] in picked,
                "right": spot["id"] in item.body["key"],
                **_position(number, spot),
            }
            for number, spot in enumerate(item.body["spots"], start=1)
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        frame = review_frame(item, words, share, answered=answer is not None)
        return frame | {"spots": spots, "map": item.body["map"], "drawing": None}


def _places(item: Item) -> list[str]:
    return [spot["id"] for spot in item.body["spots"]]


def _picked(answer: Answer | None) -> list[str]:
    return answer if isinstance(answer, list) else []


def _position(number: int, spot: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "x": spot["x"], "y": spot["y"]}


def _spots_faults(spots: object) -> list[str]:
    """Say why these are no places, or why they would cover one another."""
    if not isinstance(spots, list) or not all(_is_spot(each) for each in spots):
        return ["“spots” must be a list of places, each with an id, x and y in numbers, and nothing else"]
    found = []
    if len({spot["id"] for spot in spots}) != len(spots):
        found.append("“spots” has an id twice")
    if not FEWEST <= len(spots) <= MOST:
        found.append(f"“spots” has {len(spots)} places, and must have {FEWEST} to {MOST}")
    outside = [spot["id"] for spot in spots if not _is_inside(spot)]
    if outside:
        found.append(f"“spots” has {', '.join(outside)} less than {BORDER} from the border of {WIDTH} by {HEIGHT}")
    else:
        found += [
            f"“spots” has {one['id']} and {other['id']} less than {APART} apart"
            for one, other in combinations(spots, 2)
            if dist((one["x"], one["y"]), (other["x"], other["y"])) < APART
        ]
    return found


def _is_spot(spot: object) -> bool:
    if not isinstance(spot, dict) or set(spot) != {"id", "x", "y"} or not checking.is_id(spot["id"]):
        return False
    return all(isinstance(spot[name], int | float) and not isinstance(spot[name], bool) for name in ("x", "y"))


def _is_inside(spot: dict[str, Any]) -> bool:
    return bool(BORDER <= spot["x"] <= WIDTH - BORDER and BORDER <= spot["y"] <= HEIGHT - BORDER)


def _key_faults(item: Item) -> list[str]:
    places = _places(item)
    found = checking.list_faults(item, "key", least=1, most=len(places) - 1)
    if not found and not set(item.body["key"]) <= set(places):
        found.append(Reason("“%(place)s” has an id that is not one of the places", "key"))
    pick = item.body["pick"]
    if not found and (type(pick) is not int or pick != len(item.body["key"])):
        found.append(
            Reason("“%(place)s” must be %(number)s, as many as “key” has", "pick", number=len(item.body["key"]))
        )
    return found


KIND = Hotspot()
