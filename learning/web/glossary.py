"""The glossary: every term from A to Z, and its links from lessons."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learning.languages import language
from learning.modules.folding import fold
from learning.modules.glossing import Terms
from learning.modules.shelf import Term
from learning.modules.shelving import own_shelf
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.addresses import source_url, term_url
from learning.web.i18n import page_language

blueprint = Blueprint("glossary", __name__)

Entry = tuple[Term, Mapping[str, Any]]
"""A term and its words."""


@cache
def linked_terms(tag: str) -> Terms | None:
    """Give the terms that lessons in a language are linked to; None when the glossary does not speak it."""
    shelf = own_shelf()
    return Terms(shelf.words[tag]["terms"], term_url) if tag in shelf.languages else None


@cache
def _letters(tag: str) -> list[tuple[str, list[Entry]]]:
    """Sort the terms of a language under their first letters."""
    shelf = own_shelf()
    said = shelf.words[tag]["terms"]
    entries = sorted(((term, said[term.id]) for term in shelf.terms), key=lambda entry: fold(entry[1]["term"]))
    return [
        (letter, list(under))
        for letter, under in groupby(
            entries, key=lambda entry: unicodedata.normalize("NFD", entry[1]["term"])[0].upper()
        )
    ]


@blueprint.get("/glossary")
@requires(Permission.LEARN)
def glossary() -> ResponseReturnValue:
    """Show every term with its meaning."""
    shelf = own_shelf()
    lang = shelf.language(page_language().tag)
    return render_template(
        "shelf/glossary.html",
        letters=_letters(lang),
        words=shelf.words[lang]["terms"],
        source_url=source_url,
        lang=lang,
        dir=language(lang).direction,
    )
