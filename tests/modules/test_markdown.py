"""Lessons as pages: the HTML is exactly what is meant, and nothing harmful reaches it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from learning.modules.drawings import picture
from learning.modules.markdown import Labels, render_lesson
from learning.modules.rules import Pack

Read = Callable[[Mapping[str, str | bytes]], Pack]
LABELS = Labels(
    scenario="Scenario",
    check="Check yourself",
    right="Right.",
    not_quite="Not quite.",
    skip="Skip <this>",
    after="The end & more.",
)
AFTER_PROSE = '<div class="scenario">'

RENDERED = """\
<div class="scenario">
<p class="title"><strong>Scenario</strong> · A quiet morning</p>
<p>Sergeant Amina counts who crosses. Nobody does.</p>
</div>
<div class="check" role="group" aria-label="Check yourself">
<p class="title">Check yourself</p>
<p>What do you do?</p>
<details><summary>Wait &amp; see</summary><p class="feedback not-quite"><strong>Not quite.</strong> Time passes.</p>\
</details>
<details><summary>Ask</summary><p class="feedback right"><strong>Right.</strong> You learn.</p></details>
</div>
<div class="wide scroll">
<table role="table" class="cards">
<thead role="rowgroup">
<tr role="row">
<th role="columnheader" scope="col">Hour</th>
<th role="columnheader" class="number" scope="col">Women</th>
<th role="columnheader" class="centred" scope="col">Men</th>
</tr>
</thead>
<tbody role="rowgroup">
<tr role="row">
<td role="cell" data-label="Hour">05:30</td>
<td role="cell" class="number" data-label="Women">12</td>
<td role="cell" class="centred" data-label="Men">3</td>
</tr>
</tbody>
</table>
</div>
<h3>A closer look</h3>
<div class="note">
<p>Absence can be a sign. See <a href="https://example.org/1325" rel="noopener noreferrer">the resolution</a>.</p>
</div>
<div class="check" role="group" aria-label="Check yourself">
<p class="title">Check yourself</p>
<p>What do you do?</p>
<details><summary>Wait &amp; see</summary><p class="feedback right"><strong>Right.</strong> Time passes.</p></details>
<details><summary>Ask</summary><p class="feedback not-quite"><strong>Not quite.</strong> You learn.</p></details>
</div>
<h2>What to take with you</h2>
<ul>
<li>Look twice.</li>
<li>Ask women and men.</li>
<li>Write down what you <em>do not</em> know.</li>
</ul>
"""

FIGURE = """\
<figure><img class="drawing" src="{source}" alt="A river &lt;wide&gt; and low" width="320" height="200" loading="lazy">\
<figcaption>The ford</figcaption></figure>
"""


def picture_url(digest: str) -> str:
    """Where the pictures of these tests stand."""
    return f"/drawn/{digest}.svg"


def rendered(pack: Pack, text: str) -> str:
    """Write a page of a text that was never checked."""
    unchecked = replace(pack, texts={("en", "the-ford"): text})
    return render_lesson(unchecked, "the-ford", "en", LABELS, picture_url)


def test_a_lesson_becomes_the_page_that_is_meant(read: Read, files: dict[str, str]) -> None:
    pack = read(files)
    html = render_lesson(pack, "the-ford", "en", LABELS, picture_url)

    figure = FIGURE.format(source=picture_url(picture(pack.media["ford.svg"]).digest))
    assert html.startswith(
        f"<p>You stand at the ford before dawn. The water is low.</p>\n{figure}<h2>What you see</h2>"
    )
    assert html[html.index(AFTER_PROSE) :] == RENDERED


def test_the_platform_speaks_the_readers_language(read: Read, files: dict[str, str]) -> None:
    labels = replace(
        LABELS, scenario="Mise en situation", check="Testez-vous", right="Juste.", not_quite="Pas <tout> à fait."
    )

    html = render_lesson(read(files), "the-ford", "en", labels, picture_url)

    assert "<strong>Mise en situation</strong>" in html
    assert "<strong>Pas &lt;tout&gt; à fait.</strong>" in html


def test_which_choice_is_right_does_not_show_before_it_is_opened(read: Read, files: dict[str, str]) -> None:
    html = render_lesson(read(files), "the-ford", "en", LABELS, picture_url)

    assert set(re.findall(r"<details[^>]*><summary[^>]*>", html)) == {"<details><summary>"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>x()</script>",
        "a <img src=x onerror=x()> b",
        '<div style="color:red" id="x">y</div>',
        "[a](javascript:x())",
        "[a](data:text/html,x)",
        "[a](<java\nscript:x()>)",
        '![](ford.svg "a\\" onload=\\"x()")',
        "a ![](https://example.org/a.svg) b",
        "a ![](ford.svg) b",
        '::: scenario <img src=x onerror="x()">\n:::',
        "| <b id=x> |\n|---|\n| <script>x()</script> |",
        "`<script>x()</script>`",
        "```html\n<script>x()</script>\n```",
    ],
)
def test_nothing_harmful_reaches_the_page(text: str, read: Read, files: dict[str, str]) -> None:
    pack = read(files)
    html = rendered(pack, text)

    ours = picture_url(picture(pack.media["ford.svg"]).digest)
    html = html.replace(f'<img class="drawing" src="{ours}"', "<drawing").replace('<img alt="">', "")
    without_text = re.sub(r' data-label="[^"]*"', "", re.sub(r">[^<]*<", "><", html))
    assert not re.search(r"<(script|img|iframe)|\s(on\w+|style|id)=|href=.(?!https:|mailto:)", without_text)


def test_no_page_has_styles_ids_or_a_heading_of_the_first_level(read: Read, files: dict[str, str]) -> None:
    html = rendered(read(files), "# Too large\n\n| a |\n|--:|\n| b |\n")

    assert not re.search(r"<h1|style=|id=", html)


def test_a_cell_is_named_by_the_words_of_its_column(read: Read, files: dict[str, str]) -> None:
    html = rendered(read(files), "| **Men** & `boys` |\n|---|\n| 3 |\n")

    assert '<td role="cell" data-label="Men &amp; boys">3</td>' in html


def test_an_unknown_lesson_is_a_key_error(read: Read, files: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        render_lesson(read(files), "the-bridge", "en", LABELS, picture_url)
