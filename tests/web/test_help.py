"""Help leaves no trace: whoever looks for it is written down nowhere."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from learning.db import Base
from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Clock, Visitor


def everything(life: Life) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with life.database.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def test_opening_the_help_page_changes_nothing_in_the_database(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.enrol(cast.amina)
    amina, stranger = visitor(cast.amina), visitor()
    amina.open("/courses")
    clock.go_on(hours=1)
    before = everything(life)
    for each in (amina, stranger):
        page = each.open("/help")
        assert "This course is not a reporting channel." in page.words
        assert "Conduct and Discipline Team" in page.words
    assert everything(life) == before
    amina.open("/courses")
    assert everything(life) != before, "another page does note that she was seen"


def test_the_help_panel_is_on_the_pages_with_a_notice_and_asks_the_server_for_nothing(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    with life.database.read() as session:
        lesson = life.course(session, SEA).modules[0].lessons[0].id
    for address in (f"/courses/{SEA}/zero-tolerance", f"/courses/{SEA}/zero-tolerance/{lesson}"):
        amina.open(address)
        panel = next(each for each in amina.page.root.every("details") if each["class"] == "help")
        assert "Conduct and Discipline Team" in panel.words
        assert not list(panel.every("a", "form", "img", "button"))
