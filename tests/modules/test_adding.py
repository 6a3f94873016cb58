"""What docs/adding.md tells authors is what the check knows: kinds, words and limits."""

from pathlib import Path

import pytest

from learning.modules import budget, drawings, guides, pool, reading_level, tells, texts
from learning.quizzes.faults import EXERCISES_ONLY
from learning.quizzes.kinds import KINDS
from learning.quizzes.plots import ENDINGS, FEWEST_CHOICES, FEWEST_SCENES, MOST_CHOICES, MOST_SCENES
from learning.quizzes.rules import LEVELS, TYPES

SAID = (Path(__file__).parents[2] / "docs" / "adding.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_is_named(kind: str) -> None:
    assert f'kind = "{kind}"' in SAID or f" {kind} " in SAID.replace("\n", " ")
    assert (f'kind = "{kind}"' in SAID) >= (kind in EXERCISES_ONLY)


def test_the_words_of_an_item_are_named() -> None:
    for words in (TYPES, LEVELS):
        assert " ".join(words) in SAID
    assert all(f"`## {section}`" in SAID for section in guides.SECTIONS["en"])
    assert all(ending in SAID for ending in ENDINGS)


@pytest.mark.parametrize(
    "sentence",
    [
        f"of {texts.WORDS_AT_LEAST} to {texts.WORDS_AT_MOST} words",
        f"at least {pool.ITEMS_AT_LEAST} items of at least {pool.KINDS_AT_LEAST} kinds",
        f"grade {reading_level.GRADE_AT_MOST:.0f}, {reading_level.AVERAGE_AT_MOST:.0f} words in a sentence",
        f"one sentence in ten over {reading_level.LONG} words; none over {reading_level.TOO_LONG}",
        f"a lesson over {budget.LESSON_BYTES_AT_MOST // 1024} KB with its markup",
        f"a drawing over {drawings.BYTES_AT_MOST // 1024} KB",
        f"more than half of {tells.ENOUGH} questions",
        f"more than {tells.LONGEST_IN_HUNDRED} % of them",
        f"{tells.LENGTHS_IN_TEN / 10} times as long as the shortest, from {tells.COMPARED_FROM} characters on",
    ],
)
def test_the_limits_are_those_of_the_check(sentence: str) -> None:
    assert sentence in " ".join(SAID.split())


def test_a_story_is_described_as_it_is_checked() -> None:
    numbers = {7: "Seven", 12: "twelve", 2: "two", 3: "three"}

    assert f"{numbers[FEWEST_SCENES]} to {numbers[MOST_SCENES]} scenes" in " ".join(SAID.split())
    assert f"{numbers[FEWEST_CHOICES]} or {numbers[MOST_CHOICES]} choices each" in SAID
    assert pool.POOL_TENTHS == 15, "“half as many again”"
    assert reading_level.LONG_IN_HUNDRED_AT_MOST == 10, "“one sentence in ten”"
