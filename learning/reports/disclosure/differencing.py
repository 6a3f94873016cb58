"""Whether a table by sex, laid beside all that was shared before, gives a small count away.

People are parted into pieces: those of a piece belong to the same shared tables, and count there the same. Somebody
who was given the tables also has their rolls, so how many people a piece has is known, and only their sex is not. A
number that was shown says the sum of one sex over some pieces. Whatever follows from all these sums is a combination
of them, which linear algebra decides exactly, here modulo a large prime; `fixing` adds what follows because no count is
below zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from learning.reports.disclosure.by_sex import hide_small
from learning.reports.disclosure.counts import SMALL, Counts, Published, Split, is_small
from learning.reports.disclosure.fixing import Unknown, fixed
from learning.reports.table import HIDDEN

PRIME: Final = 2**61 - 1
"""Combinations of so few ones and zeros do not vanish by chance modulo a prime of this size."""
Pieces = frozenset[int]
Cell = tuple[str, Pieces]
"""A sex, and the pieces over which it is counted."""
Vector = dict[Unknown, int]


@dataclass(frozen=True)
class Population:
    """Everybody that a shared table may be about.

    Attributes:
        counts: how many people each piece has of each sex. A negative piece is a change since a table was shared: some
            of one sex that came or went, of whom no roll tells how many.
        sexes: every sex that a person may state, also those of nobody.
        tables: the pieces that each table is about.
    """

    counts: Mapping[Unknown, int]
    sexes: tuple[str, ...]
    tables: tuple[Pieces, ...] = ()

    def count(self, cell: Cell) -> int:
        """Count one sex over some pieces."""
        sex, pieces = cell
        return sum(self.counts.get((piece, sex), 0) for piece in pieces)

    @property
    def pieces(self) -> list[int]:
        """Every piece that the rolls tell of, in a fixed order."""
        return sorted({piece for piece, _ in self.counts if piece >= 0})


def gives_away(population: Population, before: Sequence[Cell], new: Sequence[Cell], threshold: int = SMALL) -> bool:
    """Whether new cells show a small count that could not be worked out before.

    Args:
        population: who there is; the pieces are fine enough for all cells.
        before: the cells that were shown in tables shared before.
        new: the cells that are to be shown now.
        threshold: counts below it are small.
    """
    asked = list(_worth_asking(population, before, new))
    small = [cell for cell in asked if is_small(population.count(cell), threshold)]
    if not small:
        return False
    old, now = _Known(population, before, asked), _Known(population, [*before, *new], asked)
    return any(now.follows(cell) and not old.follows(cell) for cell in small)


def _worth_asking(population: Population, before: Sequence[Cell], new: Sequence[Cell]) -> Iterable[Cell]:
    """Name the groups of people that somebody may ask about: pieces, and what tables share or differ in."""
    asked: dict[Cell, None] = dict.fromkeys((sex, frozenset({piece})) for piece, sex in population.counts)
    every = {pieces for _, pieces in (*before, *new)}
    recent = {pieces for _, pieces in new}
    groups = {part for one in every for other in recent for part in (one & other, one - other, other - one, one)}
    groups |= _classes(population, population.tables)
    for sex in population.sexes:
        shown = {pieces for each, pieces in (*before, *new) if each == sex}
        of_sex = groups | _classes(population, shown) | _classes(population, shown.intersection(population.tables))
        asked |= dict.fromkeys((sex, group) for group in of_sex if group)
    return asked


def _classes(population: Population, sets: Iterable[Pieces]) -> set[Pieces]:
    """Put together the pieces that belong to the same of some sets."""
    family = list(sets)
    classes: dict[tuple[bool, ...], set[int]] = {}
    for piece in population.pieces:
        classes.setdefault(tuple(piece in each for each in family), set()).add(piece)
    return {frozenset(pieces) for pieces in classes.values()}


def choose_split(
    groups: Mapping[str, Counts],
    population: Population,
    before: Sequence[Cell],
    cells: Mapping[tuple[str, str], Cell],
    threshold: int = SMALL,
) -> Split:
    """Choose what a table by sex shows beside all that was shared before: as much as gives nothing away.

    Args:
        groups: the counts by sex.
        population: who there is.
        before: the cells that were shown.
        cells: for each sex and count (people, completed, left) the pieces that it counts.
        threshold: counts below it are small.
    """
    alone = hide_small(groups, threshold)
    steps = (
        alone,
        {sex: Published(each.people, HIDDEN, HIDDEN) for sex, each in alone.items()},
        {sex: Published(HIDDEN, HIDDEN, HIDDEN) for sex in alone},
    )
    for published in steps:
        new = [cell for (sex, name), cell in cells.items() if getattr(published[sex], name) is not HIDDEN]
        if not gives_away(population, before, new, threshold):
            break
    return Split(published, is_kept_back=published is not alone)


def _unknowns(cell: Cell) -> frozenset[Unknown]:
    sex, pieces = cell
    return frozenset((piece, sex) for piece in pieces)


class _Known:
    """All that follows from shown cells: the span of their sums, kept as rows with a leading one each."""

    def __init__(self, population: Population, shown: Sequence[Cell], asked: Sequence[Cell]) -> None:
        self._rows: dict[Unknown, Vector] = {}
        self._fixed: set[Unknown] = set()
        sums = [frozenset((piece, sex) for sex in population.sexes) for piece in population.pieces]
        sums += [_unknowns(cell) for cell in shown]
        self._learn_all(population, sums, [])
        more = [_unknowns(cell) for cell in asked if self.follows(cell)]
        self._learn_all(population, sums, more)  # a sum that follows may fix its parts

    def _learn_all(
        self, population: Population, sums: Sequence[frozenset[Unknown]], more: Sequence[frozenset[Unknown]]
    ) -> None:
        known, following = (
            {each: sum(population.counts.get(one, 0) for one in each) for each in some} for some in (sums, more)
        )
        self._rows.clear()
        self._fixed = fixed(known, following)
        for each in sums:
            self._learn(dict.fromkeys(each, 1))

    def follows(self, cell: Cell) -> bool:
        """Whether a count is a combination of what is known."""
        return not self._rest(dict.fromkeys(_unknowns(cell), 1))

    def _learn(self, vector: Vector) -> None:
        rest = self._rest(vector)
        if rest:
            first = min(rest)
            factor = pow(rest[first], -1, PRIME)
            self._rows[first] = {unknown: value * factor % PRIME for unknown, value in rest.items()}

    def _rest(self, vector: Vector) -> Vector:
        """Take away all that the known rows say; what is left has none of their leading unknowns."""
        rest = {unknown: value for unknown, value in vector.items() if unknown not in self._fixed}
        done: Vector = {}
        while rest:
            first = min(rest)
            value = rest[first]
            row = self._rows.get(first)
            if row is None:
                done[first] = rest.pop(first)
                continue
            for unknown, part in row.items():
                left = (rest.get(unknown, 0) - value * part) % PRIME
                if left:
                    rest[unknown] = left
                else:
                    rest.pop(unknown, None)
        return done
