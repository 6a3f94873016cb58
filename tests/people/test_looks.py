"""How a country's certificates look: what may be chosen, by whom, and what each certificate keeps of it."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from certificates.designs import DESIGNS
from certificates.facts import Facts, Second
from certificates.look import HOUSE_LOOK, Look, Signatory, reencode_logo
from certificates.press import Words, print_certificate
from certificates.seal import KeyRing
from learning import audit
from learning.db import Database
from learning.errors import Conflict, Forbidden, NotFound
from learning.modules.models import CourseVersion
from learning.people import queries, services
from learning.people.looks import (
    KEPT,
    FaultyLook,
    TypedLook,
    TypedSignatory,
    look_of,
    read_look,
)
from learning.people.models import CertificateLook
from learning.people.permissions import MAY, Permission, Role
from learning.records import services as record_services
from learning.records.models import Credential
from tests.cast import Cast, Player
from tests.drawings import as_png, emblem, signature
from tests.life import Life
from tests.people.test_races import together

LOGO, SIGNATURE = as_png(emblem()), as_png(signature())
NOBODY = TypedSignatory("", "", KEPT)
KOFI = TypedSignatory("Brig. Gen. Kofi Mensah", "Commandant", SIGNATURE)
AMA = TypedSignatory("Dr Ama Serwaa", "Director of Personnel", None)
TYPED = TypedLook(
    design="ledger", border="#14503c", accent="#0F5C7A ", second_language="fr", logo=LOGO, signatories=(KOFI, AMA)
)


@pytest.fixture
def kwame(cast: Cast) -> Player:
    """Is Ghana's focal point."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


def chosen(database: Database, player: Player, now: datetime, country: str = "GHA", **fields: Any) -> CertificateLook:
    look = read_look(replace(TYPED, **fields))
    with database.begin() as session:
        return services.set_certificate_look(session, player.actor, country=country, look=look, now=now)


def rows(database: Database) -> list[CertificateLook]:
    with database.read() as session:
        return list(session.scalars(select(CertificateLook).order_by(CertificateLook.country, CertificateLook.number)))


def faults(typed: TypedLook) -> dict[str, str]:
    with pytest.raises(FaultyLook) as refused:
        read_look(typed)
    return {str(fault.field): str(fault) for fault in refused.value.faults}


def test_a_look_comes_back_as_it_was_chosen(database: Database, kwame: Player, now: datetime) -> None:
    chosen(database, kwame, now)
    with database.read() as session:
        row = queries.certificate_look(session, "GHA")
        assert queries.certificate_look(session, "URY") is None
    assert row is not None
    assert (row.number, row.made_by, row.made_at, row.second_language) == (1, kwame.actor.person_id, now, "fr")
    assert look_of(row, "field-manual") == Look(
        design="ledger",
        border="#14503c",
        accent="#0f5c7a",
        logo_png=reencode_logo(LOGO),
        signatories=(
            Signatory("Brig. Gen. Kofi Mensah", "Commandant", reencode_logo(SIGNATURE)),
            Signatory("Dr Ama Serwaa", "Director of Personnel"),
        ),
    )


def test_where_a_country_chose_nothing_the_course_names_the_design() -> None:
    assert look_of(None, "plain") == replace(HOUSE_LOOK, design="plain")


def test_each_change_is_a_new_row_and_saving_the_same_again_is_none(
    database: Database, kwame: Player, now: datetime
) -> None:
    first = chosen(database, kwame, now)
    kept = {"logo": KEPT, "signatories": (replace(KOFI, signature=KEPT), replace(AMA, signature=KEPT))}
    assert chosen(database, kwame, now, **kept).id == first.id
    assert chosen(database, kwame, now).id == first.id, "the same pictures, sent again"
    chosen(database, kwame, now, **kept, border="#7a1010")
    old, new = rows(database)
    assert (old.number, old.border, new.number, new.border) == (1, "#14503c", 2, "#7a1010")
    assert (new.logo, new.signature_1, new.signature_2) == (old.logo, old.signature_1, None)
    with database.read() as session:
        noted = [entry for entry in audit.audit_entries(session, before=None, limit=50) if "look" in entry.act]
    facts = sorted((entry.facts for entry in noted), key=lambda each: int(each["number"]))
    assert facts == [{"design": "ledger", "number": 1}, {"design": "ledger", "number": 2}]
    assert {(entry.actor_id, entry.country) for entry in noted} == {(kwame.actor.person_id, "GHA")}


