"""Question papers: what is asked, with the letters and numbers of the answer sheet; nobody writes on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4

from certificates import type as typeset
from certificates.type import Paper, Style

INK: Final = HexColor(0x000000)
MUTED: Final = HexColor(0x4A4A4A)
HAIR: Final = HexColor(0xBFBFBF)
MARGIN: Final = 56.0
BOTTOM: Final = 52.0
PROMPT, CHOICE, HINT, FOOT = 11.0, 10.5, 9.0, 8.5
LEADING: Final = 1.42
NUMBER_ROOM: Final = 26.0
LETTER_ROOM: Final = 26.0


@dataclass(frozen=True)
class Asked:
    """One question as it stands on the paper.

    Attributes:
        number: from 1.
        prompt: what is asked.
        hint: how to mark it; may be empty.
        lists: one list, or two for matching; each entry has what stands before it and its words.
    """

    number: int
    prompt: str
    hint: str
    lists: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class PaperWords:
    """What every question paper says, in its language.

    Attributes:
        title: what the paper is, with its letter.
        subject: the module.
        cohort: for whom it was printed.
        how: what to do, in a sentence or two.
        foot: stands at the foot of each page, with `%(page)s`.
        language: BCP 47 tag.
        direction: "ltr" or "rtl".
    """

    title: str
    subject: str
    cohort: str
    how: str
    foot: str
    language: str
    direction: typeset.Direction


def print_question_papers(papers: Iterable[tuple[PaperWords, Sequence[Asked]]]) -> bytes:
    """Print question papers one after the other; the same arguments always give the same bytes."""
    file = BytesIO()
    drawn: _Pages | None = None
    for words, questions in papers:
        if drawn is None:
            drawn = _Pages(Paper(file, pagesize=A4, pageCompression=1, invariant=1, lang=words.language), words)
        drawn.draw(words, questions)
    assert drawn is not None, "a set has at least one paper"
    drawn.paper.save()
    return file.getvalue()


class _Pages:
    """Sets one paper after the other; `y` is how far down the present page is filled."""

    def __init__(self, paper: Paper, words: PaperWords) -> None:
        self.paper = paper
        self.words = words
        self.y = 0.0
        self.page = 0
        paper.setTitle(f"{words.title}: {words.subject}")
        paper.setCreator("learn1325")
        if words.direction == "rtl":
            paper.setViewerPreference("Direction", "R2L")

    def draw(self, words: PaperWords, questions: Sequence[Asked]) -> None:
        """Set one paper, which begins on a page of its own."""
        self.words = words
        self.page = 0
        self._begin_page()
        self._lines(words.title, 10, 0, MUTED)
        self._lines(words.subject, 18, 0, INK, Style.BOLD)
        self._lines(words.cohort, 10, 0, MUTED)
        self.y -= 4
        self._lines(words.how, 10, 0, INK)
        self.y -= 6
        for question in questions:
            self._question(question)
        self._end_page()

    def _question(self, question: Asked) -> None:
        room = A4[0] - 2 * MARGIN - NUMBER_ROOM
        height = sum(
            len(typeset.wrap(text, room - inset, size, style=style, base="auto")) * size * LEADING
            for text, size, inset, style in self._pieces(question)
        )
        if self.y - height - 20 < BOTTOM and height < A4[1] - 2 * MARGIN:  # a question stays on one page
            self._end_page()
            self._begin_page()
        self.y -= 8
        self.paper.setStrokeColor(HAIR)
        self.paper.setLineWidth(0.5)
        self.paper.line(MARGIN, self.y, A4[0] - MARGIN, self.y)
        self.y -= 6
        top = self.y
        self._lines(question.prompt, PROMPT, NUMBER_ROOM, INK, Style.BOLD)
        after, self.y = self.y, top
        self._put(str(question.number), PROMPT, 0, self.y - PROMPT, Style.BOLD)
        self.y = after - 2
        if question.hint:
            self._lines(question.hint, HINT, NUMBER_ROOM, MUTED)
            self.y -= 2
        for number, entries in enumerate(question.lists):
            if number:
                self.y -= 5
            for sign, text in entries:
                before = self.y
                self._lines(text, CHOICE, NUMBER_ROOM + LETTER_ROOM, INK)
                self._put(sign, CHOICE, NUMBER_ROOM, before - CHOICE, Style.BOLD)
                self.y -= 1.5

    def _pieces(self, question: Asked) -> Iterable[tuple[str, float, float, Style]]:
        yield question.prompt, PROMPT, 0, Style.BOLD
        if question.hint:
            yield question.hint, HINT, 0, Style.TEXT
        for entries in question.lists:
            for _, text in entries:
                yield text, CHOICE, LETTER_ROOM, Style.TEXT

    def _lines(self, text: str, size: float, inset: float, colour: Color, style: Style = Style.TEXT) -> None:
        """Set a text in as many lines as it needs, on further pages if need be."""
        room = A4[0] - 2 * MARGIN - inset
        for line in typeset.wrap(typeset.with_substitutes(text, style), room, size, style=style, base="auto"):
            if self.y - size * LEADING < BOTTOM:
                self._end_page()
                self._begin_page()
            self.paper.setFillColor(colour)
            self._put(line, size, inset, self.y - size, style)
            self.y -= size * LEADING

    def _put(self, words: str, size: float, inset: float, y: float, style: Style) -> None:
        is_rtl = self.words.direction == "rtl"
        x = A4[0] - MARGIN - inset if is_rtl else MARGIN + inset
        base: typeset.Base = self.words.direction if typeset.first_direction(words) else "ltr"
        typeset.draw(self.paper, x, y, words, size, style=style, direction=self.words.direction, base=base)

    def _begin_page(self) -> None:
        self.page += 1
        self.y = A4[1] - MARGIN

    def _end_page(self) -> None:
        self.paper.setFillColor(MUTED)
        self._put(self.words.foot % {"page": self.page}, FOOT, 0, 30, Style.TEXT)
        self.paper.showPage()
