"""Certification letters: what they say, that page and files say the same, their numbers, and when they are stale."""

import csv
import hashlib
import io
import subprocess
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.errors import Invalid
from learning.people import services as people
from learning.people.models import Person
from learning.records import services
from learning.records.letters import Letter, LetterLine
from learning.records.models import Credential, RevocationReason
from learning.reports.letters.wording import require_namable
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

PAGE = "/readiness/GHA"
ASKED = {"mission": "UNMISS", "landing": "2026-03-16", "courses": [SEA], "addressee": "Department of Peace Operations"}


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; four of its ten people of UNMISS have completed."""
    life.crowd(cast.ghana_cohort, 30, completed=12)
    found = cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")
    with life.database.begin() as session:
        people.set_authority(session, found.actor, country="GHA", authority="Ghana Training Command", now=life.now)
    return found


@pytest.fixture
def desk(visitor: Callable[..., Visitor], kwame: Player) -> Visitor:
    """Kwame's browser with the answer open."""
    each = visitor(kwame)
    each.open(PAGE)
    each.press("Show who is ready", {"Mission": "UNMISS", "Landing on": "2026-03-16", "courses": [SEA]})
    return each


def kept(life: Life) -> list[Letter]:
    """Every letter, by number."""
    with life.database.read() as session:
        return list(session.scalars(select(Letter).order_by(Letter.number)))


def serials(letter: Letter) -> list[str]:
    """The certificates that a letter's annex names."""
    return [row[3].replace("-", "") for row in letter.facts["annex"]["rows"]]


def test_page_pdf_and_document_say_the_same(desk: Visitor, life: Life, tmp_path: Path) -> None:
    page = desk.press("Draft the letter")
    assert "The letter is drafted." in page.words
    assert "Everybody on this letter still holds what it states." in page.words
    (letter,) = kept(life)
    assert page.heading == "Letter GHA-2026-0001"
    article = page.root.one("article")
    pdf, docx, annex = (desk.fetch(f"{page.url}/{form}").data for form in ("pdf", "docx", "csv"))
    (tmp_path / "letter.pdf").write_bytes(pdf)
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "letter.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    body = Document(io.BytesIO(docx))
    written = "\n".join(paragraph.text for paragraph in body.paragraphs)
    facts = letter.facts
    sentences = [
        *facts["opening"],
        *facts["closing"],
        facts["authority"],
        facts["country"],
        facts["addressee"],
        facts["subject"],
        facts["counts"]["title"],
        facts["counts_note"],
        facts["annex_hash"],
        *(value for _, value in facts["particulars"]),
        *(words for course in facts["courses"] for words in course),
    ]
    for sentence in sentences:
        assert sentence in article.words
        assert sentence in written
        assert "".join(sentence.split()) in "".join(printed.split())
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in body.tables]
    for table, name in zip(tables, ("counts", "annex"), strict=True):
        assert table == [facts[name]["headings"], *facts[name]["rows"]]
        cells = [cell for row in facts[name]["rows"] for cell in row]
        assert all("".join(cell.split()) in "".join(printed.split()) for cell in cells)
        assert page.table(facts[name]["title"]) == table
    assert list(csv.reader(io.StringIO(annex.decode("utf-8-sig")))) == tables[1]
    assert hashlib.sha256(annex).hexdigest() == letter.annex_hash == facts["annex_hash"]
    assert hashlib.sha256(pdf).hexdigest() == letter.pdf_hash
    assert hashlib.sha256(docx).hexdigest() == letter.docx_hash
    with life.database.read() as session:
        numbers = set(session.scalars(select(Credential.serial).where(Credential.country == "GHA")))
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.LETTER_DRAFTED))
    assert set(serials(letter)) <= numbers
    assert letter.people == len(serials(letter)) == 4
    assert (entry.country, entry.facts["letter"], entry.facts["people"]) == ("GHA", "GHA-2026-0001", 4)


def test_a_letter_speaks_for_the_authority_and_never_for_the_united_nations(desk: Visitor, life: Life) -> None:
    desk.press("Draft the letter", {"Addressed to": "Office of Military Affairs"})
    (letter,) = kept(life)
    assert letter.facts["addressee"] == "Office of Military Affairs"
    assert letter.facts["opening"][0].startswith("On the basis of the records of Ghana Training Command, we state")
    assert letter.facts["closing"][-1] == (
        "This letter is issued by Ghana Training Command alone. "
        "The United Nations has neither certified nor checked it."
    )


def test_sexes_of_few_people_are_hidden_and_cannot_be_worked_out(desk: Visitor, life: Life) -> None:
    desk.press("Draft the letter")
    (letter,) = kept(life)
    assert letter.people == 4
    assert {cell for row in letter.facts["counts"]["rows"] for cell in row[1:4]} == {"hidden"}
    assert not any("emale" in cell for row in letter.facts["annex"]["rows"] for cell in row)


def test_the_same_press_twice_is_one_letter_and_numbers_have_no_gaps(desk: Visitor, life: Life) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert desk.send(f"{PAGE}/letters", ASKED | {"key": key}).status_code == 303
    assert desk.send(f"{PAGE}/letters", ASKED | {"key": key, "landing": "2026-03-17"}).status_code == 303
    assert desk.send(f"{PAGE}/letters", ASKED | {"key": "no key"}).status_code == 422
    assert desk.send(f"{PAGE}/letters", ASKED | {"key": key, "mission": "UNTSO"}).status_code == 422, "nobody is ready"
    assert desk.send(f"{PAGE}/letters", ASKED | {"key": key, "addressee": ""}).status_code == 422
    assert desk.send(f"{PAGE}/letters", ASKED | {"key": str(uuid.uuid4())}).status_code == 303
    assert [letter.number for letter in kept(life)] == [1, 2, 3]
    page = desk.open(f"{PAGE}/letters")
    assert page.words.index("GHA-2026-0003") < page.words.index("GHA-2026-0001")


