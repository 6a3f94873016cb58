"""A small sound pack, "river-crossing": every file of it as text, so that a test can spoil one thing."""

SLUG = "river-crossing"

MODULE = """\
format = 1
slug = "river-crossing"
languages = ["en"]
content_notice = false
objectives = ["G1", "G2"]

[facilitator]
minutes = 60

[[lessons]]
id = "the-ford"
file = "10-the-ford.md"
minutes = 4
objectives = ["G1"]
sources = ["S/RES/1325 (2000)"]
checks = ["c01", "c02"]
tags = ["R11", "CTA-1", "prevention"]

[[lessons]]
id = "the-market"
file = "20-the-market.md"
minutes = 5
objectives = ["G2"]
sources = ["S/RES/2242 (2015)"]
checks = ["c03", "c04"]
tags = ["cptm-2017:2.4"]

[[checks]]
id = "c01"
choices = ["a", "b"]
key = "b"

[[checks]]
id = "c02"
choices = ["a", "b"]
key = "a"

[[checks]]
id = "c03"
choices = ["a", "b"]
key = "a"

[[checks]]
id = "c04"
choices = ["a", "b"]
key = "b"

[[media]]
file = "ford.svg"

[[media]]
file = "market.svg"

[checklist]
items = ["k01", "k02"]

[[further_checklists]]
id = "at-the-boat"
items = ["k01"]
"""

LESSON = """\
You stand at the ford before dawn. The water is low.

![]({name}.svg)

## What you see

{prose}

::: scenario A quiet morning
Sergeant Amina counts who crosses. Nobody does.
:::

::: check {first}
:::

| Hour | Women | Men |
|------|------:|:---:|
| 05:30 | 12 | 3 |

### A closer look

::: note
Absence can be a sign. See [the resolution](https://example.org/1325).
:::

::: check {second}
:::

## What to take with you

- Look twice.
- Ask women and men.
- Write down what you *do not* know.
"""

GUIDE = """\
Read this once. You need no computer.

## Time and room

An hour and one room.

## Before you start

- Read the scene aloud.

## How to run it for 20 people

Four groups of five.

## Questions to ask

- Who crosses, and who does not?

## Watch out for

Ask nobody for a real case.
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
    "single": 'choices = ["a", "b", "c"]\nkey = "{key}"',
    "multiple": 'choices = ["a", "b", "c"]\nkey = ["a", "c"]',
    "statements": (
        'statements = ["s1", "s2", "s3", "s4"]\nverdicts = ["true", "false"]\n'
        'key = {{ s1 = "true", s2 = "false", s3 = "true", s4 = "false" }}'
    ),
    "matching": 'left = ["l1", "l2"]\nright = ["r1", "r2", "r3"]\nkey = {{ l1 = "r2", l2 = "r1" }}',
    "ordering": 'steps = ["s1", "s2", "s3"]\nkey = ["s2", "s1", "s3"]',
    "numeric": 'key = "12.5"\ntolerance = "0.5"',
}
KEYS = ("b", "a", "c", "b")
"""The keys of the four items with one right choice."""

STORY = """\
format = 1

[[items]]
id = "x01"
kind = "scenario"
objective = "G1"
type = "respond"
level = "apply"
points = 10
minutes = 15
sources = ["S/RES/1325 (2000)"]
alternative = "x02"
start = "s1"
state = { trust = 5, risk = 3, time = 6 }
"""
SCENES = {
    "s1": ("s2", "s3", 2, 0),
    "s2": ("s3", "s4", 0, 3),
    "s3": ("s4", "s7", 1, 0),
    "s4": ("s8", "s5", 0, 2),
    "s5": ("s6", "s7", 3, 1),
}
ENDINGS = {"s6": "good", "s7": "mixed", "s8": "bad"}
VOICES = 'voices = [{ who = "amina", sex = "woman", role = "leader" }, { who = "guard", sex = "man", role = "armed" }]'

CASE = """
[[items]]
id = "x02"
kind = "casefile"
objective = "G2"
type = "recognise"
level = "analyse"
points = 10
minutes = 10
sources = ["S/RES/2242 (2015)"]
media = ["market.svg"]
"""
PARTS = ("single", "multiple", "statements", "numeric")

FRAME = 'title = "Title of {0}"\nprompt = "Prompt of {0}?"\nrationale = "Why {0}."\n'
STIMULUS = '''\
stimulus = """
## The log

Two boats came and **one** went.