def test_pictures_and_signatories_are_taken_away(database: Database, kwame: Player, now: datetime) -> None:
    chosen(database, kwame, now)
    chosen(database, kwame, now, logo=None, signatories=(replace(KOFI, signature=None), NOBODY))
    row = rows(database)[-1]
    assert (row.logo, row.signature_1, [each["name"] for each in row.signatories]) == (None, None, [KOFI.name])


def test_the_second_one_who_signs_moves_up_with_her_signature(database: Database, kwame: Player, now: datetime) -> None:
    chosen(database, kwame, now, signatories=(AMA, KOFI))
    before = rows(database)[-1].signature_2
    chosen(database, kwame, now, signatories=(NOBODY, replace(KOFI, signature=KEPT)))
    row = rows(database)[-1]
    assert ([each["name"] for each in row.signatories], row.signature_1, row.signature_2) == ([KOFI.name], before, None)
    assert before is not None


def test_a_signature_is_never_kept_under_another_name(database: Database, kwame: Player, now: datetime) -> None:
    chosen(database, kwame, now)
    another = TypedSignatory("Col. Efua Owusu", "Commandant", KEPT)
    with pytest.raises(FaultyLook, match="given for another name") as refused:
        chosen(database, kwame, now, signatories=(another, NOBODY))
    assert [fault.field for fault in refused.value.faults] == ["signature_1"]
    chosen(database, kwame, now, signatories=(replace(another, signature=None), NOBODY))
    assert rows(database)[-1].signature_1 is None


def test_a_country_is_the_focal_points_own_or_not_found(
    database: Database, cast: Cast, kwame: Player, now: datetime
) -> None:
    for player, country in ((cast.bruno, "GHA"), (kwame, "XXX"), (kwame, "gha"), (cast.dora, "XXX")):
        with pytest.raises(NotFound):
            chosen(database, player, now, country)
    chosen(database, cast.dora, now, "URY")
    assert [row.country for row in rows(database)] == ["URY"]


@pytest.mark.parametrize("who", ["amina", "efua", "dora"])
def test_only_those_with_the_permission_choose(database: Database, cast: Cast, now: datetime, who: str) -> None:
    player: Player = getattr(cast, who)
    if Permission.SET_COUNTRY in MAY[player.actor.role]:
        assert chosen(database, player, now).number == 1
        return
    with pytest.raises(Forbidden):
        chosen(database, player, now)
    assert rows(database) == []


def test_of_two_who_save_at_the_same_moment_both_are_kept_in_order(
    database: Database, cast: Cast, kwame: Player, now: datetime
) -> None:
    dora = cast.dora
    outcomes = together(
        lambda: chosen(database, kwame, now, border="#111111").number,
        lambda: chosen(database, dora, now, border="#222222").number,
        lambda: chosen(database, kwame, now, border="#333333").number,
    )
    assert sorted(map(str, outcomes)) == ["1", "2", "3"], outcomes
    assert not any(isinstance(outcome, Conflict) for outcome in outcomes)
    assert [row.number for row in rows(database)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        ("design", "marble", "Choose one of the list."),
        ("design", "", "Choose one of the list."),
        ("border", "green", "Write the colour as # and six signs, 0 to 9 and a to f, such as #0f5c7a."),
        ("border", "#fff", "Write the colour as # and six signs, 0 to 9 and a to f, such as #0f5c7a."),
        ("border", "#dddddd", "This colour is too pale to be read on paper. Choose a darker one."),
        ("accent", "", "Write the colour as # and six signs, 0 to 9 and a to f, such as #0f5c7a."),
        ("accent", "#8a8a8a", "This colour is too pale to be read on paper. Choose a darker one."),
        ("second_language", "tlh", "Choose one of the list."),
        ("logo", b"", "Choose a PNG file with 8 bits a colour. SVG, JPEG and others are not taken."),
        ("logo", b"<svg/>", "Choose a PNG file with 8 bits a colour. SVG, JPEG and others are not taken."),
        ("logo", LOGO[:60], "This picture is damaged or empty. Save it again as PNG."),
        ("logo", LOGO + b" " * 2_000_000, "The picture is too large. It may have 2 MB and 16 million pixels at most."),
    ],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(field: str, given: object, sentence: str) -> None:
    assert faults(replace(TYPED, **{field: given})) == {field: sentence}


