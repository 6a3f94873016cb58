"""Figures on pages and paper: a quarter is reported once, a fact sheet is one page, a study is told nobody's name."""

import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from learning.audit import Act, AuditEntry
from learning.records.reported import ReportedQuarter
from tests.cast import Cast, Player
from tests.life import GENDER, Life
from tests.reports.by_hand import ByHand
from tests.visitor import Clock, Visitor

PAGE = "/reports/indicators/GHA"
FACTS = "/reports/fact-sheet/GHA"
OFFER = "Report this quarter"


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; thirteen people complete a course on 2 March 2026, in the quarter that is not over."""
    life.crowd(cast.ghana_cohort, 30, completed=13)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


def kept(life: Life) -> int:
    with life.database.read() as session:
        return session.scalar(select(func.count()).select_from(ReportedQuarter)) or 0


# ── a quarter is reported ───────────────────────────────────────────────────
def test_a_quarter_that_is_over_is_reported_once_and_stays(
    visitor: Callable[..., Visitor], kwame: Player, life: Life, clock: Clock
) -> None:
    with life.database.begin() as session:
        make = ByHand(life, session)
        for _ in range(7):
            make.completed(make.person("male"), date(2025, 12, 1))
    desk = visitor(kwame)
    assert OFFER not in desk.open(f"{PAGE}?quarter=2026-Q1").words, "it is not over"
    desk.open(PAGE)
    page = desk.press(OFFER)
    assert "Reported on 2 March 2026. Counted today, every figure is the same." in page.words
    assert OFFER not in page.words
    before = page.table("The whole")
    assert before[1] == ["T1", "People trained", "all", "7", "", ""]
    with life.database.begin() as session:
        make = ByHand(life, session, first=1000)
        make.completed(make.person("female"), date(2025, 12, 31), GENDER)  # a sheet of paper that was found late
    clock.go_on(hours=1)
    page = desk.open(f"{PAGE}?quarter=2025-Q4")
    after = page.table("The whole")
    assert [row[:6] for row in after[1:]] == before[1:], "what was reported stays"
    assert after[1][6:] == ["8", "", ""]
    assert kept(life) == 1
    with life.database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.QUARTER_REPORTED))
    assert (entry.country, entry.actor_name) == ("GHA", "Kwame Boateng")


def test_nobody_reports_a_quarter_that_is_not_over_or_not_theirs(
    visitor: Callable[..., Visitor], kwame: Player, cast: Cast, life: Life, clock: Clock
) -> None:
    desk = visitor(kwame)
    desk.open(PAGE)
    assert desk.send(f"{PAGE}/closing?quarter=2026-Q1").status_code == 409
    assert desk.send(f"{FACTS}/closing").status_code == 404
    assert desk.send("/reports/indicators/all/closing?quarter=2025-Q4").status_code == 404
    foreign = visitor(cast.bruno)
    foreign.open("/reports/indicators/URY")
    assert foreign.send(f"{PAGE}/closing?quarter=2025-Q4").status_code == 404
    assert kept(life) == 0
    assert clock() - life.now < timedelta(days=1)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sentence_says_days_in_words(
    visitor: Callable[..., Visitor], kwame: Player, clock: Clock, language: str
) -> None:
    desk = visitor(kwame)
    desk.open("/reports")
    desk.send("/language", {"language": language, "next": "/"})
    page = desk.open("/reports/expiry-forecast/GHA")
    (answer,) = [each.words for each in page.root.every("p") if each["class"] == "lede"]
    assert str(clock().year + 1) in answer
    assert re.search(r"\d-\d", answer) is None


# ── the fact sheet ──────────────────────────────────────────────────────────
def text_of(data: bytes, folder: Path) -> list[str]:
    """The text of each page of a PDF."""
    (folder / "page.pdf").write_bytes(data)
    printed = subprocess.run(
        ["pdftotext", "-layout", folder / "page.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    return printed.rstrip("\f").split("\f")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_fact_sheet_is_one_page_in_every_language(
    visitor: Callable[..., Visitor], kwame: Player, tmp_path: Path, language: str
) -> None:
    desk = visitor(kwame)
    desk.open(FACTS)
    desk.send("/language", {"language": language, "next": "/"})
    for query in ("quarter=2026-Q1&audience=share", "quarter=2026-Q1&audience=internal", "quarter=2001-Q1"):
        pages = text_of(desk.fetch(f"{FACTS}.pdf?{query}").data, tmp_path)
        assert len(pages) == 1, (language, query)


def test_text_and_paper_say_the_same(visitor: Callable[..., Visitor], kwame: Player, tmp_path: Path) -> None:
    desk = visitor(kwame)
    query = "quarter=2026-Q1&audience=share"
    (paper,) = text_of(desk.fetch(f"{FACTS}.pdf?{query}").data, tmp_path)
    reply = desk.fetch(f"{FACTS}.txt?{query}")
    text = reply.data.decode()
    assert reply.content_type == "text/plain; charset=utf-8"
    for words in (
        "13 people completed 13 courses in quarter 1 of 2026.",
        "May be shared",
        "A/RES/49/37",
        "Ghana (GHA)",
    ):
        assert words in text
        assert words in paper
    # Of thirteen, the sexes in turn: four women, six men, three who said nothing. Four and three are few, and with
    # them hidden nothing else may be shown, or what is left of the thirteen would say them.
    line = next(each for each in text.splitlines() if each.startswith("Female"))
    assert line.split() == ["Female", "hidden", "hidden"]


def test_a_fact_sheet_that_leaves_is_laid_beside_what_was_shared_before(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    desk = visitor(kwame)
    first = desk.fetch(f"{FACTS}.txt?quarter=2026-Q1&audience=share").data
    again = desk.fetch(f"{FACTS}.txt?quarter=2026-Q1&audience=share").data
    assert first == again
    assert desk.fetch(f"{FACTS}.txt?quarter=2026-Q1&audience=internal").data != first


# ── records for a study ─────────────────────────────────────────────────────
def test_records_for_a_study_are_for_administrators_and_noted(
    visitor: Callable[..., Visitor], kwame: Player, cast: Cast, life: Life
) -> None:
    assert visitor(kwame).fetch("/reports/study/all.csv").status_code == 404
    assert "Records for a study" not in visitor(kwame).open("/reports").words
    desk = visitor(cast.dora)
    assert "Records for a study" in desk.open("/reports").words
    reply = desk.fetch("/reports/study/all.csv?quarter=2026-Q1")
    assert reply.status_code == 200
    assert b"bena Member" not in reply.data
    with life.database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED))
    assert (entry.facts["report"], entry.facts["form"], entry.actor_name) == ("study", "csv", "Dora Lindqvist")
