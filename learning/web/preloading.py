"""What pages need, read before the server divides: its processes then share it, instead of each having its own."""

from contextlib import suppress
from datetime import UTC, datetime

from babel.dates import format_date, format_datetime
from flask import Flask
from sqlalchemy.exc import DatabaseError

from certificates.typefaces import Style, first_face
from learning.db import Database
from learning.languages import LANGUAGES
from learning.modules.queries import catalogue
from learning.people.countries import countries
from learning.quizzes.queries import quiz_version
from learning.web.glossary import linked_terms

_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def preload(app: Flask) -> None:
    """Read templates, typefaces, content and what languages say; the connections that it took are closed."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    for style in Style:
        first_face(style)
    for language in LANGUAGES:
        countries(language.tag)
        linked_terms(language.tag)
        format_date(_SOME_DAY, "long", locale=language.dates)
        format_datetime(_SOME_DAY, "medium", locale=language.dates)
    _load_content(app.extensions["learn1325"].database)


def _load_content(database: Database) -> None:
    """Read what is published, its pictures and its quizzes; a database not prepared yet has nothing to read."""
    with suppress(DatabaseError), database.read() as session:
        published = catalogue(session)
        _ = published.pictures
        for course in published.courses.values():
            for version in (course.test_version_id, *(module.quiz_version_id for module in course.modules)):
                if version is not None:
                    quiz_version(session, version)
    database.dispose()
