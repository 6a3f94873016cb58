"""The words of quizzes on paper: of what is printed, in its own language, and of what becomes of a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import force_locale, gettext, lazy_gettext

from learning.languages import language
from learning.modules.queries import Catalogue
from learning.papers.answer_sheets import PrintedRow, SheetWords
from learning.papers.bubbles import letters
from learning.papers.lines import Line
from learning.papers.marks import Doubt
from learning.papers.models import PaperSet, SheetState
from learning.papers.question_papers import Asked, PaperWords
from learning.quizzes.queries import PublishedQuiz
from learning.records.on_paper import Hold
from learning.web.context import address
from learning.web.vocabulary import day

STATES = {
    SheetState.PRINTED: lazy_gettext("Printed"),
    SheetState.UNSURE: lazy_gettext("Marks to look at"),
    SheetState.HELD: lazy_gettext("Held"),
    SheetState.ENTERED: lazy_gettext("Entered"),
}
HOLDS = {
    Hold.UNKNOWN: lazy_gettext("The answers are here, but no name. Say whose sheet it is."),
    Hold.NOT_ENROLLED: lazy_gettext("This person does not take the course now. Add her to the cohort, then try again."),
    Hold.PASSED: lazy_gettext("This person has passed the quiz already. The sheet is kept."),
    Hold.NONE_LEFT: lazy_gettext("All attempts are used. Grant one more, then try again."),
    Hold.WAITING: lazy_gettext("The waiting time after the last attempt is not over. Try again later."),
    Hold.BEGUN_ELSEWHERE: lazy_gettext(
        "An attempt is open on this person's own device. Try again when it is submitted."
    ),
    Hold.REPAIR: lazy_gettext("A short lesson about the last mistakes is to be read first. Then try again."),
}
DOUBTS = {
    Doubt.FAINT: lazy_gettext("Something is there that is neither a full mark nor nothing."),
    Doubt.CROSSED_OUT: lazy_gettext("A mark seems to be crossed out."),
    Doubt.SEVERAL: lazy_gettext("There are several marks, and only one is allowed."),
    Doubt.GAP: lazy_gettext("A digit of the number is missing."),
    Doubt.NOT_SEEN: lazy_gettext("The bubbles of this row are not seen well."),
}
REFUSALS = {
    "no-sheet": lazy_gettext("No answer sheet is seen on it."),
    "cut": lazy_gettext("The four square marks are not all on it. Photograph the whole sheet."),
    "two": lazy_gettext("Two sheets are on it. Photograph one at a time."),
    "unclear": lazy_gettext("Too little of the sheet is seen. Lay it flat, and photograph it again in more light."),
    "another": lazy_gettext("This is no picture that can be read. Send JPEG, PNG or PDF."),
    "pixels": lazy_gettext("This picture is too large. Send it with fewer pixels."),
    "pages": lazy_gettext("This file has too many pages. Divide it."),
    "no-pdf": lazy_gettext("PDF files cannot be read on this installation. Send pictures."),
    "large": lazy_gettext("This file is larger than 15 MB."),
}
_VERDICTS = {
    "permitted": lazy_gettext("Permitted"),
    "prohibited": lazy_gettext("Prohibited"),
    "true": lazy_gettext("True"),
    "false": lazy_gettext("False"),
}

_HINTS = {
    "single": "",
    "multiple": lazy_gettext("Fill every bubble that is right. A wrong one takes away from a right one."),
    "statements": lazy_gettext("Judge each line."),
    "matching": lazy_gettext("For each number, fill the letter that fits."),
    "sort": lazy_gettext("For each number, fill the letter that fits."),
    "ordering": lazy_gettext("For each step, fill the place that it takes: 1 comes first."),
    "numeric": lazy_gettext("Fill one digit in a row: hundreds, tens, ones, and tenths behind the point."),
}


def module_title(catalogue: Catalogue, of: PaperSet, tag: str) -> str:
    """Name the module whose quiz it is; its slug when it is published no more."""
    course = catalogue.courses.get(of.course)
    found = next((module for module in course.modules if module.slug == of.module), None) if course else None
    return str(found.words(tag)["title"]) if found else of.module


def sheet_words(of: PaperSet, title: str, cohort: str) -> SheetWords:
    """Give the words of the answer sheets, in the language of the paper."""
    with force_locale(of.language):
        return SheetWords(
            title=gettext("Answer sheet"),
            subject=title,
            cohort=f"{cohort} · {day(of.made_at.date())}",
            paper=gettext("Paper %(paper)s", paper="%(paper)s"),
            name=gettext("Name"),
            number=gettext("Service number"),
            how=gettext(
                "Fill one bubble in each row with a dark pen; several where the question says so. "
                "To change an answer, cross the bubble out and fill another."
            ),
            like_this=gettext("like this"),
            not_like_this=gettext("not like this"),
            address=address(),
            language=of.language,
            direction="rtl" if language(of.language).direction == "rtl" else "ltr",
        )


def question_words(of: PaperSet, variant: str, title: str, cohort: str) -> PaperWords:
    """Give the words of one question paper, in its language."""
    with force_locale(of.language):
        name = gettext("Paper %(paper)s", paper=variant)
        return PaperWords(
            title=f"{gettext('Questions')} · {name}",
            subject=title,
            cohort=f"{cohort} · {day(of.made_at.date())}",
            how=gettext("Do not write on this paper. Fill the bubbles of the answer sheet for %(paper)s.", paper=name),
            foot=f"{title} · {name} · %(page)s",
            language=of.language,
            direction="rtl" if language(of.language).direction == "rtl" else "ltr",
        )


def printed_rows(lines: Sequence[Line]) -> list[PrintedRow]:
    """Give the rows of a paper as its answer sheet shows them."""
    return [
        PrintedRow(line.number, row, slot) for line in lines for row, slot in zip(line.rows, line.slots, strict=True)
    ]


def asked(of: PaperSet, published: PublishedQuiz, lines: Sequence[Line]) -> list[Asked]:
    """Give the questions of a paper in its language, with the signs that stand on the answer sheet."""
    words = published.words(of.language)["items"]
    with force_locale(of.language):
        return [_asked(line, words[line.item.id]) for line in lines]


def _asked(line: Line, words: Mapping[str, Any]) -> Asked:
    kind, order = line.item.kind, line.placed.order

    def lettered(name: str, ids: Sequence[str]) -> list[tuple[str, str]]:
        return [(sign, words[name][each]["text"]) for sign, each in zip(letters(len(ids)), ids, strict=True)]

    def numbered(name: str) -> list[tuple[str, str]]:
        return [(f"{line.number}.{place}", words[name][each]["text"]) for place, each in enumerate(order[name], 1)]

    hint = str(_HINTS[kind])
    if kind == "statements":
        verdicts = [str(_VERDICTS[each]) for each in line.item.body["verdicts"]]
        lists = [list(zip(letters(len(verdicts)), verdicts, strict=True)), numbered("statements")]
    elif kind == "matching":
        lists = [lettered("right", order["right"]), numbered("left")]
    elif kind == "sort":
        lists = [lettered("bins", line.item.body["bins"]), numbered("cards")]
    elif kind == "ordering":
        lists = [numbered("steps")]
    elif kind == "numeric":
        lists = []
        hint = f"{hint} ({words['unit']})" if "unit" in words else hint
    else:
        lists = [lettered("choices", order["choices"])]
    return Asked(line.number, words["prompt"], hint, lists)
