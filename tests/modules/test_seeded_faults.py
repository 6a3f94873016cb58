"""One thing spoilt in a sound pack gives exactly one fault, with its file and line."""

import pytest

from tests.modules.seeds import (
    DRAWING,
    EXERCISE_WORDS,
    EXERCISES,
    GUIDE,
    LESSON,
    WORDS,
    FaultsOf,
    Seed,
    gives_one_fault,
)

SEEDS = {
    # module.toml
    "another format": Seed("module.toml", "format = 1", "format = 2", "format", "must be 1"),
    "a format that is true": Seed("module.toml", "format = 1", "format = true", "format", "must be 1"),
    "not TOML": Seed("module.toml", "minutes = 4", "minutes = = 4", "minutes = =", "is not TOML"),
    "the same key twice": Seed("module.toml", "minutes = 4", "minutes = 4\nminutes = 9", "minutes = 9", "is not TOML"),
    "text that never ends": Seed("module.toml", '"k02"]', '"k02]', '"k02]', "is not TOML"),
    "a missing key": Seed("module.toml", "minutes = 4\n", "", "[[lessons]]", "“minutes” is missing"),
    "an unknown key": Seed("module.toml", "minutes = 4", "minutes = 4\nminuts = 4", "minuts", "is not a key"),
    "a number as text": Seed("module.toml", "minutes = 4", 'minutes = "4"', "minutes", "must be a whole number"),
    "a flag as text": Seed("module.toml", "notice = false", 'notice = "no"', "notice", "must be true or false"),
    "a lesson that promises too long": Seed(
        "module.toml", "minutes = 4", "minutes = 6", "minutes = 6", "“the-ford” takes about 4 minutes by its words"
    ),
    "a lesson that promises too short": Seed(
        "module.toml", "minutes = 5", "minutes = 2", "minutes = 2", "“the-market” takes about 4 minutes by its words"
    ),
    "another folder": Seed("module.toml", '"river-crossing"', '"the-river"', "slug", "folder's name"),
    "a lesson id with spaces": Seed("module.toml", '"the-ford"', '"The ford"', "The ford", "must be a name like"),
    "a lesson file that leads out": Seed("module.toml", '"10-the', '"../10-the', "../10", "must be a name like"),
    "an unknown objective": Seed(
        "module.toml", 'objectives = ["G1"]', 'objectives = ["G1", "G3"]', '"G3"', "not among"
    ),
    "an untaught objective": Seed(
        "module.toml", 'objectives = ["G2"]', 'objectives = ["G1"]', '["G1", "G2"]', "no lesson teaches objective “G2”"
    ),
    "no sources": Seed("module.toml", '["S/RES/2242 (2015)"]', "[]", "sources = []", "a list of 1 to 100"),
    "a source twice": Seed("module.toml", '["S/RES/2242 (2015)"]', '["a", "a"]', '"a", "a"', "more than once"),
    "a key that is no choice": Seed("module.toml", 'key = "b"', 'key = "z"', 'key = "z"', "not among the choices"),
    "a lesson without objectives": Seed(
        "module.toml", 'objectives = ["G1"]\n', "", "[[lessons]]", "“objectives” is missing"
    ),
    "one check in a lesson": Seed("module.toml", 'checks = ["c01", "c02"]', 'checks = ["c01"]', "checks", "list of 2"),
    "no tags": Seed("module.toml", 'tags = ["cptm-2017:2.4"]', "tags = []", "tags", "a list of 1 to 100"),
    "an unknown tag": Seed("module.toml", '"R11"', '"R20"', '"R20"', "must be a tag such as"),
    "the address of another page": Seed("module.toml", '"the-ford"', '"quiz"', '"quiz"', "the address of another page"),
    "no time for the class": Seed("module.toml", "minutes = 60", "", "[facilitator]", "“minutes” is missing"),
    "a further checklist without items": Seed(
        "module.toml", 'items = ["k01"]', "items = []", "items = []", "a list of 1"
    ),
    "a further checklist twice": Seed(
        "module.toml",
        '"at-the-boat"\nitems = ["k01"]',
        '"at-the-boat"\nitems = ["k01"]\n\n[[further_checklists]]\nid = "at-the-boat" \nitems = ["k01"]',
        '"at-the-boat" ',
        "stands here a second time",
    ),
    # quiz.toml
    "no pass mark above 100": Seed("quiz.toml", "pass_mark = 80", "pass_mark = 101", "pass_mark", "from 1 to 100"),
    "an unknown quiz key": Seed("quiz.toml", "attempts", "atempts", "atempts", "not known"),
    "an item without id": Seed("quiz.toml", 'id = "q02"\n', "", "[[items]]", "item 2 has no “id”"),
    "an unknown kind": Seed("quiz.toml", '"numeric"', '"essay"', 'kind = "essay"', "must be one of"),
    "a quiz key outside": Seed("quiz.toml", 'key = "b"', 'key = "z"', 'key = "z"', "q01: “key” is not one of"),
    "an item without sources": Seed("quiz.toml", '["S/RES/1325 (2000)"]', "[]", "sources = []", "q01: “sources”"),
    "endless attempts": Seed("quiz.toml", "attempts = 5", "attempts = 101", "attempts", "more than 100"),
    "an endless wait": Seed("quiz.toml", "minutes = 10", "minutes = 99999", "minutes", "more than 10080"),
    "too many points": Seed("quiz.toml", "points = 1", "points = 101", "points = 101", "q01: “points” is more than"),
    "half a point": Seed("quiz.toml", "points = 1", "points = 0.5", "points = 0.5", "q01: “points”"),
    "more drawn than there are": Seed("quiz.toml", "G1 = 3", "G1 = 13", "[draw]", "the pool has 12"),
    "a fraction for a number": Seed("quiz.toml", 'key = "12.5"', "key = 12.5", "key = 12.5", "q06: “key” must be"),
    "an item without type": Seed("quiz.toml", 'type = "recognise"\n', "", "[[items]]", "q01: “type” is missing"),
    "an item of another type": Seed(
        "quiz.toml", '"recognise"', '"know"', 'type = "know"', "q01: “type” must be one of prevent"
    ),
    "an item without level": Seed("quiz.toml", 'level = "apply"\n', "", "[[items]]", "q01: “level” is missing"),
    "an item without objective": Seed(
        "quiz.toml", 'objective = "G2"\n', "", "[[items]]", "q01: “objective” is missing"
    ),
    "an exercise in the quiz": Seed(
        "quiz.toml", "points = 1", 'form = "exercise"\npoints = 1', 'form = "exercise"', "q01: “form” must be A or B"
    ),
    "an item of another form": Seed("quiz.toml", "points = 1", 'form = "C"\npoints = 1', "form", "“form”"),
    # exercises.toml
    "an exercise without sources": Seed(
        EXERCISES, '["S/RES/1325 (2000)"]', "[]", "sources = []", "x01: “sources” is empty"
    ),
    "an exercise without minutes": Seed(EXERCISES, "minutes = 15\n", "", "[[items]]", "x01: “minutes” is missing"),
    "an exercise of another objective": Seed(EXERCISES, '"G1"', '"G7"', '"G7"', "not among the module's objectives"),
    "an alternative that is not there": Seed(EXERCISES, '"x02"', '"x09"', '"x09"', "no other exercise of that id"),
    "an alternative for other credit": Seed(EXERCISES, "points = 10", "points = 8", '"x02"', "earns 10 points"),
    "an exercise of a form": Seed(
        EXERCISES, "minutes = 15", 'form = "A"\nminutes = 15', "form", "x01: “form” is not known for the kind scenario"
    ),
    "a critical exercise": Seed(
        EXERCISES, "minutes = 15", "critical = true\nminutes = 15", "[[items]]", "an exercise cannot be critical"
    ),
    "an unknown key of exercises": Seed(
        EXERCISES, "format = 1", "format = 1\npass_mark = 80", "pass_mark", "not a key"
    ),
    "a dead end": Seed(
        EXERCISES, 'id = "s6"\nending = "good"', 'id = "s6"', 'id = "s6"', "scenes.s6”: a dead end: it has neither"
    ),
    "a scene that is never reached": Seed(
        EXERCISES,
        'id = "s6"',
        'id = "s9"\nending = "bad"\nvoices = []\n\n[[items.scenes]]\nid = "s6"',
        'id = "s9"',
        "“scenes.s9” is never reached, whatever is chosen",
    ),
    "a story that goes in a circle": Seed(EXERCISES, 'to = "s8"', 'to = "s1"', 'id = "s1"', "leads back to itself"),
    "a way to nowhere": Seed(EXERCISES, 'to = "s8"', 'to = "s88"', 'to = "s88"', "there is no such scene"),
    "women who appear only as victims": Seed(
        EXERCISES, 'role = "leader"', 'role = "victim"', 'id = "s1"', "no woman who acts as leader, expert"
    ),
    "a scene without voices": Seed(EXERCISES, "voices = []\n", "", 'id = "s2"', "“scenes.s2.voices” must be a list"),
    "a part without key": Seed(EXERCISES, 'key = "c"\n', "", 'id = "p1"', "“parts.p1.key” is missing"),
    # words.toml
    "no title": Seed(WORDS, 'title = "The river crossing"\n', "", "summary", "“title” has no words"),
    "an empty title": Seed(WORDS, '"The ford"', '" "', 'title = " "', "“lessons.the-ford.title” must be text"),
    "an objective without words": Seed(WORDS, 'G2 = "Report."\n', "", "[objectives]", "“objectives.G2” has no words"),
    "words without an objective": Seed(WORDS, 'G2 = "', 'G3 = "x"\nG2 = "', "G3", "does not name it"),
    "a notice that is not wanted": Seed(WORDS, "summary", 'notice = "x"\nsummary', "notice", "does not name it"),
    "a picture without alt": Seed(WORDS, 'alt = "Stalls"\n', "", '[media."market.svg"]', "alt” has no words"),
    "a check choice without feedback": Seed(
        WORDS, 'text = "Ask", feedback = "You learn."', 'text = "Ask"', '"Ask" }', "“checks.c01.choices.b.feedback”"
    ),
    "words without a check": Seed(WORDS, "[checks.c02]", "[checks.c09]\n[checks.c02]", "[checks.c09]", "not name it"),
    "a checklist point too many": Seed(WORDS, "k01 =", 'k09 = "x"\nk01 =', "k09", "does not name it"),
    "a further checklist without a title": Seed(
        WORDS, 'title = "At the boat"\n', "", "[further", "“further_checklists.at-the-boat.title” has no words"
    ),
    "an item without a prompt": Seed(WORDS, 'prompt = "Prompt of q07?"\n', "", "[items.q07]", "q07: “prompt”"),
    "an item without rationale": Seed(WORDS, '"Why q08."', '""', 'rationale = ""', "q08: “rationale”"),
    "an item choice without feedback": Seed(
        WORDS, '"choices b", feedback = "Because."', '"choices b"', '"choices b" }', "“choices.b.feedback”"
    ),
    "an item choice too many": Seed(
        WORDS, "\n[items.q02]", 'd = { text = "d", feedback = "d" }\n[items.q02]', "d = {", "“choices.d”"
    ),
    "words without an item": Seed(
        WORDS, "[items.q02]", '[items.q99]\nprompt = "x"\n[items.q02]', "[items.q99]", "quiz.toml does not name it"
    ),
    "words to avoid": Seed(WORDS, "See who crosses.", "Females cross.", "summary", "says “Females”; write “women”"),
    "words to avoid on a later line": Seed(WORDS, "and time", "guilty soldiers", "guilty", "write “allegation”"),
    "no repair of what must be right": Seed(
        WORDS,
        '[repairs.q07]\ntitle = "Look again"\ntext = """\nLook at the water.\n\nThen at the people."""\n',
        "",
        "[items.q07]",
        "q07 must be right: give it a “repairs.q07”",
    ),
    "a repair without a title": Seed(WORDS, 'title = "Look again"\n', "", "[repairs.q07]", "“repairs.q07.title”"),
    "the repair of no item": Seed(
        WORDS, "[repairs.q07]", '[repairs.q08]\ntitle = "x"\ntext = "x"\n[repairs.q07]', "[repairs.q08]", "not name it"
    ),
    # exercises.toml of a language
    "an exercise without a title": Seed(EXERCISE_WORDS, 'title = "Title of x01"\n', "", "[items.x01]", "x01: “title”"),
    "an exercise without rationale": Seed(EXERCISE_WORDS, '"Why x02."', '""', 'rationale = ""', "x02: “rationale”"),
    "a part without rationale": Seed(
        EXERCISE_WORDS, '"Why x02.parts.p2."', '""', 'rationale = ""', "x02: “parts.p2.rationale”"
    ),
    "a choice in a story without feedback": Seed(
        EXERCISE_WORDS, 'feedback = "Then b in s2."\n', "", "s2.choices.b]", "“scenes.s2.choices.b.feedback”"
    ),
    "words of no exercise": Seed(
        EXERCISE_WORDS, "[items.x02]", '[items.x09]\ntitle = "x"\n[items.x02]', "[items.x09]", "does not name it"
    ),
    "another table beside the exercises": Seed(
        EXERCISE_WORDS, "[items.x01]", 'intro = "x"\n[items.x01]', "intro", "not a key of this format"
    ),
    "HTML in a case": Seed(EXERCISE_WORDS, "**one**", "<b>one</b>", "<b>", "holds HTML"),
    "a check in a case": Seed(EXERCISE_WORDS, "Two boats", "::: check c01\n:::\n\nTwo boats", "::: check", "the parts"),
    # the facilitator's guide
    "another section in a guide": Seed(GUIDE, "## Questions to ask", "## Questions", "Read this", "it must have"),
    "HTML in a guide": Seed(GUIDE, "Four groups", "<b>Four</b> groups", "<b>", "holds HTML"),
    # lessons
    "a heading first": Seed(LESSON, "You stand", "## The ford\n\nYou stand", "## The ford", "begins with a heading"),
    "a heading of the first level": Seed(LESSON, "## What you see", "# What you see", "# What", "heading of level 1"),
    "a heading that skips a level": Seed(LESSON, "### A closer", "#### A closer", "####", "heading of level 4"),
    "too few words": Seed(
        LESSON, "The road is quiet and you write down what you see. ", "", "You stand", "words", every=True
    ),
    "raw HTML": Seed(LESSON, "Absence", "<b>Absence</b>", "<b>", "holds HTML"),
    "a block of HTML": Seed(LESSON, "::: note", "<div>x</div>\n\n::: note", "<div>", "holds HTML"),
    "a script": Seed(LESSON, "::: note", "<script>x</script>\n\n::: note", "<script>", "holds HTML"),
    "no scene": Seed(LESSON, "::: scenario A quiet morning", "::: note", "You stand", "has no scene"),
    "a scene without a title": Seed(LESSON, "scenario A quiet morning", "scenario", "scenario", "no title"),
    "a check that is not shown": Seed(LESSON, "::: check c01\n:::\n", "", "You stand", "does not show check “c01”"),
    "an unknown check": Seed(LESSON, "check c01", "check c09", "c09", "not among the checks"),
    "the check of another lesson": Seed(LESSON, "check c01", "check c03", "check c03", "does not give check “c03”"),
    "a check twice": Seed(
        LESSON, "::: check c01\n:::", "::: check c01\n:::\n\n::: check c01 \n:::", "check c01 ", "a second time"
    ),
    "a check with text": Seed(LESSON, "::: check c01", "::: check c01\nAsk.", "check c01", "holds text"),
    "a container never closed": Seed(LESSON, "- Look twice.", "- Look twice.\n\n  ::: note\n  x", "::: note", "closed"),
    "an unknown container": Seed(LESSON, "::: note", "::: warning", "::: warning", "is not known here"),
    "a picture inside text": Seed(LESSON, "Absence", "![](ford.svg) Absence", "Absence", "alone in its paragraph"),
    "an unknown picture": Seed(LESSON, "::: note", "![](sea.svg)\n\n::: note", "sea.svg", "not among the media"),
    "a picture from elsewhere": Seed(
        LESSON, "::: note", "![](https://example.org/a.svg)\n\n::: note", "a.svg)", "not among the media"
    ),
    "a picture with its own words": Seed(LESSON, "![](", "![River](", "![River]", "stand in words.toml"),
    "a link that is not safe": Seed(LESSON, "https://example.org/1325", "http://example.org", "http:", "https://"),
    "another last section": Seed(LESSON, "## What to take with you", "## The end", "## The end", "it must be"),
    "too few points to take away": Seed(LESSON, "- Look twice.\n", "", "## What to take", "has 2 points"),
    "words to avoid in a lesson": Seed(LESSON, "Nobody does.", "Women\nand children wait.", "Women", "and boys"),
    "an end without a beginning": Seed(LESSON, "### A closer", ":::\n\n### A closer", ":::", "ends nothing"),
    # drawings
    "a script in a drawing": Seed(DRAWING, "<path", "<script/>\n<path", "<script/>", "holds a <script>"),
    "a handler in a drawing": Seed(DRAWING, "<path", "<path onload='x()'", "onload", "attribute “onload”"),
    "a style in a drawing": Seed(DRAWING, "<path", "<path style='fill:red'", "style", "attribute “style”"),
    "an id in a drawing": Seed(DRAWING, "<path", "<path id='a'", "id='a'", "attribute “id”"),
    "a link in a drawing": Seed(DRAWING, "<path", "<path href='x'", "href", "attribute “href”"),
    "a reference in a drawing": Seed(DRAWING, '"var(--act, #0f5c7a)"', '"url(#a)"', "url(#a)", "the colour must be"),
    "a fixed colour in a drawing": Seed(DRAWING, '"var(--act, #0f5c7a)"', '"#fff"', "#fff", "the colour must be"),
    "a typeface in a drawing": Seed(DRAWING, "sans-serif", "Comic", "Comic", "must be sans-serif"),
    "a drawing without a view box": Seed(DRAWING, ' viewBox="0 0 320 200"', "", "<svg", "needs a viewBox"),
    "a drawing of fixed width": Seed(DRAWING, "<svg", '<svg width="10"', "<svg", "may not have “width”"),
    "a document type": Seed(DRAWING, "<svg", "<!DOCTYPE svg>\n<svg", "<!DOCTYPE", "document type"),
    "a drawing that is not XML": Seed(DRAWING, "</g>", "</h>", "</h>", "is not XML"),
    "too many words in a drawing": Seed(DRAWING, "North", "one two three four five six seven", "<svg", "holds 9 words"),
    "a drawing with a style sheet": Seed(
        DRAWING, "<svg", "<?xml-stylesheet href='x'?>\n<svg", "<?xml-s", "instruction"
    ),
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_one_spoilt_thing_gives_one_fault_in_its_place(seed: Seed, faults_of: FaultsOf, files: dict[str, str]) -> None:
    gives_one_fault(seed, faults_of, files)
