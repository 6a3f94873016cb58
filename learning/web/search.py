"""Searching the lessons, the glossary and the shelf; what is searched for is kept nowhere."""

from collections import defaultdict

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learning.errors import Invalid
from learning.languages import language
from learning.modules import queries as modules
from learning.modules import searching
from learning.modules.queries import Catalogue
from learning.modules.searching import Scope, asked_words
from learning.modules.shelving import own_shelf
from learning.people.permissions import Permission, may
from learning.records import queries as records
from learning.web.access import requires
from learning.web.addresses import hit_url
from learning.web.context import actor, database
from learning.web.errors import words as in_words
from learning.web.i18n import page_language

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@requires(Permission.LEARN)
def search() -> ResponseReturnValue:
    """Show what was found, best first."""
    asked = request.args.get("q")
    if asked is None:
        return render_template("shelf/search.html", asked="", error="", hits=None)
    try:
        words = asked_words(asked)
    except Invalid as refusal:
        page = render_template(
            "shelf/search.html", asked=asked[: searching.LONGEST], error=in_words(refusal), faulty=True, hits=None
        )
        return page, 422
    with database().read() as session:
        catalogue = modules.catalogue(session)
        scope = _scope(session, catalogue)
        hits = searching.search(session, words, scope, page=request.args.get("page", 1, type=int))
    return render_template(
        "shelf/search.html",
        asked=asked,
        error="",
        hits=hits,
        first=(hits.page - 1) * searching.PER_PAGE + 1,
        hit_url=hit_url,
        where=_module_titles(catalogue),
        direction=lambda tag: language(tag).direction,
        others=[language(tag).own_name for tag in sorted(scope.shown) if tag != page_language().tag],
        all_lessons=may(actor().role, Permission.SEE_COHORTS),
    )


def _scope(session: Session, catalogue: Catalogue) -> Scope:
    """Say what the person who acts may find: lessons of her courses, or of all for who trains or answers for others."""
    if may(actor().role, Permission.SEE_COHORTS):
        courses = set(catalogue.courses)
    else:
        courses = {each.course for each in records.enrolments(session, actor().person_id)}
    tag = page_language().tag
    shown: dict[str, set[str]] = defaultdict(set)
    shown[own_shelf().language(tag)].add("")
    for course in catalogue.courses.values():
        for module in course.modules:
            shown[module.pack.language(tag)].add(module.slug)
    return Scope(courses, shown)


def _module_titles(catalogue: Catalogue) -> dict[str, str]:
    tag = page_language().tag
    return {
        module.slug: module.words(tag)["title"] for course in catalogue.courses.values() for module in course.modules
    }
