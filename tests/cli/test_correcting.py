"""Corrections on the command line: counted, applied as counted, taken back."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from learning.records.corrections import Correction
from learning.records.models import Attempt
from tests.cast import Cast
from tests.life import SEA, Life

SAID = ["--wrong", "The key is wrong.", "--reason", "It is fair."]


def test_a_key_is_corrected_and_taken_back_by_command(app: Flask, life: Life, cast: Cast, tmp_path: Path) -> None:
    attempt = life.begin(life.enrol(cast.amina))
    item = next(each for each in life.items(attempt) if each.kind == "single" and not each.critical)
    other = next(choice for choice in item.listed("choices") if choice != item.body["key"])
    life.submit(attempt, {item.id: other})
    with life.database.read() as session:
        module = life.course(session, SEA).modules[0].slug
    key = tmp_path / "key.toml"
    key.write_text(f'key = "{other}"', encoding="utf-8")
    runner = app.test_cli_runner()
    asked = [module, item.id, "--remedy", "both-right", "--key-file", str(key)]
    lines = tmp_path / "lines.txt"
    tried = runner.invoke(args=["corrections", "dry-run", *asked, "--output", str(lines)])
    assert tried.exit_code == 0, tried.output
    assert "1 scores change, 0 newly pass, 0 would newly fail" in tried.output
    assert lines.read_text(encoding="utf-8").startswith(str(attempt))
    digest = re.findall(r"digest (\w+)", tried.output)[0]
    stale = runner.invoke(args=["corrections", "apply", *asked, *SAID, "--digest", "0"])
    assert stale.exit_code == 1
    assert "Nothing was applied" in stale.output
    applied = runner.invoke(args=["corrections", "apply", *asked, *SAID, "--digest", digest])
    assert "correction 1: 1 scores changed" in applied.output
    with life.database.read() as session:
        made = session.scalars(select(Correction)).one()
        assert made.made_by is None
        assert session.get_one(Attempt, attempt).earned_numerator == item.points
    back = ["--undoes", str(made.id)]
    digest = re.findall(r"digest (\w+)", runner.invoke(args=["corrections", "dry-run", *back]).output)[0]
    undone = runner.invoke(args=["corrections", "apply", *back, *SAID, "--digest", digest])
    assert "correction 2: 1 scores changed" in undone.output
    with life.database.read() as session:
        assert session.get_one(Attempt, attempt).earned_numerator == 0


def test_a_question_that_is_not_known_is_said_so(app: Flask, life: Life) -> None:
    assert life.now
    found = app.test_cli_runner().invoke(args=["corrections", "dry-run", "nothing", "q01", "--remedy", "full-credit"])
    assert found.exit_code == 1
    assert "does not exist" in found.output
