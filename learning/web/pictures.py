"""The drawings of lessons, each a file of its own: addressed by its hash, so that a browser asks once."""

from functools import lru_cache

from flask import Blueprint, Response, request

from learning.errors import NotFound
from learning.modules import queries as modules
from learning.web.access import public
from learning.web.assets import FOR_EVER, packed
from learning.web.context import database

blueprint = Blueprint("pictures", __name__)

_packed = lru_cache(maxsize=256)(packed)


def picture_url(digest: str) -> str:
    """Give the address of a picture."""
    return f"/pictures/{digest}.svg"


@blueprint.get("/pictures/<digest>.svg")
@public
def picture(digest: str) -> Response:
    """Send one drawing, to be kept for ever."""
    with database().read() as session:
        found = modules.catalogue(session).pictures.get(digest)
    if found is None:
        raise NotFound("This page does not exist.")
    may_pack = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(_packed(found.svg) if may_pack else found.svg, content_type="image/svg+xml")
    if may_pack:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER
    # Opened by itself it is a document: it may do nothing but wear its own colours.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
