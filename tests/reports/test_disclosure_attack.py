"""What is published withstands an attack by linear programming over every margin: see `tests/attacking.py`.

No hidden count may be determined, nor pinned between two bounds that both lie below the threshold and less than three
apart: "one or two women" is nearly as good as a number, "none to three" is not, and an interval that reaches the
threshold is what hiding promises. One thing nobody can help: the totals are shown, so a count is never above the total
that it is part of. Where the total itself is that small, the attack must learn no more than the total says.
"""

import os
import random
from collections.abc import Mapping

from learning.reports.disclosure import (
    SMALL,
    SMALL_IN_PUBLIC,
    Counts,
    Published,
    added,
    hide_small,
    hide_small_by_course,
)
from learning.reports.table import HIDDEN
from tests.attacking import Publication, Sum, intervals

SEXES = ("female", "male", "another", "prefer not to say", "not stated")
TABLES = int(os.environ.get("DISCLOSURE_TABLES", "10000"))
SIDES = {"people": (True, False), "completed": (True,), "left": (False,)}
NARROW = 3
AT_ONCE = 250
NEARLY = 1e-6


def random_row(chance: random.Random) -> dict[str, Counts]:
    """A course or country as they are: a few women, many men, hardly anybody of the other groups, sometimes nobody."""
    scale = chance.choice((3, 8, 20, 60, 400, 3000))
    share = dict(zip(SEXES, (chance.choice((0.02, 0.1, 0.3)), 0.7, 0.01, 0.01, chance.choice((0, 0.05))), strict=True))
    row = {}
    for sex in SEXES:
        people = int(chance.random() * 2 * scale * share[sex] + chance.choice((0, 0, 0.6, 1.3)))
        done = chance.choice((0, people, round(people * chance.random()), max(0, people - chance.randrange(4))))
        row[sex] = Counts(people, min(people, done))
    return row


def say(told: Publication, course: str, truth: Mapping[str, Counts], published: Mapping[str, Published]) -> None:
    """Tell the attacker a row of groups and its totals."""
    for name, sides in SIDES.items():
        total = getattr(added(truth), name)
        told.say(((course, sex, side) for sex in truth for side in sides), total, is_hidden=False)
        for sex in truth:
            cell, count = getattr(published[sex], name), getattr(truth[sex], name)
            assert cell is HIDDEN or cell == count
            told.say(((course, sex, side) for side in sides), count, is_hidden=cell is HIDDEN)


def one_report(chance: random.Random) -> Publication:
    told = Publication()
    row = random_row(chance)
    say(told, "", row, hide_small(row))
    return told


def report_by_course(chance: random.Random) -> Publication:
    told = Publication()
    grid = {f"course {number}": random_row(chance) for number in range(chance.randint(1, 5))}
    by_course, totals = hide_small_by_course(grid)
    for course, row in grid.items():
        say(told, course, row, by_course[course])
    for name, sides in SIDES.items():
        everybody = sum(getattr(added(row), name) for row in grid.values())
        told.say(
            ((course, sex, side) for course in grid for sex in SEXES for side in sides), everybody, is_hidden=False
        )
        for sex in SEXES:
            truth = sum(getattr(row[sex], name) for row in grid.values())
            cell = getattr(totals[sex], name)
            told.say(((course, sex, side) for course in grid for side in sides), truth, is_hidden=cell is HIDDEN)
    return told


def learned(told: Publication, target: Sum, low: float, high: float) -> bool:
    """Whether the attacker learns more of a hidden count than may be learned."""
    totals = [value for of, value in told.known if target < of]
    most = min(totals, default=SMALL)
    if most < SMALL and low < NEARLY and high > most - NEARLY:
        return False
    if high - low < 1 - NEARLY:
        return True
    return high < SMALL - NEARLY and high - low < NARROW - NEARLY


def recovered(tables: list[Publication]) -> list[tuple[Sum, int, float, float]]:
    found = []
    for start in range(0, len(tables), AT_ONCE):
        some = tables[start : start + AT_ONCE]
        for told, bounds in zip(some, intervals(some), strict=True):
            for target, (low, high) in bounds.items():
                assert low - NEARLY <= told.hidden[target] <= high + NEARLY
                if learned(told, target, low, high):
                    found.append((target, told.hidden[target], low, high))
    return found


def test_no_hidden_count_of_a_public_page_is_recovered() -> None:
    chance = random.Random(10)
    tables = []
    for _ in range(TABLES // 50):
        told, row = Publication(), random_row(chance)
        say(told, "", row, hide_small(row, SMALL_IN_PUBLIC))
        assert not [count for of, count in told.known if len({sex for _, sex, _ in of}) == 1 and 0 < count < 10]
        tables.append(told)
    assert recovered(tables) == []


def test_no_hidden_count_of_a_report_is_recovered() -> None:
    chance = random.Random(1325)
    assert recovered([one_report(chance) for _ in range(TABLES * 9 // 10)]) == []


def test_no_hidden_count_of_a_report_by_course_is_recovered() -> None:
    chance = random.Random(2242)
    assert recovered([report_by_course(chance) for _ in range(TABLES // 10)]) == []
