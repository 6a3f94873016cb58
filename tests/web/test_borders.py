"""What belongs to another country, to somebody else or to nobody answers like an address that does not exist."""

import re
import uuid
from collections.abc import Callable

import pytest

from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.visitor import Visitor

RANDOM = "0" * 24 + "4" * 8
DRAWN = re.compile(r"nonce(=\"|-)[^\"']+|value=\"[^\"]{36,}\"")


@pytest.fixture
def ghana(cast: Cast, life: Life) -> dict[str, str]:
    """What Ghana has: a cohort, a person, a certificate."""
    life.assign(cast.ghana_cohort, SEA)
    serial = life.complete(cast.amina, cohort=cast.ghana_cohort)
    return {
        "cohort": str(cast.ghana_cohort.id),
        "person": str(cast.amina.actor.person_id),
        "serial": serial,
        "country": "GHA",
    }


def seen(visitor: Visitor, address: str, named: str) -> tuple[int, str]:
    """What a visitor sees at an address, without what is drawn anew for each page."""
    reply = visitor.fetch(address.format(named))
    text = reply.get_data(as_text=True).replace(named, "…")
    return reply.status_code, DRAWN.sub("", text)


@pytest.mark.parametrize(
    ("address", "what", "unknown"),
    [
        ("/cohorts/{}", "cohort", str(uuid.UUID(RANDOM))),
        ("/cohorts/{}.csv", "cohort", str(uuid.UUID(RANDOM))),
        ("/people/{}", "person", str(uuid.UUID(RANDOM))),
        ("/certificates/{}.pdf", "serial", "0" * 27),
        ("/reports/completions/{}", "country", "XXX"),
        ("/reports/completions/{}.csv", "country", "XXX"),
        ("/reports/completions/{}.pdf", "country", "XXX"),
        ("/countries/{}", "country", "XXX"),
        ("/countries/{}/certificate", "country", "XXX"),
        ("/people?country={}", "country", "XXX"),
    ],
)
def test_a_focal_point_sees_no_difference_between_another_country_and_nothing(
    visitor: Callable[..., Visitor], cast: Cast, ghana: dict[str, str], address: str, what: str, unknown: str
) -> None:
    bruno = visitor(cast.bruno)
    foreign = seen(bruno, address, ghana[what])
    assert foreign[0] == 404
    assert foreign == seen(bruno, address, unknown)


def test_a_trainer_changes_nothing_in_another_country(
    visitor: Callable[..., Visitor], cast: Cast, ghana: dict[str, str]
) -> None:
    chandra = visitor(cast.chandra)
    chandra.open("/cohorts")
    assert "Ghana" not in chandra.page.words
    for path in ("passwords", "attempts"):
        for cohort in (ghana["cohort"], str(cast.nepal_cohort.id)):
            fields = {"person": ghana["person"], "enrolment": RANDOM, "module": "zero-tolerance"}
            assert chandra.send(f"/cohorts/{cohort}/{path}", fields).status_code == 404


def test_a_trainer_resets_passwords_of_learners_only(visitor: Callable[..., Visitor], cast: Cast) -> None:
    efua = visitor(cast.efua)
    efua.open("/cohorts")
    for other in (cast.efua, cast.dora):
        fields = {"person": str(other.actor.person_id)}
        assert efua.send(f"/cohorts/{cast.ghana_cohort.id}/passwords", fields).status_code == 404


def test_an_administrator_sees_every_country(
    visitor: Callable[..., Visitor], cast: Cast, ghana: dict[str, str]
) -> None:
    dora = visitor(cast.dora)
    dora.open(f"/cohorts/{ghana['cohort']}")
    dora.open(f"/people/{ghana['person']}")
    dora.open("/reports")
    dora.press("Show", {"Country": "Ghana"})
    dora.follow("Completion report")
    assert dora.page.url == "/reports/completions/GHA"


