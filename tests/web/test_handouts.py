"""What is handed out on paper: each checklist of a module, as a page and as one sheet of A4."""

import io
from collections.abc import Callable

import pypdf
import pytest

from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor

MODULE = f"/courses/{SEA}/zero-tolerance"


@pytest.mark.parametrize(
    ("link", "heading", "line"),
    [
        ("Checklist to print", "Zero tolerance: what to check today", None),
        ("At the gate", "At the gate", "Open the gate for the team that comes to help."),
    ],
)
def test_a_module_hands_out_each_of_its_checklists(
    link: str, heading: str, line: str | None, visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    page = amina.follow(link)
    assert page.heading == heading
    assert line is None or line in page.words
    reply = amina.fetch(page.links["Download as PDF"])
    (sheet,) = pypdf.PdfReader(io.BytesIO(reply.data)).pages
    assert heading in sheet.extract_text()
    assert reply.headers["Content-Disposition"].endswith('.pdf"')


def test_the_guide_names_each_checklist(visitor: Callable[..., Visitor], cast: Cast) -> None:
    efua = visitor(cast.efua)
    links = efua.open(f"{MODULE}/facilitator").links
    assert links["Checklist as PDF"] == f"{MODULE}/checklist.pdf"
    assert links["At the gate (PDF)"] == f"{MODULE}/checklists/at-the-gate.pdf"
