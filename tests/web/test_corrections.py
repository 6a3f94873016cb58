"""Corrections of keys as administrators, learners and trainers see them."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from learning.records.corrections import Correction, ScoreChange
from learning.records.models import Attempt, Credential, Response
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.visitor import Visitor

REASONS = {"What is wrong with the question": "The key is wrong.", "Why it is put right in this way": "It is fair."}


def fail(life: Life, player: Player, *, answered: int = 4) -> tuple[uuid.UUID, str]:
    """Somebody who misses by one question that she answers wrongly; gives the attempt and that question."""
    enrolment = life.enrol(player)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    answers, items = life.right(attempt), life.items(attempt)
    item = next(each for each in items if each.kind == "single" and not each.critical)
    answers[item.id] = next(choice for choice in item.listed("choices") if choice != item.body["key"])
    out_of, earned = sum(each.points for each in items), sum(each.points for each in items) - item.points
    for other in items:
        if earned * 100 >= 80 * out_of and other.id != item.id and not other.critical:
            del answers[other.id]
            earned -= other.points
    life.submit(attempt, answers)
    assert answered
    return attempt, item.id


def give_full_credit(page: Visitor, module: str, item: str) -> None:
    """Correct the key of a question from the list of corrections to the end."""
    page.open(f"/corrections?module={module}&words={item}")
    page.follow(f"Correct its key: {item}")
    page.press("Count what would change", {"What is to be done": "full-credit"})
    page.press("Apply the correction", REASONS)


@pytest.fixture
def module(life: Life) -> str:
    """The first module of the course."""
    with life.database.read() as session:
        return life.course(session, SEA).modules[0].slug


def test_an_administrator_counts_and_then_corrects(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    attempt, item = fail(life, cast.amina)
    page = visitor(cast.dora)
    page.open(f"/corrections?module={module}&words={item}")
    page.follow(f"Correct its key: {item}")
    found = page.press("Count what would change", {"What is to be done": "full-credit"})
    assert "1 score changes · 1 newly passes · 0 would newly fail" in found.words
    with life.database.read() as session:
        assert session.scalars(select(Correction)).all() == []
    file = page.fetch(found.links["All attempts that change, as CSV"]).get_data(as_text=True)
    assert str(attempt) in file
    shown = page.press("Apply the correction", REASONS)
    assert "Correction 1" in shown.words
    assert "It is fair." in shown.words
    assert str(attempt) in shown.words
    ledger = page.fetch(shown.links["The whole ledger, as CSV"]).get_data(as_text=True)
    assert f"{attempt}" in ledger
    assert "newly passed" in ledger
    assert "Correction 1" in page.open("/corrections").words
    with life.database.read() as session:
        assert session.scalars(select(Credential)).one().revoked_at is None


def test_a_correction_without_its_reasons_is_refused(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    _, item = fail(life, cast.amina)
    page = visitor(cast.dora)
    page.open(f"/corrections/items/{module}/{item}")
    page.press("Count what would change", {"What is to be done": "full-credit"})
    refused = page.press("Apply the correction", status=422)
    assert "Say it in a sentence" in refused.words
    page.open(f"/corrections/items/{module}/{item}")
    assert "Choose one of the list" in page.press("Count what would change", status=422).words
    assert (
        "it is empty" in page.press("Count what would change", {"What is to be done": "both-right"}, status=422).words
    )


def test_another_choice_earns_when_both_are_right(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    attempt, item = fail(life, cast.amina)
    with life.database.read() as session:
        answer = session.get_one(Response, (attempt, item)).answer
    page = visitor(cast.dora)
    page.open(f"/corrections/items/{module}/{item}")
    both = {"What is to be done": "both-right", "New key": f'key = "{answer}"'}
    assert "1 newly passes" in page.press("Count what would change", both).words
    assert f'key = "{answer}"' in page.press("Apply the correction", REASONS).words
    hers = visitor(cast.amina).open(f"/attempts/{attempt}/result")
    assert "more than one answer earns its points" in hers.words


def test_a_key_of_several_parts_is_written_as_packs_write_it(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    with life.database.read() as session:
        items = life.course(session, SEA).modules[0].pack.quiz.items
    item = next(each for each in items if each.kind == "matching")
    page = visitor(cast.dora)
    page.open(f"/corrections/items/{module}/{item.id}")
    other = dict(
        zip(item.body["key"], [*item.body["key"].values()][1:] + [*item.body["key"].values()][:1], strict=True)
    )
    typed = "key = { " + ", ".join(f'{left} = "{right}"' for left, right in other.items()) + " }"
    found = page.press("Count what would change", {"What is to be done": "new-key", "New key": typed})
    assert "0 scores change" in found.words
    assert "in them both keys earn" in found.words
    page.open(f"/corrections/items/{module}/{item.id}")
    bad = {"What is to be done": "new-key", "New key": 'key = "zz"'}
    assert "must give a right entry" in page.press("Count what would change", bad, status=422).words
    unreadable = {"What is to be done": "new-key", "New key": 'key = "a"\nand b'}
    refused = page.press("Count what would change", unreadable, status=422).words
    assert "Line 2 of this key cannot be read. Write it as the key was written before." in refused


def test_what_moved_since_is_counted_again_before_it_is_applied(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    _, item = fail(life, cast.amina)
    page = visitor(cast.dora)
    page.open(f"/corrections/items/{module}/{item}")
    page.press("Count what would change", {"What is to be done": "full-credit"})
    fail(life, cast.bishnu)
    again = page.press("Apply the correction", REASONS, status=409)
    assert "Nothing was applied" in again.words
    assert "2 scores change" in again.words
    assert "Correction 1" in page.press("Apply the correction", REASONS).words


def test_a_learner_is_told_until_she_has_seen_it(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    attempt, item = fail(life, cast.amina)
    hers = visitor(cast.amina)
    assert "corrected" not in hers.open("/courses").words
    give_full_credit(visitor(cast.dora), module, item)
    told = hers.open("/courses")
    assert "A question was corrected" in told.words
    result = hers.follow("See the result")
    assert result.url == f"/attempts/{attempt}/result"
    assert "your score was" in result.words
    assert "You have passed." in result.words
    assert "everybody who was asked it earns its points" in result.words
    assert "A question was corrected" not in hers.open("/courses").words
    assert "your score was" in hers.open(f"/attempts/{attempt}/result").words, "the result keeps saying it"
    with life.database.read() as session:
        assert session.scalars(select(ScoreChange)).one().told_at is not None
        assert session.get_one(Attempt, attempt).passed


def test_trainers_see_what_was_corrected_in_their_cohort(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.assign(cast.nepal_cohort, SEA)
    _, item = fail(life, cast.amina)
    give_full_credit(visitor(cast.dora), module, item)
    words = "1 result of your people changed, 1 newly passed"
    assert words in visitor(cast.efua).open(f"/cohorts/{cast.ghana_cohort.id}").words
    assert words in visitor(cast.efua).open("/monday").words
    assert "changed" not in visitor(cast.chandra).open(f"/cohorts/{cast.nepal_cohort.id}").words


def test_two_administrators_withdraw_what_an_undone_correction_leaves(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str
) -> None:
    attempt, item = fail(life, cast.amina)
    dora = visitor(cast.dora)
    give_full_credit(dora, module, item)
    dora.follow("Take this correction back")
    assert "Nobody fails by this" in dora.page.words
    undone = dora.press("Apply the correction", REASONS)
    assert "1 attempt stays passed" in undone.words
    assert "you are the only one" in undone.words
    esi = visitor(cast.invited("administrator", None, name="Esi Addo", email="esi@example.org"))  # type: ignore[arg-type]
    dora.open(undone.url)
    assert "another administrator must confirm it" in dora.press("Propose to withdraw these passes").words
    esi.open(undone.url)
    done = esi.press("Withdraw the passes")
    assert "1 pass is withdrawn. 1 certificate is revoked." in done.words
    with life.database.read() as session:
        assert not session.get_one(Attempt, attempt).passed
        assert session.scalars(select(Credential)).one().revocation_reason == "result-annulled"
        assert len(session.scalars(select(ScoreChange)).all()) == 3
    assert "two administrators confirmed" in visitor(cast.amina).open(f"/attempts/{attempt}/result").words


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("fr", "« key » a un identifiant qui n’est pas l’un des choix"),
        ("ar", "في «key» معرّف ليس من الخيارات"),
    ],
)
def test_a_faulty_key_is_explained_in_the_readers_language(
    life: Life, cast: Cast, visitor: Callable[..., Visitor], module: str, tag: str, words: str
) -> None:
    with life.database.read() as session:
        items = life.course(session, SEA).modules[0].pack.quiz.items
        item = next(each.id for each in items if each.kind == "multiple")
    page = visitor(cast.dora)
    page.open(f"/corrections/items/{module}/{item}")
    asked = {"What is to be done": "both-right", "New key": 'key = ["zz"]'}
    refused = page.press("Count what would change", asked, status=422)
    assert "This key cannot be used: “key” has an id that is not one of the choices." in refused.words
    page.send("/language", {"language": tag, "next": "/corrections"})
    assert words in page.open(refused.url, status=422).words.replace("\u202f", " ")
