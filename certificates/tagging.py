"""The structure of a page for those who hear it: what each piece is, in reading order, and in which language."""

from dataclasses import dataclass
from typing import Any, Literal

from certificates.objects import Written, text_string

Role = Literal["H1", "P", "Figure", "Link"]


@dataclass(frozen=True)
class _Element:
    role: Role
    language: str | None
    spoken: str | None


class Structure:
    """The elements of one page, in the order in which they are read (ISO 32000-1, 14.7 and 14.8).

    The number of an element is also that of its marked content on the page.
    """

    def __init__(self) -> None:
        self._elements: list[_Element] = []

    def add(self, role: Role, *, language: str | None = None, spoken: str | None = None) -> int:
        """Note the next element and return its number.

        Args:
            role: what it is.
            language: BCP 47 tag, when it is not that of the document.
            spoken: what is said in place of a picture.
        """
        self._elements.append(_Element(role, language, spoken))
        return len(self._elements) - 1

    def write(self, document: Any, page: int, links: dict[int, int]) -> Written:
        """Write the tree into a document and return its root.

        Args:
            document: ReportLab's.
            page: number of the page's object.
            links: the element that draws what a link stands over, and the number of the link's object. The link is
                written with `StructParent` 1 and up, in the same order.
        """
        root = Written(document, "structure")
        whole = Written(document, "structure:document")
        tree = Written(document, "structure:parents")
        children: list[int] = []
        parents: list[int] = []
        around: list[int] = []
        for number, each in enumerate(self._elements):
            element = Written(document, f"structure:{number}")
            parents.append(element.number)
            above = whole.number
            if number in links:
                link = Written(document, f"structure:{number}:link")
                link.text = (
                    f"<</Type/StructElem/S/Link/P {whole.number} 0 R/Pg {page} 0 R"
                    f"/K[{element.number} 0 R<</Type/OBJR/Obj {links[number]} 0 R>>]>>"
                )
                above = link.number
                around.append(link.number)
            children.append(above if number in links else element.number)
            element.text = (
                f"<</Type/StructElem/S/{each.role}/P {above} 0 R/Pg {page} 0 R/K {number}"
                f"{f'/Lang{text_string(each.language)}' if each.language else ''}"
                f"{f'/Alt{text_string(each.spoken)}' if each.spoken else ''}>>"
            )
        whole.text = f"<</Type/StructElem/S/Document/P {root.number} 0 R/K[{_references(children)}]>>"
        others = "".join(f" {place} {link} 0 R" for place, link in enumerate(around, 1))
        tree.text = f"<</Nums[0[{_references(parents)}]{others}]>>"
        root.text = (
            f"<</Type/StructTreeRoot/K {whole.number} 0 R/ParentTree {tree.number} 0 R"
            f"/ParentTreeNextKey {len(around) + 1}>>"
        )
        return root


def _references(numbers: list[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)
