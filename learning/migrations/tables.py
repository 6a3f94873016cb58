"""Every table there is, gathered for comparing the steps with the models."""

from learning import audit
from learning.db import Base
from learning.jobs import models as jobs
from learning.modules import indexes
from learning.modules import models as modules
from learning.papers import models as papers
from learning.people import history as people_history
from learning.people import models as people
from learning.people import offices, picture_codes
from learning.quizzes import models as quizzes
from learning.records import (
    corrections,
    history,
    ledger,
    letters,
    printing,
    public_pages,
    reported,
    rooms,
    sharing,
    tallies,
)
from learning.records import models as records
from learning.rolls import models as rolls

ROOMS = (
    audit,
    people,
    offices,
    picture_codes,
    quizzes,
    modules,
    records,
    ledger,
    letters,
    printing,
    public_pages,
    reported,
    people_history,
    corrections,
    history,
    rooms,
    sharing,
    tallies,
    rolls,
    papers,
    jobs,
)
METADATA = Base.metadata


def is_described(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether a model describes a table or an index of the database; the indexes of words are made beside them."""
    return kind not in {"table", "index"} or not (name or "").startswith(indexes.NAMES)
