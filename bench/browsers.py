"""Browsers that cost little: cookies, forms and connections that stay open, in the standard library."""

import gzip
import html
import http.client
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
Fields = Iterable[tuple[str, str]]


class StrangeAnswer(RuntimeError):  # noqa: N818 - a benchmark that stops
    """The server did not answer as it should; a figure from it would be worth nothing."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: the HTTP status.
        headers: by lower-case name; of several equal ones the last.
        body: as it came over the wire.
        size: bytes over the wire, status line and headers included.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int

    @property
    def text(self) -> str:
        """The body as it reads."""
        plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return plain.decode()

    @property
    def token(self) -> str:
        """The token that the page's forms carry."""
        found = _TOKEN.search(self.text)
        if found is None:
            raise StrangeAnswer("no form on this page")
        return html.unescape(found[1])


class Wire:
    """One connection that is kept open, and opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send one request and read all of its answer."""
        try:
            return self._ask(method, path, headers, body)
        except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
            self._connection.close()
            return self._ask(method, path, headers, body)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        self._connection.request(method, path, body, dict(headers))
        response = self._connection.getresponse()
        content = response.read()
        pairs = response.getheaders()
        size = len(f"HTTP/1.1 {response.status} {response.reason}") + 4 + sum(len(k) + len(v) + 4 for k, v in pairs)
        return Answer(response.status, {key.lower(): value for key, value in pairs}, content, size + len(content))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Browser:
    """Somebody's browser on a wire that others may use too."""

    def __init__(self, wire: Wire, cookie: str = "") -> None:
        self.wire = wire
        self.cookie = cookie
        self.token = ""

    def get(self, path: str, expected: int = 200, accept: str = "text/html") -> Answer:
        """Open a page."""
        return self._ask("GET", path, {"Accept": accept}, None, expected)

    def post(self, path: str, fields: Fields = (), expected: int = 303) -> Answer:
        """Send a form, with the token of the page opened last."""
        body = urlencode([("csrf_token", self.token), *fields]).encode()
        return self._ask("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, body, expected)

    def send(self, path: str, fields: Fields, expected: int = 200) -> Answer:
        """Send fields as the pages' script does: asking for JSON."""
        body = urlencode([("csrf_token", self.token), *fields]).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "Accept": "application/json"}
        return self._ask("POST", path, headers, body, expected)

    def learn_token(self, path: str) -> Answer:
        """Open a page for the token in its forms."""
        page = self.get(path)
        self.token = page.token
        return page

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None, expected: int) -> Answer:
        headers |= {"Accept-Encoding": "gzip", "Accept-Language": "en", "Cookie": self.cookie}
        found = self.wire.ask(method, path, headers, body)
        if found.status != expected:
            raise StrangeAnswer(f"{method} {path}: {found.status} instead of {expected}\n{found.body[:2000]!r}")
        if "set-cookie" in found.headers:
            self.cookie = found.headers["set-cookie"].partition(";")[0]
        return found
