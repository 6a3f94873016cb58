"""Counts on pages that anybody may open, again and again: in whole tens, each for itself.

A table whose small cells are hidden is safe by itself, and gives them away when it is opened again after one more
person has completed. So a public count is rounded down to whole tens, which says no more than "at least"; below ten
nothing is said, and nobody is not told apart from a few. No total stands beside the counts: each number follows from
its own count alone, so that neither sums nor differences nor the next quarter bring a small count out.
"""

from learning.reports.disclosure.counts import SMALL_IN_PUBLIC


def in_tens(count: int, step: int = SMALL_IN_PUBLIC) -> int:
    """Round a count down to a whole number of steps; 0 stands for anything below the first."""
    return count - count % step


def at_most(count: int, parts: int, step: int = SMALL_IN_PUBLIC) -> int:
    """Round down a count of people who are all among others that are shown in parts, and show no more than these.

    More would say that some part is greater than it is shown.

    Args:
        count: how many there are.
        parts: what is shown of the parts, added up.
        step: counts below it are small.
    """
    return min(in_tens(count, step), parts)
