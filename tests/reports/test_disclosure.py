"""An attacker who knows all that is shown, and that no count is below zero, tries every table there can be."""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from learning.reports.disclosure import (
    SMALL,
    Counts,
    Published,
    added,
    hide_small,
    hide_small_by_course,
    is_enough,
    is_small,
)
from learning.reports.table import HIDDEN, Cell

SEXES = ("female", "male", "another", "prefer not to say", "not stated")


def shares(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to share a total among parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shares(total - first, parts - 1):
            yield (first, *rest)


def flat(published: dict[str, Published]) -> tuple[Cell, ...]:
    return tuple(cell for group in published.values() for cell in (group.people, group.completed, group.left))


def tables_with(people: int, completed: int, groups: int) -> list[tuple[int, ...]]:
    """All tables with these totals, each as (people, completed, left) of one group after the other."""
    return [
        tuple(count for done, left in zip(dones, lefts, strict=True) for count in (done + left, done, left))
        for dones in shares(completed, groups)
        for lefts in shares(people - completed, groups)
    ]


def as_groups(table: tuple[int, ...]) -> dict[str, Counts]:
    return {sex: Counts(*table[place : place + 2]) for sex, place in zip(SEXES, range(0, len(table), 3), strict=False)}


@pytest.mark.parametrize(("groups", "most"), [(2, 13), (3, 11), (4, 7), (5, 6)])
def test_no_hidden_count_follows_from_what_is_shown(groups: int, most: int) -> None:
    for people in range(most + 1):
        for completed in range(people + 1):
            tables = tables_with(people, completed, groups)
            for shown in {flat(hide_small(as_groups(table))) for table in tables}:
                fitting = [
                    table
                    for table in tables
                    if all(cell is HIDDEN or cell == count for cell, count in zip(shown, table, strict=True))
                ]
                for place, cell in enumerate(shown):
                    # With so few people all is hidden, also zeros that the totals say.
                    total = (people, completed, people - completed)[place % 3]
                    if cell is HIDDEN and total:
                        assert len({table[place] for table in fitting}) > 1, (people, completed, shown)


@pytest.mark.parametrize(("groups", "most"), [(3, 11), (5, 6)])
def test_small_counts_are_hidden_and_what_is_shown_is_true(groups: int, most: int) -> None:
    for people in range(most + 1):
        for completed in range(people + 1):
            for table in tables_with(people, completed, groups):
                for cell, count in zip(flat(hide_small(as_groups(table))), table, strict=True):
                    assert cell is HIDDEN or (cell == count and not is_small(count))


def random_groups(chance: random.Random) -> dict[str, Counts]:
    def counts() -> Counts:
        people = chance.choice((0, chance.randrange(8), chance.randrange(60), chance.randrange(3000)))
        return Counts(people, chance.choice((0, people, chance.randint(0, people), max(0, people - 2))))

    return {sex: counts() for sex in SEXES}


def test_hidden_cells_together_are_no_small_count_unless_the_total_is() -> None:
    chance = random.Random(1325)
    for _ in range(1000):
        groups = random_groups(chance)
        published = hide_small(groups)
        total = added(groups)
        for name in ("people", "completed", "left"):
            hidden = [sex for sex in SEXES if getattr(published[sex], name) is HIDDEN]
            together = sum(getattr(groups[sex], name) for sex in hidden)
            assert len(hidden) != 1
            assert not hidden or is_enough(together, getattr(total, name))


def test_all_is_hidden_when_the_total_is_small() -> None:
    for people in range(1, SMALL):
        groups = dict.fromkeys(SEXES, Counts(0, 0)) | {"male": Counts(people, people)}
        assert set(flat(hide_small(groups))) == {HIDDEN}


def test_nothing_is_hidden_when_nothing_is_small() -> None:
    groups = dict(zip(SEXES, (Counts(40, 20), Counts(900, 895), Counts(0, 0), Counts(5, 0), Counts(6, 6)), strict=True))
    published = hide_small(groups)
    assert HIDDEN not in flat(published)
    assert published["female"].cells() == (40, 20, 20, (20, 40))


def test_people_stay_where_only_their_completions_are_few() -> None:
    groups = dict.fromkeys(SEXES, Counts(0, 0)) | {"female": Counts(50, 2), "male": Counts(400, 90)}
    published = hide_small(groups)
    assert published["female"].cells() == (50, HIDDEN, HIDDEN, HIDDEN)
    assert published["male"].cells() == (400, HIDDEN, HIDDEN, HIDDEN)
    assert published["another"].cells() == (0, 0, 0, (0, 0))


def test_a_zero_is_hidden_only_where_it_would_give_another_count_away() -> None:
    groups = dict.fromkeys(SEXES, Counts(0, 0)) | {"female": Counts(50, 3)}
    hidden = [sex for sex, group in hide_small(groups).items() if group.people is HIDDEN]
    assert len(hidden) == 2
    assert "female" in hidden


def test_a_zero_that_the_totals_say_already_stays() -> None:
    groups = dict.fromkeys(SEXES, Counts(0, 0)) | {"female": Counts(3, 0), "male": Counts(30, 0)}
    assert all(group.completed == 0 for group in hide_small(groups).values())


def test_the_rate_of_a_hidden_row_is_hidden() -> None:
    assert Published(HIDDEN, 0, HIDDEN).rate is HIDDEN
    assert Published(9, HIDDEN, HIDDEN).rate is HIDDEN
    assert Published(9, 3, 6).rate == (3, 9)


# ── course and sex ──────────────────────────────────────────────────────────
def fillings(
    totals: list[int], shown: list[list[int | None]], sums: list[int | None]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All tables of courses and groups with these totals of courses, shown cells and shown totals of groups."""

    def rows(total: int, cells: list[int | None]) -> list[tuple[int, ...]]:
        gaps = cells.count(None)
        rest = total - sum(cell for cell in cells if cell is not None)
        if not gaps:
            return [tuple(cell for cell in cells if cell is not None)] if rest == 0 else []
        filled = []
        for share in shares(rest, gaps):
            parts = iter(share)
            filled.append(tuple(next(parts) if cell is None else cell for cell in cells))
        return filled

    for table in product(*(rows(total, cells) for total, cells in zip(totals, shown, strict=True))):
        columns = [sum(column) for column in zip(*table, strict=True)]
        if all(known in (None, column) for known, column in zip(sums, columns, strict=True)):
            yield table


def count(of: Counts | Published, layer: str) -> int | None:
    return None if getattr(of, layer) is HIDDEN else getattr(of, layer)


@pytest.mark.parametrize(
    ("courses", "groups", "most"), [(1, 2, 9), (1, 4, 7), (2, 2, 11), (2, 3, 8), (3, 2, 8), (3, 3, 5)]
)
def test_no_hidden_count_of_a_course_or_total_follows_from_what_is_shown(courses: int, groups: int, most: int) -> None:
    chance = random.Random(courses * 100 + groups)
    for _ in range(120):
        grid = {
            f"course {course}": {
                sex: Counts(done + left, done)
                for sex in SEXES[:groups]
                for done, left in [
                    (chance.choice((0, chance.randrange(most))), chance.choice((0, chance.randrange(most))))
                ]
            }
            for course in range(courses)
        }
        by_course, totals = hide_small_by_course(grid)
        for layer in ("completed", "left"):
            shown = [[count(group, layer) for group in row.values()] for row in by_course.values()]
            sums = [count(total, layer) for total in totals.values()]
            known = [sum(getattr(group, layer) for group in row.values()) for row in grid.values()]
            possible: dict[tuple[int, int], set[int]] = defaultdict(set)
            for table in fillings(known, shown, sums):
                for place, cells in enumerate([*table, [sum(column) for column in zip(*table, strict=True)]]):
                    for number, cell in enumerate(cells):
                        possible[place, number].add(cell)
            for place, cells in enumerate([*shown, sums]):
                for number, cell in enumerate(cells):
                    assert cell is not None or len(possible[place, number]) > 1, (grid, layer)


def test_small_counts_of_courses_and_of_totals_are_hidden_and_what_is_shown_is_true() -> None:
    chance = random.Random(7)
    for _ in range(150):
        grid = {f"course {number}": random_groups(chance) for number in range(chance.randint(1, 5))}
        by_course, totals = hide_small_by_course(grid)
        all_courses = {sex: added({course: row[sex] for course, row in grid.items()}) for sex in SEXES}
        for truth, published in [*((grid[course], by_course[course]) for course in grid), (all_courses, totals)]:
            for sex in SEXES:
                for layer in ("people", "completed", "left"):
                    cell, true = getattr(published[sex], layer), getattr(truth[sex], layer)
                    assert cell is HIDDEN or (cell == true and not is_small(true))


def test_totals_by_sex_stay_where_courses_can_hide_each_other() -> None:
    row = dict(zip(SEXES, (Counts(4, 2), Counts(200, 100), Counts(0, 0), Counts(0, 0), Counts(40, 20)), strict=True))
    _, totals = hide_small_by_course({"one": row, "two": row, "three": row})
    assert [total.people for total in totals.values()] == [12, 600, 0, 0, 120]


def test_everything_of_a_course_with_few_people_is_hidden() -> None:
    row = dict(zip(SEXES, (Counts(60, 30), Counts(200, 100), Counts(0, 0), Counts(0, 0), Counts(40, 20)), strict=True))
    few = dict.fromkeys(SEXES, Counts(0, 0)) | {"female": Counts(2, 1)}
    by_course, _ = hide_small_by_course({"big": row, "few": few})
    assert set(flat(by_course["few"])) == {HIDDEN}
