"""Disclosure control: everything that leaves a country's own staff takes its counts by sex from here.

`by_sex` and `by_course` hide what is small in one table and what would give it away; `differencing` looks at
everything that was shared before; `in_tens` rounds what anybody may see at any time.
"""

from learning.reports.disclosure.by_course import hide_small_by_course
from learning.reports.disclosure.by_sex import hide_small
from learning.reports.disclosure.counts import (
    SMALL,
    SMALL_IN_PUBLIC,
    Counts,
    Published,
    Split,
    added,
    is_enough,
    is_small,
)
from learning.reports.disclosure.in_tens import at_most, in_tens

__all__ = [
    "SMALL",
    "SMALL_IN_PUBLIC",
    "Counts",
    "Published",
    "Split",
    "added",
    "at_most",
    "hide_small",
    "hide_small_by_course",
    "in_tens",
    "is_enough",
    "is_small",
]
