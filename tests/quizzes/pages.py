"""Pages of this room as a browser reads them: rendered with Jinja alone, parsed with the standard library."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_jinja: Any = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
)
_jinja.install_null_translations(newstyle=True)


def ask(view: dict[str, Any], *, disabled: bool = False) -> str:
    """Render a question."""
    return str(_macros(view).ask(view, disabled=disabled))


def review(reviewed: dict[str, Any]) -> str:
    """Render the review of an item."""
    return str(_macros(reviewed).review(reviewed))


def paper(view: dict[str, Any]) -> str:
    """Render an item as it is printed whole."""
    return str(_macros(view).paper(view))


def _macros(view: dict[str, Any]) -> Any:
    return _jinja.get_template(f"quizzes/kinds/{view['kind']}.html").module


@dataclass
class Page(HTMLParser):
    """A page as it is read: every tag with its attributes, its words, and the values that its form would send."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: str = ""
    posted: MultiDict[str, str] = field(default_factory=MultiDict)
    _select: str = ""
    _first: str | None = None
    _selected: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice in <{tag}>"
        self.tags.append((tag, given))
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and (given["type"] in {"text", "hidden"} or "checked" in given):
            self.posted.add(name, value)
        if tag == "select":
            self._select, self._first, self._selected = name, None, False
        if tag == "option":
            self._first = value if self._first is None else self._first
            if "selected" in given:
                assert not self._selected, "two options selected"
                self.posted.add(self._select, value)
                self._selected = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and not self._selected:
            self.posted.add(self._select, self._first or "")

    def handle_data(self, data: str) -> None:
        self.words += data

    def every(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of this name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def having(self, attribute: str) -> list[str]:
        """Every value of this attribute."""
        return [attributes[attribute] or "" for _, attributes in self.tags if attribute in attributes]

    def names(self) -> set[str]:
        """Every part of every attribute that may name something: fields, values, ids."""
        return {
            part
            for _, attributes in self.tags
            for value in attributes.values()
            for word in (value or "").split()
            for part in word.split("--")
        }


def read(html: str) -> Page:
    """Read a page."""
    page = Page()
    page.feed(html)
    page.close()
    page.words = " ".join(page.words.split())
    return page
