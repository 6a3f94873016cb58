"""The Monday list: one line a person, why, since when, and what can be done about it with one tap."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext

from learning.modules import queries as modules
from learning.modules.queries import Catalogue
from learning.people import queries as people
from learning.people.models import Cohort
from learning.people.permissions import Permission, may
from learning.records.corrected import LATELY, InCohort, in_cohorts
from learning.records.ledger import Grant
from learning.records.monday import Case, MondayLine, MondayList, monday_list, open_cohorts
from learning.records.urgency import USUAL_PACE, Why
from learning.web.access import requires
from learning.web.cohorts import quiz_titles
from learning.web.context import actor, address, database, now
from learning.web.i18n import page_language
from learning.web.vocabulary import day

blueprint = Blueprint("monday", __name__)
FORESEEN = timedelta(days=365)
"""A pace says nothing exact about what lies further ahead."""
FIGURES = {
    "not-begun": frozenset({Why.NOT_BEGUN}),
    "stuck": frozenset({Why.FAILING, Why.SILENT}),
    "late": frozenset({Why.LATE, Why.OVERDUE}),
}
"""The figures above the list, each of which leads to its people."""


@dataclass(frozen=True)
class Line:
    """One person as the page shows her.

    Attributes:
        why: the reasons, in words with their numbers.
        since: since when, in words.
        grants: what was granted and is not over.
        can_wait: the reason is no failed quiz: writing to her comes before granting something.
        text: the address that opens a text message with its words.
        mail: the same for mail; empty when she has no address.
    """

    person_id: uuid.UUID
    enrolment_id: uuid.UUID | None
    name: str
    sign_in_name: str
    cohort: Cohort
    course: str
    why: list[str]
    since: str
    grants: list[Grant]
    can_wait: bool
    text: str
    mail: str


@blueprint.get("/cohorts/<uuid:cohort_id>/monday")
@requires(Permission.SEE_COHORTS)
def cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Say whom to look after in one cohort."""
    with database().snapshot() as session:
        found = people.cohort(session, actor(), cohort_id)
        catalogue = modules.catalogue(session)
        listed = monday_list(session, [found], catalogue, now=now())
        corrected = in_cohorts(session, [cohort_id], since=now() - LATELY)
    return _page([found], listed, catalogue, found, corrected)


@blueprint.get("/monday")
@requires(Permission.MAKE_COHORTS)
def everywhere() -> ResponseReturnValue:
    """Say whom to look after in all cohorts of a trainer that are still going on."""
    with database().snapshot() as session:
        chosen = open_cohorts(session, actor(), today=now().date())
        catalogue = modules.catalogue(session)
        listed = monday_list(session, chosen, catalogue, now=now())
        corrected = in_cohorts(session, [each.id for each in chosen], since=now() - LATELY)
    return _page(chosen, listed, catalogue, None, corrected)


def _groups(listed: MondayList) -> dict[str, list[MondayLine]]:
    """Sort the people by figure; somebody may stand in several, and in each once."""
    return {
        name: [one for one in listed.lines if any(whys & set(case.concern.whys) for case in one.cases)]
        for name, whys in FIGURES.items()
    }


def _page(
    chosen: list[Cohort],
    listed: MondayList,
    catalogue: Catalogue,
    only: Cohort | None,
    corrected: Sequence[InCohort],
) -> ResponseReturnValue:
    tag = page_language().tag
    titles, quizzes = catalogue.titles(tag), quiz_titles(catalogue, tag)
    messages = Messages(catalogue)
    groups = _groups(listed)
    which = request.args.get("only", "")
    shown = groups.get(which, listed.lines)
    lines = [_line(one, only.due_on if only else None, titles, quizzes, messages) for one in shown]
    role = actor().role
    return render_template(
        "cohorts/monday.html",
        cohort=only,
        corrected=corrected,
        cohorts=chosen,
        lines=lines,
        people=listed.people,
        several=len({line.course for line in lines}) > 1,
        need=len(listed.lines),
        which=which if which in groups else "",
        figures={name: len(found) for name, found in groups.items()},
        quizzes=quizzes,
        today=now().date(),
        pace=USUAL_PACE,
        may_help=may(role, Permission.RESET_PASSWORDS),
        may_grant=may(role, Permission.GRANT),
    )


