"""What anybody may fetch to check certificates without asking us about one: public keys, and lists of states.

Nobody learns from these requests whose certificate is looked at: a list holds all, and its bits name nobody.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from certificates.did import did_document, did_of
from certificates.status import Change, Purpose, StatusList, publish_list, publish_list_jwt
from learning.errors import NotFound
from learning.records import states
from learning.web.access import public
from learning.web.context import address, database, house, now

FOR_A_WHILE = "public, max-age=300"
RENEWED_EVERY = timedelta(minutes=10)
"""How long a list keeps its moment: until then every process signs the very same bytes, and `ETag` saves sending."""

blueprint = Blueprint("published", __name__)


@blueprint.get("/verify/keys.json")
@public
def keys() -> Response:
    """Give every public key that ever signed here."""
    return _sent(house().keyroom.cabinet.published(did_of(address())).to_json(), "application/json")


@blueprint.get("/.well-known/did.json")
@public
def issuer() -> Response:
    """Give the same keys as the issuer's DID document, for verifiers of Open Badges."""
    return _published(did_document(address(), house().keys.public_keys))


@blueprint.get("/status")
@public
def lists() -> Response:
    """Say which lists there are."""
    with database().read() as session:
        return _published({"lists": list(states.status_lists(session))})


@blueprint.get("/status/<purpose>/<int:number>")
@public
def status_list(purpose: str, number: int) -> Response:
    """Give a list as a credential with a proof."""
    listed = _listed(purpose, number)
    return _sent(publish_list(listed, house().keys), "application/vc+json")


@blueprint.get("/status/<purpose>/<int:number>.jwt")
@public
def status_list_jwt(purpose: str, number: int) -> Response:
    """Give a list as a signed text, with the day and the class of the reason."""
    listed = _listed(purpose, number)
    return _sent(publish_list_jwt(listed, house().keys), "application/vc+jwt")


def made_at(moment: datetime) -> datetime:
    """Say which moment stands on a list that is asked for now: the last of these steps."""
    step = RENEWED_EVERY.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // step * step, moment.tzinfo)


def _listed(purpose: str, number: int) -> StatusList:
    with database().read() as session:
        if purpose not in set(Purpose) or number not in states.status_lists(session):
            raise NotFound("This page does not exist.")
        changes = {
            each.index: Change(each.on, each.reason)
            for each in states.status_changes(session, number)
            if each.purpose == purpose
        }
    return StatusList(
        origin=address(), purpose=Purpose(purpose), number=number, changes=changes, made_at=made_at(now())
    )


def _published(content: Mapping[str, object]) -> Response:
    return _sent(json.dumps(content, separators=(",", ":")), "application/json")


def _sent(text: str, kind: str) -> Response:
    response = Response(text, content_type=kind)
    response.headers["Cache-Control"] = FOR_A_WHILE
    # Anybody's page may check our certificates; there is nothing here that is not public.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
