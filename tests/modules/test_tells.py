"""Answers that are given away: by the place of the key, by lengths, by absolute words; and prompts that deny."""

import re
from collections.abc import Mapping

import pytest

from learning.modules.documents import Document, read_document
from learning.modules.questions import Question
from learning.modules.rules import Fault
from learning.modules.telling_words import choice_faults, stem_faults
from learning.modules.tells import place_reason, quiz_tells
from learning.quizzes.rules import Item, Quiz
from tests.modules.seeds import EXERCISE_WORDS, EXERCISES, WORDS, FaultsOf, Seed, gives_one_fault

Files = dict[str, str]


def question(place: int, choices: str = "abcd") -> Question:
    """A question with its key in one place."""
    return Question("q", ("q",), ("items", "q"), tuple(choices), frozenset(choices[place]))


def line_of(text: str, part: str) -> int:
    """Find the number of the first line that holds a part."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


# ── the place of the key ──
@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([1, 1, 1], None),
        ([1, 1, 1, 1], "the key is choice number 2 in 4 of 4 questions"),
        ([1, 1, 1, 1, 0], None),
        ([1, 1, 1, 1, 0, 2, 3, 0], None),
        ([1, 1, 1, 1, 1, 2, 3, 0], "the key is choice number 2 in 5 of 8 questions"),
        ([0, 1, 2, 3, 0, 1, 2, 3], None),
    ],
)
def test_keys_are_spread_over_the_places(places: list[int], said: str | None) -> None:
    reason = place_reason([question(place) for place in places])

    assert (reason is None) == (said is None)
    assert said is None or str(reason).startswith(said)


def test_several_right_choices_have_no_place() -> None:
    both = Question("q", ("q",), ("items", "q"), ("a", "b", "c"), frozenset("ab"))

    assert both.place is None
    assert place_reason([both] * 10) is None


def test_keys_that_are_always_second_are_named_in_quiz_toml(faults_of: FaultsOf, files: Files) -> None:
    files["quiz.toml"] = re.sub(r'key = "[abc]"', 'key = "b"', files["quiz.toml"])
    files[EXERCISES] = files[EXERCISES].replace('key = "c"', 'key = "b"')

    (fault,) = faults_of(files)

    line = line_of(files["quiz.toml"], 'key = "b"')
    reason = "the key is choice number 2 in 5 of 5 questions; spread the keys"
    assert fault == Fault("quiz.toml", line, reason)


def test_keys_of_checks_that_are_always_first_are_named_in_module_toml(faults_of: FaultsOf, files: Files) -> None:
    files["module.toml"] = files["module.toml"].replace('key = "b"', 'key = "a"')

    (fault,) = (each for each in faults_of(files) if each.file == "module.toml")

    assert fault.line == line_of(files["module.toml"], 'key = "a"')
    assert fault.reason.startswith("the key is choice number 1 in 4 of 4 questions")


def test_the_best_choices_of_a_story_are_spread(faults_of: FaultsOf, files: Files) -> None:
    head, *scenes = files[EXERCISES].split("[[items.scenes]]\n")
    best_first = [re.sub(r"points = \d", "points = 2", scene, count=1) for scene in scenes[:5]]
    best_first = [re.sub(r'(id = "b"\nto = "\w+"\npoints =) \d', r"\1 0", scene) for scene in best_first]
    files[EXERCISES] = "[[items.scenes]]\n".join([head, *best_first, *scenes[5:]])

    (fault,) = faults_of(files)

    assert (fault.file, fault.line) == (EXERCISES, line_of(files[EXERCISES], "[[items.scenes]]"))
    assert fault.reason.startswith("the key is choice number 1 in 5 of 5 questions")


# ── lengths ──
def longer(files: Mapping[str, str], questions: str) -> dict[str, str]:
    """Make the key of each check longer than its other choice, in some of them."""
    words = files[WORDS]
    for check in questions.split():
        key = {"c01": "b", "c02": "a", "c03": "a", "c04": "b"}[check]
        head, rest = words.split(f"[checks.{check}.choices]\n")
        words = f"[checks.{check}.choices]\n".join(
            [head, re.sub(rf'({key} = {{ text = "[^"]*)', r"\1 and look around", rest, count=1)]
        )
    return {**files, WORDS: words}


def test_a_key_that_is_always_the_longest_choice_is_named(faults_of: FaultsOf, files: Files) -> None:
    spoilt = longer(files, "c01 c02 c03 c04")

    (fault,) = faults_of(spoilt)

    assert (fault.file, fault.line) == (WORDS, line_of(spoilt[WORDS], "Ask and look around"))
    assert fault.reason == "the key is the longest choice in 4 of 4 questions; lengthen others or shorten it"


def worded(*questions: Mapping[str, str], key: str = "a", prompt: str = "What do you do?") -> tuple[Document, Quiz]:
    """Make questions out of the texts of their choices, all with the same key."""
    lines, items = [], []
    for number, texts in enumerate(questions):
        lines += [f"[items.q{number}]", f'prompt = """{prompt}"""', f"[items.q{number}.choices]"]
        lines += [f'{choice} = {{ text = "{text}" }}' for choice, text in texts.items()]
        body = {"choices": list(texts), "key": key}
        items.append(Item(f"q{number}", "single", "G1", 1, critical=False, sources=("x",), body=body))
    document = read_document("words.toml", "\n".join(lines).encode())
    assert isinstance(document, Document)
    return document, Quiz(80, None, 0, {"G1": 1}, tuple(items))


SHORT, LONG = {"a": "Wait", "b": "Wait a"}, {"a": "Wait now", "b": "Wait"}


@pytest.mark.parametrize(
    ("long", "short", "faulty"),
    [(3, 0, False), (4, 0, True), (4, 1, False), (4, 3, False), (5, 3, True), (6, 4, False), (7, 4, True)],
)
def test_a_key_is_the_longest_choice_in_six_of_ten_at_most(long: int, short: int, faulty: bool) -> None:  # noqa: FBT001
    document, quiz = worded(*[LONG] * long, *[SHORT] * short)

    found = list(quiz_tells(document, quiz, "fr"))

    assert [(fault.line, fault.reason.split(";")[0]) for fault in found] == (
        [(4, f"the key is the longest choice in {long} of {long + short} questions")] if faulty else []
    )


def test_a_key_as_long_as_another_choice_tells_nothing() -> None:
    document, quiz = worded(*[{"a": "Wait now", "b": "Ask Adam"}] * 9)

    assert list(quiz_tells(document, quiz, "en")) == []


@pytest.mark.parametrize(
    ("longest", "shortest", "faulty"),
    [(64, 40, False), (65, 40, True), (40, 5, False), (41, 25, True), (41, 26, False)],
)
def test_choices_are_of_like_length(longest: int, shortest: int, faulty: bool) -> None:  # noqa: FBT001
    document, quiz = worded({"a": "x" * shortest, "b": "y" * longest})

    found = [(fault.line, fault.reason) for fault in quiz_tells(document, quiz, "ar")]

    reason = f"q0: choice “b” has {longest} characters, the shortest {shortest}; balance the choices"
    assert found == ([(5, reason)] if faulty else [])


# ── words ──
@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"a": "Always report", "b": "Wait"}, "a"),
        ({"a": "Report", "b": "Never report", "c": "Only wait"}, "b"),
        ({"a": "Report", "b": "Ask everyone"}, "b"),
        ({"a": "Report all of it", "b": "Wait"}, "a"),
    ],
)
def test_an_absolute_word_on_one_side_tells(choices: dict[str, str], told: str) -> None:
    ((choice, reason),) = choice_faults(choices, {"a"}, "en")

    assert choice == told
    assert "gives the answer away" in reason


@pytest.mark.parametrize(
    "choices",
    [
        {"a": "Always report", "b": "Never report"},
        {"a": "Report", "b": "Do nothing at all"},
        {"a": "Report after all", "b": "Wait"},
        {"a": "Report", "b": "Walk along the wall", "c": "Overall, wait"},
    ],
)
def test_an_absolute_word_on_both_sides_tells_nothing(choices: dict[str, str]) -> None:
    assert list(choice_faults(choices, {"a"}, "en")) == []
    assert list(choice_faults({"a": "always"}, {"a"}, "fr")) == []


@pytest.mark.parametrize(
    "text", ["All of the above", "None of the above.", "none of these", "Both of them", "A and C", "Both A and B"]
)
def test_a_choice_that_speaks_of_others_is_refused(text: str) -> None:
    reasons = [reason for _, reason in choice_faults({"a": text, "b": "all"}, {"a"}, "en")]

    assert reasons[0] == "choice “a” speaks of other choices, and these are shuffled; say what it means"


@pytest.mark.parametrize(
    "prompt",
    [
        "Which of these is NOT a pillar?",
        "All of these help, except one. Which?",
        "A woman waits. What do you not do?",
        "What should you not do first?",
        "Who must not be told?",
        "Which of these steps does not help?",
        "Which is the measure that does not help?",
        "What isn't allowed?",
        "Which statement is false?",
        "Which of the four is wrong?",
        "Which action is least likely to help?",
        "Choose the sentence that is not true.",
    ],
)
def test_a_prompt_that_asks_for_what_is_not_so_is_refused(prompt: str) -> None:
    ((line, reason),) = stem_faults(f"You stand at the gate.\n{prompt}", "en")

    assert line == 1
    assert reason.startswith("asks for what is not so (“")
    assert list(stem_faults(prompt, "fr")) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "True or false?",
        "Why did Nadia not ask the widows herself?",
        "What do you do with a report that is not signed?",
        "What do you tell a colleague who did not report?",
        "Where does he go wrong?",
        "What is wrong with this plan?",
        "She does not want to speak. What do you do?",
        "“Why not?” he asks. “What is not allowed?” What do you answer?",
        "How many go to the UN from the start, and not first to a State?",
        "At least one third is wanted. What now?",
    ],
)
def test_a_prompt_in_which_something_is_not_so_may_stand(prompt: str) -> None:
    assert list(stem_faults(prompt, "en")) == []


# ── the same, in a pack ──
SEEDS = {
    "an unbalanced choice": Seed(
        WORDS, '"choices a"', f'"{"choices " * 6}"', "choices choices", "q01: choice “a” has 48 characters"
    ),
    "an unbalanced choice in a story": Seed(
        EXERCISE_WORDS, '"Do b in s3"', f'"{"Do b in s3 " * 4}"', "s3.choices.b]", "x01.s3: choice “b” has 44"
    ),
    "an absolute word in a key": Seed(
        WORDS, '"choices b"', '"always b"', "always b", "q01: “always” stands only in the"
    ),
    "an absolute word in a check": Seed(
        WORDS, '"Wait & see"', '"Only wait"', "Only", "c01: “Only” stands only in wrong"
    ),
    "an absolute word in a case": Seed(
        EXERCISE_WORDS, '"choices a"', '"never a a"', "never", "x02.p1: “never” stands only in wrong choices"
    ),
    "all of the above": Seed(WORDS, '"choices c"', '"of the above"', "of the above", "q01: choice “c” speaks of other"),
    "a prompt that denies": Seed(WORDS, '"Prompt of q02?"', '"What is not so?"', "is not so", "q02: asks for what is"),
    "a check that denies": Seed(WORDS, '"What do you do?"', '"What do you not do?"', "not do", "c01: asks for what is"),
    "a part that denies": Seed(
        EXERCISE_WORDS, '"Prompt of x02.parts.p4?"', '"Who must not go?"', "must not", "p4: asks for what is not so"
    ),
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_one_spoilt_thing_gives_one_fault_in_its_place(seed: Seed, faults_of: FaultsOf, files: Files) -> None:
    gives_one_fault(seed, faults_of, files)


def test_a_small_pool_for_what_is_drawn_is_refused(faults_of: FaultsOf, files: Files) -> None:
    files["quiz.toml"] = files["quiz.toml"].replace("G1 = 3", "G1 = 9")

    (fault,) = faults_of(files)

    assert str(fault) == "quiz.toml:7: 9 of 12 items are drawn; have 14 or a second attempt asks the same"


def test_a_lesson_that_is_heavy_with_markup_is_refused(faults_of: FaultsOf, files: Files) -> None:
    row = "| – | – | – |\n"
    lesson = files["en/10-the-ford.md"].replace("| 05:30 | 12 | 3 |\n", row * 400)
    assert len(lesson.encode()) < 20 * 1024

    (fault,) = faults_of({**files, "en/10-the-ford.md": lesson})

    assert (fault.file, fault.line) == ("en/10-the-ford.md", 1)
    assert re.match(r"makes a page of \d+ KB with its markup; 40 KB at most", fault.reason)
