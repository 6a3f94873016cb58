"""Counting again by command: it says how many rows differ, changes nothing by looking, and puts them right."""

from flask import Flask
from sqlalchemy import update

from learning.records.tallies import Tally
from tests.cast import Cast
from tests.life import Life


def test_counting_again_finds_what_is_wrong_and_puts_it_right(app: Flask, life: Life, cast: Cast) -> None:
    life.crowd(cast.ghana_cohort, 5, completed=2)
    run = app.test_cli_runner()
    assert run.invoke(args=["tallies", "check"]).output == "0 rows differ\n"
    with life.database.begin() as session:
        session.execute(update(Tally).where(Tally.dimension == "rank-group").values(completed=7))
    for _ in range(2):
        found = run.invoke(args=["tallies", "check"])
        assert found.exit_code == 1
        assert "1 rows differ" in found.output
    assert run.invoke(args=["tallies", "rebuild"]).output == "1 rows differed\n"
    assert run.invoke(args=["tallies", "check"]).exit_code == 0
