"""Refusals become pages: one table from the domain's words to a status and a sentence in the reader's language."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException

from learning.errors import Conflict, Forbidden, Invalid, LearningError, NotFound, Reasons, Throttled
from learning.web.security import OutOfDatePage

STATUS: tuple[tuple[type[LearningError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Throttled, 429),
    (Conflict, 409),
    (OutOfDatePage, 400),
    (Invalid, 422),
)
NOWHERE = "This page does not exist."
"""What is said of every id that is unknown, malformed or another country's; links and codes have their own sentence."""
TITLES = {
    400: lazy_gettext("This did not work"),
    403: lazy_gettext("You may not open this page"),
    404: lazy_gettext("Page not found"),
    405: lazy_gettext("Page not found"),
    409: lazy_gettext("This cannot be done now"),
    413: lazy_gettext("This is too large"),
    422: lazy_gettext("This did not work"),
    429: lazy_gettext("Too many tries"),
    500: lazy_gettext("Something went wrong"),
}
SENTENCES = {
    400: lazy_gettext("We could not read what was sent. Go back and try again."),
    404: lazy_gettext("This page does not exist. Check the address, or begin again from the first page."),
    405: lazy_gettext("This page does not exist. Check the address, or begin again from the first page."),
    413: lazy_gettext("What was sent is too large. Nothing was changed."),
    500: lazy_gettext("Something went wrong on our side. What you saved is kept. Try again in a minute."),
}


def words(error: LearningError) -> str:
    """Say a refusal in the reader's language."""
    values = {name: _said(value) if isinstance(value, Reasons) else value for name, value in error.values.items()}
    return str(gettext(error.sentence, **values))


def _said(reasons: Reasons) -> str:
    return "; ".join(str(gettext(each.sentence, **each.values)) for each in reasons)


def _page(status: int, sentence: str) -> ResponseReturnValue:
    title = TITLES.get(status, TITLES[400])
    return render_template("error.html", heading=title, sentence=sentence), status


def _refused(error: LearningError) -> ResponseReturnValue:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
    if isinstance(error, NotFound) and error.sentence == NOWHERE:
        return _page(404, SENTENCES[404])
    return _page(status, words(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    return _page(status, SENTENCES.get(status, SENTENCES[400 if status < 500 else 500]))  # noqa: PLR2004


def set_up(app: Flask) -> None:
    """Turn every refusal into a page."""
    app.register_error_handler(LearningError, _refused)
    app.register_error_handler(HTTPException, _http)
