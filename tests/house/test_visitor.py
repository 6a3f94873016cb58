"""The visitor of the tests sees what is wrong with a page: each fault, put into a page without any."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response

from app import create_app
from learning.config import Settings
from tests.pages import Page
from tests.visitor import faults

WHOLE = """<!doctype html>
<html lang="en" dir="ltr"><head><title>A page – learn1325</title>
<link rel="stylesheet" href="/static/0/style.css" nonce="abc">
<script src="/static/0/app.js" nonce="abc"></script></head>
<body><h1>A page</h1><h2 id="two">Two</h2><a href="#two">Down</a> <a href="/help">Help</a>
<form method="post" action="/language"><input type="hidden" name="csrf_token" value="x">
<label for="next">Next</label><input id="next" name="next" aria-describedby="hint"><p id="hint">A hint</p>
<label><input type="radio" name="language" value="fr"><span>Français</span></label><button>Send</button></form>
</body></html>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@pytest.fixture(scope="module")
def some_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application without a database: only its addresses are asked."""
    folder = tmp_path_factory.mktemp("installation")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'none.db'}", folder=folder))
    yield app
    app.extensions["learn1325"].database.dispose()


@pytest.fixture
def found(some_app: Flask) -> Callable[..., list[str]]:
    """What is wrong with a page that is sent with some headers."""

    def look(html: str = WHOLE, **headers: str) -> list[str]:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return list(faults(some_app, Page(html, "/"), Response(html, headers=HEADERS | changed)))

    return look


def test_a_whole_page_has_no_fault(found: Callable[..., list[str]]) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("part", "spoilt"),
    [
        ('lang="en" dir="ltr"', 'lang="ar" dir="ltr"'),
        ('lang="en" dir="ltr"', 'dir="ltr"'),
        ("A page – learn1325", "– learn1325"),
        ("<h1>A page</h1>", "<h1>A page</h1><h1>Another</h1>"),
        ("<h1>A page</h1>", "<p>A page</p>"),
        ("<h2 ", "<h3 "),
        ("</h2>", "</h3>"),
        ('id="hint"', 'id="next"'),
        ('for="next"', 'for="nothing"'),
        ('<label for="next">Next</label>', ""),
        ("<span>Français</span>", ""),
        ('action="/language"', 'action="/nowhere"'),
        ('action="/language"', 'action="/help"'),
        ("<button>Send</button>", '<button formaction="/nowhere">Send</button>'),
        ("<button>Send</button>", "<button></button>"),
        ('name="csrf_token"', 'name="token"'),
        ('method="post"', 'method="get"'),
        ('href="#two"', 'href="#three"'),
        ('href="/help"', 'href="/nowhere"'),
        ('href="/help"', 'href="https://example.org/"'),
        ('href="/help"', 'href="javascript:alert(1)"'),
        ('src="/static/0/app.js"', 'src="//cdn.example.org/app.js"'),
        ('app.js" nonce="abc"', 'app.js"'),
        ('style.css" nonce="abc"', 'style.css" nonce="other"'),
        ("<h2 ", '<h2 style="color:red" '),
        ("<h2 ", '<h2 onclick="x()" '),
        ("<a href", '<img src="/x.svg"><a href'),
    ],
)
def test_each_fault_is_seen(found: Callable[..., list[str]], part: str, spoilt: str) -> None:
    assert WHOLE.count(part) >= 1
    try:
        seen = found(WHOLE.replace(part, spoilt, 1))
    except AssertionError as error:
        seen = [str(error)]
    assert seen != []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content_Security_Policy", ""),
        ("Content_Security_Policy", "default-src 'none'; script-src 'unsafe-inline'"),
        ("X_Content_Type_Options", ""),
        ("Cache_Control", "public, max-age=60"),
        ("Set_Cookie", "learn1325=x; Path=/"),
    ],
)
def test_each_missing_guard_is_seen(found: Callable[..., list[str]], name: str, value: str) -> None:
    assert found(**{name: value}) != []
