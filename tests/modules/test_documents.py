"""Lines of TOML: every key is found where a person would look for it."""

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.modules.documents import Document, Path, read_document
from learning.modules.rules import Fault

EXAMPLE = '''\
# a comment with [brackets] = "and quotes
title = "A # no comment"
notice = """
Two lines,
with \\""" quotes""""
"quoted key".'deep' = 1

[items.q07.choices]  # a comment
a = { text = "x = [1]", "odd key" = { deep = 'y' } }
b = [
  "one", # 1
  [2, 3],
  { inner = true },
]
[[lessons]]
id = "first"
[[lessons]]
id = "second"
[lessons.words]
when = 1979-05-27 07:32:00
[[lessons.parts]]
n = 1
[[lessons.parts]]
n = 2
[media."four-pillars.svg"]
alt = \'\'\'
It's\'\'\'
'''

PLACES: dict[Path, int] = {
    ("title",): 2,
    ("notice",): 3,
    ("quoted key", "deep"): 6,
    ("items", "q07", "choices"): 8,
    ("items", "q07", "choices", "a"): 9,
    ("items", "q07", "choices", "a", "odd key", "deep"): 9,
    ("items", "q07", "choices", "b", 0): 11,
    ("items", "q07", "choices", "b", 1, 1): 12,
    ("items", "q07", "choices", "b", 2, "inner"): 13,
    ("lessons",): 15,
    ("lessons", 0): 15,
    ("lessons", 0, "id"): 16,
    ("lessons", 1, "id"): 18,
    ("lessons", 1, "words", "when"): 20,
    ("lessons", 1, "parts", 0, "n"): 22,
    ("lessons", 1, "parts", 1, "n"): 24,
    ("media", "four-pillars.svg", "alt"): 26,
}


def document(text: str) -> Document:
    """Read a text that is TOML."""
    read = read_document("words.toml", text.encode())
    assert isinstance(read, Document), read
    return read


def test_every_key_is_found_on_its_line() -> None:
    read = document(EXAMPLE)

    assert {path: read.line(path) for path in PLACES} == PLACES


def test_a_path_that_is_not_there_has_the_line_of_what_is_around_it() -> None:
    read = document(EXAMPLE)

    assert read.line(("items", "q07", "choices", "z", "text")) == 8
    assert read.line(("lessons", 9)) == 15
    assert read.line(("nowhere",)) == 1


def test_a_text_of_several_lines_begins_below_its_key() -> None:
    read = document(EXAMPLE)

    assert read.text_line(("notice",)) == 4
    assert read.text_line(("title",)) == 2


def test_a_mistake_is_named_with_its_line() -> None:
    faults = [read_document("quiz.toml", text) for text in (b"a = 1\nb = \n", b'a = 1\nb = "x', b"a = [1,\n")]

    assert [(fault.line, fault.reason.split(":")[0]) for fault in faults if isinstance(fault, Fault)] == [
        (2, "is not TOML"),
        (2, "is not TOML"),
        (1, "is not TOML"),
    ]


KEYS = st.text(alphabet="abc.-_ \"'#[]é", min_size=1, max_size=6)
TEXTS = st.text(alphabet="ab\"'\\\n#[]{}=,é", max_size=12)
VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def basic(text: str) -> str:
    """Write a text as a basic TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def toml(value: Any, gap: str) -> str:
    """Write a value as TOML, with a gap after each bracket of a list."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return basic(value)
    if isinstance(value, list):
        return f"[{gap}" + "".join(f"{toml(member, gap)},{gap}" for member in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{basic(key)} = {toml(member, gap)}" for key, member in value.items()) + "}"
    return str(value)


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.sampled_from([" ", "\n", " # [x] = \"'\n  "]))
def test_keys_are_found_in_any_toml(table: dict[str, Any], gap: str) -> None:
    lines: dict[str, int] = {}
    text = "[odd.'table']\n"
    for key, value in table.items():
        lines[key] = text.count("\n") + 1
        text += f"{basic(key)} = {toml(value, gap)} # end\n"

    read = document(text)

    assert tomllib.loads(text)["odd"]["table"] == table
    assert {key: read.line(("odd", "table", key)) for key in table} == lines
