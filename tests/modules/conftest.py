"""A small valid pack, as files that a test may spoil before it is read."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from learning.modules.packs import read_pack
from learning.modules.rules import Fault, FaultyPack, Pack

SLUG = "river-crossing"

MODULE = """\
format = 1
slug = "river-crossing"
languages = ["en"]
content_notice = false
objectives = ["G1", "G2"]

[[lessons]]
id = "the-ford"
file = "10-the-ford.md"
minutes = 8
objectives = ["G1"]
sources = ["S/RES/1325 (2000)"]
checks = ["c01"]

[[lessons]]
id = "the-market"
file = "20-the-market.md"
minutes = 6
objectives = ["G2"]
sources = ["S/RES/2242 (2015)"]
checks = ["c02"]

[[checks]]
id = "c01"
choices = ["a", "b"]
key = "b"

[[checks]]
id = "c02"
choices = ["a", "b"]
key = "a"

[[media]]
file = "ford.svg"

[[media]]
file = "market.svg"

[checklist]
items = ["k01", "k02"]
"""

LESSON = """\
You stand at the ford before dawn. The water is low.

![]({name}.svg)

## What you see

{prose}

::: scenario A quiet morning
Sergeant Amina counts who crosses. Nobody does.
:::

| Hour | Women | Men |
|------|------:|:---:|
| 05:30 | 12 | 3 |

### A closer look

::: note
Absence can be a sign. See [the resolution](https://example.org/1325).
:::

::: check {check}
:::

## What to take with you

- Look twice.
- Ask women and men.
- Write down what you *do not* know.
"""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" fill="none" stroke="currentColor">
<!-- the river -->
<g stroke-width="2">
<path d="M0 100C80 60 240 140 320 100" stroke="var(--act, #0f5c7a)"/>
</g>
<text x="10" y="20" font-family="sans-serif" fill="currentColor">North &amp; south</text>
</svg>
"""

BODIES = {
    "single": 'choices = ["a", "b", "c"]\nkey = "b"',
    "multiple": 'choices = ["a", "b", "c"]\nkey = ["a", "c"]',
    "statements": (
        'statements = ["s1", "s2", "s3", "s4"]\nverdicts = ["true", "false"]\n'
        'key = { s1 = "true", s2 = "false", s3 = "true", s4 = "false" }'
    ),
    "matching": 'left = ["l1", "l2"]\nright = ["r1", "r2", "r3"]\nkey = { l1 = "r2", l2 = "r1" }',
    "ordering": 'steps = ["s1", "s2", "s3"]\nkey = ["s2", "s1", "s3"]',
    "numeric": 'key = "12.5"\ntolerance = "0.5"',
}


def options(item: str, table: str, ids: str, *, feedback: bool = True) -> str:
    """Write the words of an item's options."""
    end = ', feedback = "Because."' if feedback else ""
    lines = [f'{each} = {{ text = "{table} {each}"{end} }}' for each in ids.split()]
    return "\n".join([f"[items.{item}.{table}]", *lines])


def item_words(item: str, kind: str) -> str:
    """Write all words of an item."""
    tables = {
        "single": [options(item, "choices", "a b c")],
        "multiple": [options(item, "choices", "a b c")],
        "statements": [options(item, "statements", "s1 s2 s3 s4")],
        "matching": [options(item, "left", "l1 l2"), options(item, "right", "r1 r2 r3", feedback=False)],
        "ordering": [options(item, "steps", "s1 s2 s3")],
        "numeric": [f'[items.{item}.feedback]\nright = "Yes."\nwrong = "Count again."'],
    }[kind]
    unit = 'unit = "patrols"\n' if kind == "numeric" else ""
    head = f'[items.{item}]\nprompt = "Prompt of {item}?"\nrationale = "Why {item}."\n{unit}'
    return head + "\n".join(tables) + "\n"


def quiz() -> str:
    """Write a quiz with four items of each kind."""
    head = "format = 1\npass_mark = 80\nattempts = 5\nwait_minutes = 10\n\n[draw]\nG1 = 3\nG2 = 4\n"
    items = [
        f'\n[[items]]\nid = "q{number:02}"\nkind = "{kind}"\nobjective = "G{1 + number % 2}"\npoints = 1\n'
        f'sources = ["S/RES/1325 (2000)"]\n{BODIES[kind]}\n'
        for number, kind in enumerate([*BODIES] * 4, start=1)
    ]
    return head + "".join(items)


def words() -> str:
    """Write the words of the whole pack."""
    check = '[checks.{0}]\nprompt = "What do you do?"\n[checks.{0}.choices]\n{1}\n'
    choices = 'a = { text = "Wait & see", feedback = "Time passes." }\nb = { text = "Ask", feedback = "You learn." }'
    items = [item_words(f"q{number:02}", kind) for number, kind in enumerate([*BODIES] * 4, start=1)]
    return (
        'title = "The river crossing"\nsummary = "See who crosses."\n\n'
        '[objectives]\nG1 = "See."\nG2 = "Report."\n\n'
        '[lessons.the-ford]\ntitle = "The ford"\n[lessons.the-market]\ntitle = "The market"\n\n'
        '[media."ford.svg"]\nalt = "A river <wide> and low"\ncaption = "The ford"\n'
        '[media."market.svg"]\nalt = "Stalls"\ncaption = "The market"\n\n'
        + check.format("c01", choices)
        + check.format("c02", choices)
        + '\n[checklist]\ntitle = "To take along"\nintro = "Before each patrol:"\n'
        '[checklist.items]\nk01 = "Map"\nk02 = """\nWater\nand time"""\n\n' + "\n".join(items)
    )


@pytest.fixture
def files() -> dict[str, str]:
    """A valid pack, by file name."""
    prose = "The road is quiet and you write down what you see. " * 40
    return {
        "module.toml": MODULE,
        "quiz.toml": quiz(),
        "en/words.toml": words(),
        "en/10-the-ford.md": LESSON.format(name="ford", prose=prose, check="c01"),
        "en/20-the-market.md": LESSON.format(name="market", prose=prose, check="c02"),
        "media/ford.svg": DRAWING,
        "media/market.svg": DRAWING,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the pack, not yet made."""
    return tmp_path / SLUG


@pytest.fixture
def read(folder: Path) -> Callable[[Mapping[str, str | bytes]], Pack]:
    """Write files into the pack's folder and read the pack."""

    def reader(files: Mapping[str, str | bytes]) -> Pack:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_pack(folder)

    return reader


@pytest.fixture
def faults_of(
    read: Callable[[Mapping[str, str | bytes]], Pack],
) -> Callable[[Mapping[str, str | bytes]], tuple[Fault, ...]]:
    """Read a pack that must be refused, and give its faults."""

    def refused(files: Mapping[str, str | bytes]) -> tuple[Fault, ...]:
        with pytest.raises(FaultyPack) as refusal:
            read(files)
        return refusal.value.faults

    return refused
