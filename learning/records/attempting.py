"""Attempts: saved answer by answer, submitted once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from learning import db
from learning.errors import Conflict, NotFound
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.quizzes.rules import Answer, Score, placed_from_json, score
from learning.records.corrections import MARKING_LOCK, attempt_markings
from learning.records.enrolling import seen
from learning.records.models import Attempt, Confidence, Outcome, Progress, Purpose, Response, Submission
from learning.records.queries import has_begun, responses

_attempts = db.table_of(Attempt)
_progress = db.table_of(Progress)
_THIS_QUIZ = (_progress.c.enrolment_id == bindparam("enrolment"), _progress.c.module == bindparam("slug"))
# Every answer of every learner passes here: statements on plain rows, prepared once.
_OWN = select(Attempt).where(Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"))
# It is read again: another transaction may have submitted it while we waited for the row.
_OWN_LOCKED = _OWN.with_for_update().execution_options(populate_existing=True)
_SETTLE = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("attempt"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "submitted_at",
                "earned_numerator",
                "earned_denominator",
                "out_of",
                "passed",
                "critical_missed",
                "late",
            )
        }
    )
)
_PASSED = update(_progress).where(*_THIS_QUIZ).values(passed_at=bindparam("moment"))
_FAILED = update(_progress).where(*_THIS_QUIZ).values(failed_at=bindparam("moment"), failures=_progress.c.failures + 1)
_submissions = db.table_of(Submission)
_KEPT = select(_submissions.c.attempt_id, _submissions.c.outcome, _submissions.c.answers).where(
    _submissions.c.id == bindparam("key")
)


@cache
def _keeping(dialect: str) -> Insert:
    return db.insert_rows(dialect, Submission).on_conflict_do_nothing()


@cache
def _answering(dialect: str) -> Insert:
    adding = db.insert_rows(dialect, Response)
    return adding.on_conflict_do_update(
        index_elements=["attempt_id", "item"],
        set_={name: adding.excluded[name] for name in ("answer", "revision", "saved_at", "confidence")},
    )


@dataclass(frozen=True)
class Given:
    """One answer as a page sent it.

    Attributes:
        answer: the answer, or None for none.
        seen: the revision of the stored answer that the page was showing; 0: there was none.
        confidence: how sure the learner says she is, if she says it.
    """

    answer: Answer | None
    seen: int
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Saved:
    """What became of the answers of one page.

    Attributes:
        revisions: the stored revision of each item after saving.
        stale: items whose stored answer is newer than the page and was left as it is.
    """

    revisions: Mapping[str, int] = field(default_factory=dict)
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """What became of a submission; `score` is there when this one was scored."""

    outcome: Outcome
    saved: Saved
    score: Score | None = None


def own_attempt(session: Session, attempt_id: uuid.UUID, person_id: uuid.UUID, *, lock: bool = False) -> Attempt:
    """Find a learner's own attempt.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = session.scalars(_OWN_LOCKED if lock else _OWN, {"attempt": attempt_id, "person": person_id}).first()
    if found is None:
        raise NotFound("This page does not exist.")
    return found


def save_answers(
    session: Session, attempt_id: uuid.UUID, person_id: uuid.UUID, given: Mapping[str, Given], *, now: datetime
) -> Saved:
    """Save the answers of a page; an answer that is newer in the store than on the page stays.

    Raises:
        NotFound: the attempt is not this learner's.
        Conflict: the attempt was submitted already.
    """
    return save_into(session, own_attempt(session, attempt_id, person_id, lock=True), given, now=now)


def save_into(session: Session, attempt: Attempt, given: Mapping[str, Given], *, now: datetime) -> Saved:
    """Save the answers of a page into an attempt that the caller has read under lock; see `save_answers`.

    Raises:
        Conflict: the attempt was submitted already.
    """
    if attempt.submitted_at is not None:
        raise Conflict("This attempt was submitted already.")
    return _save(session, attempt, given, now)


def _save(session: Session, attempt: Attempt, given: Mapping[str, Given], now: datetime) -> Saved:
    drawn = {placed.item_id for placed in placed_from_json(attempt.placed)}
    stored = responses(session, attempt.id)
    revisions: dict[str, int] = {}
    stale: list[str] = []
    fresh: list[dict[str, object]] = []
    for item, now_given in given.items():
        if item not in drawn:
            continue
        row = stored.get(item)
        if row is None and now_given.answer is None and now_given.confidence is None:
            revisions[item] = 0
        elif row is not None and (row.answer, row.confidence) == (now_given.answer, now_given.confidence):
            revisions[item] = row.revision
        elif now_given.seen == (row.revision if row else 0):
            revisions[item] = now_given.seen + 1
            fresh.append(
                {
                    "attempt_id": attempt.id,
                    "item": item,
                    "answer": now_given.answer,
                    "revision": revisions[item],
                    "saved_at": now,
                    "confidence": now_given.confidence,
                }
            )
        else:
            stale.append(item)
            revisions[item] = row.revision if row else 0
    if fresh:
        session.execute(_answering(db.dialect_of(session)), fresh)
    return Saved(revisions, tuple(stale))


