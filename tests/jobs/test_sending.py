"""The timer's command: reports that are due are made with today's rights, sent once, tried again, or given up aloud."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select, update

from learning.audit import Act, AuditEntry
from learning.config import FaultySettings, Mail, read_settings
from learning.errors import Invalid
from learning.jobs.models import OutboxMail, SavedReport, Stop
from learning.jobs.rules import MOST_ATTEMPTS, next_try
from learning.jobs.saving import delete_saved, save_report, schedule_report
from learning.jobs.scheduling import Clerk, make_due
from learning.people.models import Person
from learning.records.sharing import SharedTable
from learning.reports.plugs import BY_SLUG
from learning.web.asking import question
from learning.web.vocabulary import SEXES
from tests.cast import Cast, Player
from tests.jobs.conftest import PostOffice
from tests.life import Life
from tests.visitor import Clock, Visitor

MakeApp = Callable[..., Flask]


def ask_for(
    life: Life,
    player: Player,
    *,
    report: str = "completions",
    every: str = "week",
    form: str = "csv",
    audience: str = "internal",
    **filters: str,
) -> None:
    """Keep a report and have it sent."""
    with life.database.begin() as session:
        saved = save_report(
            session, player.actor, BY_SLUG[report], "GHA", name=f"My {report}", filters=filters, now=life.now
        )
        schedule_report(session, player.actor, saved, every=every, form=form, audience=audience, now=life.now)


def run(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["jobs", "run"])


def in_outbox(life: Life) -> list[OutboxMail]:
    with life.database.read() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.made_at)))


def kept(life: Life) -> SavedReport:
    with life.database.read() as session:
        return session.scalars(select(SavedReport)).one()


def attachment(mail: EmailMessage) -> EmailMessage:
    (found,) = mail.iter_attachments()
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
def app(make_app: MakeApp, life: Life, mail: Mail) -> Flask:
    """An installation that sends mail."""
    assert life.database.url
    return make_app(mail=mail)


def test_a_report_is_made_on_its_day_and_sent_once(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame, form="xlsx", mission="UNMISS")
    assert run(app).output == "0 reports made, 0 mails sent, 0 to be tried again, 0 given up\n"
    clock.go_on(days=7)
    result = run(app)
    assert result.output == "1 reports made, 1 mails sent, 0 to be tried again, 0 given up\n"
    assert result.exit_code == 0
    ((to, mail),) = post_office.taken
    assert to == ["kwame@example.org"]
    assert mail["Subject"] == "My completions – Completion report"
    body = mail.get_body()
    assert body is not None
    said = body.get_content()
    assert "enrolments are completed" in said
    assert "Mission: UNMISS" in said
    assert "Internal: for the country's own staff only." in said
    file = attachment(mail)
    assert file.get_filename() == "completions-GHA-2026-03-09-internal.xlsx"
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.values for cell in row]
    assert "Completion report" in cells
    assert kept(life).due_on == date(2026, 3, 16)
    (one,) = in_outbox(life)
    assert one.sent_at == clock()
    assert one.content is None, "what was sent is not kept"
    run(app)
    assert len(post_office.taken) == 1
    with life.database.read() as session:
        acts = list(session.execute(select(AuditEntry.act, AuditEntry.actor_name, AuditEntry.country)))
    assert (Act.REPORT_MAILED, "Kwame Boateng", "GHA") in [tuple(act) for act in acts]


def test_a_moving_period_moves_on(app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice) -> None:
    ask_for(life, kwame, every="month", span="last-month")
    clock.go_on(days=30)
    run(app)
    clock.go_on(days=30)
    run(app)
    said = [attachment(mail).get_payload(decode=True) for _, mail in post_office.taken]
    assert [b"2026-03-01 \xe2\x80\x93 2026-03-31" in each for each in said if isinstance(each, bytes)] == [True, False]
    assert isinstance(said[1], bytes)
    assert b"2026-04-01 \xe2\x80\x93 2026-04-30" in said[1]


def test_a_mail_is_in_its_readers_language(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    with life.database.begin() as session:
        session.execute(update(Person).where(Person.id == kwame.actor.person_id).values(language="fr"))
    ask_for(life, kwame)
    clock.go_on(days=7)
    run(app)
    ((_, mail),) = post_office.taken
    assert mail["Content-Language"] == "fr"
    content = attachment(mail).get_payload(decode=True)
    assert isinstance(content, bytes)
    assert "Pays" in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"role": "trainer"}, Stop.RIGHTS),
        ({"country": "URY"}, Stop.RIGHTS),
        ({"email": None, "service_number": "GHKWAME"}, Stop.ADDRESS),
    ],
)
def test_who_may_not_see_it_any_more_gets_nothing(
    app: Flask,
    life: Life,
    kwame: Player,
    clock: Clock,
    post_office: PostOffice,
    change: dict[str, str | None],
    why: Stop,
) -> None:
    ask_for(life, kwame)
    with life.database.begin() as session:
        session.execute(update(Person).where(Person.id == kwame.actor.person_id).values(**change))
    clock.go_on(days=7)
    assert run(app).exit_code == 0
    assert post_office.taken == []
    assert in_outbox(life) == []
    assert kept(life).stopped_why == why
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.SCHEDULE_STOPPED)).one()
    assert entry.facts["why"] == why


def test_rights_are_looked_at_again_before_a_mail_leaves(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    post_office.answer = "451 later"
    clock.go_on(days=7)
    assert "1 to be tried again" in run(app).output
    with life.database.begin() as session:
        session.execute(update(Person).where(Person.id == kwame.actor.person_id).values(role="trainer"))
    post_office.answer = "250 taken"
    clock.go_on(hours=1)
    assert "1 given up" in run(app).output
    assert post_office.taken == []
    (one,) = in_outbox(life)
    assert one.content is None


def test_what_is_shared_by_mail_hides_small_counts_and_is_kept_beside_all_that_was_shared(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame, audience="share")
    clock.go_on(days=7)
    run(app)
    ((_, mail),) = post_office.taken
    file = attachment(mail)
    assert "share.csv" in (file.get_filename() or "")
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert b"hidden" in content
    assert b"May be shared" in content
    with life.database.read() as session:
        shared = session.scalars(select(SharedTable)).one()
    assert (shared.country, shared.made_by) == ("GHA", kwame.actor.person_id)


def test_a_mail_that_is_not_taken_is_tried_again_and_at_last_given_up(
    app: Flask, life: Life, cast: Cast, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    post_office.answer = "451 the mailbox is busy"
    assert "1 to be tried again" in run(app).output
    assert "0 to be tried again" in run(app).output, "not before its time"
    (one,) = in_outbox(life)
    assert one.next_at == next_try(1, clock())
    cast.now = clock()
    again = Visitor(app, cast.sign_in(None, "kwame@example.org"))
    assert "451 the mailbox is busy" in again.open("/reports").words
    for _ in range(MOST_ATTEMPTS - 1):
        clock.go_on(hours=12)
        run(app)
    (one, *_) = in_outbox(life)
    assert one.attempts == MOST_ATTEMPTS
    assert one.given_up_at is not None
    assert one.content is None


def test_an_address_that_is_refused_for_good_ends_the_report(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    post_office.answer = "550 no such mailbox"
    assert "1 given up" in run(app).output
    assert kept(life).stopped_why == Stop.ADDRESS
    assert "550" in in_outbox(life)[0].last_error


def test_without_a_mail_server_nothing_is_made_and_the_command_fails_in_a_sentence(
    make_app: MakeApp, life: Life, kwame: Player, clock: Clock
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    result = run(make_app())
    assert result.exit_code == 1
    assert "MAIL_SERVER is not set" in result.output
    assert in_outbox(life) == []


def test_a_server_that_does_not_answer_loses_nothing(
    make_app: MakeApp, life: Life, kwame: Player, clock: Clock, mail: Mail, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = Mail("127.0.0.1", nobody.getsockname()[1], "a@example.org", tls="none")
        result = run(make_app(mail=away))
    assert result.exit_code == 1
    assert "does not answer" in result.output
    assert "1 mails wait" in result.output
    assert "Traceback" not in result.output
    assert "1 mails sent" in run(make_app(mail=mail)).output
    assert len(post_office.taken) == 1


def test_nothing_is_sent_in_the_clear_when_a_secret_connection_is_asked_for(
    make_app: MakeApp, life: Life, kwame: Player, clock: Clock, mail: Mail, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    result = run(make_app(mail=replace(mail, tls="starttls")))
    assert result.exit_code == 1
    assert "STARTTLS" in result.output
    assert post_office.taken == []


def test_two_runs_at_once_make_one_mail(app: Flask, life: Life, kwame: Player, clock: Clock) -> None:
    ask_for(life, kwame, audience="share")
    clock.go_on(days=7)
    other = Clerk(force_locale, question, tuple(SEXES))
    made: list[int] = []

    @contextmanager
    def slowly(language: str) -> Iterator[None]:
        with force_locale(language):
            yield
        made.append(make_due(life.database, other, now=clock()))

    with app.app_context():
        made.append(make_due(life.database, replace(other, speak=slowly), now=clock()))
    assert made == [1, 0]
    assert len(in_outbox(life)) == 1


def test_what_is_deleted_is_not_sent(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame)
    clock.go_on(days=7)
    post_office.answer = "451 later"
    run(app)
    with life.database.begin() as session:
        delete_saved(session, kwame.actor, session.scalars(select(SavedReport.id)).one(), now=clock())
    post_office.answer = "250 taken"
    clock.go_on(hours=1)
    run(app)
    assert post_office.taken == []


def test_a_transcript_of_somebody_who_left_the_country_is_not_sent(
    app: Flask, life: Life, cast: Cast, kwame: Player, clock: Clock, post_office: PostOffice
) -> None:
    ask_for(life, kwame, report="transcript", person=str(cast.amina.actor.person_id))
    with life.database.begin() as session:
        session.execute(update(Person).where(Person.id == cast.amina.actor.person_id).values(country="NPL"))
    clock.go_on(days=7)
    run(app)
    assert post_office.taken == []
    assert kept(life).stopped_why == Stop.REPORT


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"MAIL_FROM": "a@b.example"}, "MAIL_SERVER"),
        ({"MAIL_SERVER": "mail.example"}, "MAIL_FROM"),
        ({"MAIL_SERVER": "mail.example", "MAIL_FROM": "a@b.example", "MAIL_TLS": "some"}, "MAIL_TLS"),
        ({"MAIL_SERVER": "mail.example", "MAIL_FROM": "a@b.example", "MAIL_USER": "a"}, "MAIL_PASSWORD_FILE"),
    ],
)
def test_a_faulty_setting_is_named(env: dict[str, str], said: str) -> None:
    with pytest.raises(FaultySettings, match=said):
        read_settings(env)


def test_the_usual_settings_are_read() -> None:
    assert read_settings({}).mail is None
    assert read_settings({"MAIL_SERVER": "mail.example", "MAIL_FROM": "a@b.example"}).mail == Mail(
        "mail.example", 587, "a@b.example"
    )
    found = read_settings({"MAIL_SERVER": "127.0.0.1:2525", "MAIL_FROM": "a@b.example", "MAIL_TLS": "none"}).mail
    assert found == Mail("127.0.0.1", 2525, "a@b.example", tls="none")


@pytest.mark.parametrize(("form", "start"), [("txt", b"Fact sheet\n"), ("pdf", b"%PDF")])
def test_a_report_is_sent_as_the_files_that_it_is_made_as(
    app: Flask, life: Life, kwame: Player, clock: Clock, post_office: PostOffice, form: str, start: bytes
) -> None:
    ask_for(life, kwame, report="fact-sheet", form=form, audience="share", quarter="2026-Q1")
    with pytest.raises(Invalid):
        ask_for(life, kwame, report="overdue", form="txt")
    clock.go_on(days=7)
    run(app)
    ((_, mail),) = post_office.taken
    file = attachment(mail)
    assert file.get_filename() == f"fact-sheet-GHA-2026-03-09-share.{form}"
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(start)
