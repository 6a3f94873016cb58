"""What a phone keeps so that the page that checks certificates works for days without a network."""

import hashlib
import json
from functools import cache

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.config import ROOT
from learning.web.access import public
from learning.web.assets import ASSETS, static
from learning.web.checking_words import words
from learning.web.forms import SerialForm
from learning.web.i18n import page_language
from learning.web.security import allow_checking

SHELL = "/verify/shell"
WORKER = "verify/worker.js"
_TEMPLATES = ("base.html", "verify/ask.html", "verify/shell.html")

blueprint = Blueprint("verify_offline", __name__)


def files() -> list[str]:
    """List the addresses of the files that the page is made of."""
    own = [name for name in ASSETS if name.startswith(("verify/", "vendor/")) and name != WORKER]
    return [static(name) for name in ("style.css", "app.js", "icon.svg", *own)]


@cache
def edition() -> str:
    """Name this edition of the page: another one when any of its files, its words or its frame changes."""
    parts = [ROOT / "templates" / name for name in _TEMPLATES]
    parts += sorted((ROOT / "learning" / "translations").rglob("messages.mo"))
    content = b"".join(path.read_bytes() for path in parts) + "".join(files()).encode()
    return f"verify-page-{hashlib.sha256(content).hexdigest()[:12]}"


@blueprint.get(SHELL)
@public
def shell() -> ResponseReturnValue:
    """Give the page as it is kept: nobody is signed in on it, and it waits for a code."""
    page = render_template(
        "verify/shell.html",
        form=SerialForm(),
        words=words(),
        edition=edition(),
        person=None,
        keeper=None,
        navigation=[],
    )
    return allow_checking(Response(page))


@blueprint.get("/verify/sw.js")
@public
def worker() -> Response:
    """Give the service worker, with the list of what it keeps."""
    plan = json.dumps({"name": edition(), "shell": SHELL, "files": files()}, separators=(",", ":"))
    response = Response(f"var PLAN = {plan};\n".encode() + ASSETS[WORKER].plain, content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/verify"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/verify/manifest.webmanifest")
@public
def manifest() -> Response:
    """Say how the page stands among the applications of a phone."""
    language = page_language()
    content = {
        "id": "/verify",
        "name": gettext("Check a certificate"),
        "short_name": gettext("Certificates"),
        "lang": language.tag,
        "dir": language.direction,
        "start_url": "/verify",
        "scope": "/verify",
        "display": "standalone",
        "background_color": "#faf8f4",
        "theme_color": "#0f5c7a",
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    response = Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response
