"""What a trainer hands out or holds in her hand: checklists, guides, exercises on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.modules.checklists import listed, print_checklist
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
@blueprint.get("/courses/<course>/<module>/checklists/<checklist>")
@requires(Permission.LEARN)
def checklist(course: str, module: str, checklist: str | None = None) -> ResponseReturnValue:
    """Show the take-away checklist, or a further one, on a page of its own, to be printed."""
    found = _module(course, module)
    tag = page_language().tag
    lang = found.pack.language(tag)
    words, items = _listed(found, lang, checklist)
    return render_template(
        "courses/checklist.html",
        course=course,
        module=found,
        words=found.words(tag),
        lang=lang,
        dir=language(lang).direction,
        listed=words,
        items=items,
    )


@blueprint.get("/courses/<course>/<module>/checklist.pdf")
@blueprint.get("/courses/<course>/<module>/checklists/<checklist>.pdf")
@requires(Permission.LEARN)
def checklist_pdf(course: str, module: str, checklist: str | None = None) -> Response:
    """Print a checklist on one page, to be filled in by hand."""
    found = _module(course, module)
    lang = found.pack.language(page_language().tag)
    words, items = _listed(found, lang, checklist)
    printed = print_checklist(
        words["title"],
        words["intro"],
        [words["items"][item] for item in items],
        foot=f"{found.words(lang)['title']} · learn1325 · {gettext('This course is not a reporting channel.')}",
        language=lang,
        direction=language(lang).direction,
    )
    disposition = f'inline; filename="{found.slug}-{checklist or "checklist"}.pdf"'
    return Response(printed, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _listed(module: PublishedModule, lang: str, checklist: str | None) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    found = listed(module.pack, lang, checklist)
    if found is None:
        raise NotFound("This page does not exist.")
    return found


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
        presents=True,
    )
