"""Which language a page is in: the one chosen in this browser, else the person's own, else the browser's wish."""

from contextvars import ContextVar
from functools import lru_cache

from babel.support import NullTranslations
from flask import Flask, request, session
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

from learning.languages import BY_TAG, DEFAULT, LANGUAGES, Language, language
from learning.quizzes.rules import whole_percent
from learning.web import vocabulary
from learning.web.context import visitor

_CATALOGUE: ContextVar[NullTranslations] = ContextVar("catalogue")
"""Of the page that is being made: looked up once, when it is begun."""


def choose_language() -> str:
    """Choose the tag of the language for this request."""
    chosen = session.get("language")
    if chosen in BY_TAG:
        return str(chosen)
    found = visitor()
    if found and found.actor.language in BY_TAG:
        return found.actor.language
    return request.accept_languages.best_match(list(BY_TAG)) or DEFAULT.tag


def page_language() -> Language:
    """Give the language of the page that is being made."""
    return language(str(get_locale()))


def marked(sentence: str) -> str:
    """Mark a sentence for the catalogues, where it stands; a template says it."""
    return sentence


def _say(sentence: str, /, **values: object) -> Markup:
    """Say a sentence of a template in the page's language.

    flask-babel's own way asks for the catalogue at each sentence, which was a quarter of the time of a page.
    """
    said = _said(_CATALOGUE.get(), sentence)
    return said % values if "%" in said else said


def _say_number(one: str, several: str, number: int, /, **values: object) -> Markup:
    """Say a sentence of a template that holds a number, `%(num)s`."""
    said = _CATALOGUE.get().ungettext(one, several, number)
    return Markup(said) % {"num": number, **values}  # noqa: S704 - our own catalogues; values are escaped


@lru_cache(maxsize=8192)
def _said(catalogue: NullTranslations, sentence: str) -> Markup:
    """Say a sentence before its values are filled in: the same few hundred on every page."""
    return Markup(catalogue.ugettext(sentence))  # noqa: S704 - our own catalogues; values are escaped when filled in


def set_up(app: Flask) -> None:
    """Give the application its catalogues and the words that every template needs."""
    Babel(
        app,
        default_translation_directories=app.config["BABEL_TRANSLATION_DIRECTORIES"],
        locale_selector=choose_language,
        default_timezone="UTC",
    )

    app.jinja_env.globals.update(
        _=_say,
        ngettext=_say_number,
        languages=LANGUAGES,
        day=vocabulary.day,
        moment=vocabulary.moment,
        mission=vocabulary.mission,
        exact=vocabulary.exact,
        percent=whole_percent,
        roles=vocabulary.ROLES,
        categories=vocabulary.CATEGORIES,
        stages=vocabulary.STAGES,
        standings=vocabulary.STANDINGS,
        reasons=vocabulary.REASONS,
        grant_reasons=vocabulary.GRANT_REASONS,
        deliveries=vocabulary.DELIVERED,
        sure=vocabulary.CONFIDENCES,
    )

    @app.context_processor
    def _words() -> dict[str, object]:
        _CATALOGUE.set(get_translations())
        return {"language": page_language()}
