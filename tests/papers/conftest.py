import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from learning.db import Database
from learning.demo.answers import right_answer
from learning.modules import queries as modules
from learning.papers import queries, services
from learning.papers.bubbles import Marks, rows_of
from learning.papers.lines import Line
from learning.papers.models import AnswerSheet, PaperSet
from learning.papers.services import Entered, Order, Terms
from learning.people.models import Cohort
from learning.quizzes.items import Answer, Item
from tests.cast import Cast, Player
from tests.life import SEA, Life

MODULE = "zero-tolerance"


def marks_for(line: Line, answer: Answer) -> Marks:
    """The marks that give an answer: the one place where the tests say it the other way round."""
    item: Item = line.item
    order = line.placed.order
    if item.kind == "single":
        return ((order["choices"].index(str(answer)),),)
    if item.kind == "multiple":
        return (tuple(sorted(order["choices"].index(each) for each in answer)),)
    if item.kind == "numeric":
        whole, _, tenths = str(answer).partition(".")
        signs = whole.rjust(3) + (tenths or " ")
        return tuple(() if sign == " " else (int(sign),) for sign in signs)
    assert isinstance(answer, dict)
    across = {"statements": item.body.get("verdicts"), "matching": order.get("right"), "sort": item.body.get("bins")}
    down = {"statements": "statements", "matching": "left", "sort": "cards", "ordering": "steps"}[item.kind]
    if item.kind == "ordering":
        return tuple((int(answer[step]) - 1,) for step in order[down])
    columns = across[item.kind]
    assert columns is not None
    return tuple((columns.index(answer[each]),) for each in order[down])


@dataclass
class Office:
    """Where a trainer prints and enters sheets."""

    life: Life
    trainer: Player
    cohort: Cohort
    names: dict[str, Player] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.life.database

    def terms(self, **later: int) -> Terms:
        from_now = self.life.now
        with self.database.read() as session:
            catalogue = modules.catalogue(session)
        del later
        return Terms(catalogue, lambda _country, _tag: self.life.issuing, from_now)

    def print(self, *, variants: int = 1, spares: int = 1, seed: int = 1325, language: str = "en") -> uuid.UUID:
        with self.database.begin() as session:
            module = modules.catalogue(session).course(SEA).module(MODULE)
            order = Order(SEA, language, variants, spares, seed)
            return services.make_set(session, self.trainer.actor, self.cohort, module, order, now=self.life.now).id

    def sheets(self, set_id: uuid.UUID) -> list[AnswerSheet]:
        with self.database.read() as session:
            of = queries.paper_set(session, self.trainer.actor, set_id)
            return [line.sheet for line in queries.sheets_of(session, of.id)]

    def sheet(self, sheet_id: uuid.UUID) -> AnswerSheet:
        with self.database.read() as session:
            return session.scalars(select(AnswerSheet).where(AnswerSheet.id == sheet_id)).one()

    def lines(self, sheet: AnswerSheet) -> list[Line]:
        with self.database.read() as session:
            return queries.lines(session, session.get_one(PaperSet, sheet.set_id), sheet.variant)

    def right(self, sheet: AnswerSheet) -> dict[str, Marks]:
        return {line.item.id: marks_for(line, right_answer(line.item)) for line in self.lines(sheet)}

    def wrong(self, sheet: AnswerSheet) -> dict[str, Marks]:
        """Nothing is marked at all."""
        return {line.item.id: ((),) * len(rows_of(line.item)) for line in self.lines(sheet)}

    def type(self, sheet: AnswerSheet, typed: Mapping[str, str], *, by: Player | None = None) -> Entered:
        trainer = by or self.trainer
        with self.database.begin() as session:
            wrong = services.keep_lines(session, trainer.actor, sheet.id, typed)
            assert wrong == {}
        with self.database.begin() as session:
            return services.enter(session, trainer.actor, sheet.id, self.terms())


@pytest.fixture
def office(life: Life, cast: Cast) -> Office:
    """Efua's office; Amina is in her cohort, which takes the course."""
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, SEA, cohort=cast.ghana_cohort)
    return Office(life, cast.efua, cast.ghana_cohort)