def test_a_small_file_that_unpacks_to_very_much_is_refused_before_it_is_opened() -> None:
    head = bytearray(LOGO)
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    assert "too large" in faults(replace(TYPED, logo=bytes(head)))["logo"]


def test_pictures_of_other_kinds_are_refused() -> None:
    for kind in ("JPEG", "GIF", "WEBP", "BMP"):
        assert "PNG" in faults(replace(TYPED, logo=as_png(emblem().convert("RGB"), kind)))["logo"]
    assert "8 bits" in faults(replace(TYPED, logo=as_png(emblem().convert("I;16"))))["logo"]


@pytest.mark.parametrize(
    ("signatory", "wrong"),
    [
        (replace(KOFI, name=""), {"name_1": "name and a title"}),
        (replace(KOFI, title=" "), {"title_1": "name and a title"}),
        (replace(NOBODY, signature=SIGNATURE), {"name_1": "name and a title", "title_1": "name and a title"}),
        (replace(KOFI, name="W" * 81), {"name_1": "more than 80"}),
        (replace(KOFI, name="Wm" * 25), {"name_1": "too long to be printed below"}),
        (replace(KOFI, title="M" * 80), {"title_1": "too long to be printed below"}),
        (replace(KOFI, name="Kofi\u202e"), {"name_1": "cannot be printed"}),
        (replace(KOFI, name="𓀀𓀁"), {"name_1": "these letters"}),
        (replace(KOFI, title="🕊"), {"title_1": "these letters"}),
        (replace(KOFI, signature=b"GIF89a"), {"signature_1": "PNG"}),
    ],
)
def test_who_signs_must_be_printable(signatory: TypedSignatory, wrong: dict[str, str]) -> None:
    found = faults(replace(TYPED, signatories=(signatory, AMA)))
    assert set(found) == set(wrong)
    assert all(part in found[field] for field, part in wrong.items()), found


def test_every_fault_is_told_at_once() -> None:
    typed = replace(TYPED, design="marble", border="", logo=b"x", signatories=(replace(KOFI, name=""), AMA, AMA))
    assert set(faults(typed)) == {"design", "border", "logo", "name_1", "name_3"}


@pytest.mark.parametrize("second_language", [None, "fr"])
@pytest.mark.parametrize("design", [each.name for each in DESIGNS])
def test_whatever_is_accepted_below_a_signature_is_printed(
    design: str, second_language: str | None, keys: KeyRing, now: datetime
) -> None:
    longest = TypedSignatory(
        _longest("Brigadier General Kwabena ", 1), _longest("Commandant of the training ", 2), None
    )
    checked = read_look(replace(TYPED, design=design, signatories=(longest, longest)))
    look = Look(
        design=design,
        logo_png=checked.logo if isinstance(checked.logo, bytes) else None,
        signatories=tuple(Signatory(each.name, each.title) for each in checked.signatories if each),
    )
    facts = Facts(
        serial="0" * 27,
        name="Amina Mensah",
        course="Preventing sexual exploitation and abuse",
        course_version="1",
        completed_on=now.date(),
        valid_until=None,
        country="GHA",
        country_name="Ghana",
        authority="Training Directorate",
        language="en",
        second=Second(language="fr", course="Prévenir l’exploitation", country_name="Ghana")
        if second_language
        else None,
    )
    words = Words(**{field: "ltr" if field == "direction" else "Words" for field in Words.__annotations__})
    seal = keys.seal(facts.to_bytes())
    address = "https://train.example.org/verify/" + facts.serial
    second = replace(words, title="Mots") if second_language else None
    assert print_certificate(facts, seal, words, address, look=look, second_words=second).startswith(b"%PDF")


