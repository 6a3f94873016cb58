"""Lessons as pages: Markdown becomes safe HTML, with its scenes, notes, drawings and check-yourself questions."""

import re
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import count
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from learning.modules.drawings import picture
from learning.modules.glossing import Terms, link_terms
from learning.modules.rules import Pack

CONTAINERS = ("scenario", "note", "check")
LINK_SCHEMES = frozenset({"https", "mailto"})
ELEMENTS = frozenset(
    {
        *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr", "br", "a"),
        *("table", "thead", "tbody", "tr", "th", "td", "div", "figure", "figcaption", "img", "details", "summary"),
    }
)
ALLOWED_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "ol": frozenset({"start"}),
    "div": frozenset({"class", "role", "aria-label"}),
    "p": frozenset({"class", "id", "tabindex"}),
    "table": frozenset({"class", "role"}),
    **dict.fromkeys(("thead", "tbody", "tr"), frozenset({"role"})),
    **dict.fromkeys(("th", "td"), frozenset({"role", "scope", "class", "data-label"})),
    "img": frozenset({"class", "src", "alt", "width", "height", "loading"}),
}
TABLE_ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}
AFTER_SCENE = re.compile(r"after-scene-\d{1,2}")
"""The only ids of a text: where the links past its scenes lead."""
PictureUrl = Callable[[str], str]
ALIGNMENTS = {"text-align:right": "number", "text-align:center": "centred"}


@dataclass(frozen=True)
class Labels:
    """The words that the platform adds to a lesson, in the reader's language.

    Attributes:
        scenario: stands before the title of a scene.
        check: stands above a check-yourself question.
        right: stands before the feedback to the right choice.
        not_quite: stands before the feedback to every other choice.
        skip: leads past a scene, in modules with a notice.
        after: stands where that leads.
    """

    scenario: str
    check: str
    right: str
    not_quite: str
    skip: str
    after: str


def render_lesson(
    pack: Pack,
    lesson_id: str,
    language: str,
    labels: Labels,
    picture_url: PictureUrl,
    terms: Terms | None = None,
) -> str:
    """Write a lesson as HTML that needs no further escaping.

    Its headings begin at h2, it has no ids, styles or scripts, and its drawings are pictures apart: read once, then
    kept by the browser.

    Args:
        pack: the pack that was checked.
        lesson_id: one of its lessons.
        language: one of its languages.
        labels: the platform's own words, in the reader's language.
        picture_url: gives the address of a picture from its digest.
        terms: the terms of the glossary that are linked, in the language of the lesson; None: nothing is.

    Raises:
        KeyError: the pack has no such lesson or is not complete in that language.
    """
    text = pack.texts[language, lesson_id]
    return render_text(pack, text, language, labels, picture_url, terms, skips=pack.content_notice)


def render_text(
    pack: Pack,
    text: str,
    language: str,
    labels: Labels,
    picture_url: PictureUrl,
    terms: Terms | None = None,
    *,
    skips: bool = False,
) -> str:
    """Write any Markdown of a pack as HTML, as `render_lesson` does: a facilitator's guide, the stimulus of a case.

    With `skips` a link stands before each scene that leads past it; only one such text may stand on a page.
    """
    return _clean(
        pack, _PAGE.render(text, _words(pack, language, labels, picture_url, terms, skips=skips)), picture_url
    )


def blocks(pack: Pack, text: str, language: str, labels: Labels, picture_url: PictureUrl) -> list[Token]:
    """Read a text into its blocks, to be shown a few at a time by `render_blocks`."""
    return _PAGE.parse(text, _words(pack, language, labels, picture_url, None, skips=False))


def render_blocks(pack: Pack, tokens: Sequence[Token], language: str, labels: Labels, picture_url: PictureUrl) -> str:
    """Write some blocks of a text as HTML, as safe as `render_text` does; nothing is linked."""
    words = _words(pack, language, labels, picture_url, None, skips=False)
    return _clean(pack, _PAGE.renderer.render(tokens, _PAGE.options, words), picture_url)


def _words(
    pack: Pack, language: str, labels: Labels, picture_url: PictureUrl, terms: Terms | None, *, skips: bool
) -> dict[str, Any]:
    return {
        "pack": pack,
        "words": pack.words[language],
        "labels": labels,
        "picture_url": picture_url,
        "terms": terms,
        "skips": skips,
        "scene_numbers": count(1),
        "open_scenes": [],
    }


def _clean(pack: Pack, html: str, picture_url: PictureUrl) -> str:
    pictures = {picture_url(picture(drawing).digest) for drawing in pack.media.values()}
    # The second guard: whatever slipped through the first, only these elements and attributes leave.
    return nh3.clean(
        html,
        tags=set(ELEMENTS),
        attributes={name: set(allowed) for name, allowed in ALLOWED_ATTRIBUTES.items()},
        attribute_filter=partial(_kept, pictures),
        url_schemes=set(LINK_SCHEMES),
        link_rel="noopener noreferrer",
    )


def _kept(pictures: Collection[str], tag: str, name: str, value: str) -> str | None:
    """Keep an attribute as it is or leave it out: pictures of our own, and no place but those behind a scene."""
    if name == "src":
        return value if value in pictures else None
    if name == "tabindex":
        return value if tag == "p" and value == "-1" else None
    if name == "id":
        return value if tag == "p" and AFTER_SCENE.fullmatch(value) else None
    return value


