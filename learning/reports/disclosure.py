"""Keeps small counts by sex from picking anybody out in a table that leaves the country's own staff.

A count of one to four is hidden (issue 2, section 6; the threshold is ours). Its row then has a hidden completed and a
hidden not-completed count, because each is the other's difference. As the totals stand beside the split, further cells
are hidden until

- no hidden cell follows exactly from what is shown: totals, differences, and that no count is below zero;
- hidden cells that share a total add up to five or more (or to all there is), so that their sum is no small count.

A zero is hidden only where it gives another cell away. A zero that the total says already (nobody completed at all)
stays. What is not covered: subtracting one report from another with other filters. Totals are not counts by sex; they
are shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from learning.reports.table import HIDDEN, Cell, Hidden

SMALL: Final = 5  # counts from one up to below this are hidden


@dataclass(frozen=True)
class Counts:
    """How many people a group has and how many of them completed."""

    people: int
    completed: int

    @property
    def left(self) -> int:
        """How many did not complete."""
        return self.people - self.completed


@dataclass(frozen=True)
class Published:
    """What may be shown of a group's counts.

    Attributes:
        people, completed, left: the counts (left: not completed), or HIDDEN.
        rate: (completed, people), hidden with either of them.
    """

    people: int | Hidden
    completed: int | Hidden
    left: int | Hidden

    @property
    def rate(self) -> tuple[int, int] | Hidden:
        """The completion rate, as a percent column takes it."""
        if isinstance(self.people, Hidden) or isinstance(self.completed, Hidden) or isinstance(self.left, Hidden):
            return HIDDEN
        return (self.completed, self.people)

    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        """People, completed, not completed, rate: the cells of a table's row."""
        return (self.people, self.completed, self.left, self.rate)


def added(counts: Mapping[str, Counts]) -> Counts:
    """Add up groups."""
    return Counts(sum(c.people for c in counts.values()), sum(c.completed for c in counts.values()))


def is_small(count: int) -> bool:
    """Whether a count could pick somebody out."""
    return 0 < count < SMALL


def is_enough(hidden: int, total: int) -> bool:
    """Whether the sum of hidden cells, which anybody can work out from the total, says nothing about a few people."""
    return hidden >= min(SMALL, total)


# ── one table: sex ──────────────────────────────────────────────────────────
def hide_small(groups: Mapping[str, Counts]) -> dict[str, Published]:
    """Hide what must be hidden in a table of sex groups whose totals are shown, and as little more as possible.

    People of a group stay where only the completed and not-completed counts need hiding.

    Args:
        groups: counts by sex, with every group a person may state, also those of nobody; in any order.

    Returns:
        What may be shown, by group, in the same order. All is hidden when the total is one to four people.
    """
    total = added(groups)
    if is_small(total.people):
        return {name: Published(HIDDEN, HIDDEN, HIDDEN) for name in groups}
    whole, split = cheapest(groups, total)

    def cell(count: int, *, is_hidden: bool) -> int | Hidden:
        return HIDDEN if is_hidden else count

    return {
        name: Published(
            cell(counts.people, is_hidden=name in whole),
            cell(counts.completed, is_hidden=name in split and total.completed > 0),
            cell(counts.left, is_hidden=name in split and total.left > 0),
        )
        for name, counts in groups.items()
    }


def cheapest(groups: Mapping[str, Counts], total: Counts) -> tuple[frozenset[str], frozenset[str]]:
    """Find the fewest groups to hide whole, and then the fewest to hide the split of; both sets contain the small."""
    needs_whole = frozenset(name for name, counts in groups.items() if is_small(counts.people))
    needs_split = needs_whole | {
        name for name, counts in groups.items() if is_small(counts.completed) or is_small(counts.left)
    }
    for whole in supersets(needs_whole, groups):
        for split in supersets(needs_split | whole, groups):
            if is_safe(groups, total, whole, split):
                return whole, split
    return frozenset(groups), frozenset(groups)


def supersets(needed: frozenset[str], groups: Mapping[str, Counts]) -> Iterator[frozenset[str]]:
    """All sets of groups that contain the needed ones, fewest and smallest groups first."""
    others = sorted((name for name in groups if name not in needed), key=lambda name: groups[name].people)
    for size in range(len(others) + 1):
        chosen = combinations(others, size)
        for more in sorted(chosen, key=lambda names: sum(groups[name].people for name in names)):
            yield needed | frozenset(more)


def is_safe(groups: Mapping[str, Counts], total: Counts, whole: frozenset[str], split: frozenset[str]) -> bool:
    """Whether nothing hidden follows from what is shown, when `whole` is hidden whole and `split` in its split.

    Of the groups in `whole` one knows the sum, so there must be two and somebody in them. A split follows from the
    people of its group when the other hidden splits are empty, or when one side of all hidden splits is.
    """
    if not split:
        return True
    people = added({name: groups[name] for name in whole})
    hidden = added({name: groups[name] for name in split})
    is_whole_safe = not whole or (len(whole) > 1 and is_enough(people.people, total.people))
    if not total.completed or not total.left:  # the totals say who completed: everybody or nobody
        return is_whole_safe and split == whole
    return (
        is_whole_safe
        and is_enough(hidden.completed, total.completed)
        and is_enough(hidden.left, total.left)
        and all(0 < groups[name].people < hidden.people for name in split - whole)
    )


# ── two tables in one: course and sex ───────────────────────────────────────
ALL: Final = ""  # in the place of a course: the total of a group over all courses
Place = tuple[str, str]  # course, group
Grid = Mapping[Place, Counts]


