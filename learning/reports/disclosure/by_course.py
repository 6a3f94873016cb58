"""Counts by course and sex, or by category and sex, with all the totals: which of them are hidden."""

from collections.abc import Mapping
from typing import Final

from learning.reports.disclosure.counts import SMALL, Counts, Published, added, is_enough, is_small
from learning.reports.disclosure.rings import ALL, Place, reach
from learning.reports.table import HIDDEN

WIDE: Final = 3
"""Bounds below the threshold are at least so far apart: "none to three" names nobody, "one or two" nearly does."""
Grid = Mapping[Place, Counts]


def hide_small_by_course(
    courses: Mapping[str, Mapping[str, Counts]], threshold: int = SMALL
) -> tuple[dict[str, dict[str, Published]], dict[str, Published]]:
    """Hide what must be hidden in a table of courses and sex groups with all its totals.

    Counts are enrolments: a person in two courses counts in both, so that the totals are sums. Publish its totals by
    sex beside it, never those of `hide_small`, which hides other cells.

    Args:
        courses: counts by course and by sex; every course has the same groups. No course is named "".
        threshold: counts below it are small.

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
    hidden = {place for place, counts in grid.items() if must_hide(counts, totals[place[0]], threshold)}
    while more := next_to_hide(grid, totals, hidden, threshold):
        hidden.add(more)

    def published(place: Place) -> Published:
        counts, total = grid[place], totals[place[0]]
        if place not in hidden:
            return Published(counts.people, counts.completed, counts.left)
        return Published(HIDDEN, HIDDEN if total.completed else 0, HIDDEN if total.left else 0)

    by_course = {course: {group: published((course, group)) for group in groups} for course in courses}
    return by_course, {group: published((ALL, group)) for group in groups}


def must_hide(counts: Counts, total: Counts, threshold: int) -> bool:
    """Whether a cell is small itself, or part of a course with so few people that nothing of its split is shown."""
    return any(is_small(count, threshold) for count in (total.people, counts.people, counts.completed, counts.left))


def next_to_hide(grid: Grid, totals: Mapping[str, Counts], hidden: set[Place], threshold: int) -> Place | None:
    """Name one more cell to hide, or none when all that is hidden stays so."""
    for line in lines(grid):
        if not holds(grid, line, hidden, threshold):
            more = smallest(grid, [place for place in line if place not in hidden])
            if more is not None:
                return more
    for course, group in sorted(hidden):
        if is_pinned(grid, totals, hidden, (course, group), threshold):
            near = [place for place in grid if place not in hidden and (place[0] == course or place[1] == group)]
            more = smallest(grid, near) or smallest(grid, [place for place in grid if place not in hidden])
            if more is not None:
                return more
    return None


def smallest(grid: Grid, places: list[Place]) -> Place | None:
    """Choose the cell whose loss costs least: no total if possible, not an empty one, with few people."""
    return min(places, key=lambda place: (place[0] == ALL, not grid[place].people, grid[place].people), default=None)


def lines(grid: Grid) -> list[list[Place]]:
    """The cells that share a total: those of each course, of the total row, and of each group with its total."""
    courses, groups = dict.fromkeys(course for course, _ in grid), dict.fromkeys(group for _, group in grid)
    rows = [[(course, group) for group in groups] for course in courses]
    return rows + [[(course, group) for course in courses] for group in groups]


def holds(grid: Grid, line: list[Place], hidden: set[Place], threshold: int) -> bool:
    """Whether the hidden cells of a line are none, or two and more whose sum, where it is known, is no small count."""
    here = [place for place in line if place in hidden]
    if not here:
        return True
    is_group = len({group for _, group in line}) == 1
    if is_group and (ALL, line[0][1]) in hidden:
        return len(here) > 1
    cells = [place for place in line if place[0] != ALL] if is_group else line
    whole, part = (added({str(place): grid[place] for place in some}) for some in (cells, here))
    return (
        len(here) > 1
        and is_enough(part.completed, whole.completed, threshold)
        and is_enough(part.left, whole.left, threshold)
    )


def is_pinned(grid: Grid, totals: Mapping[str, Counts], hidden: set[Place], place: Place, threshold: int) -> bool:
    """Whether what is shown leaves too little room for a hidden cell's completed or not-completed count.

    There is room when its bounds are apart and either reach the threshold or are `WIDE` apart; or when they say no more
    than the total of its course, which is shown.
    """
    for side in ("completed", "left"):
        flow = {here: getattr(grid[here], side) for here in hidden}
        total = getattr(totals[place[0]], side)
        falls, grows = reach(flow, place, far=max(threshold, WIDE))
        least, most = flow[place] - falls, flow[place] + grows
        says_no_more = least == 0 and most >= total
        if not says_no_more and (least == most or (most < threshold and most - least < WIDE)):
            return True
    return False
