"""Printing a certificate: statement, badge and page from the register's line, signed, kept, and never made again."""

from functools import partial

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from certificates.badge import Achievement, Badge, Objective, make_badge
from certificates.facts import Facts
from certificates.nquads import CannotBeSigned
from certificates.press import Attachment, Words, print_certificate
from certificates.seal import Seal
from certificates.statement import make_statement
from learning.errors import Conflict, NotFound
from learning.languages import language
from learning.modules.queries import PublishedCourse, course_edition
from learning.people.looks import look_of
from learning.people.queries import look_by_id
from learning.records import queries as records
from learning.records.models import Completion, Credential
from learning.records.printing import Print, Printed, keep_print, kept_print
from learning.web.context import address, database, house, now
from learning.web.desk import Unprinted, Unsigned
from learning.web.vocabulary import day

BADGE_FILE = "badge.json"


class Unprintable(Conflict):
    """What a certificate says cannot be set in the room and the letters that there are."""


def print_of(serial: str) -> Print:
    """Give a certificate as it was printed; the first time it is printed, signed and kept.

    Raises:
        NotFound: the register has no such line.
        Conflict: it was not printed yet, and nothing can be signed at the moment.
        Unprintable: one of its texts does not fit, or has a letter that no typeface has.
    """
    with database().read() as session:
        kept = kept_print(session, serial)
        if kept is not None:
            return kept
        line = records.credential(session, serial)
        if line is None:
            raise NotFound("This page does not exist.")
        if not house().keyroom.is_open(now()):
            raise _unsigned()
        try:
            printed = _printed(session, line)
        except Unsigned as error:
            current_app.logger.warning("Certificate %s could not be signed: %s", serial, error)
            raise _unsigned() from error
        except (Unprinted, CannotBeSigned) as error:
            current_app.logger.warning("Certificate %s could not be printed: %s", serial, error)
            raise Unprintable(
                "This certificate cannot be printed: a name or title on it is too long, or has a letter that is not "
                "supported. Tell your focal point."
            ) from error
    with database().begin() as session:
        return keep_print(session, serial, printed, now=now())


def _unsigned() -> Conflict:
    return Conflict("Certificates cannot be signed at the moment. Your administrators have been told.")


def _printed(session: Session, line: Credential) -> Printed:
    facts = Facts.from_bytes(line.facts.encode())
    completion = session.get_one(Completion, line.completion_id)
    course = course_edition(session, completion.course, int(facts.course_version))
    keys, origin, moment = house().keys, address(), now()
    statement = make_statement(facts, line.status_list, line.status_index, keys)
    badge = make_badge(
        Badge(
            facts=facts,
            achievement=achievement(course, facts.language, origin),
            origin=origin,
            status_list=line.status_list,
            status_index=line.status_index,
        ),
        moment,
        keys,
    )
    press = partial(
        print_certificate,
        facts,
        Seal(line.key_id, bytes.fromhex(line.seal)),
        words(facts, facts.language),
        f"{origin}/verify/{facts.serial}",
        qr_content=f"{origin}/verify/{facts.serial}#{statement}",
        look=look_of(look_by_id(session, line.look_id), line.design),
        second_words=words(facts, facts.second.language) if facts.second else None,
        attachments=[
            Attachment(BADGE_FILE, "application/ld+json", badge.encode(), "Supplement", "The certificate as a badge")
        ],
    )
    with force_locale(facts.language):
        reason = gettext("Certificate of completion")
    return Printed(statement, badge, house().keyroom.sign(press, signed_at=moment, reason=reason))


def achievement(course: PublishedCourse, tag: str, origin: str) -> Achievement:
    """Say what a course is, as a badge names it: its summary, what was asked, and its objectives."""
    objectives = {
        code: text
        for module in course.modules
        for code, text in module.words(tag)["objectives"].items()
        if code in module.pack.objectives
    }
    return Achievement(
        address=f"{origin}/achievements/{course.slug}/{course.number}",
        description=course.words(tag)["summary"],
        criteria=criteria(course, tag),
        objectives=tuple(Objective(code, text) for code, text in objectives.items()),
    )


def criteria(course: PublishedCourse, tag: str) -> str:
    """Say in one paragraph what had to be done to complete a course."""
    with force_locale(tag):
        return str(
            gettext(
                "Every lesson of these modules read to the end, the exercises done, and each quiz passed with at least "
                "%(mark)s %%: %(modules)s. Modules for commanders and managers are asked of them only.",
                mark=min(module.pack.quiz.pass_mark for module in course.modules),
                modules="; ".join(module.words(tag)["title"] for module in course.modules),
            )
        )


def words(facts: Facts, tag: str) -> Words:
    """Say the words around the facts in one of the languages of the certificate."""
    with force_locale(tag):
        return Words(
            direction="rtl" if language(tag).direction == "rtl" else "ltr",
            title=gettext("Certificate of completion"),
            awarded_to=gettext("Awarded to"),
            statement=gettext("has completed the course"),
            version_label=gettext("Version"),
            completed_on_label=gettext("Completed on"),
            completed_on_text=day(facts.completed_on),
            valid_until_label=gettext("Valid until"),
            valid_until_text=day(facts.valid_until) or gettext("No expiry"),
            country_label=gettext("Country"),
            issued_by_label=gettext("Issued by"),
            serial_label=gettext("Serial number"),
            key_label=gettext("Key"),
            seal_label=gettext("Seal"),
            verify_label=gettext("Anyone can check this certificate at"),
            disclaimer=gettext(
                "Issued by the authority named on it. This is not a certification by the United Nations."
            ),
        )