![](market.svg)
"""
'''


def options(where: str, table: str, ids: str, *, feedback: bool = True) -> str:
    """Write the words of the options of an item or of a part."""
    end = ', feedback = "Because."' if feedback else ""
    lines = [f'{each} = {{ text = "{table} {each}"{end} }}' for each in ids.split()]
    return "\n".join([f"[items.{where}.{table}]", *lines])


def item_words(where: str, kind: str) -> str:
    """Write all words of an item or of a part."""
    tables = {
        "single": [options(where, "choices", "a b c")],
        "multiple": [options(where, "choices", "a b c")],
        "statements": [options(where, "statements", "s1 s2 s3 s4")],
        "matching": [options(where, "left", "l1 l2"), options(where, "right", "r1 r2 r3", feedback=False)],
        "ordering": [options(where, "steps", "s1 s2 s3")],
        "numeric": [f'[items.{where}.feedback]\nright = "Yes."\nwrong = "Count again."'],
    }[kind]
    unit = 'unit = "patrols"\n' if kind == "numeric" else ""
    head = f'[items.{where}]\nprompt = "Prompt of {where}?"\nrationale = "Why {where}."\n{unit}'
    return head + "\n".join(tables) + "\n"


def quiz() -> str:
    """Write a quiz with four items of each kind; the seventh must be right."""
    head = "format = 1\npass_mark = 80\nattempts = 5\nwait_minutes = 10\n\n[draw]\nG1 = 3\nG2 = 4\n"
    items = [
        f'\n[[items]]\nid = "q{number:02}"\nkind = "{kind}"\nobjective = "G{1 + number % 2}"\n'
        f'type = "recognise"\nlevel = "apply"\npoints = 1\ncritical = {"true" if number == 7 else "false"}\n'
        f'sources = ["S/RES/1325 (2000)"]\n{BODIES[kind].format(key=KEYS[(number - 1) // len(BODIES)])}\n'
        for number, kind in enumerate([*BODIES] * 4, start=1)
    ]
    return head + "".join(items)


def words() -> str:
    """Write the words of everything but the exercises."""
    check = '[checks.{0}]\nprompt = "What do you do?"\n[checks.{0}.choices]\n{1}\n'
    choices = 'a = { text = "Wait & see", feedback = "Time passes." }\nb = { text = "Ask", feedback = "You learn." }'
    items = [item_words(f"q{number:02}", kind) for number, kind in enumerate([*BODIES] * 4, start=1)]
    return (
        'title = "The river crossing"\nsummary = "See who crosses."\n\n'
        '[objectives]\nG1 = "See."\nG2 = "Report."\n\n'
        '[lessons.the-ford]\ntitle = "The ford"\n[lessons.the-market]\ntitle = "The market"\n\n'
        '[media."ford.svg"]\nalt = "A river <wide> and low"\ncaption = "The ford"\n'
        '[media."market.svg"]\nalt = "Stalls"\ncaption = "The market"\n\n'
        + "".join(check.format(f"c{number:02}", choices) for number in range(1, 5))
        + '\n[checklist]\ntitle = "To take along"\nintro = "Before each patrol:"\n'
        '[checklist.items]\nk01 = "Map"\nk02 = """\nWater\nand time"""\n\n'
        '[further_checklists.at-the-boat]\ntitle = "At the boat"\nintro = "Before it leaves:"\n'
        'items = { k01 = "Count" }\n\n'
        '[repairs.q07]\ntitle = "Look again"\ntext = """\nLook at the water.\n\nThen at the people."""\n\n'
        + "\n".join(items)
    )


def exercises() -> str:
    """Write the structure of a story and of a case."""
    written = STORY
    for scene, (first, second, first_points, second_points) in SCENES.items():
        written += f'\n[[items.scenes]]\nid = "{scene}"\n{VOICES if scene == "s1" else "voices = []"}\n'
        for choice, to, points in (("a", first, first_points), ("b", second, second_points)):
            written += f'[[items.scenes.choices]]\nid = "{choice}"\nto = "{to}"\npoints = {points}\n'
    for scene, ending in ENDINGS.items():
        written += f'\n[[items.scenes]]\nid = "{scene}"\nending = "{ending}"\nvoices = []\n'
    written += CASE
    for number, kind in enumerate(PARTS, 1):
        written += f'\n[[items.parts]]\nid = "p{number}"\nkind = "{kind}"\npoints = 2\n{BODIES[kind].format(key="c")}\n'
    return written


def exercise_words() -> str:
    """Write the words of the exercises."""
    written = "[items.x01]\n" + FRAME.format("x01")
    for scene in [*SCENES, *ENDINGS]:
        written += f'\n[items.x01.scenes.{scene}]\ntitle = "Scene {scene}"\ntext = "What happens in {scene}."\n'
        for choice in ("a", "b") if scene in SCENES else ():
            told = f'text = "Do {choice} in {scene}"\nfeedback = "Then {choice} in {scene}."\n'
            written += f"[items.x01.scenes.{scene}.choices.{choice}]\n{told}"
    written += "\n[items.x02]\n" + FRAME.format("x02") + STIMULUS
    return written + "".join("\n" + item_words(f"x02.parts.p{number}", kind) for number, kind in enumerate(PARTS, 1))


def files() -> dict[str, str]:
    """Give every file of the pack, by its name."""
    prose = "The road is quiet and you write down what you see. " * 40
    return {
        "module.toml": MODULE,
        "quiz.toml": quiz(),
        "exercises.toml": exercises(),
        "en/words.toml": words(),
        "en/exercises.toml": exercise_words(),
        "en/facilitator.md": GUIDE,
        "en/10-the-ford.md": LESSON.format(name="ford", prose=prose, first="c01", second="c02"),
        "en/20-the-market.md": LESSON.format(name="market", prose=prose, first="c03", second="c04"),
        "media/ford.svg": DRAWING,
        "media/market.svg": DRAWING,
    }
