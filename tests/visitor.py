"""A visitor: opens pages, reads them, fills forms and presses buttons, and checks every page on the way.

What is checked on each page stands in `faults`; the words of the page are the test's business.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse, encode_multipart

from learning.languages import BY_TAG
from tests.cast import Player
from tests.pages import CONTROLS, File, Given, Page

LABELLED_BY = ("aria-labelledby", "aria-describedby")
TO_SOMEBODY = r"tel:\+?\d+|(mailto:[^?]+|sms:)(\?&?body=[\w%.~/-]+)?"
NO_LABEL = ("hidden", "submit", "button")


class Clock:
    """The time of the tests: it stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, **by: float) -> None:
        """Let time pass: `go_on(minutes=10)`."""
        self.moment += timedelta(**by)


class Visitor:
    """A person with a browser; `page` is the page that is open."""

    def __init__(self, app: Flask, player: Player | None = None) -> None:
        self.app = app
        self.browser = app.test_client()
        self.page = Page("", "/")
        if player is not None:
            with self.browser.session_transaction() as cookie:
                cookie.update({"_user_id": player.token, "_fresh": True, "language": "en"})

    def open(self, url: str, *, status: int = 200) -> Page:
        """Open an address, follow redirects, and check the page."""
        return self._read(self.browser.get(url, follow_redirects=True), status)

    def follow(self, words: str, *, status: int = 200) -> Page:
        """Follow the link that says this."""
        return self.open(self.page.links[words], status=status)

    def press(
        self, button: str, given: Mapping[str, Given] | None = None, *, within: str = "", status: int = 200
    ) -> Page:
        """Fill fields, by label or by name, and press a button; `within`: of the form whose action ends so."""
        found = self.page.button(button, within=within)
        form = self.page.form_of(found)
        assert form is not None
        pairs = self.page.sent(found, given or {})
        url = self.page.target(form, found)
        if form["method"].lower() == "post":
            headers = {"Referer": f"http://localhost{self.page.url}"}
            sent: Any = MultiDict((name, _chosen(value)) for name, value in pairs)
            if form["enctype"] == "multipart/form-data":
                boundary, sent = encode_multipart(sent)
                headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            reply = self.browser.post(url, data=sent, headers=headers, follow_redirects=True)
            return self._read(reply, status)
        return self.open(f"{urlsplit(url).path}?{urlencode(pairs)}", status=status)

    def send(self, url: str, fields: Mapping[str, Any] | None = None, *, quietly: bool = False) -> TestResponse:
        """Send what no button sends, with this browser's token; gives the bare response."""
        headers = {"Accept": "application/json"} if quietly else {}
        return self.browser.post(url, data={"csrf_token": self.token, **(fields or {})}, headers=headers)

    def fetch(self, url: str) -> TestResponse:
        """Fetch a file, or anything that need not be a page."""
        return self.browser.get(url)

    @property
    def token(self) -> str:
        """The token that the forms of the open page carry."""
        found = next((field for field in self.page.root.every("input") if field["name"] == "csrf_token"), None)
        return found["value"] if found else ""

    def _read(self, response: TestResponse, status: int) -> Page:
        for step in (*response.history, response):
            url = step.request.full_path.rstrip("?")
            assert not urlsplit(step.headers.get("Location", "/")).netloc, f"{url} leads away: {step.headers}"
        assert response.mimetype == "text/html", f"{url}: {response.mimetype}"
        self.page = Page(response.get_data(as_text=True), url)
        assert response.status_code == status, f"{url}: {response.status_code}\n{self.page.words[:1500]}"
        found = list(faults(self.app, self.page, response))
        assert not found, f"{url}: " + "\n".join(found)
        return self.page


def _chosen(value: str | File) -> str | FileStorage:
    return FileStorage(BytesIO(value.content), filename=value.name) if isinstance(value, File) else value


def faults(app: Flask, page: Page, response: TestResponse) -> Iterator[str]:
    """Say what is wrong with a page, whatever it is about."""
    yield from _language_faults(page)
    yield from _structure_faults(page)
    yield from _label_faults(page)
    yield from _form_faults(app, page)
    yield from _address_faults(app, page)
    yield from _security_faults(page, response)


