"""A lesson on the wall of a hall: one screen at a time, by links, keys or a clicker."""

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from learning.errors import NotFound
from learning.languages import BY_TAG, language
from learning.modules import queries as modules
from learning.modules.screens import lesson_screens, notice_screen
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.context import database
from learning.web.courses import labels
from learning.web.i18n import page_language
from learning.web.pictures import picture_url

blueprint = Blueprint("presenting", __name__)


@blueprint.get("/courses/<course>/<module>/<lesson>/present")
@requires(Permission.SEE_COHORTS)
def present(course: str, module: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson's screens, one of them at a time; it is noted nowhere."""
    with database().read() as session:
        found = modules.catalogue(session).course(course).module(module)
    here = found.pack.lesson(lesson)
    if here is None:
        raise NotFound("This page does not exist.")
    lang = found.pack.language(page_language().tag)
    words = found.words(lang)
    place = found.lessons.index(here)
    screens = lesson_screens(found.pack, lesson, lang, labels(lang), picture_url)
    notice = notice_screen(found.pack, lang) if place == 0 else None
    if notice:
        screens = (notice, *screens)
    total = len(screens) + 1
    room = request.args.get("room", type=uuid.UUID)
    return render_template(
        "courses/present.html",
        course=course,
        module=found,
        words=words,
        lang=lang,
        dir=language(lang).direction,
        title=words["lessons"][lesson]["title"],
        lesson=here,
        place=place,
        screens=screens,
        total=total,
        said=_said(lang),
        room=room,
        at=min(max(1, request.args.get("screen", 1, type=int)), total),
        following=found.lessons[place + 1] if place + 1 < len(found.lessons) else None,
    )


def _said(lang: str) -> dict[str, str]:
    """Give the platform's own words on the screens, in the language of the lesson."""
    with force_locale(lang if lang in BY_TAG else "en"):
        return {
            "notice": gettext("Before we begin"),
            "check": gettext("A question for everybody"),
            "answer": gettext("The answer"),
            "right": gettext("Right."),
        }
