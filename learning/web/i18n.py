"""Which language a page is in: the one chosen in this browser, else the person's own, else the browser's wish."""

from collections.abc import Mapping

from babel.support import NullTranslations
from flask import Flask, g, request, session
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

from learning.languages import BY_TAG, DEFAULT, LANGUAGES, Language, language
from learning.web import vocabulary
from learning.web.context import visitor


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


def _say(sentence: str, /, **values: object) -> Markup:
    """Say a sentence of a template in the page's language.

    flask-babel's own way asks for the catalogue at each sentence, which was a quarter of the time of a page.
    """
    return _filled(_catalogue().ugettext(sentence), values)


def _say_number(one: str, several: str, number: int, /, **values: object) -> Markup:
    """Say a sentence of a template that holds a number, `%(num)s`."""
    return _filled(_catalogue().ungettext(one, several, number), {"num": number, **values})


def _catalogue() -> NullTranslations:
    """The catalogue that was looked up when the page was begun."""
    found: NullTranslations = g.get("catalogue") or get_translations()
    return found


def _filled(words: str, values: Mapping[str, object]) -> Markup:
    safe = Markup(words)  # noqa: S704 - our own catalogues; values are escaped when they are filled in
    return safe % values if "%" in words else safe


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
        roles=vocabulary.ROLES,
        categories=vocabulary.CATEGORIES,
        stages=vocabulary.STAGES,
        standings=vocabulary.STANDINGS,
        reasons=vocabulary.REASONS,
    )

    @app.context_processor
    def _words() -> dict[str, object]:
        g.catalogue = get_translations()
        return {"language": page_language()}
