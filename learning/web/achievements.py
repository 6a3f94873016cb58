"""What a certificate stands for: the public page of one edition of a course, to which badges point."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learning.languages import language
from learning.modules.queries import course_edition
from learning.web.access import public
from learning.web.context import address, database
from learning.web.i18n import page_language
from learning.web.printing import achievement

blueprint = Blueprint("achievements", __name__)


@blueprint.get("/achievements/<course>/<int:number>")
@public
def show(course: str, number: int) -> ResponseReturnValue:
    """Say what a course teaches, and what was asked of whoever holds its certificate."""
    with database().read() as session:
        found = course_edition(session, course, number)
    tag = page_language().tag
    content_tag = found.language(tag)
    return render_template(
        "verify/achievement.html",
        course=found,
        words=found.words(tag),
        stated=achievement(found, tag, address()),
        lang=content_tag,
        dir=language(content_tag).direction,
        objectives_lang=found.modules[0].pack.language(tag),
    )
