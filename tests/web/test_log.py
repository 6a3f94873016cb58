"""The log, for administrators: everything that was done, newest first, of one act or one country if wanted."""

import ast
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from learning.audit import Act, AuditEntry, note
from learning.config import ROOT
from learning.web.log import LINES
from learning.web.log_words import FACTS
from tests.cast import Cast
from tests.visitor import Clock, Visitor

MANY = 2 * LINES + 30


def write(cast: Cast, clock: Clock, number: int, act: Act, country: str) -> None:
    """Write lines of one moment, as one act for many people does."""
    with cast.database.begin() as session:
        for place in range(number):
            note(session, act, now=clock(), actor_id=None, actor_name=f"Actor {place}", country=country, number=place)


def names(page: Visitor) -> list[str]:
    """Who acted, by the lines of the open page."""
    return [next(line.every("bdi")).words for line in page.page.root.every("li") if "Actor" in line.words]


def test_lines_of_one_moment_are_all_read_page_by_page(
    visitor: Callable[..., Visitor], cast: Cast, clock: Clock
) -> None:
    dora = visitor(cast.dora)
    write(cast, clock, MANY, Act.SLIPS_PRINTED, "GHA")
    dora.open("/audit?act=slips-printed")
    found = names(dora)
    for _ in range(2):
        dora.open(next(url for words, url in dora.page.links.items() if words.startswith(("Next", "Older"))))
        found += names(dora)
    assert len(found) == len(set(found)) == MANY


def test_one_act_or_one_country_is_read_by_itself(visitor: Callable[..., Visitor], cast: Cast, clock: Clock) -> None:
    dora = visitor(cast.dora)
    write(cast, clock, 2, Act.SLIPS_PRINTED, "GHA")
    clock.go_on(hours=1)
    write(cast, clock, 3, Act.PAPERS_PRINTED, "NPL")
    dora.open("/audit")
    assert len(names(dora)) == 5
    dora.press("Show", {"What was done": str(Act.PAPERS_PRINTED)})
    assert len(names(dora)) == 3
    dora.press("Show", {"What was done": "", "Country": "GHA"})
    assert len(names(dora)) == 2
    assert len(names(dora)) == len(set(names(dora)))
    dora.open("/audit?act=nothing&country=XXX")
    assert len(names(dora)) == 5


def test_a_line_about_somebody_leads_there_and_says_nothing_empty(
    visitor: Callable[..., Visitor], cast: Cast, clock: Clock
) -> None:
    amina, dora = str(cast.amina.actor.person_id), visitor(cast.dora)
    cohort = str(cast.ghana_cohort.id)
    with cast.database.begin() as session:
        session.add(
            AuditEntry(
                id=uuid.uuid4(),
                at=clock() + timedelta(hours=1),
                actor_id=None,
                actor_name="Actor",
                country="GHA",
                act=Act.PASSWORD_RESET,
                facts={"person": amina, "filters": "", "sheet": None, "cohort": cohort},
            )
        )
    dora.open("/audit")
    assert not {"Filters", "Answer sheet"} & {each.words for each in dora.page.root.every("span")}
    assert dora.page.links["Amina Mensah"] == f"/people/{amina}"
    assert dora.page.links["Ghana Battalion 12"] == f"/cohorts/{cohort}"


def written() -> set[str]:
    """The names of all facts that the program writes into the log, as far as they stand in the calls that do."""
    found: set[str] = set()
    for file in (ROOT / "learning").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and any(
                ast.unparse(each).startswith(("Act.", "audit.Act.")) for each in call.args
            ):
                found |= {each.arg for each in call.keywords if each.arg}
    return found - {"now", "actor_id", "actor_name", "country"}


def test_every_fact_has_a_name_in_the_readers_language() -> None:
    names = written()
    assert {"person", "cohort", "role", "remedy"} <= names
    assert names <= set(FACTS)


@pytest.mark.parametrize(
    ("tag", "words"),
    [("fr", "Rôle Responsable de formation · Nom trainer-1"), ("ar", "الدور مدرّب/مدرّبة · الاسم trainer-1")],
)
def test_facts_are_named_in_the_readers_language_and_said_as_they_were_written(
    visitor: Callable[..., Visitor], cast: Cast, clock: Clock, tag: str, words: str
) -> None:
    with cast.database.begin() as session:
        act, facts = Act.PERSON_ADDED, {"role": "trainer", "name": "trainer-1"}
        note(session, act, now=clock(), actor_id=None, actor_name="Actor", country="GHA", **facts)
    dora = visitor(cast.dora)
    dora.open("/account")
    dora.send("/language", {"language": tag, "next": "/account"})
    dora.open("/audit")
    assert words in dora.page.words
