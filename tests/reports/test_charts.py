"""Charts: from zero, to scale, labelled, mirrored, and silent about what is hidden."""

import io
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from learning.reports.charts import Bar, Bars, Columns, Drawing, Mark, Step, roughly
from learning.reports.charts.as_paper import measure, set_drawing
from learning.reports.charts.as_svg import svg
from learning.reports.charts.shapes import Rect, Rule, Text
from learning.reports.export.pdf_pages import Pages
from tests.reports.conftest import HEADER

WIDTH = 320.0
numbers = st.integers(0, 10**6)


def bars(*values: float | None, most: float | None = None) -> Drawing:
    """Bars of these values."""
    rows = [
        Bar(f"Group {place}", value, "hidden" if value is None else f"{value}") for place, value in enumerate(values)
    ]
    return Bars(rows, most).drawn(WIDTH, 12, roughly)


def columns(*values: float | None) -> Drawing:
    """Columns of these values, month by month."""
    steps = [
        Step("Jan", str(2025 + place // 12), f"Month {place}", value, "" if value is None else f"{value}")
        for place, value in enumerate(values)
    ]
    return Columns(steps).drawn(WIDTH, 12, roughly)


def solid(drawing: Drawing) -> list[Rect]:
    """What stands for a value."""
    return [shape for shape in drawing.shapes if isinstance(shape, Rect) and shape.fill in {"solid", "hollow"}]


@given(st.lists(numbers, min_size=1, max_size=12))
def test_bars_begin_at_zero_and_are_as_long_as_their_values(values: list[int]) -> None:
    drawn = solid(bars(*values))
    shown = [value for value in values if value]
    assert [bar.start for bar in drawn] == [0] * len(shown)
    top = max(values)
    assert [bar.width for bar in drawn] == pytest.approx([WIDTH * value / top for value in shown])


@given(st.lists(numbers, min_size=1, max_size=24))
def test_columns_stand_on_one_line_and_are_as_high_as_their_values(values: list[int]) -> None:
    drawing = columns(*values)
    shown = [value for value in values if value]
    drawn = solid(drawing)
    assert len({round(column.top + column.height, 6) for column in drawn}) <= 1
    highest = max((column.height for column in drawn), default=0)
    assert [column.height for column in drawn] == pytest.approx([highest * value / max(values) for value in shown])


@given(st.lists(numbers, min_size=1, max_size=12), numbers)
def test_a_hidden_value_has_no_bar_and_does_not_set_the_scale(values: list[int], kept_back: int) -> None:
    without = [bar.width for bar in solid(bars(*values))]
    assert [bar.width for bar in solid(bars(*values, None))] == without, kept_back


@given(st.lists(numbers, min_size=1, max_size=24))
def test_nothing_leaves_the_drawing_and_no_labels_touch(values: list[int]) -> None:
    for drawing in (bars(*values), columns(*values)):
        for shape in drawing.shapes:
            if isinstance(shape, Rect) and shape.fill != "ground":
                assert -0.01 <= shape.start <= shape.start + shape.width <= WIDTH + 0.01
                assert -0.01 <= shape.top <= shape.top + shape.height <= drawing.height + 0.01
            if isinstance(shape, Text):
                assert 0 < shape.base <= drawing.height
        below = [
            s for s in columns(*values).shapes if isinstance(s, Text) and s.tone == "muted" and s.anchor == "start"
        ]
        for one, other in pairwise(sorted(below, key=lambda text: text.start)):
            assert one.start + roughly(one.words, one.size, False) < other.start  # noqa: FBT003


def test_a_target_is_a_line_on_the_scale_of_its_bar_with_its_words_below() -> None:
    drawing = Bars([Bar("Contingent troop", 10, "10 %", mark=Mark(15, "target 15 %"))], 50).drawn(WIDTH, 12, roughly)
    (line,) = [shape for shape in drawing.shapes if isinstance(shape, Rule) and shape.tone == "ink"]
    assert line.start == line.to_start == pytest.approx(WIDTH * 15 / 50)
    (words,) = [shape for shape in drawing.shapes if isinstance(shape, Text) and shape.words == "target 15 %"]
    assert words.base > line.to_top
    assert words.anchor == "middle"


def test_long_words_break_before_the_number() -> None:
    label = "On one's own phone or on a computer that belongs to the battalion and stands in the common room"
    drawing = Bars([Bar(label, 1, "1")]).drawn(WIDTH, 12, roughly)
    lines = [shape for shape in drawing.shapes if isinstance(shape, Text) and shape.anchor == "start"]
    assert len(lines) > 1
    assert " ".join(line.words for line in lines) == label
    assert all(roughly(line.words, 12, False) <= WIDTH for line in lines)  # noqa: FBT003


def test_the_page_is_mirrored_for_those_who_read_from_the_right() -> None:
    drawing = bars(4, 1)
    one, other = (ET.fromstring(svg(drawing, name="x", is_mirrored=mirrored)) for mirrored in (False, True))
    for left, right in zip(one.iter("rect"), other.iter("rect"), strict=True):
        assert float(left.get("x", "")) + float(right.get("x", "")) == pytest.approx(
            WIDTH - float(left.get("width", "")), abs=0.11
        )
    for left, right in zip(one.iter("text"), other.iter("text"), strict=True):
        assert float(left.get("x", "")) + float(right.get("x", "")) == pytest.approx(WIDTH, abs=0.11)
        assert left.get("text-anchor") == right.get("text-anchor"), "the browser knows where a line starts"


def test_names_with_signs_of_their_own_stay_words() -> None:
    drawing = Bars([Bar('<script>alert("1")</script> & co', 1, "1", url='/x?a=1&b="2"')]).drawn(900, 12, roughly)
    root = ET.fromstring(svg(drawing, name='Most: "A" & <B>', is_mirrored=False))
    assert root.get("aria-label") == 'Most: "A" & <B>'
    assert [text.text for text in root.iter("text")] == ['<script>alert("1")</script> & co', "1"]
    assert [link.get("href") for link in root.iter("a")] == ['/x?a=1&b="2"']


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_paper_has_the_same_words(direction: str) -> None:
    file = io.BytesIO()
    header = HEADER if direction == "ltr" else type(HEADER)(**{**vars(HEADER), "direction": "rtl", "language": "ar"})
    pages = Pages(file, header)
    pages.open()
    label = "Contingent troop" if direction == "ltr" else "قوات"
    set_drawing(pages, Bars([Bar(label, 3, "3", mark=Mark(2, "15"))]).drawn(WIDTH, 9, measure), 0)
    pages.close()
    words = PdfReader(io.BytesIO(file.getvalue())).pages[0].extract_text()
    assert "15" in words
    assert label in words or direction == "rtl"
