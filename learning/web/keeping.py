"""What a phone may keep of the certificates of whoever is signed in, so that they can be shown without a network.

An answer that may be kept says so, and whose it is, in the header `Wallet-Of`. The service worker keeps it under that
name and nothing else. Any page that somebody else opens removes it (`static/keeper.js`), and so does signing out.
"""

import hashlib
import hmac
import uuid
from functools import lru_cache

from flask import Blueprint, Response

from learning.web.access import public
from learning.web.assets import ASSETS
from learning.web.context import actor, house
from learning.web.security import allow_keeping

blueprint = Blueprint("keeping", __name__)

WORKER = "wallet-worker.js"
HEADER = "Wallet-Of"


def keeper(person_id: uuid.UUID) -> str:
    """Name a person to her own phone: nobody else can tell who it is, and no other person has the name."""
    return _keeper(house().secret, person_id)


@lru_cache(maxsize=1024)
def _keeper(secret: str, person_id: uuid.UUID) -> str:
    return hmac.digest(secret.encode(), b"wallet" + person_id.bytes, hashlib.sha256).hex()[:16]


def may_be_kept(response: Response) -> Response:
    """Mark an answer as one that the actor's own phone may keep."""
    response.headers[HEADER] = keeper(actor().person_id)
    return response


def keeps(response: Response) -> Response:
    """Let a page keep itself and what is opened from it."""
    return allow_keeping(may_be_kept(response))


@blueprint.get("/certificates/sw.js")
@public
def worker() -> Response:
    """Give the service worker; it holds nothing of anybody."""
    response = Response(ASSETS[WORKER].plain, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/certificates"
    response.headers["Cache-Control"] = "no-cache"
    return response