def _language_faults(page: Page) -> Iterator[str]:
    html = page.root.one("html")
    if html["lang"] not in BY_TAG or html["dir"] != BY_TAG[html["lang"]].direction:
        yield f"language {html['lang']!r}, direction {html['dir']!r}"
    if len(page.root.one("title").words) <= len("– learn1325"):
        yield "no title"
    for element in page.root.every():
        if "lang" in element and not re.fullmatch(r"[a-z]{2,3}(-\w+)*", element["lang"]):
            yield f"<{element.tag} lang={element['lang']!r}>"


def _structure_faults(page: Page) -> Iterator[str]:
    if len(list(page.root.every("h1"))) != 1 or not page.heading:
        yield "not exactly one h1"
    ids = [element["id"] for element in page.root.every() if "id" in element]
    yield from (f"id {one!r} {ids.count(one)} times" for one in set(ids) if ids.count(one) > 1 or not one)
    level = 1
    for heading in page.root.every("h1", "h2", "h3", "h4", "h5"):
        if int(heading.tag[1]) > level + 1:
            yield f"<{heading.tag}> {heading.words!r} after h{level}"
        level = int(heading.tag[1])
    for element in page.root.every():
        for name in LABELLED_BY:
            yield from (f"{name} {one!r} is not there" for one in element[name].split() if one not in ids)
        if element.tag == "img" and "alt" not in element:
            yield f"a picture without alt: {element.attributes}"


def _label_faults(page: Page) -> Iterator[str]:
    by_id = page.by_id
    for label in page.root.every("label"):
        if "for" in label and (label["for"] not in by_id or by_id[label["for"]].tag not in CONTROLS):
            yield f"label {label.words!r} points at {label['for']!r}"
        if "for" not in label and not any(label.every(*CONTROLS)):
            yield f"label {label.words!r} is for nothing"
    for control in page.root.every(*CONTROLS):
        if control["type"] not in NO_LABEL and not page.label(control):
            yield f"field {control['name']!r} has no label"
    for button in page.root.every("button", "a"):
        if not (button.words or button["aria-label"]):
            yield f"<{button.tag} {button.attributes}> says nothing"


def _form_faults(app: Flask, page: Page) -> Iterator[str]:
    for form in page.root.every("form"):
        method = (form["method"] or "get").upper()
        senders = [button for button in page.root.every("button") if page.form_of(button) is form]
        for url in {page.target(form), *(page.target(form, button) for button in senders)}:
            if not is_known(app, url, method):
                yield f"form sends to {method} {url}"
        names = [control["name"] for control in page.controls(form)]
        if (method == "POST") != ("csrf_token" in names):
            yield f"token and form {method} {form['action']}"


def _address_faults(app: Flask, page: Page) -> Iterator[str]:
    for element in page.root.every():
        for name in ("href", "src", "action", "formaction", "poster", "data"):
            url = element[name]
            if not url:
                continue
            if element.tag == "a" and re.fullmatch(TO_SOMEBODY, url):
                continue  # the telephone or the post is asked, no other server
            if re.match(r"[a-z+]+:|//", url, re.IGNORECASE):
                yield f"<{element.tag} {name}={url!r}> leads away"
            elif url.startswith("#") and url[1:] not in page.by_id:
                yield f"nothing is at {url!r}"
            elif element.tag == "a" and url.startswith("/") and not is_known(app, url, "GET"):
                yield f"link to {url!r}, which is no address of ours"


def _security_faults(page: Page, response: TestResponse) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)
    if "default-src 'none'" not in policy or "unsafe" in policy or nonce is None:
        yield f"policy {policy!r}"
    for element in page.root.every("script", "style", "link"):
        loads = element.tag != "link" or element["rel"] == "stylesheet"
        if loads and (nonce is None or element["nonce"] != nonce[1]):
            yield f"<{element.tag} {element.attributes}> without the nonce"
    for element in page.root.every():
        if "style" in element or any(name.startswith("on") for name in element.attributes):
            yield f"<{element.tag} {element.attributes}> has a style or a script of its own"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "types may be guessed"
    if response.headers.get("Cache-Control") != "no-store":
        yield f"kept by caches: {response.headers.get('Cache-Control')}"
    for cookie in response.headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
            yield f"cookie {cookie.split('=')[0]} is open to scripts or other sites"


def is_known(app: Flask, url: str, method: str) -> bool:
    """Say whether one of our views answers at an address."""
    try:
        app.url_map.bind("localhost").match(urlsplit(url).path, method)
    except HTTPException:
        return False
    return True
