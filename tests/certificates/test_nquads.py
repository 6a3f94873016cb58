"""The canonical N-Quads that we write are those of a full JSON-LD processor: PyLD is asked about each document."""

import hashlib
import json
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from certificates.badge import Badge, Objective, make_badge, read_badge
from certificates.encoding import from_json
from certificates.facts import Facts
from certificates.nquads import CannotBeSigned, canonical_quads
from certificates.seal import KeyRing
from certificates.status import Purpose, publish_list
from tests.credentials import MADE_AT, badge_of, load_context, status_list

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n"\\'), max_size=60)
CODES = st.lists(st.from_regex(r"[A-Z][0-9]{1,3}", fullmatch=True), unique=True, max_size=12)
HARD_NAMES = [
    "Amina عثمان",
    "আনোয়ারা বেগম",
    "Nguyễn Thị Hồng Vân",
    "王秀英",
    "የዓለም",
    'Amina "Ama" Owusu',
    "back\\slash",
    "two\nlines",
    "\U0001d11e\ue000\uffff",
    "a\u2028b\u00a0c\u200d",
    "",
]


def _unsigned(text: str) -> dict[str, Any]:
    return {key: stated for key, stated in from_json(text).items() if key != "proof"}


def _of_pyld(document: dict[str, Any]) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    quads: str = jsonld.normalize(document, options)
    return quads.encode()


def _agrees(text: str) -> bool:
    """Whether document and proof options mean to us what they mean to PyLD."""
    signed = from_json(text)
    options = {key: stated for key, stated in signed["proof"].items() if key != "proofValue"}
    options["@context"] = signed["@context"]
    return all(canonical_quads(each) == _of_pyld(each) for each in (_unsigned(text), options))


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_badge_means_what_pyld_says(name: str, facts: Facts, ring: KeyRing) -> None:
    assert _agrees(make_badge(badge_of(replace(facts, name=name)), MADE_AT, ring))


def test_a_badge_without_expiry_and_objectives_means_what_pyld_says(facts: Facts, ring: KeyRing) -> None:
    badge = badge_of(replace(facts, valid_until=None))
    bare = replace(badge, achievement=replace(badge.achievement, objectives=()))
    assert _agrees(make_badge(bare, MADE_AT, ring))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_status_list_means_what_pyld_says(purpose: Purpose, ring: KeyRing) -> None:
    assert _agrees(publish_list(status_list(purpose, 1, 94_567), ring))


@settings(deadline=None)
@given(
    facts=st.builds(
        Facts,
        serial=st.from_regex(r"[0-9A-HJKMNP-TV-Z]{27}", fullmatch=True),
        name=TEXTS,
        course=TEXTS,
        course_version=TEXTS,
        completed_on=st.dates(),
        valid_until=st.just(date.max) | st.none(),
        country=st.from_regex(r"[A-Z]{3}", fullmatch=True),
        country_name=TEXTS,
        authority=TEXTS,
        language=st.sampled_from(["en", "fr", "ar", "zh-Hant-TW"]),
    ),
    description=TEXTS,
    criteria=TEXTS,
    codes=CODES,
    objective=TEXTS,
)
def test_any_badge_means_what_pyld_says(
    facts: Facts, description: str, criteria: str, codes: list[str], objective: str, ring: KeyRing
) -> None:
    badge = badge_of(facts)
    described = replace(
        badge.achievement,
        description=description,
        criteria=criteria,
        objectives=tuple(Objective(code, objective) for code in codes),
    )
    text = make_badge(replace(badge, achievement=described), MADE_AT, ring)
    assert _agrees(text)
    assert read_badge(text, ring.public_keys)[0] == replace(badge, achievement=described)


def _with(badge: Badge, **facts: str) -> Badge:
    return replace(badge, facts=replace(badge.facts, **facts))


@pytest.mark.parametrize("sign", ["\x00", "\t", "\r\x0b", "\x1b", "\x7f"])
def test_a_control_character_cannot_be_signed(sign: str, facts: Facts, ring: KeyRing) -> None:
    with pytest.raises(CannotBeSigned, match="control character"):
        make_badge(_with(badge_of(facts), name=f"Amina{sign}Owusu"), MADE_AT, ring)


def test_an_objective_that_stands_there_twice_cannot_be_signed(facts: Facts, ring: KeyRing) -> None:
    badge = badge_of(facts)
    twice = replace(badge.achievement, objectives=badge.achievement.objectives[:1] * 2)
    with pytest.raises(CannotBeSigned, match="say the same"):
        make_badge(replace(badge, achievement=twice), MADE_AT, ring)


@pytest.mark.parametrize("address", ["", "courses/gender", "https://x.example/a b", 'https://x/">', "https://x/\n"])
def test_a_broken_address_cannot_be_signed(address: str, facts: Facts, ring: KeyRing) -> None:
    badge = badge_of(facts)
    broken = replace(badge, achievement=replace(badge.achievement, address=address))
    with pytest.raises(CannotBeSigned, match="not an address"):
        make_badge(broken, MADE_AT, ring)


@pytest.mark.parametrize("more", [{"colour": "blue"}, {"type": "Endorsement"}, {"credentialSubject": {"address": {}}}])
def test_what_is_unknown_or_nested_cannot_be_signed(more: dict[str, Any]) -> None:
    with pytest.raises(CannotBeSigned):
        canonical_quads({"name": "x", **more})


def test_a_badge_costs_less_than_a_millisecond(facts: Facts, ring: KeyRing) -> None:
    badge = badge_of(facts)
    best = min(_cpu_of(badge, ring) for _ in range(20))
    print(f"{best * 1000:.2f} ms of CPU, {len(make_badge(badge, MADE_AT, ring))} bytes")  # noqa: T201 - a figure
    assert best < 0.001


def _cpu_of(badge: Badge, ring: KeyRing) -> float:
    before = time.process_time()
    make_badge(badge, MADE_AT, ring)
    return time.process_time() - before


def test_the_shipped_contexts_are_those_that_the_readme_names(pytestconfig: pytest.Config) -> None:
    readme = (pytestconfig.rootpath / "certificates" / "contexts" / "README.md").read_text()
    for file in (pytestconfig.rootpath / "certificates" / "contexts" / "vendor").glob("*.jsonld"):
        assert f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" in readme
        assert json.loads(file.read_text())["@context"]
