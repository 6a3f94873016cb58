"""Certificates by command: issued late, written into a folder, and killed at any moment without a double or a half."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, insert, select

from app import create_app
from certificates.facts import Facts
from certificates.seal import Seal
from learning.config import ROOT, Settings
from learning.db import Database
from learning.modules.rules import Course, Pack
from learning.people import queries as people
from learning.people.models import Cohort, Person
from learning.records import certifying, services
from learning.records.models import Completion, Credential, Enrolment
from learning.records.printing import Print
from tests.cast import Cast, Player
from tests.life import AUTHORITY, SEA, Life
from tests.visitor import Clock

Installation = tuple[Life, Settings]
MANY = int(os.environ.get("LEARN1325_KILLED_COMPLETIONS", "300"))
LIFETIME = 0.4  # seconds of work before a process is killed
PATIENCE = 60.0


class Closed(Life):
    """While nothing can be issued."""

    @property
    def issuing(self) -> services.Issuing:
        return replace(super().issuing, is_open=False)


def wait_for_credentials(life: Life, number: int) -> None:
    """Let so many people complete a course while nothing can be issued: by rows alone, which is quick."""
    with life.database.begin() as session:
        course = life.course(session, SEA)
        ids = [(uuid.uuid4(), uuid.uuid4()) for _ in range(number)]
        of_a_person = {"role": "learner", "country": "GHA", "password_hash": "", "language": "en", "made_at": life.now}
        session.execute(
            insert(Person),
            [
                {"id": person, "name": f"Ama Mensah {place}", "service_number": f"GH {place}", **of_a_person}
                for place, (person, _) in enumerate(ids)
            ],
        )
        service = {"country": "GHA", "category": "contingent-troop", "rank_group": "enlisted"}
        served = {**service, "unit": "", "mission": "UNMISS", "course": SEA}
        session.execute(
            insert(Enrolment),
            [
                {
                    "id": enrolment,
                    "person_id": person,
                    "enrolled_at": life.now,
                    "enrolled_on": life.now.date(),
                    **served,
                }
                for person, enrolment in ids
            ],
        )
        done = {"course_version_id": course.version_id, "name": "", "completed_at": life.now, **served}
        session.execute(
            insert(Completion),
            [
                {"id": uuid.uuid4(), "enrolment_id": enrolment, "person_id": person, **done}
                | {"completed_on": life.now.date()}
                for person, enrolment in ids
            ],
        )


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Give `run("issue")`: one of the commands."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["certificates", *map(str, arguments)])


@pytest.fixture
def closed(life: Life) -> Life:
    return Closed(life.database, life.keys, life.now)


@pytest.fixture
def battalion(cast: Cast, life: Life) -> Cohort:
    """Efua's cohort, of which three have completed the course."""
    life.assign(cast.ghana_cohort, SEA)
    found = [
        cast.amina,
        *(cast.learner(name, name[:3].upper(), cast.ghana_cohort) for name in ("Kofi Addo", "Esi Badu")),
    ]
    for player in found:
        life.complete(player, cohort=cast.ghana_cohort)
    return cast.ghana_cohort


def complete_while_closed(closed: Life, player: Player) -> None:
    enrolment = closed.enrol(player)
    closed.read_lessons(enrolment)
    closed.submit(closed.begin(enrolment))


def test_what_was_completed_while_nothing_could_be_issued_is_issued_later(
    run: Callable[..., Result], closed: Life, amina: Player, bishnu: Player
) -> None:
    for player in (amina, bishnu):
        complete_while_closed(closed, player)
    with closed.database.read() as session:
        assert certifying.waiting(session) == 2
        assert [each.course for each in certifying.waiting_of(session, amina.actor.person_id)] == [SEA]
    assert run("issue").output.splitlines() == ["2 certificates to issue", "2 issued"]
    assert run("issue").output.splitlines() == ["0 certificates to issue", "0 issued"]
    with closed.database.read() as session:
        facts = [Facts.from_bytes(text.encode()) for text in session.scalars(select(Credential.facts))]
    assert {(each.country, each.authority) for each in facts} == {
        ("GHA", "National authority for peacekeeping training, Ghana"),
        ("NPL", "National authority for peacekeeping training, Nepal"),
    }
    assert AUTHORITY not in {each.authority for each in facts}


def test_nothing_is_issued_when_the_signing_certificate_has_run_out(
    run: Callable[..., Result], closed: Life, amina: Player, clock: Clock
) -> None:
    complete_while_closed(closed, amina)
    clock.go_on(days=3660)
    result = run("issue")
    assert result.exit_code == 1
    assert "has run out; 1 certificates wait" in result.output


