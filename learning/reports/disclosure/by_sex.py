"""Counts by sex whose totals are shown: which of them are hidden.

A count below the threshold is hidden. Its row then has a hidden completed and a hidden not-completed count, because
each is the other's difference. As the totals stand beside the split, further cells are hidden until

- no hidden cell follows exactly from what is shown: totals, differences, and that no count is below zero;
- hidden cells that share a total add up to the threshold or more (or to all there is), so that their sum is no small
  count.

A zero is hidden only where it gives another cell away. A zero that the total says already (nobody completed at all)
stays. Totals are not counts by sex; they are shown.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from learning.reports.disclosure.counts import SMALL, Counts, Published, added, is_enough, is_small
from learning.reports.table import HIDDEN, Hidden


def hide_small(groups: Mapping[str, Counts], threshold: int = SMALL) -> dict[str, Published]:
    """Hide what must be hidden in a table of sex groups whose totals are shown, and as little more as possible.

    People of a group stay where only the completed and not-completed counts need hiding.

    Args:
        groups: counts by sex, with every group a person may state, also those of nobody; in any order.
        threshold: counts below it are small.

    Returns:
        What may be shown, by group, in the same order. All is hidden when the total itself is small.
    """
    total = added(groups)
    if is_small(total.people, threshold):
        return {name: Published(HIDDEN, HIDDEN, HIDDEN) for name in groups}
    whole, split = cheapest(groups, total, threshold)

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


def cheapest(groups: Mapping[str, Counts], total: Counts, threshold: int) -> tuple[frozenset[str], frozenset[str]]:
    """Find the fewest groups to hide whole, and then the fewest to hide the split of; both sets contain the small."""
    needs_whole = frozenset(name for name, counts in groups.items() if is_small(counts.people, threshold))
    needs_split = needs_whole | {
        name
        for name, counts in groups.items()
        if is_small(counts.completed, threshold) or is_small(counts.left, threshold)
    }
    for whole in supersets(needs_whole, groups):
        for split in supersets(needs_split | whole, groups):
            if is_safe(groups, total, whole, split, threshold):
                return whole, split
    return frozenset(groups), frozenset(groups)


def supersets(needed: frozenset[str], groups: Mapping[str, Counts]) -> Iterator[frozenset[str]]:
    """All sets of groups that contain the needed ones, fewest and smallest groups first."""
    others = sorted((name for name in groups if name not in needed), key=lambda name: groups[name].people)
    for size in range(len(others) + 1):
        chosen = combinations(others, size)
        for more in sorted(chosen, key=lambda names: sum(groups[name].people for name in names)):
            yield needed | frozenset(more)


def is_safe(
    groups: Mapping[str, Counts], total: Counts, whole: frozenset[str], split: frozenset[str], threshold: int
) -> bool:
    """Whether nothing hidden follows from what is shown, when `whole` is hidden whole and `split` in its split.

    Of the groups in `whole` one knows the sum, so there must be two and somebody in them. A split follows from the
    people of its group when the other hidden splits are empty, or when one side of all hidden splits is.
    """
    if not split:
        return True
    people = added({name: groups[name] for name in whole})
    hidden = added({name: groups[name] for name in split})
    is_whole_safe = not whole or (len(whole) > 1 and is_enough(people.people, total.people, threshold))
    if not total.completed or not total.left:  # the totals say who completed: everybody or nobody
        return is_whole_safe and split == whole
    return (
        is_whole_safe
        and is_enough(hidden.completed, total.completed, threshold)
        and is_enough(hidden.left, total.left, threshold)
        and all(0 < groups[name].people < hidden.people for name in split - whole)
    )