def _line(
    one: MondayLine, said: date | None, titles: dict[str, str], quizzes: dict[str, str], messages: "Messages"
) -> Line:
    """Put one person into words; `said` is the due date that the page says of all."""
    case = one.first
    why = [words for each in case.concern.whys for words in _reason(each, case, quizzes)]
    if Why.NOT_BEGUN not in case.concern.whys:
        why.append(gettext("%(done)s of %(total)s steps done", done=case.situation.done, total=case.situation.steps))
    due = case.situation.due_on
    if due and due != said and Why.OVERDUE not in case.concern.whys:
        why.append(gettext("due on %(day)s", day=day(due)))
    if len(one.cases) > 1:
        others = sorted({titles.get(other.course, other.course) for other in one.cases} - {titles.get(case.course)})
        why += [gettext("also: %(course)s", course=title) for title in others]
    since = day(case.concern.since)
    body = messages.body(one.language, case)
    mail = f"mailto:{quote(one.email)}?{urlencode({'body': body}, quote_via=quote)}" if one.email else ""
    return Line(
        one.person_id,
        case.enrolment_id,
        one.name,
        one.sign_in_name,
        case.cohort,
        titles.get(case.course, case.course),
        why,
        # Who goes on, but slowly, is in no state that began on a day.
        gettext("last seen on %(day)s", day=since)
        if case.concern.whys[0] is Why.LATE and case.situation.seen_at
        else gettext("since %(day)s", day=since),
        list(case.grants),
        Why.FAILING not in case.concern.whys or case.enrolment_id is None,
        # Without a number the telephone asks to whom; "?&" is read by both families of telephones.
        f"sms:?&body={quote(body)}",
        mail,
    )


def _reason(why: Why, case: Case, quizzes: dict[str, str]) -> list[str]:
    """Say one reason, in one or two pieces that may be in different languages."""
    situation = case.situation
    if why is Why.OVERDUE:
        assert situation.due_on is not None, "only who has a due date is late"
        return [gettext("was due on %(day)s", day=day(situation.due_on))]
    if why is Why.FAILING:
        failed = ngettext("%(num)s failed attempt", "%(num)s failed attempts", situation.failures)
        return [failed, quizzes.get(case.failing, case.failing)]
    if why is Why.NOT_BEGUN:
        return [gettext("course not opened yet")]
    if why is Why.SILENT:
        last = situation.seen_at or situation.enrolled_at
        return [ngettext("no step for %(num)s day", "no step for %(num)s days", (now() - last).days)]
    return [_pace(case)]


def _pace(case: Case) -> str:
    """Say when somebody will be done; no day beyond a year, which no pace foretells."""
    ready = case.concern.done_on
    if ready > now().date() + FORESEEN:
        return str(gettext("at this pace not within a year"))
    if case.situation.begun_at is None:
        return str(gettext("even with %(steps)s steps a day done on %(day)s", steps=USUAL_PACE, day=day(ready)))
    return str(gettext("at this pace done on %(day)s", day=day(ready)))


class Messages:
    """What is written to learners, each in her own language; the same words for all of one course and reason.

    They say no figure and no result: a telephone shows them to whoever holds it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._made: dict[tuple[str, str, Why, date | None], str] = {}

    def body(self, tag: str, case: Case) -> str:
        """Put together the words to one person."""
        due = case.situation.due_on
        main = next(why for why in case.concern.whys if why is not Why.OVERDUE or len(case.concern.whys) == 1)
        key = (tag, case.course, main, due)
        if key not in self._made:
            with force_locale(tag):
                self._made[key] = self._words(self.catalogue.titles(tag).get(case.course, case.course), case, main)
        return self._made[key]

    def _words(self, title: str, case: Case, main: Why) -> str:
        words = [
            gettext("Your course waits for you: %(course)s.", course=title)
            if main is Why.NOT_BEGUN
            else gettext("Please go on with your course: %(course)s.", course=title)
        ]
        if main in {Why.FAILING, Why.SILENT}:
            words.append(gettext("Tell me if you need help."))
        if case.situation.due_on and case.situation.due_on >= now().date():
            words.append(gettext("It should be done by %(day)s.", day=day(case.situation.due_on)))
        return " ".join([*map(str, words), f"{address()}/courses/{case.course}"])
