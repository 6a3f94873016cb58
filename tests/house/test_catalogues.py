"""The catalogues are complete: whatever a page or a refusal can say, it says in French and in Arabic."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from learning.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "learning" / "translations"
TRANSLATED = [language.tag for language in LANGUAGES if language.tag != "en"]
PLACE = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}|%%")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Everything that can be said, gathered afresh in the way of `make messages`."""
    keywords = re.findall(r"-k \w+", (FOLDER / "gather.sh").read_text(encoding="utf-8"))
    pot = tmp_path_factory.mktemp("catalogues") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(FOLDER / "babel.cfg")]
    subprocess.run([*command, *" ".join(keywords).split(), "-o", str(pot), "."], cwd=ROOT, check=True)
    return read_po(io.BytesIO(pot.read_bytes()))


def catalogue(tag: str) -> Catalog:
    """The stored catalogue of a language."""
    return read_po(io.BytesIO((FOLDER / tag / "LC_MESSAGES" / "messages.po").read_bytes()), locale=tag)


def strings(message: Message) -> list[str]:
    """Every form of a translation."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def places(text: str) -> set[str]:
    """What a sentence wants filled in."""
    return {found.group() for found in PLACE.finditer(text)}


def test_something_is_gathered_from_pages_views_and_refusals(template: Catalog) -> None:
    assert {"Sign in", "This is not your password.", "By month of completion", "Saved."} <= {
        m.id for m in template if m.id
    }
    assert template.get("%(num)s person") is not None


@pytest.mark.parametrize("tag", TRANSLATED)
def test_everything_is_translated(template: Catalog, tag: str) -> None:
    stored = catalogue(tag)
    missing = []
    for message in template:
        found = stored.get(message.id if isinstance(message.id, str) else message.id[0]) if message.id else None
        if message.id and (found is None or found.fuzzy or not all(text.strip() for text in strings(found))):
            missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_plural_form_of_the_language_is_there(template: Catalog, tag: str) -> None:
    stored = catalogue(tag)
    short = [m.id for m in stored if isinstance(m.id, tuple) and m.id and len(strings(m)) != stored.num_plurals]
    assert short == []
    assert template.get("%(num)s person") is not None


def fits(said: str | tuple[str, ...], text: str) -> bool:
    """Say whether a translation has the places of its sentence; "one person" and "two people" need no number."""
    if isinstance(said, str):
        return places(text) == places(said)
    wanted = places("".join(said))
    return wanted - {"%(num)s"} <= places(text) <= wanted


@pytest.mark.parametrize("tag", TRANSLATED)
def test_translations_have_the_same_places_as_the_sentence(tag: str) -> None:
    wrong = [
        (message.id, text)
        for message in catalogue(tag)
        for text in strings(message)
        if message.id and text and not fits(message.id, text)
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_nothing_is_kept_that_nothing_says_any_more(template: Catalog, tag: str) -> None:
    stored = catalogue(tag)
    assert [m.id for m in stored if m.id and template.get(m.id if isinstance(m.id, str) else m.id[0]) is None] == []


def test_a_day_in_an_arabic_sentence_keeps_its_order() -> None:
    """Without a mark before it, 2026-03-31 stands there as 31-03-2026: digits after Arabic letters run to the left."""
    day = re.compile(r"(?<!\u200e)\b\d{4}-\d\d-")
    bare = [text for message in catalogue("ar") if message.id for text in strings(message) if day.search(text)]
    assert bare == []


def test_arabic_is_written_in_arabic() -> None:
    latin = [
        message.id
        for message in catalogue("ar")
        if message.id and not all(re.search(r"[\u0600-\u06ff]", text) for text in strings(message))
    ]
    assert [one for one in latin if len(str(one)) > 12] == []