def hide_small_by_course(
    courses: Mapping[str, Mapping[str, Counts]],
) -> tuple[dict[str, dict[str, Published]], dict[str, Published]]:
    """Hide what must be hidden in a table of courses and sex groups with all its totals.

    Counts are enrolments: a person in two courses counts in both, so that the totals are sums. Publish its totals by
    sex beside it, never those of `hide_small`, which hides other cells.

    Args:
        courses: counts by course and by sex; every course has the same groups. No course is named "".

    Returns:
        What may be shown by course and group, and of the totals of each group over all courses. The totals of each
        course over its groups are shown.
    """
    grid = {(course, group): counts for course, groups in courses.items() for group, counts in groups.items()}
    groups = list(dict.fromkeys(group for _, group in grid))
    for group in groups:
        grid[ALL, group] = added({course: counts[group] for course, counts in courses.items()})
    totals = {course: added(counts) for course, counts in courses.items()}
    totals[ALL] = added(totals)
    hidden = {place for place, counts in grid.items() if must_hide(counts, totals[place[0]])}
    while more := next_to_hide(grid, totals, hidden):
        hidden.add(more)

    def published(place: Place) -> Published:
        counts, total = grid[place], totals[place[0]]
        if place not in hidden:
            return Published(counts.people, counts.completed, counts.left)
        return Published(HIDDEN, HIDDEN if total.completed else 0, HIDDEN if total.left else 0)

    by_course = {course: {group: published((course, group)) for group in groups} for course in courses}
    return by_course, {group: published((ALL, group)) for group in groups}


def must_hide(counts: Counts, total: Counts) -> bool:
    """Whether a cell is small itself, or part of a course with so few people that nothing of its split is shown."""
    return is_small(total.people) or any(map(is_small, (counts.people, counts.completed, counts.left)))


def next_to_hide(grid: Grid, totals: Mapping[str, Counts], hidden: set[Place]) -> Place | None:
    """Name one more cell to hide, or none when all that is hidden stays so."""
    for line in lines(grid):
        if not holds(grid, line, hidden):
            more = smallest(grid, [place for place in line if place not in hidden])
            if more is not None:
                return more
    for course, group in sorted(hidden):
        if follows(grid, totals, hidden, (course, group)):
            near = [place for place in grid if place not in hidden and (place[0] == course or place[1] == group)]
            return smallest(grid, near) or smallest(grid, [place for place in grid if place not in hidden])
    return None


def smallest(grid: Grid, places: list[Place]) -> Place | None:
    """Choose the cell whose loss costs least: no total if possible, not an empty one, with few people."""
    return min(places, key=lambda place: (place[0] == ALL, not grid[place].people, grid[place].people), default=None)


def lines(grid: Grid) -> list[list[Place]]:
    """The cells that share a total: those of each course, of the total row, and of each group with its total."""
    courses, groups = dict.fromkeys(course for course, _ in grid), dict.fromkeys(group for _, group in grid)
    rows = [[(course, group) for group in groups] for course in courses]
    return rows + [[(course, group) for course in courses] for group in groups]


def holds(grid: Grid, line: list[Place], hidden: set[Place]) -> bool:
    """Whether the hidden cells of a line are none, or two and more whose sum, where it is known, is no small count."""
    here = [place for place in line if place in hidden]
    if not here:
        return True
    is_group = len({group for _, group in line}) == 1
    if is_group and (ALL, line[0][1]) in hidden:
        return len(here) > 1
    cells = [place for place in line if place[0] != ALL] if is_group else line
    whole, part = (added({str(place): grid[place] for place in some}) for some in (cells, here))
    return len(here) > 1 and is_enough(part.completed, whole.completed) and is_enough(part.left, whole.left)


def follows(grid: Grid, totals: Mapping[str, Counts], hidden: set[Place], place: Place) -> bool:
    """Whether a hidden cell's completed or not-completed count follows exactly from what is shown.

    What is known of the hidden counts is a flow: from each course through its groups to the total. A count can be
    another one if the flow can be changed along a ring through its cell; counts may grow without end and fall to zero.
    """
    total = totals[place[0]]
    completed = {here: grid[here].completed for here in hidden}
    left = {here: grid[here].left for here in hidden}
    return (total.completed > 0 and is_fixed(completed, place)) or (total.left > 0 and is_fixed(left, place))


def is_fixed(flow: Mapping[Place, int], place: Place) -> bool:
    """Whether no ring of changes goes through a cell."""
    ways: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for here, count in flow.items():
        if here != place:
            start, end = ends(here)
            ways.setdefault(start, set()).add(end)
            if count:
                ways.setdefault(end, set()).add(start)
    start, end = ends(place)
    can_grow = leads(ways, end, start)
    can_fall = flow[place] > 0 and leads(ways, start, end)
    return not can_grow and not can_fall


def ends(place: Place) -> tuple[tuple[str, str], tuple[str, str]]:
    """Where the flow of a cell comes from and where it goes."""
    course, group = place
    return (("group", group), ("total", "")) if course == ALL else (("course", course), ("group", group))


def leads(ways: Mapping[tuple[str, str], set[tuple[str, str]]], start: tuple[str, str], end: tuple[str, str]) -> bool:
    """Whether there is a way from one knot of the flow to another."""
    seen, waiting = {start}, [start]
    while waiting:
        for reached in ways.get(waiting.pop(), ()):
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
    return end in seen
