"""Packs: a sound one is read whole, a faulty one is refused with every fault in its place."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from learning.modules.packs import read_pack
from learning.modules.rules import Check, Fault, FaultyPack, Pack, canonical, content_hash, from_canonical
from learning.quizzes.rules import Use

Read = Callable[[Mapping[str, str | bytes]], Pack]
FaultsOf = Callable[[Mapping[str, str | bytes]], tuple[Fault, ...]]
Files = dict[str, str]

WORDS, LESSON, DRAWING = "en/words.toml", "en/10-the-ford.md", "media/ford.svg"


def line_of(text: str, part: str, nth: int = 1) -> int:
    """Find the number of the nth line that holds a part."""
    return [number for number, line in enumerate(text.split("\n"), start=1) if part in line][nth - 1]


def test_a_sound_pack_is_read_whole(read: Read, files: Files) -> None:
    pack = read(files)

    assert (pack.slug, pack.languages, pack.objectives) == ("river-crossing", ("en",), ("G1", "G2"))
    assert [(lesson.id, lesson.minutes) for lesson in pack.lessons] == [("the-ford", 4), ("the-market", 5)]
    assert pack.check("c01") == Check("c01", ("a", "b"), "b")
    assert pack.texts["en", "the-ford"] == files[LESSON]
    assert pack.media["ford.svg"] == files[DRAWING].encode()
    assert pack.words["en"]["items"]["q01"]["prompt"] == "Prompt of q01?"
    assert (pack.quiz.pass_mark, len(pack.quiz.used_for(Use.QUIZ)), list(pack.quiz.draw)) == (80, 24, ["G1", "G2"])
    assert (pack.checklist, pack.further_checklists) == (("k01", "k02"), {"at-the-boat": ("k01",)})
    assert [(item.id, item.minutes, item.alternative) for item in pack.exercises] == [
        ("x01", 15, "x02"),
        ("x02", 10, None),
    ]
    assert pack.words["en"]["items"]["x02"]["title"] == "Title of x02"
    assert (pack.facilitator_minutes, pack.guides["en"]) == (60, files["en/facilitator.md"])
    assert pack.lessons[0].tags == ("R11", "CTA-1", "prevention")


def test_a_reader_gets_the_pack_in_a_language_that_is_complete(read: Read, files: Files) -> None:
    pack = read(files)

    assert (pack.language("en"), pack.language("ar")) == ("en", "en")
    assert pack.lesson("the-ford") is pack.lessons[0]
    assert pack.lesson("the-bridge") is None


def test_a_stored_pack_is_the_pack_that_was_read(read: Read, files: Files) -> None:
    pack = read(files)

    restored = from_canonical(canonical(pack))

    assert restored == pack
    assert restored.quiz == pack.quiz
    assert list(restored.quiz.draw) == list(pack.quiz.draw)


def test_line_ends_and_byte_order_marks_do_not_change_the_content(read: Read, files: Files) -> None:
    plain = content_hash(read(files))

    from_windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in files.items()}

    assert content_hash(read(from_windows)) == plain


def test_changed_words_change_the_content_hash(read: Read, files: Files) -> None:
    plain = content_hash(read(files))

    assert content_hash(read({**files, WORDS: files[WORDS].replace("See who", "See all who")})) != plain


def test_a_translation_that_is_not_listed_is_left_alone(read: Read, files: Files) -> None:
    assert read({**files, "fr/words.toml": "title = ", "README.md": "x", ".DS_Store": "x"}).languages == ("en",)


def test_every_listed_language_is_complete(faults_of: FaultsOf, files: Files) -> None:
    module = files["module.toml"].replace('["en"]', '["en", "fr"]')

    found = faults_of({**files, "module.toml": module, "fr/10-the-ford.md": files[LESSON]})

    assert [str(fault) for fault in found] == [
        "fr/words.toml:1: is missing",
        f"module.toml:{line_of(module, 'languages')}: there is no file “fr/exercises.toml”",
        f"module.toml:{line_of(module, '[facilitator]')}: there is no file “fr/facilitator.md”",
        f"module.toml:{line_of(module, '20-the-market.md')}: there is no file “fr/20-the-market.md”",
    ]


def test_all_faults_are_reported_together_in_order(faults_of: FaultsOf, files: Files) -> None:
    spoilt = {
        **files,
        "quiz.toml": files["quiz.toml"].replace('key = "b"', 'key = "z"', 1),
        WORDS: files[WORDS].replace('k01 = "Map"\n', "").replace('caption = "The ford"', 'caption = " "'),
        DRAWING: files[DRAWING].replace("<g ", "<g id='river' "),
    }

    assert [(fault.file, fault.line) for fault in faults_of(spoilt)] == [
        (WORDS, line_of(spoilt[WORDS], 'caption = " "')),
        (WORDS, line_of(spoilt[WORDS], "[checklist.items]")),
        (DRAWING, line_of(spoilt[DRAWING], "<g ")),
        ("quiz.toml", line_of(spoilt["quiz.toml"], 'key = "z"')),
    ]


def test_a_refusal_names_the_pack_and_each_fault(read: Read, files: Files) -> None:
    spoilt = {**files, "module.toml": files["module.toml"].replace("minutes = 4", "minutes = 0")}

    with pytest.raises(FaultyPack, match="river-crossing is refused") as refusal:
        read(spoilt)

    (fault,) = refusal.value.faults
    assert str(fault) == "module.toml:13: “minutes” must be a whole number from 1 to 120"
    assert str(fault) in str(refusal.value)
    assert refusal.value.values["count"] == 1


def test_an_id_used_twice_is_named_where_it_stands_again(faults_of: FaultsOf, files: Files) -> None:
    quiz = files["quiz.toml"].replace('id = "q02"', 'id = "q01"')

    found = faults_of({**files, "quiz.toml": quiz})

    assert Fault("quiz.toml", line_of(quiz, 'id = "q01"', nth=2) - 1, "q01: this id is used twice") in found


def test_a_missing_drawing_is_named_in_module_toml(faults_of: FaultsOf, files: Files) -> None:
    del files[DRAWING]
    line = line_of(files["module.toml"], "ford.svg")

    assert [str(fault) for fault in faults_of(files)] == [f"module.toml:{line}: there is no file “media/ford.svg”"]


def test_a_file_that_nothing_names_is_refused(faults_of: FaultsOf, files: Files) -> None:
    found = faults_of({**files, "en/30-the-hill.md": "x", "notes.doc": "x", "en/deep/words.toml": "x"})

    assert {fault.file for fault in found} == {"en/30-the-hill.md", "notes.doc", "en/deep/words.toml"}
    assert {fault.reason for fault in found} == {"belongs to nothing in module.toml; name it there or remove it"}


def test_a_drawing_that_no_lesson_shows_is_refused(faults_of: FaultsOf, files: Files) -> None:
    files[LESSON] = files[LESSON].replace("ford.svg", "market.svg")

    line = line_of(files["module.toml"], "ford.svg")
    assert [str(fault) for fault in faults_of(files)] == [f"module.toml:{line}: no lesson in “en” shows “ford.svg”"]


def test_a_drawing_that_only_an_exercise_shows_is_shown(read: Read, files: Files) -> None:
    files["en/20-the-market.md"] = files["en/20-the-market.md"].replace("market.svg", "ford.svg")

    assert "market.svg" in read(files).media


def test_a_small_pool_and_few_kinds_are_refused(faults_of: FaultsOf, files: Files) -> None:
    head, *items = files["quiz.toml"].split("\n[[items]]")
    kept = [item for item in items if '"single"' in item or '"multiple"' in item]
    quiz = "\n[[items]]".join([head, *kept])

    reasons = [fault.reason for fault in faults_of({**files, "quiz.toml": quiz}) if fault.file == "quiz.toml"]

    assert reasons == [
        "the pool has 2 kinds of question; a module has at least 4",
        "the pool has 8 items; a module has at least 12",
        "3 of 4 items are drawn; have 5 or a second attempt asks the same",
        "4 of 4 items are drawn; have 6 or a second attempt asks the same",
    ]


def test_an_objective_that_no_item_tests_is_refused(faults_of: FaultsOf, files: Files) -> None:
    module = files["module.toml"].replace('["G1", "G2"]', '["G1", "G2", "G3"]').replace('["G2"]', '["G2", "G3"]')
    words = files[WORDS].replace("[objectives]", '[objectives]\nG3 = "Act."')

    (fault,) = faults_of({**files, "module.toml": module, WORDS: words})

    assert str(fault) == "quiz.toml:6: objective “G3” is never tested: give it items and a number here"


def test_an_objective_that_is_not_drawn_is_named_at_each_of_its_items(faults_of: FaultsOf, files: Files) -> None:
    found = faults_of({**files, "quiz.toml": files["quiz.toml"].replace("G1 = 3\n", "")})

    assert len(found) == 12
    assert all("its objective G1 is not in [draw]" in fault.reason for fault in found)


def test_a_draw_for_an_objective_that_the_module_does_not_have_is_refused(faults_of: FaultsOf, files: Files) -> None:
    found = faults_of({**files, "quiz.toml": files["quiz.toml"].replace("G1 = 3", "G1 = 3\nG9 = 1")})

    assert Fault("quiz.toml", 8, "“G9” is not among the module's objectives") in found


def test_while_module_toml_has_the_wrong_form_the_rest_is_still_judged(faults_of: FaultsOf, files: Files) -> None:
    spoilt = {
        "module.toml": files["module.toml"].replace("[[checks]]", "[[check]]", 1),
        "quiz.toml": files["quiz.toml"].replace('key = "b"', 'key = "z"', 1),
        WORDS: files[WORDS].replace('prompt = "Prompt of q07?"\n', ""),
    }

    found = faults_of({**files, **spoilt})

    assert {(fault.file, fault.line) for fault in found} == {
        ("module.toml", line_of(spoilt["module.toml"], "[[check]]")),
        ("quiz.toml", line_of(spoilt["quiz.toml"], 'key = "z"')),
        (WORDS, line_of(spoilt[WORDS], "[items.q07]")),
    }


@pytest.mark.parametrize("name", ["module.toml", "quiz.toml", WORDS, LESSON, DRAWING])
def test_bytes_that_are_not_utf8_are_named_with_their_line(name: str, faults_of: FaultsOf, files: Files) -> None:
    first, rest = files[name].split("\n", 1)
    broken: dict[str, str | bytes] = {**files, name: first.encode() + b"\n\xff\xfe" + rest.encode()}

    assert Fault(name, 2, "is not UTF-8 text; save the file as UTF-8") in faults_of(broken)


@pytest.mark.parametrize("name", ["module.toml", WORDS, LESSON, DRAWING])
def test_control_characters_are_refused(name: str, faults_of: FaultsOf, files: Files) -> None:
    spoilt = {**files, name: files[name].replace("\n", "\n\0", 1)}

    assert Fault(name, 2, "holds a control character; remove it") in faults_of(spoilt)


@pytest.mark.parametrize(("name", "size"), [("quiz.toml", 513), (LESSON, 41), (DRAWING, 31)])
def test_files_that_are_too_large_are_refused(name: str, size: int, faults_of: FaultsOf, files: Files) -> None:
    (fault,) = (each for each in faults_of({**files, name: "x" * size * 1024}) if each.file == name)

    assert fault.reason.startswith("is larger than")


@pytest.mark.parametrize(
    "text", ["items = " + "[" * 50_000, "a." * 20_000 + "a = 1", '"a" . ' * 20_000 + "a = 1", "a = " + "{b = " * 20_000]
)
def test_deep_nesting_is_refused(text: str, faults_of: FaultsOf, files: Files) -> None:
    found = faults_of({**files, "quiz.toml": text})

    assert Fault("quiz.toml", 1, "is nested too deeply to be read") in found


def test_a_folder_that_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(FaultyPack, match="is no folder and no zip file"):
        read_pack(folder)
