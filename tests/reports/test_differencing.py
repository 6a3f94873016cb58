"""Reports that are shared one after the other give nothing away together."""

import random
from collections import Counter
from itertools import product

from learning.reports.disclosure import SMALL, Counts, Split
from learning.reports.disclosure.differencing import Cell, Population, choose_split, gives_away
from learning.reports.table import HIDDEN
from tests.attacking import Publication, Sum, intervals

SEXES = ("female", "male", "another", "not stated")
NEARLY = 1e-6
COUNTS = ("people", "completed", "left")


def population(*pieces: dict[str, int]) -> Population:
    return Population({(piece, sex): n for piece, row in enumerate(pieces) for sex, n in row.items()}, SEXES)


def cell(sex: str, *pieces: int) -> Cell:
    return sex, frozenset(pieces)


def test_a_part_that_leaves_few_beside_it_gives_them_away() -> None:
    people = population({"female": 17, "male": 80}, {"female": 3, "male": 30})
    assert gives_away(people, [cell("female", 0, 1)], [cell("female", 0)])
    assert gives_away(people, [cell("female", 0)], [cell("female", 0, 1)])
    assert not gives_away(people, [cell("female", 0, 1)], [cell("male", 0)])


def test_a_part_that_leaves_many_or_nobody_beside_it_gives_nothing_away() -> None:
    people = population({"female": 17, "male": 80}, {"female": 5, "male": 30}, {"male": 40})
    assert not gives_away(people, [cell("female", 0, 1, 2)], [cell("female", 0)])
    assert not gives_away(people, [cell("female", 0, 1, 2)], [cell("female", 0, 1)])


def test_the_last_of_several_parts_follows_from_the_others_and_all() -> None:
    people = population({"female": 17, "male": 80}, {"female": 9, "male": 30}, {"female": 2, "male": 40})
    before = [cell("female", 0, 1, 2), cell("female", 0)]
    assert not gives_away(people, [before[0]], [before[1]])
    assert gives_away(people, before, [cell("female", 1)])


def test_what_two_crossing_tables_and_their_middle_leave_is_found() -> None:
    people = population({"female": 9, "male": 9}, {"female": 8, "male": 9}, {"female": 7}, {"female": 2, "male": 40})
    before = [cell("female", 0, 1, 2, 3), cell("female", 0, 1), cell("female", 1, 2)]
    assert gives_away(people, before, [cell("female", 1)])


def test_the_other_sexes_give_one_away() -> None:
    people = population({"female": 3, "male": 60}, {"female": 20, "male": 80})
    before = [cell(sex, 0) for sex in ("another", "not stated")]
    assert gives_away(people, before, [cell("male", 0)])


def test_who_came_since_a_table_was_shared_is_no_secret_number() -> None:
    people = Population({(0, "female"): 20, (0, "male"): 50, (-1, "female"): 2}, SEXES)
    assert gives_away(people, [cell("female", 0)], [cell("female", 0, -1)])


def test_what_was_given_away_before_refuses_nothing_now() -> None:
    people = population({"female": 17, "male": 80}, {"female": 3, "male": 30})
    before = [cell("female", 0, 1), cell("female", 0)]
    assert not gives_away(people, before, [cell("female", 0)])


# ── a country that shares report after report ───────────────────────────────
Atom = tuple[int, int, bool]  # category, mission, completed


def shared_year(chance: random.Random) -> Publication:
    """A country with categories and missions shares reports of all, of one of them, or of both, in any order."""
    kinds, places = range(chance.choice((2, 3))), range(chance.choice((1, 2, 3)))
    atoms: list[Atom] = list(product(kinds, places, (True, False)))
    share = dict(zip(SEXES, (chance.choice((0.05, 0.2)), 0.7, 0.01, 0.03), strict=True))
    scale = chance.choice((4, 15, 60))
    truth = Counter[tuple[str, Atom]]()
    for atom, sex in product(atoms, SEXES):
        truth[sex, atom] = int(2 * chance.random() * scale * share[sex] + chance.choice((0, 0.5)))
    asked = [(kind, place) for kind in (None, *kinds) for place in (None, *places)]
    tables = [
        frozenset(n for n, atom in enumerate(atoms) if kind in (None, atom[0]) and place in (None, atom[1]))
        for kind, place in chance.sample(asked, chance.randint(2, min(7, len(asked))))
    ]
    counts = {(number, sex): truth[sex, atom] for number, atom in enumerate(atoms) for sex in SEXES}
    told = Publication()
    for atom in atoms:  # the rolls name everybody
        told.say(((sex, atom) for sex in SEXES), sum(truth[sex, atom] for sex in SEXES), is_hidden=False)
    told.hidden = {frozenset({(sex, atom)}): count for (sex, atom), count in truth.items()}
    before: list[Cell] = []
    for number, numbers in enumerate(tables):
        people = Population(counts, SEXES, tuple(tables[: number + 1]))
        done = {n for n in numbers if atoms[n][2]}
        pieces = dict(zip(COUNTS, (numbers, frozenset(done), frozenset(numbers - done)), strict=True))
        cells = {(sex, name): (sex, pieces[name]) for sex in SEXES for name in COUNTS}
        groups = {
            sex: Counts(people.count(cells[sex, "people"]), people.count(cells[sex, "completed"])) for sex in SEXES
        }
        split = choose_split(groups, people, before, cells)
        before += tell(told, split, cells, atoms, people)
    return told


def tell(
    told: Publication, split: Split, cells: dict[tuple[str, str], Cell], atoms: list[Atom], people: Population
) -> list[Cell]:
    shown = []
    for (sex, name), each in cells.items():
        is_hidden = getattr(split.groups[sex], name) is HIDDEN
        told.say(((sex, atoms[number]) for number in each[1]), people.count(each), is_hidden=is_hidden)
        shown += [] if is_hidden else [each]
    return shown


def secrets(told: Publication) -> dict[Sum, int]:
    """What the attacker is after: what is hidden, each piece, and where two shown numbers differ, if it is small."""
    truth = {of: count for of, count in told.hidden.items() if 0 < count < SMALL}
    known = dict(told.known)
    for one, other in product(known, known):
        if other < one and 0 < known[one] - known[other] < SMALL and len({sex for sex, _ in one}) == 1:
            truth[one - other] = known[one] - known[other]
    return truth


def test_no_small_count_follows_from_reports_shared_one_after_the_other() -> None:
    chance = random.Random(1889)
    years = [shared_year(chance) for _ in range(150)]
    for told in years:
        told.hidden = secrets(told)
    found = []
    for told, bounds in zip(years, intervals(years), strict=True):
        found += [(of, told.hidden[of], each) for of, each in bounds.items() if each[1] - each[0] < 1 - NEARLY]
    assert found == []
