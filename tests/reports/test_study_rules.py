"""Records for a study: no combination of what others may know is shared by fewer than five people."""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as some

from learning.people.models import Category
from learning.reports.study.rules import ANY, FEWEST, GROUPS, Coarse, Known, Record, band, coarse, times

ONE = Known("GHA", "contingent-troop", "enlisted", "female", "sea", "2026-Q1", "2026-Q2", "own-phone")


def people(number: int, known: Known, first: int = 0) -> list[Record]:
    return [Record(first + place, known, ("0", "", "")) for place in range(number)]


def known_of(found: Coarse) -> Counter[Known]:
    return Counter(one.known for one in found.records)


def test_what_five_share_stays_as_it_is() -> None:
    found = coarse(people(5, ONE))
    assert (known_of(found), found.coarsened, found.left_out) == ({ONE: 5}, 0, 0)


def test_what_four_share_is_left_out_when_nothing_makes_it_common() -> None:
    assert coarse(people(4, ONE)) == Coarse([], 0, 4)


def test_five_records_of_four_people_are_four_people() -> None:
    assert coarse([*people(4, ONE), *people(1, ONE)]).left_out == 5


def test_rare_records_are_made_coarser_only_as_far_as_it_takes() -> None:
    # Three began in one quarter and three in the next of the same year: the year is enough.
    found = coarse([*people(3, ONE), *people(3, ONE._replace(enrolled="2026-Q2"), 3), *people(5, ONE, 6)])
    # Eight began in the first quarter and stay; the three of the second alone are rare at every step.
    assert found == Coarse([*people(3, ONE), *people(5, ONE, 6)], 0, 3)
    found = coarse([*people(3, ONE), *people(3, ONE._replace(enrolled="2026-Q2"), 3)])
    assert (known_of(found), found.coarsened, found.left_out) == ({ONE._replace(enrolled="2026"): 6}, 6, 0)


def test_categories_become_groups_before_they_go() -> None:
    observer = ONE._replace(category="military-observer")
    found = coarse([*people(3, ONE), *people(2, observer, 3)])
    (left,) = known_of(found)
    assert left == ONE._replace(enrolled=ANY, completed="2026", rank_group=ANY, delivery=ANY, category="any-military")
    assert set(GROUPS) == set(Category)


WORDS = {
    "country": some.sampled_from(["GHA", "URY", "NPL"]),
    "category": some.sampled_from(list(GROUPS)),
    "rank_group": some.sampled_from(["enlisted", "junior-officer"]),
    "sex": some.sampled_from(["female", "male", "not-known"]),
    "course": some.sampled_from(["sea", "gender"]),
    "enrolled": some.sampled_from(["2025-Q4", "2026-Q1", "2026-Q2"]),
    "completed": some.sampled_from(["no", "2026-Q1", "2026-Q2"]),
    "delivery": some.sampled_from(["own-phone", "room", "paper", ""]),
}


@settings(max_examples=150, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 40), some.builds(Known, **WORDS)), max_size=120))
def test_every_combination_that_leaves_is_shared_by_five_people(made: list[tuple[int, Known]]) -> None:
    records = [Record(person, known, (str(place),)) for place, (person, known) in enumerate(made)]
    found = coarse(records)
    sharing = defaultdict(set)
    for one in found.records:
        sharing[one.known].add(one.person)
    assert all(len(each) >= FEWEST for each in sharing.values())
    assert len(found.records) + found.left_out == len(records)
    # What leaves is the record itself, and says nothing that it did not say: each word is the same, coarser, or any.
    by_fact = {one.facts: one for one in records}
    for one in found.records:
        before = by_fact[one.facts]
        assert one.person == before.person
        for name, word in one.known._asdict().items():
            was = getattr(before.known, name)
            assert word in (was, ANY, GROUPS.get(was), was[:4], "yes" if was != "no" else "no"), (name, was, word)


def test_scores_and_failures_are_bands() -> None:
    assert [band(part, 10) for part in (0, 1, 2, 5, 7, 8, 10)] == [
        "0-19", "0-19", "20-39", "40-59", "60-79", "80-100", "80-100",
    ]  # fmt: skip
    assert band(0, 0) == ""
    assert [times(each) for each in (0, 1, 2, 3, 9)] == ["0", "1-2", "1-2", "3+", "3+"]
