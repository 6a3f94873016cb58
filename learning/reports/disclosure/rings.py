"""How far a hidden count can be from the truth, for somebody who knows all that is shown beside it.

The hidden counts of a table with its totals are a flow: from each course through its groups to the total. What is
shown fixes how much enters and leaves each knot. Another flow with the same shown counts differs from the true one
along rings: a count in the direction of a ring may grow without end, one against it can fall to zero. So the most that
a count can be is the truth and the greatest flow that comes back from its end to its start, and likewise the least.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

ALL: Final = ""
"""In the place of a course: the total of a group over all courses."""
Place = tuple[str, str]
"""A course and a group."""
Knot = tuple[str, str]
Ways = dict[Knot, dict[Knot, int]]
"""How much can still go from each knot to its neighbours."""


def reach(flow: Mapping[Place, int], place: Place, *, far: int) -> tuple[int, int]:
    """Say how far a hidden count can fall and grow.

    Args:
        flow: every hidden count.
        place: which of them.
        far: more than this is not looked for.
    """
    start, end = _ends(place)
    can_grow = _greatest(_ways(flow, place, far), end, start, far)
    can_fall = _greatest(_ways(flow, place, far), start, end, min(far, flow[place]))
    return can_fall, can_grow


def _ends(place: Place) -> tuple[Knot, Knot]:
    course, group = place
    return (("group", group), ("total", "")) if course == ALL else (("course", course), ("group", group))


def _ways(flow: Mapping[Place, int], but: Place, far: int) -> Ways:
    ways: Ways = {}
    for place, count in flow.items():
        start, end = _ends(place)
        here, there = ways.setdefault(start, {}), ways.setdefault(end, {})
        if place != but:
            here[end], there[start] = far, count
    return ways


def _greatest(ways: Ways, start: Knot, end: Knot, enough: int) -> int:
    """Find the greatest flow from one knot to another, or `enough`: shortest ways first, each filled."""
    found = 0
    while found < enough and (way := _way(ways, start, end)):
        steps = list(pairwise(way))
        more = min(enough - found, *(ways[here][there] for here, there in steps))
        for here, there in steps:
            ways[here][there] -= more
            ways[there][here] = ways[there].get(here, 0) + more
        found += more
    return found


def _way(ways: Ways, start: Knot, end: Knot) -> list[Knot]:
    came: dict[Knot, Knot] = {start: start}
    waiting = [start]
    for here in waiting:
        for there in _open(ways[here]):
            if there not in came:
                came[there] = here
                waiting.append(there)
    if end not in came:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _open(ways: Mapping[Knot, int]) -> Iterable[Knot]:
    return [there for there, room in ways.items() if room]
