"""Our own files: small, packed once at the start, addressed by their hash so that a browser asks once.

Files in folders import one another by relative addresses: they share one hash, which changes when any of them does.

Pages are packed on their way out; what is already packed, or is no text, is left as it is.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import deflate
from flask import Blueprint, Flask, Response, request

from learning.errors import NotFound
from learning.web.access import public

FOLDER = Path(__file__).parent / "static"
SERVED = {".js", ".css", ".svg", ".png"}
FOR_EVER = "public, max-age=31536000, immutable"
SMALLEST_TO_PACK = 500
PACKED_TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")
LEVEL = 6
SMALLEST = 12
"""Of libdeflate's levels: 12 costs twenty times what 6 does, and is for what is packed once."""
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"  # a file runs under the policy of the page that asked for it

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file, plain and packed."""

    name: str
    digest: str
    kind: str
    plain: bytes
    packed: bytes


def packed(content: bytes) -> bytes:
    """Pack a file as small as it gets, once."""
    return bytes(deflate.gzip_compress(content, SMALLEST))


def _digest(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()[:12]


def _read(path: Path, digest: str | None = None) -> Asset:
    plain = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        path.relative_to(FOLDER).as_posix(),
        digest or _digest(plain),
        "text/javascript" if kind == "application/javascript" else kind,
        plain,
        packed(plain),
    )


def _read_all() -> dict[str, Asset]:
    found = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in SERVED]
    shared = _digest(b"".join(path.read_bytes() for path in found if path.parent != FOLDER))
    assets = [_read(path, None if path.parent == FOLDER else shared) for path in found]
    return {asset.name: asset for asset in assets}


ASSETS = _read_all()


def static(name: str) -> str:
    """Give the address of one of our files; it changes when the file does."""
    asset = ASSETS[name]
    return f"/static/{asset.digest}/{asset.name}"


@blueprint.get("/static/<digest>/<path:name>")
@public
def file(digest: str, name: str) -> Response:
    """Send one of our files, to be kept for ever."""
    asset = ASSETS.get(name)
    if asset is None or asset.digest != digest:
        raise NotFound("This page does not exist.")
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    kind = asset.kind if asset.kind == "image/png" else f"{asset.kind}; charset=utf-8"
    response = Response(asset.packed if packed else asset.plain, content_type=kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = NO_PAGE
    return response


def pack(response: Response) -> Response:
    """Pack a page on its way out, when the browser can unpack it and it is worth it."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith(PACKED_TYPES)
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST_TO_PACK:
        response.set_data(bytes(deflate.gzip_compress(body, LEVEL)))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def set_up(app: Flask) -> None:
    """Serve our files and pack our pages."""
    app.register_blueprint(blueprint)
    app.after_request(pack)
    app.jinja_env.globals["static"] = static