def test_a_letter_names_so_many_and_no_more() -> None:
    require_namable(3000)
    with pytest.raises(Invalid, match="names 3000 people at most"):
        require_namable(3001)
    with pytest.raises(Invalid, match="nothing to state"):
        require_namable(0)


def test_a_letter_of_two_courses_names_two_certificates_of_each_person(
    visitor: Callable[..., Visitor], kwame: Player, life: Life, cast: Cast
) -> None:
    life.complete(cast.amina, SEA, cohort=cast.ghana_cohort)
    life.complete(cast.amina, GENDER, cohort=cast.ghana_cohort)
    each = visitor(kwame)
    each.open(PAGE)
    given = {"Mission": "UNMISS", "Landing on": "2026-03-16", "courses": [SEA, GENDER]}
    page = each.press("Show who is ready", given)
    assert "1 of 11 are ready on 16 March 2026. 10 lack a certificate." in page.words
    assert "Gender-responsive conflict analysis: not enrolled" in page.words
    each.press("Draft the letter")
    (letter,) = kept(life)
    ((_, name, number, _, first, _, second),) = letter.facts["annex"]["rows"]
    assert (name, number) == ("Amina Mensah", "GH10234")
    assert sorted((first, second)) == ["2027-03-02", "2028-03-02"]
    with life.database.read() as session:
        assert len(session.scalars(select(LetterLine)).all()) == 2


def test_letters_drafted_at_the_same_moment_have_numbers_of_their_own(
    app: Flask, kwame: Player, desk: Visitor, life: Life
) -> None:
    assert desk.page
    desks = [Visitor(app, kwame) for _ in range(4)]
    for each in desks:
        each.open(PAGE)

    def draft(each: Visitor) -> int:
        return each.send(f"{PAGE}/letters", ASKED | {"key": str(uuid.uuid4())}).status_code

    with ThreadPoolExecutor(4) as together:
        assert list(together.map(draft, desks)) == [303] * 4
    assert [letter.number for letter in kept(life)] == [1, 2, 3, 4]


def test_a_letter_is_stale_when_somebody_on_it_has_lost_what_it_states(desk: Visitor, life: Life) -> None:
    page = desk.press("Draft the letter")
    (letter,) = kept(life)
    gone = serials(letter)[0]
    with life.database.begin() as session:
        services.revoke(session, None, gone, RevocationReason.NOT_THE_HOLDER, now=life.now)
    page = desk.open(page.url)
    assert "1 person on this letter has since lost what it states." in page.words
    assert f"{letter.facts['annex']['rows'][0][1]}: the certificate was revoked {gone}" in page.words
    assert "4 people · Stale" in desk.open(f"{PAGE}/letters").words
    assert "4 people · Stale" in desk.open(PAGE).words
    assert desk.fetch(f"{page.url}/pdf").data == letter.pdf, "the file stays as it was drafted"


def test_a_certificate_replaced_by_a_valid_one_leaves_the_letter_as_it_is(
    desk: Visitor, life: Life, cast: Cast
) -> None:
    page = desk.press("Draft the letter")
    (letter,) = kept(life)
    with life.database.begin() as session:
        holder = session.get_one(Credential, serials(letter)[0]).person_id
        services.supersede_for_name(
            session, cast.dora.actor, holder, "Abena Corrected", keys=life.keys, now=life.now + timedelta(hours=1)
        )
    assert "Everybody on this letter still holds" in desk.open(page.url).words
    with life.database.begin() as session:
        (new,) = session.scalars(
            select(Credential).where(Credential.person_id == holder, Credential.superseded_at.is_(None))
        )
        services.revoke(session, None, new.serial, RevocationReason.ISSUED_IN_ERROR, now=life.now)
    assert "the certificate was replaced or has run out" in desk.open(page.url).words


def test_another_country_finds_no_letter(
    visitor: Callable[..., Visitor], desk: Visitor, cast: Cast, life: Life
) -> None:
    desk.press("Draft the letter")
    (letter,) = kept(life)
    foreign = visitor(cast.bruno)
    for country in ("GHA", "URY"):
        for ending in ("", "/pdf", "/docx", "/csv"):
            assert foreign.fetch(f"/readiness/{country}/letters/{letter.id}{ending}").status_code == 404
    assert foreign.fetch(f"{PAGE}/letters").status_code == 404
    assert "GHA" not in foreign.open("/readiness/URY/letters").words


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_letter_is_in_the_language_of_the_page(
    visitor: Callable[..., Visitor], kwame: Player, life: Life, language: str
) -> None:
    each = visitor(kwame)
    each.open("/account")
    with each.browser.session_transaction() as cookie:
        cookie["language"] = language
    reply = each.send(f"{PAGE}/letters", ASKED | {"key": str(uuid.uuid4())})
    assert reply.status_code == 303
    (letter,) = kept(life)
    assert letter.facts["language"] == language
    body = Document(io.BytesIO(letter.docx))
    assert [cell.text for cell in body.tables[0].rows[0].cells] == letter.facts["counts"]["headings"]
    with life.database.read() as session:
        assert session.scalars(select(Person.name).where(Person.country == "GHA")).first()
