"""The kinds of question: one file each, and a list that you can read."""

from learning.quizzes.kinds import (
    casefile,
    highlight,
    hotspot,
    matching,
    multiple,
    numeric,
    ordering,
    scenario,
    single,
    sort,
    statements,
    worksheet,
)
from learning.quizzes.protocol import Kind

__all__ = ["BY_NAME", "KINDS", "Kind", "kind"]


def kind(name: str) -> Kind:
    """Find a kind by its name.

    Raises:
        KeyError: if there is no such kind.
    """
    return BY_NAME[name]


KINDS: tuple[Kind, ...] = (
    single.KIND,
    multiple.KIND,
    statements.KIND,
    matching.KIND,
    ordering.KIND,
    numeric.KIND,
    highlight.KIND,
    sort.KIND,
    hotspot.KIND,
    scenario.KIND,
    casefile.CaseFile(kind),  # its parts are of the other kinds, found when they are asked for
    worksheet.KIND,
)

BY_NAME = {each.name: each for each in KINDS}
