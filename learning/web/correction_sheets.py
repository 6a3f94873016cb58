"""The tables of corrections: attempts with their score before and after, for pages and files."""

from collections.abc import Iterable
from datetime import date

from flask_babel import get_locale, gettext

from learning.languages import Language
from learning.records.corrected import Line
from learning.records.corrections import Changed
from learning.records.dry_run import Change
from learning.reports.table import Column, Header, Row, Sheet, Table


def _columns() -> tuple[Column, ...]:
    return (
        Column("attempt", gettext("Attempt")),
        Column("country", gettext("Country")),
        Column("submitted_on", gettext("Submitted on"), "date"),
        Column("before", gettext("Before"), "percent"),
        Column("after", gettext("After"), "percent"),
        Column("verdict", gettext("Verdict")),
    )


def change_sheet(found: Iterable[Change], language: Language, *, made_on: date) -> Sheet:
    """Set what a dry run would change as a table."""
    rows = (
        (
            str(each.attempt_id),
            each.country,
            each.submitted_at.date(),
            each.before / max(1, each.out_of),
            each.after / max(1, each.out_of),
            _said(newly_passes=each.newly_passes, would_fail=each.would_fail, passed=each.passed),
        )
        for each in found
    )
    return _sheet(gettext("Dry run of a correction"), rows, language, made_on)


def ledger_sheet(found: Iterable[Line], language: Language, *, made_on: date) -> Sheet:
    """Set the ledger of a correction as a table."""
    rows = (
        (
            str(each.attempt_id),
            each.country,
            each.submitted_at.date(),
            each.before,
            each.after,
            gettext("pass withdrawn")
            if each.kind == Changed.PASS
            else _said(
                newly_passes=each.passed_after and not each.passed_before,
                would_fail=each.would_fail,
                passed=each.passed_before,
            ),
        )
        for each in found
    )
    return _sheet(gettext("Ledger of a correction"), rows, language, made_on)


def _said(*, newly_passes: bool, would_fail: bool, passed: bool) -> str:
    if newly_passes:
        return str(gettext("newly passed"))
    if would_fail:
        return str(gettext("would fail, stays passed"))
    return str(gettext("passed as before")) if passed else str(gettext("not passed as before"))


def _sheet(title: str, rows: Iterable[Row], language: Language, made_on: date) -> Sheet:
    locale = get_locale()
    head = Header(
        title=title,
        lines=((gettext("Made on"), made_on.isoformat()),),
        audience="internal",
        audience_words=gettext("Internal: it names attempts, not people."),
        page_words=gettext("Page %(page)s of %(pages)s"),
        empty_words=gettext("Nothing changes"),
        language=language.tag,
        direction="rtl" if language.direction == "rtl" else "ltr",
        decimal_mark="," if locale and locale.language == "fr" else ".",
    )
    return Sheet(head, (Table(title, _columns(), rows),))
