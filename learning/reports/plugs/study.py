"""Records of all countries for a study: without names, coarse enough that none points at a person, and a code book."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from learning.people.models import Category, RankGroup, Sex
from learning.people.permissions import Permission
from learning.records.models import Delivery
from learning.reports.asking import Filter
from learning.reports.completions import Say
from learning.reports.plug import Question, Report, header
from learning.reports.plugs.delivery import mode_words
from learning.reports.plugs.indicators import asked_quarter
from learning.reports.study import queries
from learning.reports.study.rules import ANY, COMPLETED, FEWEST, NOT_COMPLETED, Record, coarse
from learning.reports.table import Column, Row, Sheet, Table

RULE_VERSION: Final = "study-1"
_KEY: Final = secrets.token_bytes(32)
"""Known to this process alone, and gone with it: nobody can say later which line was whose."""
_ID_BYTES: Final = 6


def sheet(session: Session, question: Question) -> Sheet:
    """Put the records together, and the code book that says what each word in them means."""
    say = question.say
    quarter = asked_quarter(question)
    question = replace(question, asked=replace(question.asked, quarter=str(quarter)))
    found = coarse(queries.records(session, quarter.last))
    answer = say(
        "%(records)s records; %(coarsened)s were made coarser and %(left)s left out, so that at least %(fewest)s "
        "people share each combination.",
        records=len(found.records),
        coarsened=found.coarsened,
        left=found.left_out,
        fewest=FEWEST,
    )
    head = header(
        REPORT,
        question,
        n=len(found.records),
        rule_version=RULE_VERSION,
        answer=answer,
        lines=(
            (say("Made coarser"), str(found.coarsened)),
            (say("Left out"), str(found.left_out)),
            (say("Fewest people who share a combination"), str(FEWEST)),
        ),
        empty_words=say("Nothing yet"),
    )
    audience = say("For the study that asked for it, and for nobody else. It names nobody; do not try to find anybody.")
    return Sheet(
        replace(head, audience_words=audience),
        (_code_book(question), Table(say("Records"), _columns(say), _rows(found.records, question), is_roll=True)),
    )


def _columns(say: Say) -> tuple[Column, ...]:
    return (
        Column("id", say("Id")),
        Column("country", say("Country")),
        Column("category", say("Category")),
        Column("rank_group", say("Rank group")),
        Column("sex", say("Sex")),
        Column("course", say("Course")),
        Column("enrolled", say("Enrolled in")),
        Column("completed", say("Completed in")),
        Column("delivery", say("How it was taken")),
        Column("failed", say("Quizzes failed")),
        Column("before", say("Test before")),
        Column("after", say("Test after")),
    )


def _rows(records: Sequence[Record], question: Question) -> list[Row]:
    """Give each record an id of its own, made for this export; the order says nothing that the records do not."""
    key = hmac.new(_KEY, question.now.isoformat().encode(), "sha256").digest()
    lines: list[tuple[str, ...]] = [
        (
            hmac.new(key, str(place).encode(), "sha256").digest()[:_ID_BYTES].hex(),
            *one.known,
            *one.facts,
        )
        for place, one in enumerate(records)
    ]
    return sorted(lines, key=lambda line: (line[1:], line[0]))


# ── the code book ───────────────────────────────────────────────────────────
def _code_book(question: Question) -> Table:
    say = question.say
    columns = (
        Column("column", say("Column")),
        Column("value", say("Value")),
        Column("meaning", say("What it means")),
    )
    titles = {column.key: column.title for column in _columns(say)}
    rows: list[Row] = [
        (titles[key], value, meaning) for key, words in _meanings(question).items() for value, meaning in words.items()
    ]
    return Table(say("Code book"), columns, rows, is_detail=True)


def _meanings(question: Question) -> Mapping[str, Mapping[str, str]]:
    """Say what may stand in each column, and what it means; patterns stand for what is counted."""
    say, names = question.say, question.names
    every = {ANY: say("any: made coarser")}
    quarters = {"2026-Q1": say("a quarter of a year"), "2026": say("a year: made coarser")}
    ranks = question.words.get("rank-group", {})
    bands = {
        "0-19, 20-39, 40-59, 60-79, 80-100": say("share of the points, in per cent"),
        "": say("no such test, or not taken"),
    }
    return {
        "id": {"a1b2c3d4e5f6": say("made for this export alone; a person in two courses has two")},
        "country": {"GHA": say("alpha-3 code of ISO 3166-1"), **every},
        "category": {
            **{str(each): names.categories.get(each, each) for each in Category},
            "any-military": say("troops, staff officers and observers: made coarser"),
            "any-police": say("individual officers and formed units: made coarser"),
            "any-civilian": say("civilians, justice and corrections: made coarser"),
            **every,
        },
        "rank_group": {**{str(each): ranks.get(each, str(each)) for each in RankGroup}, **every},
        "sex": {
            **{str(each): names.sexes.get(each, each) for each in (Sex.FEMALE, Sex.MALE)},
            queries.NOT_KNOWN: say("another, not stated, or not said"),
            **every,
        },
        "course": {**names.courses, **every},
        "enrolled": {**quarters, **every},
        "completed": {
            **quarters,
            COMPLETED: say("at some time: made coarser"),
            NOT_COMPLETED: say("not until the end of the quarter"),
            **every,
        },
        "delivery": {
            **{str(each): mode_words(say)[each] for each in Delivery},
            queries.NONE: say("not completed"),
            **every,
        },
        "failed": {"0, 1-2, 3+": say("attempts at quizzes that did not pass")},
        "before": bands,
        "after": bands,
    }


REPORT = Report(
    slug="study",
    title=lambda say: say("Records for a study"),
    purpose=lambda say: say("What may researchers have, so that no line can be traced to a person?"),
    takes=(Filter.QUARTER,),
    sheet=sheet,
    permission=Permission.EXPORT_RECORDS,
    scope="world",
)