def test_a_certificate_that_is_issued_late_does_not_replace_a_newer_one(
    run: Callable[..., Result], life: Life, closed: Life, amina: Player
) -> None:
    complete_while_closed(closed, amina)
    later = life.now + timedelta(days=300)
    with life.database.begin() as session:
        person = session.get_one(Person, amina.actor.person_id)
        rotation = people.current_rotation(session, person.id)
        enrolment = services.renew(session, person, rotation, SEA, cohort=None, now=later).id
    life.read_lessons(enrolment)
    life.submit(life.begin(enrolment, now=later), now=later)
    with life.database.read() as session:
        (new,) = session.scalars(select(Credential.serial)).all()
    assert run("issue").exit_code == 0
    with life.database.read() as session:
        standing = select(Credential.serial).where(Credential.superseded_at.is_(None))
        assert session.scalars(standing).all() == [new]
        assert session.scalars(select(Credential.superseded_by).where(Credential.serial != new)).all() == [new]


def test_a_folder_gets_each_certificate_once_and_whole(
    run: Callable[..., Result], battalion: Cohort, life: Life, tmp_path: Path
) -> None:
    folder = tmp_path / "certificates"
    result = run("print", "--cohort", battalion.id, "--output", folder)
    assert result.output.splitlines() == [f"3 certificates in {folder}"]
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(written) == [
        f"GHA_ESI_Esi-Badu_{SEA}.pdf",
        f"GHA_GH10234_Amina-Mensah_{SEA}.pdf",
        f"GHA_KOF_Kofi-Addo_{SEA}.pdf",
    ]
    with life.database.read() as session:
        assert set(written.values()) == set(session.scalars(select(Print.pdf)))
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    broken, gone, *_ = sorted(times)
    broken.write_bytes(broken.read_bytes()[:5000])
    gone.unlink()
    assert run("print", "--country", "GHA", "--from", "2026-03-01", "--output", folder).exit_code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written
    assert {path for path in times if path.stat().st_mtime_ns == times[path]} == set(times) - {broken, gone}


def test_a_folder_needs_to_be_told_whose_certificates(
    run: Callable[..., Result], battalion: Cohort, tmp_path: Path
) -> None:
    assert "name a cohort or a country" in run("print", "--output", tmp_path).output
    both = ("--cohort", battalion.id, "--country", "GHA")
    assert "name a cohort or a country" in run("print", *both, "--output", tmp_path).output
    unknown = uuid.uuid4()
    assert f"there is no cohort {unknown}" in run("print", "--cohort", unknown, "--output", tmp_path).output


@pytest.fixture
def installation(
    sqlite_database: Database, tmp_path: Path, content: tuple[list[Pack], tuple[Course, ...]], clock: Clock
) -> Installation:
    """An installation that other processes can work on."""
    settings = Settings(database_url=sqlite_database.url, folder=tmp_path / "installation")
    house = create_app(settings).extensions["learn1325"]
    house.database.dispose()
    life = Life(sqlite_database, house.keys, clock())
    life.publish(*content)
    return life, settings


def killed_again_and_again(settings: Settings, *arguments: object) -> int:
    """Run a command until it ends by itself, killing it after each moment of work; gives how often it was killed."""
    environ = {**os.environ, "LEARN1325_FOLDER": str(settings.folder), "DATABASE_URL": settings.database_url}
    command = [sys.executable, "-u", "-m", "flask", "--app", "app", "certificates", *map(str, arguments)]
    kills = 0
    while True:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(LIFETIME)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait(PATIENCE)
            if process.returncode != -signal.SIGKILL:
                assert process.stderr is not None
                assert process.returncode == 0, process.stderr.read().decode()
                return kills
        kills += 1


def test_issuing_that_is_killed_again_and_again_issues_each_once(installation: Installation) -> None:
    life, settings = installation
    wait_for_credentials(life, MANY)
    begun = time.monotonic()
    kills = killed_again_and_again(settings, "issue")
    print(f"{MANY} issued, {kills} kills, {time.monotonic() - begun:.0f} s")  # noqa: T201 - shown with -s
    with life.database.read() as session:
        lines = session.scalars(select(Credential)).all()
        assert len(lines) == len({line.completion_id for line in lines}) == MANY
        assert len({(line.status_list, line.status_index) for line in lines}) == MANY
        assert session.scalar(select(func.count()).select_from(Completion)) == MANY
    unsealed = [
        line.serial
        for line in lines
        if not life.keys.verify(line.facts.encode(), Seal(line.key_id, bytes.fromhex(line.seal)))
    ]
    assert unsealed == []
    assert kills


def test_printing_that_is_killed_again_and_again_leaves_no_half_print(
    installation: Installation, tmp_path: Path
) -> None:
    life, settings = installation
    wait_for_credentials(life, 40)
    killed_again_and_again(settings, "issue")
    folder = tmp_path / "certificates"
    killed_again_and_again(settings, "print", "--country", "GHA", "--output", folder)
    with life.database.read() as session:
        kept = session.scalars(select(Print)).all()
    assert len(kept) == 40
    files = {path.name: path.read_bytes() for path in folder.glob("[!.]*")}
    assert sorted(files.values()) == sorted(each.pdf for each in kept)
    assert all(pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF") for pdf in files.values())
