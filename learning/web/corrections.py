"""Correcting a wrong key, for administrators: the question found, the remedy chosen, counted, and applied."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from learning.errors import Forbidden, LearningError, NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.people.countries import country_name
from learning.people.permissions import Permission
from learning.quizzes.kinds import kind
from learning.quizzes.marking import takes_key
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.records import correcting, miskeyed
from learning.records.corrected import corrections
from learning.records.correcting import Moved
from learning.records.dry_run import DryRun, Figures, Wanted, asked_attempts, changes, dry_run
from learning.records.miskeyed import ItemEdition
from learning.records.remedies import NEEDS_KEY, Remedy
from learning.records.rescoring import Following
from learning.reports.export import BY_NAME
from learning.reports.table import Sheet
from learning.reports.table import shown as said
from learning.web.access import requires
from learning.web.cohorts import quiz_titles
from learning.web.context import actor, database, issuing_in, now
from learning.web.correction_sheets import change_sheet
from learning.web.forms import ChoiceCorrectionForm, CorrectionForm
from learning.web.i18n import page_language
from learning.web.vocabulary import REMEDIES

blueprint = Blueprint("corrections", __name__)
HISTORY = 100
AT_ONCE = 20_000
"""Attempts that a page counts; for more there is the command, which shows how far it is."""


@blueprint.get("/corrections")
@requires(Permission.CORRECT_KEYS)
def history() -> ResponseReturnValue:
    """Find a question by its words, and list the corrections that were made."""
    words, module = request.args.get("words", "").strip(), request.args.get("module", "")
    with database().read() as session:
        catalogue = modules.catalogue(session)
        made = corrections(session, most=HISTORY)
    tag = page_language().tag
    asked = bool(words or module)
    return render_template(
        "corrections/list.html",
        words=words,
        module=module,
        titles=quiz_titles(catalogue, tag),
        courses=[(course.words(tag)["title"], course.modules) for course in catalogue.courses.values()],
        tag=tag,
        asked=asked,
        found=miskeyed.search(catalogue, tag, words=words, module=module) if asked else (),
        most=miskeyed.MOST_FOUND,
        made=[(one, name, figures_words(one.figures)) for one, name in made],
        remedies=REMEDIES,
    )


def figures_words(figures: Mapping[str, Any] | Figures) -> str:
    """Say in a sentence what a correction comes to."""
    given = figures if isinstance(figures, Mapping) else vars(figures)
    parts = [
        ngettext("%(num)s score changes", "%(num)s scores change", given["scores"]),
        ngettext("%(num)s newly passes", "%(num)s newly pass", given["passes"]),
        ngettext("%(num)s would newly fail", "%(num)s would newly fail", given["fails"]),
    ]
    return " · ".join(map(str, parts))


def by_country(figures: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Name the countries of some figures, in the order of their names."""
    tag = page_language().tag
    return sorted(((country_name(tcc, tag), each) for tcc, each in figures.items()), key=lambda line: line[0])


@dataclass(frozen=True)
class Shown:
    """A question as the pages of its correction show it, with its key.

    Attributes:
        prompt: what is asked.
        legend: which id of the key stands for which words.
        key: the key that it was published with, as a pack writes it.
        lang, dir: the language of its words.
    """

    prompt: str
    legend: Sequence[tuple[str, str]]
    key: str
    lang: str
    dir: str


def shown(session: Session, edition: ItemEdition) -> Shown:
    """Show a question of one edition with its key, in the reader's language where the edition has it."""
    quiz: PublishedQuiz = quiz_version(session, edition.version_id)
    lang = quiz.language(page_language().tag)
    item = edition.item
    words = quiz.words(lang)["items"][item.id]
    legend = list(_legend(words, kind(item.kind).words))
    return Shown(words["prompt"], legend, miskeyed.key_text(item), lang, language(lang).direction)


def _legend(words: Mapping[str, Any], tables: Sequence[str], before: str = "") -> Iterator[tuple[str, str]]:
    for name in tables:
        table = words.get(name)
        for one, text in table.items() if isinstance(table, Mapping) else ():
            if isinstance(text, Mapping) and "text" in text:
                yield f"{before}{one}", text["text"]
            elif isinstance(text, Mapping):
                yield from _legend(text, tuple(text), f"{before}{one}.")


@blueprint.get("/corrections/items/<module>/<item>")
@requires(Permission.CORRECT_KEYS)
def choose(module: str, item: str) -> ResponseReturnValue:
    """Ask how the key of a question is put right, and in which editions."""
    return _choosing(module, item, None)


def _choosing(module: str, item: str, error: LearningError | None) -> ResponseReturnValue:
    with database().read() as session:
        editions = miskeyed.editions_of(session, module, item)
        catalogue = modules.catalogue(session)
        question = shown(session, editions[0])
    given = MultiDict(request.args)
    if error is None:
        given.setlist("versions", [str(each.version_id) for each in editions if each.is_alike])
    is_choice = editions[0].item.kind == "single"
    form = ChoiceCorrectionForm(given) if is_choice else CorrectionForm(given, key=miskeyed.key_text(editions[0].item))
    if is_choice:
        keys = [(miskeyed.written({"key": choice}), words) for choice, words in question.legend]
        form.key.choices = [line for line in keys if line[0] != question.key]
    can_take_key = takes_key(editions[0].item)
    form.remedy.choices = [
        (str(each), str(REMEDIES[each]))
        for each in Remedy
        if each is not Remedy.UNDO and (can_take_key or each not in NEEDS_KEY)
    ]
    form.versions.choices = [(str(each.version_id), edition_words(each)) for each in editions]
    if error is not None:
        form.refuse(error)
    return render_template(
        "corrections/choose.html",
        module=module,
        item=item,
        title=quiz_titles(catalogue, page_language().tag).get(module, module),
        question=question,
        form=form,
        can_take_key=can_take_key,
        is_choice=is_choice,
    ), 422 if error else 200


