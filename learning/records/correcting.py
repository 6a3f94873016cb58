"""Correcting a wrong key: applied only if it still changes what its dry run said; every change is a line of the ledger.

The rules stand in docs/decisions/0029-corrections.md.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid
from learning.people.permissions import Permission
from learning.people.rules import Actor, require
from learning.people.trail import note_act
from learning.records import rescoring
from learning.records.corrections import MARKING_LOCK, Changed, Correction, CorrectionTarget, ScoreChange
from learning.records.dry_run import AT_ONCE, Change, Wanted, changes, dry_run
from learning.records.remedies import NEEDS_KEY
from learning.records.rescoring import Following

LONGEST = 1_000


class Moved(Conflict):
    """What a correction would change is not what was counted any more: it is counted again first."""


def apply(
    session: Session,
    actor: Actor | None,
    wanted: Wanted,
    *,
    key: uuid.UUID,
    wrong: str,
    reason: str,
    digest: str,
    following: Following,
    now: datetime,
    shown: Callable[[Iterator[Change]], Iterator[Change]] = iter,
) -> Correction:
    """Apply a correction, if it changes what its dry run said; every change is a line of the ledger.

    Args:
        session: a writing transaction.
        actor: who corrects; None: the command line.
        wanted: the correction.
        key: its id, made with the form; the same key again is the same correction.
        wrong: what is wrong with the question.
        reason: why it is put right in this way.
        digest: of the dry run.
        following: what is needed to complete courses and to issue.
        now: the present moment.
        shown: shows progress over the changes, where somebody looks.

    Raises:
        Forbidden: the actor may not correct keys.
        Invalid: a text is missing, or the remedy has no key.
        Moved: attempts or corrections have changed since the dry run.
    """
    if actor is not None:
        require(actor, Permission.CORRECT_KEYS)
    texts = {name: _text(name, text) for name, text in (("wrong", wrong), ("reason", reason))}
    if (wanted.remedy in NEEDS_KEY) != (wanted.key is not None):
        raise Invalid("Give the new key.", field="key")
    db.alone(session, MARKING_LOCK)
    if (made := session.get(Correction, key)) is not None:
        return made  # the same press, sent twice
    counted = dry_run(session, wanted, now=now)
    if counted.digest != digest or _is_undone(session, wanted):
        raise Moved("Attempts or corrections have changed since the dry run. Nothing was applied. Look at it again.")
    made = Correction(
        id=key,
        number=1 + (session.scalar(select(func.max(Correction.number))) or 0),
        module=wanted.module,
        item=wanted.item,
        remedy=wanted.remedy,
        new_key=None if wanted.key is None else dict(wanted.key),
        undoes_id=wanted.undoes,
        figures={
            **asdict(counted.figures),
            "countries": {tcc: asdict(each) for tcc, each in counted.countries.items()},
        },
        digest=digest,
        made_by=actor.person_id if actor else None,
        made_at=now,
        **texts,
    )
    session.add(made)
    session.flush()
    # Its targets come last: until then marking does not know of it, and what is read is as it was counted.
    parts = _in_parts(shown(changes(session, wanted, now=now)))
    passing = [change for part in parts for change in _write(session, made, part, actor, now)]
    targets = [CorrectionTarget(correction_id=key, quiz_version_id=each, item=item) for each, item in wanted.targets]
    session.add_all(targets)
    session.flush()
    rescoring.follow(session, passing, following, now=now)
    note_act(
        session,
        Act.ANSWER_KEY_CORRECTED,
        actor,
        now=now,
        country=None,
        correction=made.number,
        module=made.module,
        item=made.item,
        remedy=made.remedy,
        scores=counted.figures.scores,
        passes=counted.figures.passes,
    )
    return made


def _write(
    session: Session, made: Correction, part: Sequence[Change], actor: Actor | None, now: datetime
) -> list[Change]:
    """Write the new scores of some attempts with their lines; gives those that are newly passed."""
    rescoring.rescore(session, part)
    session.execute(insert(db.table_of(ScoreChange)), [_line(made, change, actor, now) for change in part])
    rescoring.settle_repairs(session, [(each.attempt_id, each.item) for each in part if each.is_right], now=now)
    return [change for change in part if change.newly_passes]


def _line(made: Correction, change: Change, actor: Actor | None, now: datetime) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "correction_id": made.id,
        "attempt_id": change.attempt_id,
        "person_id": change.person_id,
        "country": change.country,
        "kind": Changed.SCORE,
        "from_numerator": change.before.numerator,
        "from_denominator": change.before.denominator,
        "to_numerator": change.after.numerator,
        "to_denominator": change.after.denominator,
        "out_of": change.out_of,
        "passed_before": change.passed,
        "passed_after": change.passed or change.passes,
        "would_fail": change.would_fail,
        "proposal_id": None,
        "made_by": actor.person_id if actor else None,
        "made_at": now,
        "told_at": None,
    }


def _in_parts(found: Iterable[Change]) -> Iterator[list[Change]]:
    part: list[Change] = []
    for change in found:
        part.append(change)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _is_undone(session: Session, wanted: Wanted) -> bool:
    return wanted.undoes is not None and bool(
        session.scalar(select(func.count()).where(Correction.undoes_id == wanted.undoes))
    )


def _text(field: str, typed: str) -> str:
    text = " ".join(typed.split())
    if not text:
        raise Invalid("Say it in a sentence: others will read it.", field=field)
    if len(text) > LONGEST:
        raise Invalid("This is longer than %(most)s characters.", field=field, most=LONGEST)
    return text
