"""What a trainer hands out or holds in her hand: checklists, guides, exercises on paper."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.modules.checklists import print_checklist
from learning.modules.markdown import render_text
from learning.modules.queries import PublishedModule
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.context import database
from learning.web.courses import labels
from learning.web.i18n import page_language
from learning.web.pictures import picture_url

blueprint = Blueprint("handouts", __name__)


def _module(course: str, module: str) -> PublishedModule:
    with database().read() as session:
        return modules.catalogue(session).course(course).module(module)


@blueprint.get("/courses/<course>/<module>/checklist")
@requires(Permission.LEARN)
def checklist(course: str, module: str) -> ResponseReturnValue:
    """Show the take-away checklist on a page of its own, to be printed."""
    found = _module(course, module)
    tag = page_language().tag
    lang = found.pack.language(tag)
    return render_template(
        "courses/checklist.html",
        course=course,
        module=found,
        words=found.words(tag),
        lang=lang,
        dir=language(lang).direction,
        items=found.pack.checklist,
    )


@blueprint.get("/courses/<course>/<module>/checklist.pdf")
@requires(Permission.LEARN)
def checklist_pdf(course: str, module: str) -> Response:
    """Print the checklist on one page, to be filled in by hand."""
    found = _module(course, module)
    lang = found.pack.language(page_language().tag)
    words = found.words(lang)
    listed = words["checklist"]
    printed = print_checklist(
        listed["title"],
        listed["intro"],
        [listed["items"][item] for item in found.pack.checklist],
        foot=f"{words['title']} · learn1325 · {gettext('This course is not a reporting channel.')}",
        language=lang,
        direction=language(lang).direction,
    )
    disposition = f'inline; filename="{found.slug}-checklist.pdf"'
    return Response(printed, content_type="application/pdf", headers={"Content-Disposition": disposition})


@blueprint.get("/courses/<course>/<module>/facilitator")
@requires(Permission.SEE_COHORTS)
def facilitator(course: str, module: str) -> ResponseReturnValue:
    """Show how to run a module in a room with 20 people."""
    found = _module(course, module)
    lang = found.pack.language(page_language().tag)
    guide = found.pack.guides.get(lang)
    if guide is None:  # an edition from before there were guides
        raise NotFound("This page does not exist.")
    return render_template(
        "courses/facilitator.html",
        course=course,
        module=found,
        words=found.words(lang),
        lang=lang,
        dir=language(lang).direction,
        html=render_text(found.pack, guide, lang, labels(lang), picture_url),
        papers=[item.id for item in found.pack.exercises],
    )
