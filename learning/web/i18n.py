"""Which language a page is in: the one chosen in this browser, else the person's own, else the browser's wish."""

from flask import Flask, request, session
from flask_babel import Babel, get_locale

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


def set_up(app: Flask) -> None:
    """Give the application its catalogues and the words that every template needs."""
    Babel(
        app,
        default_translation_directories=app.config["BABEL_TRANSLATION_DIRECTORIES"],
        locale_selector=choose_language,
        default_timezone="UTC",
    )

    app.jinja_env.globals.update(
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
        return {"language": page_language()}
