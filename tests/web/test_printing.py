"""A certificate over the web: printed once with everything that proves it, and the same bytes for ever."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from certificates.badge import read_badge
from certificates.statement import read_statement
from learning.db import Database
from learning.modules.models import CourseVersion
from learning.people import services as people
from learning.people.models import Person
from learning.records.models import Credential, Enrolment
from learning.records.printing import Print
from tests.cast import Cast
from tests.life import Life
from tests.visitor import Clock, Visitor


@pytest.fixture
def serial(cast: Cast, life: Life, app: Flask) -> str:
    """Amina's certificate."""
    assert app
    return life.complete(cast.amina)


def pdf_of(visitor: Visitor, serial: str) -> bytes:
    """The certificate as the browser gets it."""
    answer = visitor.fetch(f"/certificates/{serial}.pdf")
    assert answer.status_code == 200, answer.text
    return answer.data


def test_it_is_signed_as_a_whole(visitor: Callable[..., Visitor], cast: Cast, serial: str, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf_of(visitor(cast.amina), serial))
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_statement_and_badge_say_what_is_printed(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, app: Flask, database: Database
) -> None:
    pdf_of(visitor(cast.amina), serial)
    keys = app.extensions["learn1325"].keys.public_keys
    with database.read() as session:
        kept, line = session.get_one(Print, serial), session.get_one(Credential, serial)
    stated = read_statement(kept.statement, keys)
    badge, key_id = read_badge(kept.badge, keys)
    assert stated.name == badge.facts.name == "Amina Mensah"
    assert (stated.status_list, stated.status_index) == (line.status_list, line.status_index)
    assert (badge.status_list, badge.status_index) == (line.status_list, line.status_index)
    assert stated.key_id == key_id == line.key_id
    assert [each.code for each in badge.achievement.objectives]
    assert "80 %" in badge.achievement.criteria


def test_whatever_changes_afterwards_the_bytes_stay(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, clock: Clock, database: Database
) -> None:
    first = hashlib.sha256(pdf_of(visitor(cast.amina), serial)).hexdigest()
    clock.go_on(hours=5)
    with database.begin() as session:
        people.set_authority(session, cast.dora.actor, country="GHA", authority="Another Office", now=clock())
        session.execute(update(Person).values(name="Somebody Else", language="ar"))
        session.execute(update(CourseVersion).values(words={"en": {"title": "Another", "summary": "Other words"}}))
    again = hashlib.sha256(pdf_of(visitor(cast.amina), serial)).hexdigest()
    assert again == first
    with database.read() as session:
        assert session.scalar(select(Print.pdf_hash)) == first
        assert session.scalar(select(func.count()).select_from(Print)) == 1


def test_the_command_finds_it_genuine_without_a_server(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, app: Flask, tmp_path: Path
) -> None:
    folder = app.extensions["learn1325"].settings.keys
    file, keys = tmp_path / "certificate.pdf", tmp_path / "keys.json"
    file.write_bytes(pdf_of(visitor(cast.amina), serial))
    python = shutil.which("python", path=str(Path(".venv/bin"))) or "python3"
    made = subprocess.run(
        [python, "-m", "certificates", "keys", str(folder), "--issuer", "did:web:localhost"],
        capture_output=True,
        text=True,
        check=True,
    )
    keys.write_text(made.stdout)
    assert json.loads(made.stdout)["certificates"]
    checked = subprocess.run(
        [python, "-m", "certificates", "check", str(file), "--keys", str(keys)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Amina Mensah" in checked.stdout, checked.stderr
    assert checked.stdout.startswith(("Genuine", "Cannot tell")), checked.stdout


def test_what_it_stands_for_has_a_public_page(visitor: Callable[..., Visitor], serial: str) -> None:
    assert serial
    page = visitor().open("/achievements/preventing-sexual-exploitation-and-abuse/1")
    assert page.heading == "Preventing sexual exploitation and abuse"
    assert "What was asked" in page.words
    visitor().open("/achievements/preventing-sexual-exploitation-and-abuse/99", status=404)


def test_a_course_that_runs_out_is_taken_again_on_its_page(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, clock: Clock, database: Database
) -> None:
    course = "/courses/preventing-sexual-exploitation-and-abuse"
    assert "Take the course again" not in visitor(cast.amina).open(course).words
    with database.begin() as session:
        session.execute(update(Enrolment).values(valid_until=clock().date()))
    amina = visitor(cast.amina)
    amina.open(course)
    amina.press("Take the course again")
    assert "Take the course again" not in amina.page.words
    assert "Completed on" not in amina.page.words
    assert visitor().open(f"/verify/{serial}").heading == "Valid"


def test_what_does_not_fit_is_refused_in_words(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, database: Database
) -> None:
    with database.begin() as session:
        line = session.get_one(Credential, serial)
        line.facts = line.facts.replace("Amina Mensah", "\u13a0" + "m" * 400)
    answer = visitor(cast.amina).fetch(f"/certificates/{serial}.pdf")
    assert answer.status_code == 409
    assert "This certificate cannot be printed" in answer.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Print)) == 0