MALFORMED = (
    "/cohorts/1",
    "/cohorts/{random}0",
    "/cohorts/{random}.pdf",
    "/people/'%20OR%201=1",
    "/people/me",
    "/attempts/none",
    "/attempts/{random}/answers",
    "/certificates/ABC.pdf",
    "/certificates/%00.pdf",
    "/certificates/..%2f..%2fetc%2fpasswd.pdf",
    "/verify/%00",
    "/verify/" + "7" * 300,
    "/courses/../courses/x",
    "/courses/{course}/zero-tolerance/unknown",
    "/courses/{course}/women-peace-security",
    "/courses/%00",
    "/join/%00",
    "/join/AAAA",
    "/invitations/" + "x" * 300,
    "/reports/completions/gha",
    "/reports/completions/GHA.doc",
    "/reports/completions/GHA.csv.exe",
    "/countries/G%00",
    "/static/0/style.css",
    "/static/../app.py",
    "/nothing",
    "/people?search=%00",
)


@pytest.mark.parametrize("who", ["dora", "amina"])
def test_addresses_that_cannot_be_are_not_found(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, who: str
) -> None:
    player: Player = getattr(cast, who)
    each = visitor(player)
    assert life.database.url
    for address in MALFORMED:
        reply = each.fetch(address.format(random=uuid.UUID(RANDOM), course=SEA))
        found = reply.status_code
        allowed = {404, 403} if who == "amina" else {404}
        assert found in ({405} if address.endswith("/answers") else allowed), f"{address}: {found}"
        assert found == 403 or re.search(r"<h1>(Page not found|Not known)</h1>", reply.get_data(as_text=True)), address


NASTY = (
    "",
    "0",
    "-1",
    "99999999999999999999999",
    "nan",
    "'",
    "%",
    "%25_",
    "\u202e",
    "🕊",
    "x" * 5000,
    "0001-01-01T00:00:00+14:00",
)


def test_whatever_stands_behind_the_question_mark_is_answered(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.complete(cast.amina)
    dora = visitor(cast.dora)
    places = {
        "/people": ("search", "country", "page"),
        "/audit": ("before", "after", "act", "country"),
        "/reports": ("country",),
        "/reports/completions/GHA": ("course", "category", "mission", "cohort", "from", "to", "page"),
        "/reports/completions/GHA.csv": ("course", "category", "mission", "cohort", "from", "audience"),
        "/verify": ("serial",),
        "/join": ("join_code",),
        "/countries/GHA/certificate/preview.pdf": ("name",),
        "/sign-in": ("next",),
        f"/cohorts/{cast.ghana_cohort.id}": ("course",),
    }
    for place, names in places.items():
        for name in names:
            for text in NASTY:
                status = dora.browser.get(place, query_string={name: text}).status_code
                assert status < 500, f"{place}?{name}={text[:40]}: {status}"


def test_whatever_is_sent_in_a_form_is_answered(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    attempt = life.begin(enrolment)
    amina, dora, efua, stranger = visitor(cast.amina), visitor(cast.dora), visitor(cast.efua), visitor()
    for each in (amina, dora, efua):
        each.open("/account")
    stranger.open("/sign-in")
    person = cast.amina.actor.person_id
    places = {
        (amina, f"/attempts/{attempt}"): ("key", "revision-q01"),
        (amina, f"/attempts/{attempt}/answers"): ("language", "then"),
        (amina, "/account/profile"): ("language", "sex"),
        (amina, "/account/service"): ("category", "rank_group", "unit", "mission"),
        (efua, f"/cohorts/{cast.ghana_cohort.id}/attempts"): ("enrolment", "module"),
        (efua, "/cohorts/new"): ("name", "mission", "closes_on", "courses"),
        (dora, f"/people/{person}/rotations"): ("country", "category", "service_number", "unit"),
        (dora, f"/people/{person}/name"): ("name",),
        (dora, f"/people/{person}/certificates/x/revoke"): ("reason",),
        (dora, "/people/invite"): ("role", "country"),
        (dora, "/countries/GHA"): ("authority",),
        (dora, "/countries/GHA/certificate"): ("design", "border", "accent", "name_1", "title_2", "logo"),
        (stranger, "/language"): ("language", "next"),
        (stranger, f"/join/{cast.ghana_cohort.join_code}"): ("name", "service_number", "category"),
    }
    for (each, place), names in places.items():
        for text in (*NASTY, "\x00", "\ud800".encode("utf-8", "surrogatepass")):
            reply = each.send(place, dict.fromkeys(names, text))
            assert reply.status_code < 500, f"{place} {names} {text[:40]!r}: {reply.status_code}"
            each.open("/account" if each is not stranger else "/sign-in")
