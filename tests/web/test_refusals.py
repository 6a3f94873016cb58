"""Refusals: a clear sentence beside the field, with what was typed kept; and what is refused before it is read."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from learning.db import Base
from learning.papers.models import PaperSet
from learning.people.models import HelpContact, Invitation
from tests.cast import PASSWORD, Cast
from tests.life import SEA, Life
from tests.pages import Given
from tests.visitor import Visitor

CLINIC = {"kind": "doctor", "office": "Clinic", "phone": "+233 1", "owner": "Medical service"}
NAME = "Your full name, as it shall stand on the certificate"


def linked(visitor: Visitor) -> set[str]:
    """The fields that the summary on top of the page leads to."""
    return {link["href"][1:] for link in visitor.page.by_id["errors"].every("a")}


def test_registering_keeps_what_was_typed_and_names_each_fault(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    each.open(f"/join/{cast.ghana_cohort.join_code}")
    each.press("Join", status=422)
    missing = {"name", "service_number", "category", "rank_group", "password"}
    assert set(each.page.errors()) == linked(each) == missing
    typed = {
        NAME: "Yaa Asantewaa",
        "Unit": "3 Company",
        "Rank group": "Enlisted",
        "Sex": "Female",
        "Language of the pages": "Français",
    }
    each.press("Join", {**typed, "Service number": "#", "Choose a password": "password"}, status=422)
    assert {key: each.page.standing(key) for key in typed} == typed | {
        "Rank group": "enlisted",
        "Sex": "female",
        "Language of the pages": "fr",
    }
    assert each.page.standing("Choose a password") == ""
    assert "category" in each.page.errors()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("Service number", "#?", "A service number has letters and digits only."),
        ("Service number", "x" * 40, "A service number has 2 to 24 letters and digits."),
        (NAME, "12345", "Enter the name."),
        (NAME, "Yaa \u202eb", "The name has a character that cannot be printed."),
        (NAME, "y " * 100 + "y", "The name has more than 120 characters."),
        ("Choose a password", "short", "8 characters"),
        ("Choose a password", "password1", ""),
    ],
)
def test_each_refusal_stands_beside_its_field(
    visitor: Callable[..., Visitor], cast: Cast, field: str, typed: str, sentence: str
) -> None:
    each = visitor()
    each.open(f"/join/{cast.ghana_cohort.join_code}")
    good = {
        NAME: "Yaa Asantewaa",
        "Service number": "GH 77",
        "Category of personnel": "Civilian",
        "Rank group": "Civilian",
        "Mission": "UNMISS",
        "Choose a password": PASSWORD,
    }
    each.press("Join", {**good, field: typed}, status=422)
    ((beside, said),) = each.page.errors().items()
    assert {beside} == linked(each)
    assert sentence in said
    assert each.page.standing(NAME) == (typed if field == NAME else "Yaa Asantewaa")
    each.press("Join", {NAME: "Yaa Asantewaa", "Service number": "GH 77", "Choose a password": PASSWORD})
    assert each.page.url == "/courses"


def test_a_service_number_that_is_taken_is_refused(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = cast.amina
    each = visitor()
    each.open(f"/join/{cast.ghana_cohort.join_code}")
    fields = {
        NAME: "Somebody Else",
        "Service number": amina.sign_in_name.lower().replace(" ", "-"),
        "Category of personnel": "Civilian",
        "Rank group": "Civilian",
        "Mission": "UNMISS",
        "Choose a password": PASSWORD,
    }
    each.press("Join", fields, status=422)
    assert each.page.errors() == {"service_number": "This service number has an account in this country already."}


def test_a_join_code_that_is_wrong_is_refused(visitor: Callable[..., Visitor]) -> None:
    each = visitor()
    each.open("/join")
    for typed in ("", "ABC", "AAAA-AAAA", "<b>"):
        each.press("Go on", {"Join code": typed}, status=422)
        assert each.page.standing("Join code") == typed
        assert set(each.page.errors()) == {"join_code"}


def test_a_link_that_was_used_says_so(visitor: Callable[..., Visitor], cast: Cast) -> None:
    dora = visitor(cast.dora)
    dora.open("/people/invite")
    dora.press("Make the link", {"Role": "Trainer", "Country": "Uruguay"})
    link = dora.page.by_id["link"].words.removeprefix("http://localhost")
    each = visitor()
    each.open(link)
    typed = {"Your full name": "Inés", "sign_in_name": "ines@example.org", "Choose a password": PASSWORD}
    each.press("Make my account", typed)
    assert "This link does not work any more. Ask for a new one." in visitor().open(link, status=404).words
    assert "No cohort has this join code." in visitor().open("/join/ACDE-FGHJ", status=404).words


def test_an_invitation_is_refused_field_by_field(visitor: Callable[..., Visitor], cast: Cast) -> None:
    dora = visitor(cast.dora)
    dora.open("/people/invite")
    dora.press("Make the link", status=422)
    assert set(dora.page.errors()) == {"role"}
    dora.press("Make the link", {"Role": "Trainer"}, status=422)
    assert dora.page.errors() == {"country": "Choose a country."}
    assert dora.page.standing("Role") == "trainer"
    dora.press("Make the link", {"Country": "Uruguay"})
    link = dora.page.by_id["link"].words.removeprefix("http://localhost")
    each = visitor()
    each.open(link)
    sign_in_name = "E-mail address or service number, to sign in with"
    for typed in ("nobody@", "#", "dora@example.org"):
        each.press(
            "Make my account",
            {"Your full name": "Inés", sign_in_name: typed, "Choose a password": PASSWORD},
            status=422,
        )
        assert set(each.page.errors()) == {"sign_in_name"}
        assert each.page.standing(sign_in_name) == typed
        assert each.page.standing("Your full name") == "Inés"


def test_a_cohort_is_refused_field_by_field(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    assert cast.ghana_cohort.name
    assert life.database.url
    efua = visitor(cast.efua)
    efua.open("/cohorts/new")
    efua.press("Make the cohort", status=422)
    assert set(efua.page.errors()) == {"name"}
    for typed, field in (("2026-02-30", "closes_on"), ("1 March", "closes_on"), ("2020-01-01", "closes_on")):
        efua.press("Make the cohort", {"Name of the cohort": "Alpha", "Last day to join": typed}, status=422)
        assert set(efua.page.errors()) == {field}
        assert (efua.page.standing("Last day to join"), efua.page.standing("name")) == (typed, "Alpha")
    efua.press("Make the cohort", {"Last day to join": "", "Courses": []}, status=422)
    assert efua.page.errors() == {"courses": "Choose at least one course."}
    efua.press(
        "Make the cohort",
        {"Name of the cohort": "Ghana Battalion 12", "Courses": ["Preventing sexual exploitation and abuse"]},
        status=422,
    )
    assert efua.page.errors() == {"name": "There is a cohort with this name already."}


def test_the_account_page_refuses_in_the_form_that_was_sent(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    amina.open("/account")
    amina.press(
        "Change my password", {"Your password now": "wrong", "Your new password": "three small boats"}, status=422
    )
    assert amina.page.errors() == {"old_password": "This is not your password."}
    amina.press("Change my password", {"Your password now": PASSWORD, "Your new password": "short"}, status=422)
    assert set(amina.page.errors()) == {"password"}
    amina.open("/account")
    amina.press("Begin a new rotation", {"Unit": "u" * 81}, status=422)
    assert set(amina.page.errors()) == {"unit"}
    assert amina.page.standing("Unit") == "u" * 81
    assert amina.send("/account/profile", {"language": "xx", "sex": "female"}).status_code == 422


def test_after_a_refusal_the_language_can_be_switched(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    amina.open("/account")
    amina.press("Change my password", status=422)
    amina.press("Français")
    assert (amina.page.url, amina.page.language) == ("/account", "fr")


def test_a_wrong_day_in_the_filters_is_refused_beside_the_filter(visitor: Callable[..., Visitor], cast: Cast) -> None:
    bruno = visitor(cast.bruno)
    bruno.open("/reports/completions/URY?from=1.3.2026")
    assert linked(bruno) == {"filter-from"}
    assert bruno.page.errors() == {"filter-from": "Enter the day as year-month-day, such as 2026-03-31."}
    assert bruno.page.standing("from") == "1.3.2026"
    reply = bruno.fetch("/reports/completions/URY.csv?from=1.3.2026")
    assert (reply.status_code, reply.location) == (303, "/reports/completions/URY?from=1.3.2026")


@pytest.mark.parametrize(
    ("by", "url", "button", "typed", "table"),
    [
        ("dora", "/people/invite", "Make the link", {"Role": "Trainer", "Country": "Uruguay"}, Invitation),
        (
            "dora",
            "/help/contacts/new",
            "Save",
            CLINIC,
            HelpContact,
        ),
        ("efua", "/cohorts/{cohort}/papers", "Make the papers", {"module": f"{SEA}/zero-tolerance"}, PaperSet),
    ],
)
def test_a_button_pressed_twice_makes_one_thing(
    visitor: Callable[..., Visitor],
    cast: Cast,
    life: Life,
    by: str,
    url: str,
    button: str,
    typed: dict[str, Given],
    table: type[Base],
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    each = visitor(getattr(cast, by))
    form = each.open(url.format(cohort=cast.ghana_cohort.id))
    with life.database.read() as session:
        before = session.scalar(select(func.count()).select_from(table))
    first = each.press(button, typed)
    each.page = form
    second = each.press(button, typed)
    assert second.words == first.words
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(table)) == before + 1


def test_a_body_that_is_too_large_is_refused(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    amina.open("/account")
    reply = amina.send("/account/profile", {"language": "x" * 300_000})
    assert reply.status_code == 413
    assert "too large" in reply.get_data(as_text=True)
    assert (
        amina.browser.post("/account/profile", data=b"x" * 300_000, content_type="application/json").status_code == 413
    )
    parts = {f"part-{number}": "x" for number in range(1100)}
    assert amina.browser.post("/account/profile", data=parts, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("token", [None, "", "made-up##token", "from another browser"])
def test_a_form_without_this_browsers_token_changes_nothing(
    visitor: Callable[..., Visitor], cast: Cast, token: str | None
) -> None:
    amina, other = visitor(cast.amina), visitor()
    other.open("/sign-in")
    amina.open("/account")
    sent = {"language": "fr", "csrf_token": other.token if token == "from another browser" else token}
    reply = amina.browser.post(
        "/account/profile", data={key: value for key, value in sent.items() if value is not None}
    )
    assert reply.status_code == 400
    assert "This page was out of date. Nothing was changed." in reply.get_data(as_text=True)
    assert amina.open("/account").language == "en"
    assert amina.browser.post("/sign-out").status_code == 400
    amina.open("/account")


def test_other_methods_are_refused(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    assert amina.browser.get("/sign-out").status_code == 405
    amina.open("/account")
    for method in ("PUT", "PATCH", "DELETE"):
        reply = amina.browser.open("/account", method=method, data={"csrf_token": amina.token})
        assert reply.status_code == 405
    assert amina.browser.head("/account").status_code == 200
