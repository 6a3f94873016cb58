"""Addresses of the library, which several areas lead to."""

from learning.modules.passages import Kind
from learning.modules.searching import Hit
from learning.modules.shelf import Paragraph, Reference
from learning.modules.shelving import own_shelf


def term_url(term: str) -> str:
    """Give the address of a term."""
    return f"/glossary#{term}"


def document_url(reference: Reference, paragraph: Paragraph | None = None) -> str:
    """Give the address of a document on the shelf, or of one of its paragraphs."""
    return f"/shelf/{reference.id}#{paragraph.id}" if paragraph else f"/shelf/{reference.id}"


def source_url(source: str) -> str | None:
    """Give the address of what a citation names; None when it is not on the shelf."""
    place = own_shelf().place(source)
    return document_url(*place) if place else None


def hit_url(hit: Hit) -> str:
    """Give the address of something that was found."""
    if hit.kind == Kind.LESSON:
        return f"/courses/{hit.course}/{hit.module}/{hit.part}"
    return term_url(hit.part) if hit.kind == Kind.TERM else f"/shelf/{hit.part}"
