"""What public pages show, quarter after quarter, withstands an attack by linear programming: see `tests/attacking.py`.

The attacker keeps every quarter's page and knows more than the page says: that counts of a year only grow, that a
certificate is valid for a year, that nobody was trained twice and nothing revoked, so that what is valid is the sum of
the last four quarters. From all of it no count below ten may follow: how many were trained in a quarter, in a year, or
between two pages.
"""

import os
import random
from collections.abc import Sequence

from learning.reports.disclosure import SMALL_IN_PUBLIC, at_most, in_tens
from tests.attacking import Publication, intervals

TABLES = int(os.environ.get("DISCLOSURE_TABLES", "10000")) // 20
QUARTERS = 8
YEAR = 4
NARROW = 3
NEARLY = 1e-6
NO_BOUND = 100_000


def test_a_count_is_rounded_down_to_whole_tens_and_below_ten_nothing_is_said() -> None:
    assert [in_tens(count) for count in (0, 1, 9, 10, 11, 19, 20, 1284)] == [0, 0, 0, 10, 10, 10, 20, 1280]
    assert [at_most(34, parts) for parts in (0, 20, 30, 90)] == [0, 20, 30, 30]


def at_least(told: Publication, of: Sequence[object], shown: int, *, room: int) -> None:
    """Tell the attacker that a sum is what is shown or up to so much more."""
    name = f"{sorted(map(str, of))} {shown} {room} {len(told.known)}"
    told.known.append((frozenset({*of, f"above {name}"}), shown + room))
    told.known.append((frozenset({f"above {name}", f"below {name}"}), room))


def published(chance: random.Random, *, exact: bool = False) -> Publication:
    """Eight quarters of one course, and each quarter's page; `exact`: counts from ten on as they are."""
    scale = chance.choice((1, 2, 3, 5, 12, 40, 300))
    trained = [int(chance.random() * 2 * scale) * chance.choice((0, 1, 1, 1)) for _ in range(QUARTERS)]
    told = Publication()
    for now in range(QUARTERS):
        shown = []
        for first in range(0, now + 1, YEAR):
            months = list(range(first, min(first + YEAR, now + 1)))
            people = sum(trained[one] for one in months)
            is_shown = exact and people >= SMALL_IN_PUBLIC
            shown.append(people if is_shown else in_tens(people))
            at_least(told, months, shown[-1], room=0 if is_shown else SMALL_IN_PUBLIC - 1)
        window = list(range(max(0, now - YEAR + 1), now + 1))
        valid = sum(trained[one] for one in window)
        seen = at_most(valid, sum(shown))
        at_least(told, window, seen, room=NO_BOUND if seen == sum(shown) else SMALL_IN_PUBLIC - 1)
    for one, count in enumerate(trained):
        told.hidden[frozenset({one})] = count
    for first in range(QUARTERS):
        for last in range(first + 1, QUARTERS):
            part = frozenset(range(first, last + 1))
            count = sum(trained[first : last + 1])
            if count < SMALL_IN_PUBLIC:
                told.hidden[part] = count
    return told


def recovered(tables: list[Publication]) -> list[tuple[list[str], int, float, float]]:
    """The small counts that the attacker pins down."""
    narrow = []
    for start in range(0, len(tables), 100):
        some = tables[start : start + 100]
        for told, bounds in zip(some, intervals(some), strict=True):
            for target, (low, high) in bounds.items():
                count = told.hidden[target]
                assert low - NEARLY <= count <= high + NEARLY
                if high < SMALL_IN_PUBLIC - NEARLY and high - low < NARROW - NEARLY:
                    narrow.append((sorted(map(str, target)), count, low, high))
    return narrow


def test_no_small_count_is_recovered_from_the_pages_of_two_years() -> None:
    chance = random.Random(1325)
    assert recovered([published(chance) for _ in range(TABLES)]) == []


def test_the_attack_finds_small_counts_where_only_small_counts_are_hidden() -> None:
    chance = random.Random(1325)
    assert recovered([published(chance, exact=True) for _ in range(20)])
