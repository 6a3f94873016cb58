"""A command that cannot be carried out ends with one sentence and a status, never with a traceback."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from learning.config import FaultySettings, Settings, secret_key
from tests.life import Life


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["report", "completions", "--country", "ZZZ"], "'ZZZ' is no country"),
        (["report", "completions", "--country", "GHA", "--course", "cooking"], "there is no course cooking"),
        (["report", "completions", "--country", "GHA", "--language", "xx"], "'xx' is not one of"),
        (
            ["corrections", "dry-run", "cooking", "q01", "--remedy", "full-credit"],
            "q01 of a module cooking",
        ),
        (["certificates", "print", "--country", "Ghana", "--output", "out"], "'Ghana' is no country"),
        (["people", "add", "--role", "trainer", "--name", "Efua", "--country", "G"], "'G' is no country"),
    ],
)
def test_what_is_typed_wrong_is_refused_in_a_sentence(app: Flask, life: Life, typed: list[str], said: str) -> None:
    assert life.database.url
    found = app.test_cli_runner().invoke(args=typed)
    assert found.exit_code in {1, 2}
    assert isinstance(found.exception, SystemExit)
    assert said in found.output


def test_a_country_may_be_typed_in_small_letters(app: Flask, life: Life) -> None:
    assert life.database.url
    found = app.test_cli_runner().invoke(args=["report", "completions", "--country", "gha"])
    assert "Ghana (GHA)" in found.output


@pytest.mark.parametrize("typed", [["prepare"], ["report", "completions", "--country", "GHA"], ["tallies", "check"]])
def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path, typed: list[str]) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/nowhere/learn1325.db", folder=tmp_path / "var"))
    found = app.test_cli_runner().invoke(args=typed)
    assert found.exit_code == 1
    assert found.output == "Error: The database cannot be used (DATABASE_URL): unable to open database file\n"


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(FaultySettings, match=r"LEARN1325_FOLDER: .* Not a directory"):
        secret_key(tmp_path / "file" / "var")
