"""Links from a lesson to the glossary: the first time that it uses a term, and never more than a few."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LINKS_AT_MOST = 8
"""In one lesson: more would make it a page of links."""

TermUrl = Callable[[str], str]
PLAIN = {"heading_open": "heading_close", "th_open": "th_close"}
"""Parts of a lesson that stay without links, by how they begin and end."""

BEGINNING = re.compile(r"(?:^|[.!?:;…])[\s\"“”«»'‘’*]*$|[\"“«]$")


class Terms:
    """The terms of one language, ready to be found in texts."""

    def __init__(self, words: Mapping[str, Mapping[str, Any]], url: TermUrl) -> None:
        """Prepare the terms.

        Args:
            words: by id of the term, with `match`: a form in small letters is found at the beginning of a sentence
                too, one with capitals only as it stands; a term without forms is not linked.
            url: gives the address of a term from its id.
        """
        self._ids = {form: term for term, said in words.items() for form in said["match"]}
        self._url = url
        # The longest form first, so that "gender norm" is not read as "gender"; a hyphen belongs to the word.
        forms = "|".join(map(_pattern, sorted(self._ids, key=len, reverse=True)))
        self._found = re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])" if forms else r"(?!)")

    def link(self, tokens: Sequence[Token]) -> None:
        """Put a link on the first occurrence of each term in the tokens of a lesson.

        Headings, heads of tables, code, and links that are there stay as they are.
        """
        used: set[str] = set()
        until = ""
        for token in tokens:
            if not until:
                until = PLAIN.get(token.type, "")
            elif token.type == until:
                until = ""
            if token.type == "inline" and token.children and not until:
                token.children = list(self._linked(token.children, used))

    def _linked(self, children: Sequence[Token], used: set[str]) -> Iterator[Token]:
        inside_link = 0
        for child in children:
            inside_link += child.nesting if child.type in {"link_open", "link_close"} else 0
            if child.type == "text" and not inside_link:
                yield from self._split(child, used)
            else:
                yield child

    def _split(self, token: Token, used: set[str]) -> Iterator[Token]:
        at = 0
        for found in self._found.finditer(token.content):
            form = found[0].replace("’", "'")
            term = self._ids.get(form) or self._ids[form[0].lower() + form[1:]]
            if (
                term in used
                or len(used) == LINKS_AT_MOST
                or _is_of_a_title(token.content, found, as_it_stands=form in self._ids)
            ):
                continue
            used.add(term)
            yield _text(token, token.content[at : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": self._url(term)}, level=token.level)
            yield _text(token, found[0])
            yield Token("link_close", "a", -1, level=token.level)
            at = found.end()
        yield _text(token, token.content[at:])


def link_terms(state: StateCore) -> None:
    """Link the terms of a text, when its page was given any: a rule for the reader of lessons."""
    terms = state.env.get("terms")
    if terms is not None:
        terms.link(state.tokens)


def _is_of_a_title(text: str, found: re.Match[str], *, as_it_stands: bool) -> bool:
    """Say whether a term belongs to a citation in brackets, or has a capital that no sentence begins with."""
    before = text[: found.start()]
    cited = before.count("(") > before.count(")") and text[found.end() : found.end() + 1] != ")"
    return cited or not (as_it_stands or BEGINNING.search(before))


def _pattern(form: str) -> str:
    written = re.escape(form).replace("'", "['’]")
    return written if form != form.lower() else f"[{form[0]}{form[0].upper()}]{written[1:]}"


def _text(token: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=token.level)
