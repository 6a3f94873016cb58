"""Pages as people meet them: words, labels, fields and buttons, read with the standard library alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "rect"})
CONTROLS = ("input", "select", "textarea")


@dataclass(frozen=True)
class File:
    """A file that somebody chooses in a form."""

    name: str
    content: bytes


Given = str | Sequence[str] | File


@dataclass(eq=False)
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def words(self) -> str:
        """Everything that is written in it, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def every(self, *tags: str) -> Iterator["Element"]:
        """Every element in it, or those of these tags, as they stand."""
        return (element for element in self._within if not tags or element.tag in tags)

    @cached_property
    def _within(self) -> list["Element"]:
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child, *child._within]
        return found

    def one(self, tag: str) -> "Element":
        """Its only element of a tag."""
        found = list(self.every(tag))
        assert len(found) == 1, f"{len(found)} of <{tag}>"
        return found[0]

    def around(self, tag: str) -> "Element | None":
        """The nearest element of a tag that it stands in."""
        above = self.parent
        while above is not None and above.tag != tag:
            above = above.parent
        return above


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in <{tag}>: {attrs}"
        element = Element(tag, dict(attrs), self._open[-1])
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs), self._open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        closing = next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), None)
        assert closing is not None, f"</{tag}> closes nothing"
        assert {element.tag for element in self._open[closing + 1 :]} <= {"li", "p", "option", "dd", "dt"}, (
            f"</{tag}> closes {[element.tag for element in self._open[closing:]]}"
        )
        del self._open[closing:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


class Page:
    """One page: `url` is where it stands (path and query), `html` what was sent."""

    def __init__(self, html: str, url: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self.html = html
        self.url = url
        self.root = reader.root

    @property
    def heading(self) -> str:
        """What the page calls itself."""
        return self.root.one("h1").words

    @property
    def words(self) -> str:
        """Everything that is written on it."""
        return self.root.one("body").words

    @property
    def language(self) -> str:
        """The language that it says it is in."""
        return self.root.one("html")["lang"]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """Its elements by their id."""
        return {element["id"]: element for element in self.root.every() if "id" in element}

    @property
    def links(self) -> dict[str, str]:
        """Where its links lead, by their words."""
        return {link.words: link["href"] for link in self.root.every("a")}

    def links_under(self, beginning: str) -> list[str]:
        """Where links lead that begin like this, each once."""
        return list(
            dict.fromkeys(url for url in (a["href"] for a in self.root.every("a")) if url.startswith(beginning))
        )

    def table(self, caption: str) -> list[list[str]]:
        """The cells of a table, heads first."""
        for table in self.root.every("table"):
            if table.one("caption").words == caption:
                return [[cell.words for cell in row.every("th", "td")] for row in table.every("tr")]
        raise AssertionError(f"no table {caption!r}")

    def errors(self) -> dict[str, str]:
        """What is refused, beside its field: sentence by the id of the field."""
        found = {}
        for problem in self.root.every("p"):
            if problem["class"] == "problem":
                found[problem["id"].removesuffix("-error")] = problem.words.removeprefix("Error: ")
        return found

    def label(self, control: Element) -> str:
        """What stands beside a control; for one of a group, what stands beside the one."""
        above = self._labels.get(control["id"]) or control.around("label")
        return above.words.removesuffix(" (optional)") if above else ""

    @cached_property
    def _labels(self) -> dict[str, Element]:
        return {label["for"]: label for label in self.root.every("label") if label["for"]}

    def group(self, control: Element) -> str:
        """What stands above the group that a control is in."""
        fieldset = control.around("fieldset")
        legend = next(fieldset.every("legend"), None) if fieldset else None
        return legend.words.removesuffix(" (optional)") if legend else ""

    def button(self, words: str, *, within: str = "") -> Element:
        """The button that says this; `within`: in a form whose action ends so."""
        found = [
            button
            for button in self.root.every("button")
            if button.words == words and (form := self.form_of(button)) is not None and form["action"].endswith(within)
        ]
        assert len(found) == 1, f"{len(found)} buttons say {words!r}: {[b.words for b in self.root.every('button')]}"
        return found[0]

    def form_of(self, control: Element) -> Element | None:
        """The form that a control belongs to."""
        return self.by_id.get(control["form"]) if "form" in control else control.around("form")

    def controls(self, form: Element) -> list[Element]:
        """The fields of a form."""
        return [control for control in self.root.every(*CONTROLS) if self.form_of(control) is form]

    def target(self, form: Element, button: Element | None = None) -> str:
        """The address that a form sends to."""
        return urljoin(self.url, (button["formaction"] if button else "") or form["action"] or self.url)

    def sent(self, button: Element, given: Mapping[str, Given]) -> list[tuple[str, str | File]]:
        """What a browser sends when this button is pressed and fields were filled, by label or by name."""
        form = self.form_of(button)
        assert form is not None
        controls = [control for control in self.controls(form) if control["name"] and "disabled" not in control]
        chosen = {self._name(controls, key): value for key, value in given.items()}
        pairs: list[tuple[str, str | File]] = []
        for control in controls:
            name = control["name"]
            if name in chosen:
                pairs += [(name, value) for value in self._filled(control, chosen[name])]
            else:
                pairs += [(name, value) for value in _standing(control)]
        if button["name"]:
            pairs.append((button["name"], button["value"]))
        return pairs

    def standing(self, key: str) -> str:
        """What stands in a field now, by label or by name."""
        controls = list(self.root.every(*CONTROLS))
        name = self._name(controls, key)
        return ", ".join(str(value) for control in controls if control["name"] == name for value in _standing(control))

    def _name(self, controls: Sequence[Element], key: str) -> str:
        names = {c["name"] for c in controls if key in (c["name"], self.label(c), self.group(c))}
        assert len(names) == 1, f"{key!r} means {sorted(names)} of {sorted({c['name'] for c in controls})}"
        return names.pop()

    def _filled(self, control: Element, given: Given) -> list[str] | list[File]:
        if isinstance(given, File):
            assert control["type"] == "file", f"{control['name']} takes no files"
            return [given]
        wanted = [given] if isinstance(given, str) else list(given)
        if control.tag == "select":
            for option in control.every("option"):
                if {option["value"], option.words} & set(wanted):
                    return [option["value"]]
            raise AssertionError(f"{given!r} is not offered as {control['name']}")
        if control["type"] in ("radio", "checkbox"):
            return [control["value"]] if {control["value"], self.label(control)} & set(wanted) else []
        return wanted


def _standing(control: Element) -> list[str] | list[File]:
    if control.tag == "select":
        options = list(control.every("option"))
        selected = [option["value"] for option in options if "selected" in option]
        return selected or [option["value"] for option in options[:1]]
    if control["type"] in ("radio", "checkbox"):
        return [control["value"]] if "checked" in control else []
    if control["type"] == "file":
        return [File("", b"")]
    return ["".join(map(str, control.children))] if control.tag == "textarea" else [control["value"]]
