import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates.shaping import shape_line
from certificates.type import (
    Base,
    DoesNotFit,
    Paper,
    Style,
    UnknownScript,
    can_print,
    clean,
    draw,
    draw_fitted,
    fit,
    fit_lines,
    measure,
    with_substitutes,
    wrap,
)

PRINTABLE = st.text(st.sampled_from("Aaé ώЖ عثمانلا١٢3(4)[]-/.,ক্ষমিশ্রी श्रक्षि\u200d"), min_size=1, max_size=40)


def test_each_script_is_set_in_its_own_face() -> None:
    runs = shape_line("Amina Ελένη Дмитро عثمان রহিমা अनीता").runs
    set_in = {word: run.face.name for run in runs for word in run.letters.split()}
    assert set_in == {
        "Amina": "NotoSans-Regular",
        "Ελένη": "NotoSans-Regular",
        "Дмитро": "NotoSans-Regular",
        "عثمان": "NotoNaskhArabic-Regular",
        "রহিমা": "NotoSansBengali-Regular",
        "अनीता": "NotoSansDevanagari-Regular",
    }


def test_arabic_letters_join() -> None:
    joined = measure("عثمان", 10)
    apart = sum(measure(letter, 10) for letter in "عثمان")
    assert joined < apart * 0.9


def test_bengali_and_devanagari_letters_stack() -> None:
    for stacked, letters in (("ক্ষ", 3), ("क्ष", 3)):
        (run,) = shape_line(stacked).runs
        assert len(run.glyphs) < letters


def test_latin_letters_are_kerned() -> None:
    assert measure("AVAVAV", 10) < 3 * (measure("A", 10) + measure("V", 10))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Amina عثمان Smith", "Amina نامثع Smith"),
        ("دورة (PSEA) للجميع", "عيمجلل (PSEA) ةرود"),
        ("محمد (2)", "(2) دمحم"),
        ("Course (أمن) two", "Course (نمأ) two"),
        ("[أ (ب] ج)", "(ج [ب) أ]"),
        ("24/03/2026", "24/03/2026"),
        ("١٤ مارس ٢٠٢٦", "٢٠٢٦ سرام ١٤"),
    ],
)
def test_mixed_directions_stand_in_reading_order_with_brackets_in_pairs(text: str, seen: str) -> None:
    assert _as_seen(text) == seen


def test_the_direction_of_the_line_may_be_given() -> None:
    line = shape_line("Amina عثمان", base="rtl")
    assert "".join(run.letters for run in line.runs).split() == ["عثمان", "Amina"]


def test_dates_beside_arabic_are_set_in_one_face() -> None:
    faces = {run.face.name for run in shape_line("في 24/03/2026").runs if "2" in run.letters or "/" in run.letters}
    assert faces == {"NotoSans-Regular"}


@pytest.mark.parametrize("text", ["བོད་ཡིག", "Amina ᏣᎳᎩ", "\U0001f600", "\x07", "ᄀ", "\ue000"])
def test_a_text_without_typeface_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownScript, match="cannot be printed: no typeface has U\\+"):
        measure(text, 10)
    assert not can_print(text)


def test_a_working_list_prints_signs_in_place_of_unknown_letters() -> None:
    assert with_substitutes("Li Ꮳ Amina") == "Li \N{REPLACEMENT CHARACTER} Amina"
    assert can_print(with_substitutes("Li Ꮳ Amina"))


def test_texts_are_composed_and_freed_of_invisible_signs() -> None:
    assert clean(" E\u0301lodie\u200f \n\t \u2066N\u2069\u00ad ") == "Élodie N"
    assert clean("\u200dक्\u200d\u200dष \u200c") == "क्\u200dष"


def test_nothing_is_as_wide_as_nothing() -> None:
    assert measure("", 10) == measure("\u200f", 10) == 0