def reader(*, html: bool) -> MarkdownIt:
    """Make a reader of lessons: CommonMark, tables, scenes, notes, checks, and pictures as figures.

    Args:
        html: whether raw HTML is told apart from text (to find it), rather than shown as text (to be safe).
    """
    markdown = MarkdownIt("commonmark", {"html": html}, renderer_cls=LessonRenderer).enable("table")
    for name in CONTAINERS:
        markdown.use(container_plugin, name, render=getattr(LessonRenderer, name))
    markdown.core.ruler.push("figures", _figures)
    markdown.core.ruler.push("cells", _cells)
    markdown.core.ruler.push("terms", link_terms)
    return markdown


class LessonRenderer(RendererHTML):
    """Writes what CommonMark does not know: scenes, notes, checks, figures and tables for small screens."""

    def scenario(
        self, tokens: Sequence[Token], place: int, _options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Write the beginning or the end of a scene."""
        labels: Labels = env["labels"]
        is_end = tokens[place].nesting < 0
        behind = env["open_scenes"].pop() if is_end else f"after-scene-{next(env['scene_numbers'])}"
        if is_end:
            end = f'<p class="after-scene" id="{behind}" tabindex="-1">{escape(labels.after)}</p>\n'
            return "</div>\n" + (end if env["skips"] else "")
        env["open_scenes"].append(behind)
        title = escape(argument(tokens[place]))
        skip = f'<p class="skip-scene"><a href="#{behind}">{escape(labels.skip)}</a></p>\n'
        scene = f'<div class="scenario">\n<p class="title"><strong>{escape(labels.scenario)}</strong> · {title}</p>\n'
        return skip + scene if env["skips"] else scene

    def note(self, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: MutableMapping[str, Any]) -> str:
        """Write the beginning or the end of a note."""
        return '<div class="note">\n' if tokens[place].nesting > 0 else "</div>\n"

    def check(self, tokens: Sequence[Token], place: int, _options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Write a check-yourself question: each choice opens on its feedback, without JavaScript."""
        if tokens[place].nesting < 0:
            return "</div>\n"
        pack: Pack = env["pack"]
        labels: Labels = env["labels"]
        check = pack.check(argument(tokens[place]))
        words = env["words"]["checks"][check.id]
        lines = [
            f'<div class="check" role="group" aria-label="{escape(labels.check)}">',
            f'<p class="title">{escape(labels.check)}</p>',
            f"<p>{escape(words['prompt'])}</p>",
        ]
        for choice in check.choices:
            is_key = choice == check.key
            verdict = escape(labels.right if is_key else labels.not_quite)
            said = words["choices"][choice]
            lines.append(
                f"<details><summary>{escape(said['text'])}</summary>"
                f'<p class="feedback {"right" if is_key else "not-quite"}"><strong>{verdict}</strong> '
                f"{escape(said['feedback'])}</p></details>"
            )
        return "\n".join(lines) + "\n"

    def figure(self, tokens: Sequence[Token], place: int, _options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Write a drawing as a picture of its own, with its alternative text and caption."""
        name = tokens[place].meta["file"]
        words = env["words"]["media"][name]
        shown = picture(env["pack"].media[name])
        source, alt = escape(env["picture_url"](shown.digest)), escape(words["alt"])
        size = f'width="{shown.width}" height="{shown.height}"'
        return (
            f'<figure><img class="drawing" src="{source}" alt="{alt}" {size} loading="lazy">'
            f"<figcaption>{escape(words['caption'])}</figcaption></figure>\n"
        )

    def table_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Begin a table that may scroll or become cards on a small screen."""
        return '<div class="wide scroll">\n' + self.renderToken(tokens, place, options, env)

    def table_close(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """End such a table."""
        return self.renderToken(tokens, place, options, env) + "</div>\n"


def argument(token: Token) -> str:
    """Give what stands after a container's name, such as the title of a scene or the id of a check."""
    return token.info.strip().partition(" ")[2].strip()


def _figures(state: StateCore) -> None:
    """Turn each paragraph that holds one picture and nothing else into a figure."""
    tokens: list[Token] = []
    for token in state.tokens:
        children = token.children or []
        if token.type == "inline" and [child.type for child in children] == ["image"]:
            tokens.pop()
            meta = {"file": children[0].attrGet("src"), "words": children[0].content}
            tokens.append(Token("figure", "figure", 0, map=token.map, meta=meta, level=token.level - 1, block=True))
        elif not (token.type == "paragraph_close" and tokens and tokens[-1].type == "figure"):
            tokens.append(token)
    state.tokens = tokens


def _cells(state: StateCore) -> None:
    """Give each cell of a table its column's title, so that a row can stand alone as a card."""
    titles: list[str] = []
    column = 0
    for place, token in enumerate(state.tokens):
        if token.type in TABLE_ROLES:
            token.attrSet("role", TABLE_ROLES[token.type])
        if token.type == "table_open":
            titles = []
            token.attrSet("class", "cards")
        elif token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            title = "".join(child.content for child in state.tokens[place + 1].children or ())
            if token.type == "th_open":
                titles.append(title)
            _cell(token, column, titles)
            column += 1


def _cell(token: Token, column: int, titles: Sequence[str]) -> None:
    alignment = ALIGNMENTS.get(str(token.attrs.pop("style", "")))
    if alignment:
        token.attrSet("class", alignment)
    if token.type == "th_open":
        token.attrSet("scope", "col")
    else:
        token.attrSet("data-label", titles[column])


_PAGE = reader(html=False)
