"""What a lesson's text must have, part by part."""

from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from learning.modules.documents import read_text
from learning.modules.links import link_fault, unread_links
from learning.modules.markdown import CONTAINERS, argument, reader
from learning.modules.phrasing import Style, phrasing_faults
from learning.modules.reading_level import level_faults
from learning.modules.rules import Fault, Lesson
from learning.modules.sentences import Found

BYTES_AT_MOST = 40 * 1024
WORDS_AT_LEAST, WORDS_AT_MOST = 400, 900
BULLETS_AT_LEAST, BULLETS_AT_MOST = 3, 5
TAKE_AWAY = {"en": "What to take with you"}

_CHECKER = reader(html=True)


def lesson_faults(
    file: str, content: bytes, lesson: Lesson, style: Style, checks: set[str], drawings: set[str]
) -> list[Fault]:
    """Find every reason why a lesson's text is refused.

    Args:
        file: the text's name inside the pack, such as "en/10-what-1325-asks.md".
        content: the bytes of the file.
        lesson: what module.toml says of the lesson.
        style: of the pack in the language of the text.
        checks: the ids of the pack's check-yourself questions.
        drawings: the file names of the pack's drawings.
    """
    if len(content) > BYTES_AT_MOST:
        return [Fault(file, 1, f"is larger than {BYTES_AT_MOST // 1024} KB; a lesson is one short page")]
    text = read_text(file, content)
    if isinstance(text, Fault):
        return [text]
    tokens = _CHECKER.parse(text)
    found = [
        *_heading_faults(tokens),
        *_part_faults(tokens),
        *_container_faults(tokens, text.split("\n")),
        *_check_faults(tokens, lesson, checks),
        *_figure_faults(tokens, drawings),
        *inline_faults(tokens),
        *_take_away_faults(tokens, style.language),
        *_length_faults(tokens, style.language),
        *level_faults(text, style.language),
        *phrasing_faults(text, style),
    ]
    return [Fault(file, line + 1, reason) for line, reason in found]


def drawings_shown(text: str) -> set[str]:
    """Name the drawings that a lesson's text shows."""
    return {str(token.meta["file"]) for token in _CHECKER.parse(text) if token.type == "figure"}


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _heading_faults(tokens: Sequence[Token]) -> Found:
    if tokens and tokens[0].type == "heading_open":
        yield _line(tokens[0]), "begins with a heading; the title stands in words.toml, so begin with text"
    last = 2
    for token in tokens:
        if token.type != "heading_open":
            continue
        level = int(token.tag[1:])
        if level not in {2, 3} or level > last + 1:
            yield _line(token), f"has a heading of level {level}; use ## and, below it, ###"
        last = max(level, 2)


def _part_faults(tokens: Sequence[Token]) -> Found:
    types = {token.type for token in tokens}
    for part, example in (
        ("container_scenario_open", "a scene (“::: scenario Title”)"),
        ("figure", "a picture (“![](four-pillars.svg)” alone in a paragraph)"),
        ("container_check_open", "a check-yourself question (“::: check c01”)"),
    ):
        if part not in types:
            yield 0, f"has no {example.removeprefix('a ')}; every lesson has one"


def _container_faults(tokens: Sequence[Token], lines: Sequence[str]) -> Found:
    for token in tokens:
        if token.type.startswith("container_") and token.nesting > 0:
            assert token.map is not None
            first, end = token.map
            if end >= len(lines) or not lines[end].strip().startswith(token.markup):
                yield first, f"“{token.markup} {token.info.strip()}” is never closed; end it with “:::”"
            if token.type == "container_scenario_open" and not argument(token):
                yield first, "the scene has no title; write “::: scenario Title”"
    yield from _stray_faults(tokens)


