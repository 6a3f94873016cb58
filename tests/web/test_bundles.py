"""Certificates in bulk: prepared step by step, taken as one file that can be resumed, each download in the log."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, update

from learning.audit import Act, AuditEntry
from learning.people.models import Person
from learning.records.models import Credential
from learning.records.printing import Print
from learning.web import bundles
from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor

PEOPLE = 5


@dataclass(frozen=True)
class Battalion:
    """Efua's cohort with certificates, and her browser."""

    efua: Visitor
    url: str
    life: Life

    @property
    def printed(self) -> list[tuple[str, str]]:
        """Serial and hash of each print, and that there are no two of one serial."""
        with self.life.database.read() as session:
            return sorted((row.serial, row.pdf_hash) for row in session.scalars(select(Print)))

    def prepare(self) -> list[str]:
        """Press the button and let the page open itself until it is done; gives what it said on the way."""
        self.efua.open(self.url)
        page = self.efua.press("Prepare the certificates")
        said = []
        while following := refresh(page.root):
            said.append(re.search(r"\d+ of \d+ prepared", page.words)[0])  # type: ignore[index]
            page = self.efua.open(following)
        return said


def refresh(root: object) -> str:
    """Where a page opens itself again."""
    found = [each["content"] for each in root.every("meta") if each["http-equiv"] == "refresh"]  # type: ignore[attr-defined]
    return found[0].removeprefix("0; url=") if found else ""


@pytest.fixture
def battalion(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> Battalion:
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, PEOPLE + 1, completed=PEOPLE)
    return Battalion(visitor(cast.efua), f"/cohorts/{cast.ghana_cohort.id}/certificates", life)


def test_a_cohort_without_certificates_says_so(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 1)
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    page = efua.follow("Certificates of the cohort")
    assert "There is no certificate here yet." in page.words
    assert "Prepare the certificates" not in page.words
    assert efua.fetch(f"/cohorts/{cast.ghana_cohort.id}/certificates.zip").status_code == 303


def test_preparing_prints_each_certificate_once(battalion: Battalion) -> None:
    battalion.prepare()
    assert f"{PEOPLE} of {PEOPLE} prepared" in battalion.efua.page.words
    assert "Prepare the certificates" not in battalion.efua.page.words
    before = battalion.printed
    assert len(before) == PEOPLE
    battalion.efua.open(f"{battalion.url}/preparing")
    assert battalion.printed == before


def test_preparing_goes_on_by_itself_and_says_how_far_it_is(
    battalion: Battalion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "ONE_STEP", 0.0)
    assert battalion.prepare() == [f"{number} of {PEOPLE} prepared" for number in range(1, PEOPLE)]
    assert len(battalion.printed) == PEOPLE


def test_two_who_prepare_the_same_store_each_print_once(
    battalion: Battalion, visitor: Callable[..., Visitor], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "ONE_STEP", 0.0)
    other = visitor(cast.dora)
    ours, theirs = f"{battalion.url}/preparing", f"{battalion.url}/preparing"
    while ours or theirs:
        ours = refresh(battalion.efua.open(ours).root) if ours else ""
        theirs = refresh(other.open(theirs).root) if theirs else ""
    assert len(battalion.printed) == PEOPLE


def test_what_cannot_be_printed_is_named_and_stops_nobody(battalion: Battalion) -> None:
    with battalion.life.database.begin() as session:
        serial, facts = session.execute(select(Credential.serial, Credential.facts).limit(1)).one()
        name = "Wo" * 400
        facts = re.sub(r'"name":"[^"]*"', f'"name":"{name}"', facts)
        session.execute(update(Credential).where(Credential.serial == serial).values(facts=facts))
        holder = select(Credential.person_id).where(Credential.serial == serial).scalar_subquery()
        session.execute(update(Person).where(Person.id == holder).values(name="Kofi Longname"))
    battalion.prepare()
    page = battalion.efua.page
    assert f"{PEOPLE - 1} of {PEOPLE} prepared" in page.words
    assert "These could not be prepared" in page.words
    assert "Kofi Longname" in page.words
    with zipfile.ZipFile(io.BytesIO(battalion.efua.fetch(f"{battalion.url}.zip").data)) as opened:
        assert len(opened.namelist()) == PEOPLE - 1


def test_the_zip_holds_each_certificate_as_it_was_printed(battalion: Battalion) -> None:
    battalion.prepare()
    reply = battalion.efua.fetch(f"{battalion.url}.zip")
    assert reply.mimetype == "application/zip"
    assert int(reply.headers["Content-Length"]) == len(reply.data)
    with battalion.life.database.read() as session:
        kept = {row.pdf for row in session.scalars(select(Print))}
    with zipfile.ZipFile(io.BytesIO(reply.data)) as opened:
        names = opened.namelist()
        assert {opened.read(name) for name in names} == kept
    assert len(names) == len(set(names)) == PEOPLE
    assert all(re.fullmatch(r"GHA_\w+_[A-J]bena-Member-\d_" + SEA + r"\.pdf", name) for name in names), names


