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
ROOMY, CLOSE = 220, 500
"""Up to so many letters a screen is written larger; beyond so many, smaller."""
_CHECK, _SCENE = "container_check_open", "container_scenario_open"
_DIVIDED = ("bullet_list_open", "ordered_list_open", "table_open", "container_note_open", "blockquote_open")
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
            kind = Kind.PICTURE if first.type == "figure" else Kind.TABLE
            found.extend(shown(kind, part) for part in _divided(block))
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
    letters = len(words["prompt"]) + sum(len(one.text) + one.is_key * len(one.feedback) for one in choices)
    # Both of one size: when the answer comes, the question stays where it was.
    asked = Screen(Kind.CHECK, heading, "", words["prompt"], choices, _size(Kind.CHECK, letters))
    yield asked
    yield replace(asked, kind=Kind.ANSWER)


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
    """Put blocks together until a screen is full; the line that leads to a list goes with it to the next one."""
    screen: list[list[Token]] = []
    for block in (part for each in waiting for part in _divided(each)):
        if screen and sum(map(_letters, screen)) + _letters(block) > MOST_LETTERS:
            carried = [screen.pop()] if len(screen) > 1 and _leads_on(screen[-1]) else []
            yield _joined(screen)
            screen = carried
        screen.append(block)
    if screen:
        yield _joined(screen)


def _joined(screen: Sequence[list[Token]]) -> list[Token]:
    return [token for block in screen for token in block]


def _leads_on(block: Sequence[Token]) -> bool:
    texts = [_plain(token) for token in block if token.type == "inline"]
    return bool(texts) and texts[-1].rstrip().endswith(":")


def _divided(block: list[Token]) -> Iterator[list[Token]]:
    """Divide what would fill more than a screen: the numbers of a list go on, the head of a table is said again."""
    opening, closing = block[0], block[-1]
    if _letters(block) <= MOST_LETTERS or opening.type not in _DIVIDED:
        yield block
        return
    head: list[Token] = []
    inner = list(_blocks(block[1:-1]))
    if opening.type == "table_open":
        head, body = inner[0], inner[1]
        opening, closing, inner = body[0], body[-1], list(_blocks(body[1:-1]))
    number = int(block[0].attrGet("start") or 1)
    for part in _filled(inner, MOST_LETTERS - _letters(head)):
        if head:
            yield [block[0], *head, opening, *_joined(part), closing, block[-1]]
        else:
            yield [_opened(opening, number), *_joined(part), closing]
        number += len(part)


def _filled(blocks: Sequence[list[Token]], room: int) -> Iterator[list[list[Token]]]:
    """Put blocks together as long as there is room for them."""
    part: list[list[Token]] = []
    for block in blocks:
        if part and sum(map(_letters, part)) + _letters(block) > room:
            yield part
            part = []
        part.append(block)
    if part:
        yield part


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