def edition_words(edition: ItemEdition) -> str:
    """Name an edition: what quiz, since when, how many attempts."""
    what = gettext("tests and follow-ups of the course") if edition.of_course else gettext("quiz of the module")
    attempts = ngettext("%(num)s attempt", "%(num)s attempts", edition.attempts)
    other = "" if edition.is_alike else " · " + gettext("has another key")
    since = edition.published_at.date().isoformat()
    return f"{gettext('Edition of %(day)s', day=since)} · {what} · {attempts}{other}"


def _wanted(session: Session, given: MultiDict[str, str]) -> Wanted:
    """Read what is wanted from the fields of a page.

    Raises:
        NotFound: there is no such question or correction.
        Invalid: something is missing, or the key cannot be used.
    """
    if given.get("undoes"):
        try:
            return miskeyed.undoing(session, uuid.UUID(given["undoes"]))
        except ValueError:
            raise NotFound("This page does not exist.") from None
    return miskeyed.wanted(
        session,
        module=given.get("module", ""),
        item=given.get("item", ""),
        versions=given.getlist("versions"),
        remedy=given.get("remedy", ""),
        key=given.get("key", ""),
    )


@blueprint.get("/corrections/dry-run")
@requires(Permission.CORRECT_KEYS)
def try_out(error: LearningError | None = None) -> ResponseReturnValue:
    """Say what a correction would change, with nothing written."""
    given = request.values
    try:
        with database().snapshot() as session:
            wanted = _wanted(session, given)
            attempts = asked_attempts(session, wanted)
            found = dry_run(session, wanted, now=now()) if attempts <= AT_ONCE else None
    except NotFound:
        raise
    except LearningError as refused:
        return _choosing(given.get("module", ""), given.get("item", ""), refused)
    return _tried(given, wanted, attempts, found, error)


def _tried(
    given: MultiDict[str, str], wanted: Wanted, attempts: int, found: DryRun | None, error: LearningError | None
) -> ResponseReturnValue:
    with database().read() as session:
        catalogue = modules.catalogue(session)
        editions = miskeyed.editions_of(session, wanted.module, wanted.item)
        question = shown(session, editions[0])
    form = CorrectionForm(given)
    if error is not None:
        form.refuse(error)
    fields = [(name, value) for name, value in given.items(multi=True) if name in _FIELDS]
    sheet = change_sheet(found.first, page_language(), made_on=now().date()) if found else None
    return render_template(
        "corrections/dry_run.html",
        wanted=wanted,
        title=quiz_titles(catalogue, page_language().tag).get(wanted.module, wanted.module),
        question=question,
        remedies=REMEDIES,
        attempts=attempts,
        most=AT_ONCE,
        found=found,
        said=figures_words(found.figures) if found else "",
        by_country=by_country(found.countries) if found else (),
        sheet=sheet,
        form=form,
        fields=fields,
        query=urlencode(fields),
        lines=_lines(sheet) if sheet else (),
        press=uuid.uuid4(),
        key_words=given.get("key", "") if wanted.remedy in NEEDS_KEY else "",
    ), 422 if error and not isinstance(error, Moved) else 409 if error else 200


def _lines(sheet: Sheet) -> list[list[str]]:
    table = sheet.tables[0]
    return [
        [said(cell, column, sheet.header) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


_FIELDS = ("module", "item", "versions", "remedy", "key", "undoes")
"""What a dry run and its application are asked with."""


@blueprint.get("/corrections/dry-run.csv")
@requires(Permission.CORRECT_KEYS)
def tried_file() -> ResponseReturnValue:
    """Give every attempt that would change, with its score before and after."""
    with database().read() as session:
        _wanted(session, request.args)  # what cannot be read is refused while a page can still be shown
    return Response(
        stream_with_context(_drawn()),
        content_type=BY_NAME["csv"].media_type,
        headers={"Content-Disposition": f'attachment; filename="dry-run-{now():%Y-%m-%d}.csv"'},
    )


def _drawn() -> Iterator[bytes]:
    with database().snapshot() as session:
        found = changes(session, _wanted(session, request.args), now=now())
        yield from BY_NAME["csv"].draw(change_sheet(found, page_language(), made_on=now().date()))


@blueprint.post("/corrections")
@requires(Permission.CORRECT_KEYS)
def apply() -> ResponseReturnValue:
    """Apply what was counted, if it is still what would change."""
    given = request.form
    try:
        key = uuid.UUID(given.get("press", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        with database().begin() as session:
            courses = modules.catalogue(session).courses
            made = correcting.apply(
                session,
                actor(),
                _wanted(session, given),
                key=key,
                wrong=given.get("wrong", ""),
                reason=given.get("reason", ""),
                digest=given.get("digest", ""),
                following=Following(courses, issuing_in),
                now=now(),
            )
    except (NotFound, Forbidden):
        raise
    except LearningError as error:
        return try_out(error)
    flash(gettext("Applied. Everybody concerned is told when they sign in."), "done")
    return redirect(f"/corrections/{made.id}", 303)