def submit_attempt(
    session: Session,
    attempt_id: uuid.UUID,
    person_id: uuid.UUID,
    given: Mapping[str, Given],
    *,
    key: uuid.UUID,
    now: datetime,
) -> Submitted:
    """Submit an attempt: scored exactly once, whatever is pressed twice, from two tabs or in two processes.

    Args:
        session: the caller's transaction.
        attempt_id: the attempt.
        person_id: the learner whose attempt it must be.
        given: the answers on the page.
        key: the submission's own id, made with the form; the same key again is the same submission.
        now: when it arrived.

    Returns:
        SCORED; or REPEATED when a result was there already; or STALE when the page was older than what is stored:
        then nothing was submitted, and the page must be looked at again.

    Raises:
        NotFound: the attempt is not this learner's.
    """
    attempt = own_attempt(session, attempt_id, person_id, lock=True)
    return submit_into(session, attempt, given, key=key, now=now)


def submit_into(
    session: Session, attempt: Attempt, given: Mapping[str, Given], *, key: uuid.UUID, now: datetime
) -> Submitted:
    """Submit an attempt that the caller has read under lock; see `submit_attempt`."""
    if attempt.submitted_at is not None:
        _keep(session, attempt, given, key, Outcome.REPEATED, now)
        return Submitted(Outcome.REPEATED, Saved())
    saved = _save(session, attempt, given, now)
    if saved.stale:
        _keep(session, attempt, given, key, Outcome.STALE, now)
        return Submitted(Outcome.STALE, saved)
    db.together(session, MARKING_LOCK)  # a correction is either seen here, or sees this score
    result = scored(session, attempt)
    _settle(session, attempt, result, now)
    _keep(session, attempt, given, key, Outcome.SCORED, now)
    return Submitted(Outcome.SCORED, saved, result)


def scored(session: Session, attempt: Attempt) -> Score:
    """Score the stored answers of an attempt by the quiz version that it began on, and by what was corrected in it."""
    published: PublishedQuiz = quiz_version(session, attempt.quiz_version_id)
    corrected = attempt_markings(session, attempt)
    return score(published.quiz, placed_from_json(attempt.placed), answers(session, attempt.id), corrected)


def answers(session: Session, attempt_id: uuid.UUID) -> dict[str, Answer | None]:
    """Read the stored answers of an attempt, by item."""
    return {item: stored.answer for item, stored in responses(session, attempt_id).items()}


def _settle(session: Session, attempt: Attempt, result: Score, now: datetime) -> None:
    passed = result.passes(attempt.pass_mark)
    settled = {
        "submitted_at": now,
        "earned_numerator": result.earned.numerator,
        "earned_denominator": result.earned.denominator,
        "out_of": result.out_of,
        "passed": passed,
        "critical_missed": list(result.critical_missed),
        "late": attempt.purpose == Purpose.PRE_TEST and has_begun(session, attempt.enrolment_id),
    }
    session.execute(_SETTLE, {"attempt": attempt.id, **{f"new_{name}": value for name, value in settled.items()}})
    for name, value in settled.items():  # the object at hand says what the row says
        set_committed_value(attempt, name, value)
    # Rows are locked in the order in which reading a lesson locks them: the two may happen at once.
    seen(session, attempt.enrolment_id, now=now)
    if attempt.purpose == Purpose.QUIZ:
        quiz = {"enrolment": attempt.enrolment_id, "slug": attempt.module, "moment": now}
        session.execute(_PASSED if passed else _FAILED, quiz)


def _keep(
    session: Session,
    attempt: Attempt,
    given: Mapping[str, Given],
    key: uuid.UUID,
    outcome: Outcome,
    now: datetime,
) -> None:
    sent = {item: one.answer for item, one in given.items()}
    kept = session.execute(_KEPT, {"key": key}).first()
    if kept is not None:
        if (kept.attempt_id, kept.answers) == (attempt.id, sent) and outcome in {Outcome.REPEATED, kept.outcome}:
            return  # the same press, sent twice
        key = uuid.uuid4()  # a page from before, sent again with something else: it is another submission
    row = {"id": key, "attempt_id": attempt.id, "received_at": now, "outcome": outcome, "answers": sent}
    session.execute(_keeping(db.dialect_of(session)), row)


def keep_strange(
    session: Session, attempt_id: uuid.UUID, person_id: uuid.UUID, sent: Mapping[str, list[str]], *, now: datetime
) -> None:
    """Keep a submission that no page can have sent, as it came; the attempt stays as it is.

    Raises:
        NotFound: the attempt is not this learner's.
    """
    attempt = own_attempt(session, attempt_id, person_id)
    answers = {name: values for name, values in sent.items() if name.startswith(("answer-", "confidence-"))}
    session.add(
        Submission(id=uuid.uuid4(), attempt_id=attempt.id, received_at=now, outcome=Outcome.STRANGE, answers=answers)
    )