def _stray_faults(tokens: Sequence[Token]) -> Found:
    """Find marks of containers that stayed text: unknown names, and ends without a beginning."""
    unknown = 0
    for token in tokens:
        for number, line in enumerate(token.content.split("\n") if token.type == "inline" else ()):
            mark = line.strip()
            if mark.startswith(":::") and mark.strip(":"):
                unknown += 1
                yield _line(token) + number, f"“{mark}” is not known here; known: {', '.join(CONTAINERS)}"
            elif mark.startswith(":::") and unknown:
                unknown -= 1
            elif mark.startswith(":::"):
                yield _line(token) + number, "“:::” ends nothing that was begun"


def _check_faults(tokens: Sequence[Token], lesson: Lesson, checks: set[str]) -> Found:
    shown: set[str] = set()
    for token, following in pairwise(tokens):
        if token.type != "container_check_open":
            continue
        check = argument(token)
        if check not in checks:
            yield _line(token), f"“{check}” is not among the checks of module.toml"
        elif check not in lesson.checks:
            yield _line(token), f"module.toml does not give check “{check}” to lesson “{lesson.id}”"
        elif check in shown:
            yield _line(token), f"check “{check}” stands here a second time"
        if following.type != "container_check_close":
            yield _line(token), f"check “{check}” holds text; its words stand in words.toml"
        shown.add(check)
    # A check that is misnamed where it stands is reported there, and not as missing as well.
    missing = set(lesson.checks) & checks - shown if shown and shown <= set(lesson.checks) else ()
    for check in sorted(missing):
        yield 0, f"does not show check “{check}”, which module.toml gives to this lesson"


def _figure_faults(tokens: Sequence[Token], drawings: set[str]) -> Found:
    for token in tokens:
        if token.type != "figure":
            continue
        if token.meta["file"] not in drawings:
            yield _line(token), f"“{token.meta['file']}” is not among the media of module.toml"
        if token.meta["words"]:
            yield _line(token), "the picture has words of its own; they stand in words.toml: write “![](file.svg)”"


def inline_faults(tokens: Sequence[Token]) -> Found:
    """Find HTML, pictures inside a line, and links that are broken or lead where no reader should go."""
    for token in tokens:
        if token.type == "html_block":
            yield _line(token), "holds HTML; write Markdown only"
        line = _line(token)
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type == "html_inline":
                yield line, "holds HTML; write Markdown only"
            elif child.type == "image":
                yield line, "a picture stands alone in its paragraph"
            elif child.type == "link_open" and (reason := link_fault(str(child.attrGet("href")))):
                yield line, reason
            elif child.type == "text":
                yield from ((line, reason) for reason in unread_links(child.content))


def _take_away_faults(tokens: Sequence[Token], language: str) -> Found:
    sections = [
        place for place, token in enumerate(tokens) if (token.type, token.tag, token.level) == ("heading_open", "h2", 0)
    ]
    if not sections:
        yield 0, "has no last section to take away (“## What to take with you”)"
        return
    last = sections[-1]
    title = tokens[last + 1].content
    wanted = TAKE_AWAY.get(language, title)
    if title != wanted:
        yield _line(tokens[last]), f"the last section is “{title}”; it must be “{wanted}”"
        return
    bullets = sum(token.type == "list_item_open" and token.level == 1 for token in tokens[last:])
    if not BULLETS_AT_LEAST <= bullets <= BULLETS_AT_MOST:
        reason = f"the last section has {bullets} points; it must have {BULLETS_AT_LEAST} to {BULLETS_AT_MOST}"
        yield _line(tokens[last]), reason


def word_count(text: str) -> int:
    """Count the words that a reader meets in a lesson's text."""
    return _count(_CHECKER.parse(text))


def _count(tokens: Sequence[Token]) -> int:
    return sum(
        any(character.isalnum() for character in word)
        for token in tokens
        for child in token.children or ()
        if child.type in {"text", "code_inline"}
        for word in child.content.split()
    )


def _length_faults(tokens: Sequence[Token], language: str) -> Found:
    count = _count(tokens)
    if language == "en" and not WORDS_AT_LEAST <= count <= WORDS_AT_MOST:
        yield 0, f"has {count} words; a lesson has {WORDS_AT_LEAST} to {WORDS_AT_MOST}"
