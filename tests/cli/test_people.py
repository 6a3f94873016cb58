"""Adding people from the command line: whose the password is that was typed there."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.visitor import Visitor

ADDED = (
    "people",
    "add",
    "--role",
    "trainer",
    "--name",
    "Kofi Boateng",
    "--country",
    "GHA",
    "--email",
    "kofi@example.org",
)
PASSWORD = "seven quiet rivers"


@pytest.mark.parametrize(("given", "heading"), [((), "Cohorts"), (("--given",), "Choose your own password")])
def test_a_password_typed_for_somebody_else_opens_one_page_only_when_that_is_said(
    app: Flask, visitor: Callable[..., Visitor], given: tuple[str, ...], heading: str
) -> None:
    said = app.test_cli_runner().invoke(args=[*ADDED, "--password", PASSWORD, *given])
    assert (said.exit_code, said.output) == (0, "Kofi Boateng (trainer) added\n")
    kofi = visitor()
    kofi.open("/cohorts")
    kofi.press("Sign in", {"Service number or e-mail address": "kofi@example.org", "Password": PASSWORD})
    assert kofi.page.heading == heading