def test_an_interrupted_zip_goes_on_where_it_stopped(battalion: Battalion) -> None:
    battalion.prepare()
    url = f"{battalion.url}.zip"
    whole = battalion.efua.fetch(url)
    assert whole.headers["Accept-Ranges"] == "bytes"
    etag, half = whole.headers["ETag"], len(whole.data) // 2
    browser = battalion.efua.browser
    rest = browser.get(url, headers={"Range": f"bytes={half}-", "If-Range": etag})
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes {half}-{len(whole.data) - 1}/{len(whole.data)}"
    assert whole.data[:half] + rest.data == whole.data
    middle = browser.get(url, headers={"Range": "bytes=100-199"})
    assert middle.data == whole.data[100:200]
    changed = browser.get(url, headers={"Range": f"bytes={half}-", "If-Range": '"another"'})
    assert (changed.status_code, changed.data) == (200, whole.data)
    assert browser.get(url, headers={"Range": f"bytes={len(whole.data)}-"}).status_code == 416
    head = browser.head(url)
    assert (head.headers["Content-Length"], head.data) == (str(len(whole.data)), b"")


def test_a_new_certificate_makes_another_zip(battalion: Battalion, cast: Cast) -> None:
    battalion.prepare()
    url = f"{battalion.url}.zip"
    before = battalion.efua.fetch(url).headers["ETag"]
    assert battalion.efua.fetch(url).headers["ETag"] == before
    battalion.life.complete(cast.amina, cohort=cast.ghana_cohort)
    battalion.prepare()
    assert battalion.efua.fetch(url).headers["ETag"] != before


def test_the_file_for_the_printer_has_every_page(battalion: Battalion) -> None:
    battalion.prepare()
    reply = battalion.efua.fetch(f"{battalion.url}.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(reply.data)).pages]
    assert len(pages) == PEOPLE
    with battalion.life.database.read() as session:
        serials = session.scalars(select(Print.serial)).all()
    assert all(any(serial in re.sub(r"[\s-]", "", page) for page in pages) for serial in serials)
    assert "only the single files do" in battalion.efua.open(battalion.url).words


def test_every_download_is_in_the_log(battalion: Battalion) -> None:
    battalion.prepare()
    for form in ("zip", "pdf"):
        battalion.efua.fetch(f"{battalion.url}.{form}")
    with battalion.life.database.read() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED).order_by(AuditEntry.at)
        ).all()
    assert {(each.facts["report"], each.facts["form"], each.facts["certificates"]) for each in entries} == {
        ("certificates", "zip", str(PEOPLE)),
        ("certificates", "pdf", str(PEOPLE)),
    }
    assert {(each.country, each.actor_name) for each in entries} == {("GHA", "Efua Owusu")}


def test_more_than_one_file_takes_is_refused_in_a_sentence(
    battalion: Battalion, monkeypatch: pytest.MonkeyPatch
) -> None:
    battalion.prepare()
    monkeypatch.setattr(bundles, "MOST_MEMBERS", PEOPLE - 1)
    page = battalion.efua.open(battalion.url)
    assert "These are too many for one file." in page.words
    assert "Single files (ZIP)" not in page.links
    page = battalion.efua.open(f"{battalion.url}.zip", status=409)
    assert "These are too many for one file." in page.words


def test_a_focal_point_takes_the_certificates_of_a_period(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.crowd(cast.ghana_cohort, 2, completed=2)
    life.crowd(cast.nepal_cohort, 2, completed=2)
    kwame = visitor(cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org"))
    kwame.open("/reports/completions/GHA")
    kwame.follow("Certificates of a period")
    page = kwame.press("Show", {"From": "2026-03-02", "To": "2026-03-31"})
    assert "There are 2 certificates." in page.words
    page = kwame.press("Prepare the certificates")
    assert "2 of 2 prepared" in page.words
    assert page.url.startswith("/reports/certificates/GHA?")
    assert "from=2026-03-02" in page.url
    with zipfile.ZipFile(io.BytesIO(kwame.fetch(page.links["Single files (ZIP)"]).data)) as opened:
        assert [name[:4] for name in opened.namelist()] == ["GHA_"] * 2
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Print)) == 2
    page = kwame.open("/reports/certificates/GHA?from=2026-04-01")
    assert "There is no certificate here yet." in page.words
    page = kwame.open("/reports/certificates/GHA?from=tomorrow")
    assert "Enter the day as year-month-day, such as 2026-03-31." in page.words
