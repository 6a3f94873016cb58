"""A lesson as screens for a hall: one thing at a time, in letters that the back row can read.

A screen ends at each heading, scene, picture, table and question, and where it would hold more than one glance reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it.token import Token

from learning.modules.markdown import Labels, PictureUrl, argument, blocks, render_blocks
from learning.modules.rules import Pack

MOST_LETTERS = 400
"""Letters of one screen of text: ten lines at a twenty-fifth of the height of the screen."""
ROOMY, CLOSE = 220, 480
"""Up to so many letters a screen is written larger; beyond so many, smaller."""
_CHECK, _SCENE, _LISTS = "container_check_open", "container_scenario_open", ("bullet_list_open", "ordered_list_open")
_ALONE = ("figure", "table_open")


class Kind(StrEnum):
    """What stands on a screen."""

    NOTICE = "notice"
    TEXT = "text"
    SCENE = "scene"
    PICTURE = "picture"
    TABLE = "table"
    CHECK = "check"
    ANSWER = "answer"


@dataclass(frozen=True)
class Choice:
    """One choice of a question: its words, and what is said of it when it is the key."""

    text: str
    is_key: bool
    feedback: str


@dataclass(frozen=True)
class Screen:
    """One screen.

    Attributes:
        kind: what stands on it.
        heading: of the part of the lesson that it belongs to, or of the scene; "" before the first heading.
        html: what is read, safe as it is; "" for questions.
        prompt: of a question.
        choices: of a question, in their order; the answer is shown one screen later.
        size: "roomy", "middle" or "close", by how much stands on it.
    """

    kind: Kind
    heading: str
    html: str = ""
    prompt: str = ""
    choices: tuple[Choice, ...] = ()
    size: str = "middle"


def lesson_screens(
    pack: Pack, lesson_id: str, language: str, labels: Labels, picture_url: PictureUrl
) -> tuple[Screen, ...]:
    """Divide a lesson into screens.

    Args:
        pack: the pack that was checked.
        lesson_id: one of its lessons.
        language: one of its languages.
        labels: the platform's own words, in the reader's language.
        picture_url: gives the address of a picture from its digest.

    Raises:
        KeyError: the pack has no such lesson or is not complete in that language.
    """
    tokens = blocks(pack, pack.texts[language, lesson_id], language, labels, picture_url)
    heading = ""
    found: list[Screen] = []
    waiting: list[list[Token]] = []

    def shown(kind: Kind, some: Sequence[Token]) -> Screen:
        html = render_blocks(pack, some, language, labels, picture_url)
        return Screen(kind, heading, html, size=_size(kind, _letters(some)))

    def flush() -> None:
        found.extend(shown(Kind.TEXT, part) for part in _packed(waiting))
        waiting.clear()

    for block in _blocks(tokens):
        first = block[0]
        if first.type == "heading_open":
            flush()
            heading = _plain(block[1])
        elif first.type == _CHECK:
            flush()
            found.extend(_question(pack, argument(first), language, heading))
        elif first.type == _SCENE:
            flush()
            inner = list(_blocks(block[1:-1]))
            found.extend(shown(Kind.SCENE, [first, *part, block[-1]]) for part in _packed(inner))
        elif first.type in _ALONE:
            flush()
            found.append(shown(Kind.PICTURE if first.type == "figure" else Kind.TABLE, block))
        else:
            waiting.append(block)
    flush()
    return tuple(found)


def notice_screen(pack: Pack, language: str) -> Screen | None:
    """Give what a class is told before a module that may be hard for a survivor; None: it needs no notice."""
    if not pack.content_notice:
        return None
    text = str(pack.words[language]["notice"])
    return Screen(Kind.NOTICE, "", prompt=text, size=_size(Kind.NOTICE, len(text)))


def _question(pack: Pack, check_id: str, language: str, heading: str) -> Iterator[Screen]:
    check = pack.check(check_id)
    words = pack.words[language]["checks"][check_id]
    choices = tuple(
        Choice(words["choices"][one]["text"], one == check.key, words["choices"][one]["feedback"])
        for one in check.choices
    )
    letters = len(words["prompt"]) + sum(len(one.text) for one in choices)
    asked = Screen(Kind.CHECK, heading, "", words["prompt"], choices, _size(Kind.CHECK, letters))
    yield asked
    said = letters + sum(len(one.feedback) for one in choices if one.is_key)
    yield replace(asked, kind=Kind.ANSWER, size=_size(Kind.ANSWER, said))


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Give the outermost blocks, each with everything in it."""
    depth = 0
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _packed(waiting: Sequence[list[Token]]) -> Iterator[list[Token]]:
    """Put blocks together until a screen is full; a long list goes on on the next one."""
    screen: list[Token] = []
    room = MOST_LETTERS
    for block in (part for each in waiting for part in _divided(each)):
        letters = _letters(block)
        if screen and letters > room:
            yield screen
            screen, room = [], MOST_LETTERS
        screen.extend(block)
        room -= letters
    if screen:
        yield screen


def _divided(block: list[Token]) -> Iterator[list[Token]]:
    """Divide a list that would fill more than a screen; the numbers of an ordered one go on."""
    if block[0].type not in _LISTS or _letters(block) <= MOST_LETTERS:
        yield block
        return
    number = int(block[0].attrGet("start") or 1)
    part: list[Token] = []
    begins = number
    for item in _blocks(block[1:-1]):
        if part and _letters(part) + _letters(item) > MOST_LETTERS:
            yield [_opened(block[0], begins), *part, block[-1]]
            part, begins = [], number
        part.extend(item)
        number += 1
    yield [_opened(block[0], begins), *part, block[-1]]


def _opened(token: Token, number: int) -> Token:
    if token.type != "ordered_list_open":
        return token
    again = token.copy()
    again.attrs = {**token.attrs, "start": number}
    return again


def _letters(tokens: Sequence[Token]) -> int:
    return sum(len(_plain(token)) for token in tokens if token.type == "inline")


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def _size(kind: Kind, letters: int) -> str:
    if kind is Kind.PICTURE:
        return "middle"
    return "roomy" if letters <= ROOMY else "close" if letters > CLOSE else "middle"
