"""A wrong key is put right without injustice: counted first, applied as counted, and every change stays readable."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from learning.errors import Forbidden, Invalid
from learning.modules.queries import catalogue
from learning.quizzes.kinds import KINDS
from learning.quizzes.marking import Marking
from learning.quizzes.rules import Answer, Item
from learning.records import correcting, miskeyed, services
from learning.records import queries as records
from learning.records.attempting import scored
from learning.records.correcting import Moved
from learning.records.corrections import Changed, Correction, ScoreChange
from learning.records.dry_run import DryRun, Wanted, dry_run
from learning.records.models import Attempt, Delivery, Enrolment, Progress
from learning.records.remedies import Remedy, Ruling, begun_at, marking
from learning.records.rescoring import Following
from tests.cast import Cast, Player
from tests.life import SEA, Life

HOUR = timedelta(hours=1)
EVER = uuid.UUID(int=7)


def wrong(item: Item) -> Answer:
    """An answer that is not the key of a single choice."""
    return next(choice for choice in item.listed("choices") if choice != item.body["key"])


def wanted(
    life: Life, item: Item, remedy: Remedy = Remedy.FULL_CREDIT, key: str = "", *, undoes: uuid.UUID | None = None
) -> Wanted:
    """A correction of an item of the first module of the course, in every edition."""
    with life.database.read() as session:
        if undoes:
            return miskeyed.undoing(session, undoes)
        module = life.course(session, SEA).modules[0].slug
        versions = [str(each.version_id) for each in miskeyed.editions_of(session, module, item.id)]
        return miskeyed.wanted(session, module=module, item=item.id, versions=versions, remedy=remedy, key=key)


def counted(life: Life, asked: Wanted) -> DryRun:
    """Its dry run."""
    with life.database.read() as session:
        return dry_run(session, asked, now=life.now)


def apply(life: Life, actor: Player, asked: Wanted, *, digest: str = "", key: uuid.UUID | None = None) -> Correction:
    """Apply it, as the dry run of this moment says."""
    digest = digest or counted(life, asked).digest
    with life.database.begin() as session:
        following = Following(catalogue(session).courses, lambda _country, _tag: life.issuing)
        return correcting.apply(
            session,
            actor.actor,
            asked,
            key=key or uuid.uuid4(),
            wrong="The key says the opposite.",
            reason="Nobody shall suffer for it.",
            digest=digest,
            following=following,
            now=life.now,
        )


def fail_by(life: Life, player: Player, *, is_close: bool = False) -> tuple[uuid.UUID, Item]:
    """Somebody who has done everything, and answered a single choice wrongly; `is_close`: she fails by this one."""
    enrolment = life.enrol(player)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    answers: dict[str, Answer] = life.right(attempt)
    items = life.items(attempt)
    item = next(each for each in items if each.kind == "single" and not each.critical)
    answers[item.id] = wrong(item)
    out_of, earned = sum(each.points for each in items), sum(each.points for each in items) - item.points
    for other in items:
        if is_close and earned * 100 >= 80 * out_of and other.id != item.id and not other.critical:
            del answers[other.id]
            earned -= other.points
    life.submit(attempt, answers)
    return attempt, item


def stored(life: Life, attempt: uuid.UUID) -> tuple[Fraction, bool]:
    """The score and the verdict that are stored of an attempt."""
    with life.database.read() as session:
        found = session.get_one(Attempt, attempt)
        assert found.earned_numerator is not None
        assert found.earned_denominator is not None
        assert found.passed is not None
        return Fraction(found.earned_numerator, found.earned_denominator), found.passed


def test_a_dry_run_writes_nothing_and_says_what_would_change(life: Life, cast: Cast) -> None:
    attempt, item = fail_by(life, cast.amina)
    before = stored(life, attempt)
    found = counted(life, wanted(life, item))
    assert (found.figures.scores, found.figures.up, found.figures.fails) == (1, 1, 0)
    assert list(found.countries) == ["GHA"]
    assert [(each.attempt_id, each.before, each.after) for each in found.first] == [
        (attempt, before[0], before[0] + item.points)
    ]
    assert stored(life, attempt) == before
    with life.database.read() as session:
        assert session.scalars(select(Correction)).all() == []


def test_full_credit_raises_the_score_of_everybody_who_was_asked_and_keeps_the_old_one(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina)
    before, _ = stored(life, attempt)
    made = apply(life, dora, wanted(life, item))
    assert stored(life, attempt)[0] == before + item.points
    with life.database.read() as session:
        line = session.scalars(select(ScoreChange)).one()
        assert (line.correction_id, line.kind, line.attempt_id) == (made.id, Changed.SCORE, attempt)
        assert Fraction(line.from_numerator, line.from_denominator) == before
        assert (line.made_by, line.made_at) == (dora.actor.person_id, life.now)
        found = session.get_one(Attempt, attempt)
        assert scored(session, found).earned == before + item.points, "what is shown is what is stored"


def test_who_newly_passes_completes_the_course_today_and_gets_the_certificate(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina, is_close=True)
    life.now += timedelta(days=3)
    found = counted(life, wanted(life, item))
    assert (found.figures.scores, found.figures.passes) == (1, 1)
    apply(life, dora, wanted(life, item), digest=found.digest)
    with life.database.read() as session:
        credential = records.credentials(session, cast.amina.actor.person_id)[0]
        assert credential.issued_at == life.now
        enrolment = session.scalars(select(Enrolment)).one()
        assert enrolment.completed_on == life.now.date()
        progress = session.scalars(select(Progress).where(Progress.passed_at == life.now)).one()
        assert (progress.failures, progress.failed_at) == (0, None)
    assert stored(life, attempt)[1]


def test_both_right_lets_the_old_key_and_the_new_one_earn(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina)
    other = life.begin(life.enrol(cast.bishnu))
    life.submit(other)
    before, right = stored(life, attempt)[0], stored(life, other)[0]
    apply(life, dora, wanted(life, item, Remedy.BOTH_RIGHT, f'key = "{wrong(item)}"'))
    assert stored(life, attempt)[0] == before + item.points
    assert stored(life, other)[0] == right


def test_a_new_key_changes_nothing_past_and_both_count_in_an_attempt_that_was_open(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina)
    before = stored(life, attempt)
    open_one = life.begin(life.enrol(cast.bishnu))
    asked = wanted(life, item, Remedy.NEW_KEY, f'key = "{wrong(item)}"')
    assert counted(life, asked).figures.scores == 0
    apply(life, dora, asked)
    assert stored(life, attempt) == before
    life.now += HOUR
    old = life.right(open_one)
    score = life.submit(open_one, old).score
    assert score is not None
    assert score.earned == score.out_of, "begun before: the old key still earns"


def test_an_attempt_begun_after_a_new_key_is_marked_by_it(life: Life, cast: Cast) -> None:
    dora, amina = cast.dora, cast.amina
    _, item = fail_by(life, cast.bishnu)
    apply(life, dora, wanted(life, item, Remedy.NEW_KEY, f'key = "{wrong(item)}"'))
    life.now += HOUR
    attempt = life.begin(life.enrol(amina))
    answers: dict[str, Answer] = {**life.right(attempt), item.id: wrong(item)}
    score = life.submit(attempt, answers).score
    assert score is not None
    assert score.earned == score.out_of


def test_what_changed_since_the_dry_run_is_counted_again_first(life: Life, cast: Cast) -> None:
    dora = cast.dora
    _, item = fail_by(life, cast.amina)
    seen = counted(life, wanted(life, item))
    fail_by(life, cast.bishnu)
    with pytest.raises(Moved):
        apply(life, dora, wanted(life, item), digest=seen.digest)
    apply(life, dora, wanted(life, item))


def test_of_two_who_correct_at_once_one_is_heard(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina)
    asked = wanted(life, item, Remedy.NEW_KEY, f'key = "{wrong(item)}"')
    seen = counted(life, asked)
    key = uuid.uuid4()
    apply(life, dora, asked, digest=seen.digest, key=key)
    assert apply(life, dora, asked, digest=seen.digest, key=key).id == key, "the same press, sent twice"
    with pytest.raises(Moved):
        apply(life, dora, asked, digest=seen.digest)
    assert attempt


def test_undoing_restores_the_scores_and_takes_no_pass_away(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempt, item = fail_by(life, cast.amina, is_close=True)
    before, _ = stored(life, attempt)
    made = apply(life, dora, wanted(life, item))
    back = wanted(life, item, undoes=made.id)
    found = counted(life, back)
    assert (found.figures.scores, found.figures.fails) == (1, 1)
    apply(life, dora, back)
    assert stored(life, attempt) == (before, True)
    with life.database.read() as session:
        assert records.credentials(session, cast.amina.actor.person_id)[0].revoked_at is None
    with pytest.raises(Moved):
        apply(life, dora, back)


def test_only_administrators_correct_keys(life: Life, cast: Cast) -> None:
    _, item = fail_by(life, cast.amina)
    for player in (cast.efua, cast.bruno, cast.amina):
        with pytest.raises(Forbidden):
            apply(life, player, wanted(life, item))


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "it is empty"),
        ("key = ", "cannot be read"),
        ('key = "z"', "not one of the choices"),
        ('choices = ["a"]', "no part of this question's key"),
    ],
)
def test_a_key_is_checked_as_packs_are(life: Life, cast: Cast, key: str, says: str) -> None:
    _, item = fail_by(life, cast.amina)
    with pytest.raises(Invalid, match=says):
        wanted(life, item, Remedy.BOTH_RIGHT, key)
    with pytest.raises(Invalid, match="has already"):
        wanted(life, item, Remedy.BOTH_RIGHT, f'key = "{item.body["key"]}"')


def test_the_key_of_every_question_can_be_written_and_read_again(life: Life) -> None:
    with life.database.read() as session:
        items = [
            item
            for course in catalogue(session).courses.values()
            for module in course.modules
            for item in module.pack.quiz.items
        ]
    from_packs = {item.kind: item for item in items}
    assert {"single", "numeric", "matching", "ordering", "statements", "multiple"} <= set(from_packs)
    for item in items:
        if miskeyed.takes_key(item):
            with pytest.raises(Invalid, match="has already"):
                miskeyed.read_key(item, miskeyed.key_text(item))


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_can_be_given_full_credit(kind: str) -> None:
    bodies: Mapping[str, Any] = {}
    item = Item("q01", kind, "G1", 2, critical=False, sources=(), body=bodies)
    assert Marking(full=True).share(item, None) == 1


def test_corrections_of_one_question_stand_on_each_other(now: datetime) -> None:
    new = Ruling(uuid.uuid4(), Remedy.NEW_KEY, {"key": "b"}, now)
    both = Ruling(uuid.uuid4(), Remedy.BOTH_RIGHT, {"key": "c"}, now + HOUR)
    full = Ruling(uuid.uuid4(), Remedy.FULL_CREDIT, None, now + 2 * HOUR)
    undo = Ruling(uuid.uuid4(), Remedy.UNDO, None, now + 3 * HOUR, full.id)
    begun, later = now - HOUR, now + HOUR / 2
    assert marking([new], begun, begun) == Marking()
    assert marking([new], begun, None) == Marking((None, {"key": "b"}))
    assert marking([new], later, None) == Marking(({"key": "b"},))
    assert marking([new, both], later, later) == Marking(({"key": "b"}, {"key": "c"}))
    assert marking([new, both, full], begun, begun) == Marking(full=True)
    assert marking([new, both, full, undo], later, later) == Marking(({"key": "b"}, {"key": "c"}))


def test_on_a_sheet_of_paper_both_keys_earn_because_nobody_knows_when_it_was_printed(now: datetime) -> None:
    new = Ruling(uuid.uuid4(), Remedy.NEW_KEY, {"key": "b"}, now)
    assert marking([new], begun_at(Delivery.PAPER, now + HOUR), None) == Marking((None, {"key": "b"}))
    assert marking([new], begun_at(Delivery.OWN_PHONE, now + HOUR), None) == Marking(({"key": "b"},))


def test_a_correction_that_is_made_is_never_silent(life: Life, cast: Cast) -> None:
    dora = cast.dora
    _, item = fail_by(life, cast.amina)
    with life.database.begin() as session:
        following = Following({}, lambda _country, _tag: life.issuing)
        with pytest.raises(Invalid):
            correcting.apply(
                session,
                dora.actor,
                wanted(life, item),
                key=EVER,
                wrong=" ",
                reason="because",
                digest="",
                following=following,
                now=life.now,
            )
    assert services.Issuing
