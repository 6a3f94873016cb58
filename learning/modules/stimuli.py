"""The cases of exercises: short documents in Markdown, checked, and made safe HTML that questions can stand below."""

import re

from learning.modules.markdown import Labels, PictureUrl, reader, render_text
from learning.modules.rules import Pack
from learning.modules.sentences import Found
from learning.modules.texts import inline_faults

HIGHEST_HEADING, DEEPEST_HEADING = 2, 3
SMALLEST_TAG = 6

_HEADING = re.compile(r"(</?h)([1-6])>")
_CHECKER = reader(html=True)


def stimulus_faults(stimulus: str) -> Found:
    """Find every reason why a stimulus is refused: lines from 0 inside the text, each with what is wrong there.

    Which drawings it may show is said by the item that it belongs to.
    """
    tokens = _CHECKER.parse(stimulus)
    yield from inline_faults(tokens)
    for token in tokens:
        line = token.map[0] if token.map else 0
        if token.type == "heading_open" and not HIGHEST_HEADING <= int(token.tag[1:]) <= DEEPEST_HEADING:
            yield line, "has a heading of another level than ## and ###"
        elif token.type == "container_check_open":
            yield line, "holds a check-yourself question; the parts of the case ask the questions"
        elif token.type == "figure" and token.meta["words"]:
            yield line, "the picture has words of its own; they stand in words.toml: write “![](file.svg)”"


def render_stimulus(
    pack: Pack, stimulus: str, language: str, labels: Labels, picture_url: PictureUrl, *, highest: int = HIGHEST_HEADING
) -> str:
    """Write a stimulus as HTML that needs no further escaping, with its drawings, scenes and notes.

    Args:
        pack: the pack that was checked; its drawings may be shown.
        stimulus: Markdown from the words of an item; its own headings begin at "##".
        language: the language of these words, one of the pack's.
        labels: the platform's own words, in the reader's language.
        picture_url: gives the address of a picture from its digest.
        highest: the level that "##" gets, one below the heading that the stimulus stands under.
    """
    html = render_text(pack, stimulus, language, labels, picture_url)
    # What is text is escaped, so that only true headings look like this.
    return _HEADING.sub(
        lambda found: f"{found[1]}{min(int(found[2]) + highest - HIGHEST_HEADING, SMALLEST_TAG)}>", html
    )
