"""A focal point chooses what her country's certificates look like, and sees it before anybody holds one."""

import io
import subprocess
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.designs import DESIGNS
from certificates.look import reencode_logo
from learning.config import ROOT
from learning.people import queries
from learning.people.models import CertificateLook, CountrySetting
from learning.people.permissions import Role
from learning.web.looks import LARGEST_FORM
from learning.web.specimens import NAMES, SERIAL
from learning.web.vocabulary import DESIGNS as SAID
from tests.cast import Cast, Player
from tests.drawings import as_png, emblem, signature
from tests.life import Life
from tests.pages import File
from tests.visitor import Visitor

PLACE = "/countries/GHA/certificate"
LOGO, SIGNATURE = File("emblem.png", as_png(emblem())), File("kofi.png", as_png(signature()))
KOFI = {"name_1": "Brig. Gen. Kofi Mensah", "title_1": "Commandant", "signature_1": SIGNATURE}
PREVIEWS = {
    "With the longest name": "long",
    "With an Arabic name": "arabic",
    "With a Bengali name": "bengali",
    "With a name of one letter": "short",
}


@pytest.fixture
def kwame(cast: Cast) -> Player:
    """Is Ghana's focal point."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


@pytest.fixture
def focal(visitor: Callable[..., Visitor], kwame: Player) -> Visitor:
    """Kwame, with the page open."""
    found = visitor(kwame)
    found.open(PLACE)
    return found


def stored(life: Life, country: str = "GHA") -> CertificateLook | None:
    with life.database.read() as session:
        return queries.certificate_look(session, country)


def heard(pdf: bytes) -> str:
    """What is read out of a PDF, in the order of its tags."""
    command = ["pdfinfo", "-struct-text", "-"]
    return " ".join(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split())


def test_the_page_is_found_from_the_country_and_leads_back(focal: Visitor) -> None:
    focal.open("/countries/GHA")
    assert focal.follow("Look of the certificates").heading == "Look of the certificates"
    assert focal.follow("Ghana").url == "/countries/GHA"


def test_a_look_is_chosen_kept_and_shown_again(focal: Visitor, life: Life) -> None:
    assert focal.page.standing("design") == "field-manual"
    focal.press("Save", {"design": "ledger", "border": "#14503C", "logo": LOGO, "second_language": "fr", **KOFI})
    assert focal.page.url == PLACE
    assert "Saved. Certificates already issued stay as they are." in focal.page.words
    row = stored(life)
    assert row is not None
    assert (row.number, row.design, row.border, row.second_language) == (1, "ledger", "#14503c", "fr")
    assert (row.logo, row.signature_1) == (reencode_logo(LOGO.content), reencode_logo(SIGNATURE.content))
    for field, value in (("design", "ledger"), ("border", "#14503c"), ("name_1", KOFI["name_1"]), ("name_2", "")):
        assert focal.page.standing(field) == value
    for name in ("logo", "signature_1"):
        drawn = focal.fetch(f"{PLACE}/{name}.png")
        assert (drawn.mimetype, drawn.data) == ("image/png", getattr(row, name))
    assert focal.fetch(f"{PLACE}/signature_2.png").status_code == 404

    focal.press("Save", {"accent": "#7a1010"})
    row = stored(life)
    assert row is not None
    assert (row.number, row.accent, row.logo) == (2, "#7a1010", reencode_logo(LOGO.content)), "what is left alone stays"
    focal.press("Save")
    row = stored(life)
    assert row is not None
    assert row.number == 2, "nothing was changed"

    focal.press("Save", {"Remove the logo": "y", "remove_signature_1": "y"})
    row = stored(life)
    assert row is not None
    assert (row.number, row.logo, row.signature_1, len(row.signatories)) == (3, None, None, 1)
    assert "Remove the logo" not in focal.page.words


def test_every_fault_stands_beside_its_field_and_what_was_typed_is_kept(focal: Visitor, life: Life) -> None:
    svg = File("emblem.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    typed = {"design": "plain", "border": "#eeeeee", "title_1": "Commandant", "second_language": "ar"}
    focal.press("Save", {**typed, "logo": svg, "signature_1": SIGNATURE}, status=422)
    assert focal.page.errors() == {
        "border": "This colour is too pale to be read on paper. Choose a darker one.",
        "logo": "Choose a PNG file with 8 bits a colour. SVG, JPEG and others are not taken.",
        "name_1": "Whoever signs needs a name and a title. Enter both, or leave all of it empty.",
        "signature_1": "Nothing was saved yet, and a browser keeps no file. Choose kofi.png again.",
    }
    assert set(focal.page.errors()) == {
        url.removeprefix("#") for url in focal.page.links_under("#") if url != "#main"
    }, "each is linked on top"
    assert {field: focal.page.standing(field) for field in typed} == typed
    assert stored(life) is None


def test_another_picture_is_refused_in_a_sentence(focal: Visitor, life: Life) -> None:
    wide = Image.new("1", (20_000, 20_000))
    for content, said in (
        (as_png(wide), "The picture is too large. It may have 2 MB and 16 million pixels at most."),
        (LOGO.content + bytes(2_100_000), "The picture is too large. It may have 2 MB and 16 million pixels at most."),
        (LOGO.content[:80], "This picture is damaged or empty. Save it again as PNG."),
        (b"", "Choose a PNG file with 8 bits a colour. SVG, JPEG and others are not taken."),
    ):
        focal.press("Save", {"logo": File("emblem.png", content)}, status=422)
        assert focal.page.errors() == {"logo": said}
    assert stored(life) is None


def test_a_signature_is_not_kept_under_another_name(focal: Visitor) -> None:
    focal.press("Save", KOFI)
    focal.press("Save", {"name_1": "Col. Efua Owusu"}, status=422)
    assert focal.page.errors() == {
        "signature_1": "This signature was given for another name. Choose it again, or remove it."
    }
    focal.press("Save", {"remove_signature_1": "y"})
    assert focal.page.standing("name_1") == "Col. Efua Owusu"


def test_what_is_sent_may_be_large_here_but_not_endless(
    focal: Visitor, visitor: Callable[..., Visitor], cast: Cast
) -> None:
    focal.press("Save", {"logo": File("x.png", bytes(LARGEST_FORM))}, status=413)
    assert "What was sent is too large. Nothing was changed." in focal.page.words
    for player in (None, cast.amina):
        each = visitor(player)
        each.open("/account")
        sent = {"csrf_token": each.token, "logo": (io.BytesIO(bytes(300_000)), "x.png")}
        assert each.browser.post(PLACE, data=sent).status_code == 413, "nobody else may send so much"


def test_another_countrys_look_is_not_found(visitor: Callable[..., Visitor], cast: Cast, focal: Visitor) -> None:
    focal.press("Save", {"logo": LOGO, **KOFI})
    bruno = visitor(cast.bruno)
    bruno.open("/countries/URY/certificate")
    assert bruno.send(PLACE, {"design": "plain", "border": "#111111", "accent": "#111111"}).status_code == 404
    for address in (PLACE, f"{PLACE}/preview.pdf", f"{PLACE}/logo.png", f"{PLACE}/signature_1.png"):
        foreign = bruno.fetch(address)
        nothing = bruno.fetch(address.replace("GHA", "XXX"))
        assert (foreign.status_code, nothing.status_code) == (404, 404), address
    for address in (f"{PLACE}/preview.pdf?name=other", f"{PLACE}/signature_3.png", f"{PLACE}/design.png"):
        assert focal.fetch(address).status_code == 404, address


@pytest.mark.parametrize("design", [each.name for each in DESIGNS])
def test_each_name_is_previewed_with_the_look_that_is_saved(focal: Visitor, design: str) -> None:
    focal.press("Save", {"design": design, "logo": LOGO, "second_language": "ar", **KOFI})
    assert {words: focal.page.links[words] for words in PREVIEWS} == {
        words: f"{PLACE}/preview.pdf?name={name}" for words, name in PREVIEWS.items()
    }
    for name, whole in NAMES.items():
        reply = focal.fetch(f"{PLACE}/preview.pdf?name={name}")
        assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
        assert reply.headers["Content-Disposition"] == 'inline; filename="specimen.pdf"'
        page = PdfReader(io.BytesIO(reply.data))
        assert str(page.metadata.title if page.metadata else "").startswith("SPECIMEN: ")
        assert page.metadata is not None
        assert whole in str(page.metadata.title)
        said = heard(reply.data)
        assert said.index("SPECIMEN") < said.index("Issued by"), "it is the first that is read out"
        assert "Commandant" in said
        assert "00000-00000-00000-00000-00000-00" in said


def test_the_names_of_specimens_are_the_hardest() -> None:
    assert (len(NAMES["long"]), max(map(len, NAMES["long"].split()))) == (120, 40)
    assert NAMES["short"] == "O"


def test_a_specimen_is_no_certificate(focal: Visitor, visitor: Callable[..., Visitor]) -> None:
    focal.fetch(f"{PLACE}/preview.pdf")
    assert visitor().open(f"/verify/{SERIAL}", status=404).heading == "Not known"


def test_a_text_that_does_not_fit_is_named_in_a_sentence(focal: Visitor, life: Life) -> None:
    # Our own pages refuse it; another system's import may not.
    with life.database.begin() as session:
        session.add(CountrySetting(country="GHA", authority="W" * 150, changed_at=life.now))
    reply = focal.fetch(f"{PLACE}/preview.pdf?name=short")
    assert (reply.status_code, reply.mimetype) == (422, "text/html")
    assert f"“{'W' * 150}” does not fit on the page" in reply.get_data(as_text=True)


def test_certificates_are_printed_in_the_look_of_their_day(focal: Visitor, cast: Cast, life: Life) -> None:
    old = life.complete(cast.amina)
    focal.press("Save", {"design": "ledger", "second_language": "fr", **KOFI})
    new = life.complete(cast.learner("Kofi Addo", "GH 30001", cast.ghana_cohort))
    focal.press("Save", {"design": "plain", "second_language": "", "name_1": "", "title_1": ""})

    newer, older = (heard(focal.fetch(f"/certificates/{serial}.pdf").data) for serial in (new, old))
    for expected in ("Commandant", "Certificat de fin de formation"):
        assert expected in newer
        assert expected not in older
    assert "SPECIMEN" not in newer


def test_every_design_has_a_sketch_and_words() -> None:
    names = {design.name for design in DESIGNS}
    assert set(SAID) == names
    assert {path.stem for path in (ROOT / "templates" / "people" / "designs").iterdir()} == names
