"""The roll in the downloaded report names the cohort of each person, on both databases."""

from collections.abc import Callable

from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor


def test_the_roll_names_each_persons_cohort(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.complete(cast.amina, cohort=cast.ghana_cohort)

    text = visitor(cast.dora).fetch("/reports/completions/GHA.csv").get_data(as_text=True)

    line = next(line for line in text.splitlines() if line.startswith(f"{cast.amina.actor.name},"))
    assert f",{cast.ghana_cohort.name}," in line
