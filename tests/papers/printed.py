"""What stands in the addresses of quizzes on paper, for tests that only open pages."""

import io
import uuid

from PIL import Image
from sqlalchemy import select

from learning.modules.queries import catalogue
from learning.papers.models import AnswerSheet
from learning.papers.reading import Page
from learning.papers.services import Order, Sent, Terms, make_set, take_page
from learning.people.models import Cohort
from tests.cast import Player
from tests.life import SEA, Life


def printed_papers(life: Life, trainer: Player, cohort: Cohort) -> dict[str, str]:
    """A quiz printed for a cohort, and a photograph of one of its sheets that nobody has looked at."""
    out = io.BytesIO()
    Image.new("L", (744, 916), 255).save(out, "JPEG")
    with life.database.begin() as session:
        module = life.course(session, SEA).module("zero-tolerance")
        terms = Terms(catalogue(session), lambda _country, _tag: life.issuing, life.now)
        made = make_set(session, trainer.actor, cohort, module, Order(SEA, "en", 1, 1, 1325), now=life.now)
        seen = Page(0, 1, None, None, (), out.getvalue(), out.getvalue())
        read = take_page(session, trainer.actor, made, seen, Sent(uuid.uuid4(), 0, "a.jpg"), terms)
        sheet = session.scalars(select(AnswerSheet)).first()
        assert sheet is not None
    return {"papers": str(made.id), "batch": str(read.batch_id), "reading": str(read.id), "sheet": sheet.code}