def _second(tag: str | None) -> Second | None:
    return Second(language=tag, course="Prévenir l’exploitation", country_name="Ghana") if tag else None


def _longest(words: str, place: int) -> str:
    """As much of these words, again and again, as is accepted as a name (1) or a title (2)."""
    text = words * 4
    for length in range(80, 0, -1):
        line = text[:length].strip()
        signatory = replace(AMA, **{("name", "title")[place - 1]: line})
        try:
            read_look(replace(TYPED, logo=None, signatories=(signatory,)))
        except FaultyLook:
            continue
        return line
    raise AssertionError(words)


def test_certificates_keep_the_look_they_were_issued_under(
    life: Life, cast: Cast, kwame: Player, now: datetime
) -> None:
    cast.amina, cast.bishnu  # noqa: B018 - both are there before the first certificate
    before = life.complete(cast.amina)
    first = chosen(life.database, kwame, now)
    newer = life.complete(cast.learner("Kofi Addo", "GH 30001", cast.ghana_cohort))
    chosen(life.database, kwame, now, design="plain", second_language="")
    foreign = life.complete(cast.bishnu)
    with life.database.read() as session:
        found = {serial: session.get_one(Credential, serial) for serial in (before, newer, foreign)}
        assert (found[newer].look_id, found[newer].design) == (first.id, "ledger")
        assert (found[before].look_id, found[foreign].look_id) == (None, None)
        assert look_of(queries.look_by_id(session, found[newer].look_id), "plain").design == "ledger"
        assert look_of(queries.look_by_id(session, None), "plain").design == "plain"


def test_facts_are_stated_in_the_second_language_too(life: Life, cast: Cast, kwame: Player, now: datetime) -> None:
    amina = cast.amina
    chosen(life.database, kwame, now)
    facts = _facts(life, life.complete(amina))
    with life.database.read() as session:
        words = session.scalars(select(CourseVersion).order_by(CourseVersion.number.desc())).first()
    assert words is not None
    assert facts.second is not None
    assert asdict(facts.second) | {"course": None} == {"language": "fr", "course": None, "country_name": "Ghana"}
    assert facts.second.course
    assert facts.language == "en"


def test_a_corrected_name_keeps_look_and_second_language(life: Life, cast: Cast, kwame: Player, now: datetime) -> None:
    amina, dora = cast.amina, cast.dora
    first = chosen(life.database, kwame, now)
    old = _facts(life, life.complete(amina))
    chosen(life.database, kwame, now, second_language="ar", design="plain")
    with life.database.begin() as session:
        (new,) = record_services.supersede_for_name(
            session, dora.actor, amina.actor.person_id, "Amina Mensah-Addo", keys=life.keys, now=now
        )
    facts = Facts.from_bytes(new.facts.encode())
    assert (facts.second, new.look_id, new.design) == (old.second, first.id, "ledger")


def test_no_second_language_is_stated_where_it_is_the_learners_own(
    life: Life, cast: Cast, kwame: Player, now: datetime
) -> None:
    amina = cast.amina
    chosen(life.database, kwame, now, second_language="en")
    assert _facts(life, life.complete(amina)).second is None


def _facts(life: Life, serial: str) -> Facts:
    with life.database.read() as session:
        return Facts.from_bytes(session.get_one(Credential, serial).facts.encode())