@given(PRINTABLE, st.sampled_from(list(Style)), st.sampled_from(["auto", "ltr", "rtl"]))
def test_every_letter_is_in_exactly_one_run(text: str, style: Style, base: Base) -> None:
    line = shape_line(text, style, base)
    assert sorted("".join(run.letters for run in line.runs)) == sorted(clean(text))
    for run in line.runs:
        assert sorted("".join(glyph.letters for glyph in run.glyphs)) == sorted(run.letters)


def test_a_short_text_has_the_largest_size() -> None:
    assert fit("Amina", 500, 40).size == 40


def test_a_long_text_is_set_smaller_until_it_fits() -> None:
    fitted = fit("Amina Owusu-Ansah", 100, 40)
    assert 8 <= fitted.size < 40
    assert 98 - 2 < measure("Amina Owusu-Ansah", fitted.size) <= 100


def test_a_text_below_eight_points_is_refused_and_never_cut() -> None:
    with pytest.raises(DoesNotFit, match="does not fit into 100 points at 8 points"):
        fit("Amina Owusu-Ansah " * 4, 100, 40)
    with pytest.raises(DoesNotFit):
        fit_lines("A" * 200, 100, 40, lines=3)


def test_a_further_line_is_taken_before_the_size_is_uncomfortable() -> None:
    name = "Wickramasinghe Mudiyanselage Chandrasekera Bandaranayake"
    assert len(fit_lines(name, 600, 40, comfortable=12).lines) == 1
    two = fit_lines(name, 600, 40, comfortable=30)
    assert len(two.lines) == 2
    assert " ".join(two.lines) == name
    assert all(measure(line, two.size) <= 600 for line in two.lines)


@given(st.lists(st.sampled_from(["Amina", "عثمان", "রহিমা", "a", "Owusu-Ansah", "श्रीमती"]), min_size=1, max_size=12))
def test_lines_together_are_the_whole_text_and_each_fits(words: list[str]) -> None:
    text = " ".join(words)
    fitted = fit_lines(text, 300, 30, lines=3, comfortable=20)
    assert " ".join(fitted.lines) == text
    assert len(fitted.lines) <= 3
    assert all(measure(line, fitted.size, base=fitted.base) <= 300.01 for line in fitted.lines)


def test_a_cell_is_wrapped_between_words() -> None:
    assert wrap("Gender-responsive conflict analysis", 100, 10) == ("Gender-responsive", "conflict analysis")
    with pytest.raises(DoesNotFit):
        wrap("Gender-responsive conflict analysis", 40, 10)


@pytest.mark.parametrize(
    ("align", "direction", "share"),
    [
        ("start", "ltr", 0.0),
        ("centre", "ltr", 0.5),
        ("end", "ltr", 1.0),
        ("start", "rtl", 1.0),
        ("centre", "rtl", 0.5),
        ("end", "rtl", 0.0),
    ],
)
def test_a_line_stands_where_its_alignment_says(align: str, direction: str, share: float) -> None:
    page = io.BytesIO()
    canvas = Paper(page, pagesize=(400, 100))
    width = draw(canvas, 200, 50, "Amina", 10, align=align, direction=direction)  # type: ignore[arg-type]
    canvas.save()
    drawn = PdfReader(page).pages[0].get_contents().get_data().decode()  # type: ignore[union-attr]
    assert f"1 0 0 1 {200 - share * width:.2f} 50.00 Tm" in drawn


def test_two_lines_stand_below_each_other() -> None:
    canvas = Paper(io.BytesIO(), pagesize=(400, 100))
    fitted = fit_lines("Amina Owusu-Ansah", 70, 20, comfortable=10)
    assert draw_fitted(canvas, 10, 80, fitted, leading=1.5) == 80 - 1.5 * fitted.size


def _as_seen(text: str) -> str:
    """The letters from left to right as the page shows them."""
    mirrored = str.maketrans("()[]", ")(][")
    runs = shape_line(text).runs
    return "".join(run.letters if run.rightward else run.letters[::-1].translate(mirrored) for run in runs)
