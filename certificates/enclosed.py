"""Takes out of a certificate's PDF what it says to machines: the link behind its QR code, and the attached files."""

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

FACTS = "facts.json"
BADGE = "badge.json"
_STATEMENT = "/verify/"
_DEEPEST = 4  # a tree of two files has one level


@dataclass(frozen=True)
class Enclosed:
    """What a certificate's PDF holds beside its page.

    Attributes:
        links: addresses behind areas of the page, in order.
        files: the attached files by their names.
        twice: names that more than one attached file has.
    """

    links: tuple[str, ...]
    files: dict[str, bytes]
    twice: tuple[str, ...]

    @property
    def statement_links(self) -> list[str]:
        """The links that carry a statement: one, in a certificate as it was printed."""
        return [link for link in self.links if _STATEMENT in link and "#" in link]


def read_enclosed(reader: PdfFileReader) -> Enclosed:
    """Read links and attached files; the PDF may be anything, so whatever the parser raises goes on to the caller."""
    links: list[str] = []
    for number in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(number)[0].get_object()
        actions = [_inside(each.get_object(), "/A", {}) for each in _inside(page, "/Annots", [])]
        links += [str(action["/URI"]) for action in actions if "/URI" in action]
    files: dict[str, bytes] = {}
    twice: list[str] = []
    for name, content in _leaves(_inside(_inside(reader.root, "/Names", {}), "/EmbeddedFiles", {})):
        if name in files:
            twice.append(name)
        files[name] = content
    return Enclosed(tuple(links), files, tuple(twice))


def _inside(dictionary: Any, key: str, otherwise: Any) -> Any:
    """A value of a PDF dictionary, wherever in the file it stands."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401 - `get` does not follow references


def _leaves(tree: Any, depth: int = 0) -> list[tuple[str, bytes]]:
    """Names and contents of a name tree (ISO 32000-1, 7.9.6), of which a hostile file may make a loop."""
    found: list[tuple[str, bytes]] = []
    if depth > _DEEPEST:
        raise ValueError("the attached files lie too deep")
    for child in _inside(tree, "/Kids", []):
        found += _leaves(child.get_object(), depth + 1)
    names = _inside(tree, "/Names", [])
    for place in range(1, len(names), 2):
        specification = names[place]
        name = str(specification["/UF" if "/UF" in specification else "/F"])
        found.append((name, specification["/EF"]["/F"].data))
    return found
