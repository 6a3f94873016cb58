"""How the questions of a course work, in one table: what to look at, module by module. It names nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from learning.languages import LANGUAGES
from learning.modules.queries import catalogue
from learning.reports.asking import Filter
from learning.reports.items.extra import installed_measure
from learning.reports.items.fairness import Measure
from learning.reports.items.queries import EditionLine, counted, editions
from learning.reports.items.rules import FEWEST
from learning.reports.items.sheet import RULE_VERSION, Found, found, hundredths
from learning.reports.items.verdicts import Judged
from learning.reports.items.wording import Wording
from learning.reports.plug import Question, Report, header
from learning.reports.table import Column, Row, Sheet, Table


@dataclass(frozen=True)
class _Module:
    """One module with the newest edition of its quiz that people took, and what was found in it."""

    line: EditionLine
    found: Found
    wording: Wording


def sheet(session: Session, question: Question) -> Sheet:
    """Put the questions of one course together, as often asking the database as the course has modules."""
    say = question.say
    measure = installed_measure()
    modules = list(_modules(session, question, measure))
    questions = sum(len(each.found.items) for each in modules)
    answer = (
        say(
            "%(number)s of %(questions)s questions should be looked at.",
            number=sum(each.found.to_look_at for each in modules),
            questions=questions,
        )
        if questions
        else say("Too few people have answered a question of this course.")
    )
    fairness = (
        say("Not looked at: the extra “statistics” is not installed.")
        if measure is None
        else say("Looked at by sex, language and category, where enough people answered.")
    )
    return Sheet(
        header(
            REPORT,
            question,
            n=questions,
            rule_version=RULE_VERSION,
            answer=answer,
            lines=(
                (say("Fairness"), fairness),
                (say("Counted"), say("questions that %(number)s people and more were asked", number=FEWEST)),
            ),
            empty_words=say("Nothing yet"),
        ),
        (_overview(modules, question), _questions(modules, question)),
    )


def _modules(session: Session, question: Question, measure: Measure | None) -> Sequence[_Module]:
    course = catalogue(session).courses.get(question.asked.course or "")
    titles = {each.slug: each.words(question.names.language)["title"] for each in course.modules} if course else {}
    newest: dict[str, EditionLine] = {}
    for line in editions(session, question.country):
        newest.setdefault(line.module, line)  # the newest of each module comes first
    made: list[_Module] = []
    for slug, title in titles.items():
        if slug in newest:
            answers = counted(session, newest[slug].version_id, question.country)
            wording = _wording(question, title, answers.quiz.words(question.names.language)["items"])
            made.append(_Module(newest[slug], found(answers, measure), wording))
    return made


def _wording(question: Question, module: str, items: dict[str, object]) -> Wording:
    say, names = question.say, question.names
    return Wording(
        module=module,
        scope=names.country,
        items=items,
        dimensions={"sex": say("Sex"), "language": say("Language"), "category": say("Category")},
        groups={
            "sex": names.sexes,
            "language": {each.tag: each.own_name for each in LANGUAGES},
            "category": names.categories,
        },
        language=names.language,
        direction=names.direction,
        decimal_mark=names.decimal_mark,
        say=say,
    )


def _overview(modules: Sequence[_Module], question: Question) -> Table:
    say = question.say
    columns = (
        Column("module", say("Module")),
        Column("edition", say("Edition of"), "date"),
        Column("people", say("People"), "number"),
        Column("questions", say("Questions"), "number"),
        Column("look", say("To look at"), "number"),
        Column("unfair", say("Unfair to a group"), "number"),
        Column("alpha", say("Reliability (Cronbach's alpha)"), "number"),
    )
    return Table(say("By module"), columns, [_module(each) for each in modules])


def _module(each: _Module) -> Row:
    result = each.found
    return (
        each.wording.module,
        each.line.published_at.date(),
        result.people if result.people >= FEWEST else None,
        len(result.items),
        result.to_look_at,
        None if result.differences is None else len({one.item for one in result.flagged}),
        hundredths(result.reliability.alpha) if result.reliability else None,
    )


def _questions(modules: Sequence[_Module], question: Question) -> Table:
    say = question.say
    columns = (
        Column("module", say("Module")),
        Column("item", say("No.")),
        Column("question", say("Question")),
        Column("verdict", say("Verdict")),
        Column("fairness", say("Fairness")),
        Column("asked", say("People asked"), "number"),
        Column("answered", say("Answered"), "number"),
        Column("right", say("Fully right"), "number"),
        Column("difficulty", say("Points earned"), "percent"),
        Column("discrimination", say("Discrimination"), "number"),
    )
    every = [(one, each) for each in modules for one in each.found.items]
    rows = [_question(one, each) for one, each in sorted(every, key=lambda pair: pair[0].verdict)]  # to look at first
    return Table(say("All questions"), columns, rows, is_roll=True)


def _question(one: Judged, each: _Module) -> Row:
    about, wording = one.analysis, each.wording
    unfair = [difference for difference in each.found.flagged if difference.item == about.item.id]
    groups = [
        f"{wording.group(difference.dimension, difference.focal[0])}: {wording.fairness(difference)}"
        for difference in unfair
    ]
    return (
        wording.module,
        about.item.id,
        wording.question(about.item.id),
        wording.verdict(one),
        " ".join(groups),
        about.asked,
        about.answered,
        about.right,
        Fraction(about.difficulty),
        hundredths(about.discrimination),
    )


REPORT = Report(
    slug="item-quality",
    title=lambda say: say("Questions of a course"),
    purpose=lambda say: say("Which questions are too hard, too easy, unclear or unfair, and should be looked at?"),
    takes=(Filter.COURSE,),
    needs=frozenset({Filter.COURSE}),
    sheet=sheet,
    scope="both",
)
