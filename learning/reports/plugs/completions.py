"""Who has to complete what, and who has: the completion report as a plug; its page has addresses of its own."""

from dataclasses import replace

from sqlalchemy.orm import Session

from learning.reports import completions
from learning.reports.asking import Filter
from learning.reports.plug import Question, Report
from learning.reports.table import Sheet, percent_text


def filters(question: Question) -> completions.Filters:
    """Say what the question is about in the completion report's own terms."""
    asked = question.asked
    assert question.country is not None, "the completion report is one country's"
    return completions.Filters(
        country=question.country,
        course=asked.course,
        category=asked.category,
        cohort=asked.cohort,
        mission=asked.mission,
        first=asked.first,
        last=asked.last,
    )


def sheet(session: Session, question: Question) -> Sheet:
    """Make the completion report."""
    made = completions.report(
        session, filters(question), question.names, question.say, question.split, made_on=question.today
    )
    return replace(made, header=replace(made.header, answer=_answer(made, question.say)))


def _answer(made: Sheet, say: completions.Say) -> str:
    """Say in one sentence what the table by course adds up to, which is everything."""
    rates = [row[-1] for row in made.tables[0].rows]
    completed, people = (sum(rate[place] for rate in rates if isinstance(rate, tuple)) for place in (0, 1))
    if not people:
        return say("Nobody belongs to this report yet.")
    return say(
        "%(completed)s of %(people)s enrolments are completed (%(rate)s %%).",
        completed=completed,
        people=people,
        rate=percent_text((completed, people), made.header.decimal_mark),
    )


REPORT = Report(
    slug="completions",
    title=lambda say: say("Completion report"),
    purpose=lambda say: say("Who has completed which course, and who has not?"),
    takes=(Filter.COURSE, Filter.CATEGORY, Filter.MISSION, Filter.COHORT, Filter.PERIOD),
    sheet=sheet,
    leaves=True,
    shared_as=filters,
)
