"""How a pack says things: what is asked of every text in it, be it a lesson, a guide or a few words."""

from dataclasses import dataclass

from learning.modules.avoided import avoided_words
from learning.modules.citations import citation_faults
from learning.modules.culprits import named_countries
from learning.modules.reading_level import TOO_LONG, long_sentences
from learning.modules.sentences import Found, sentences


@dataclass(frozen=True)
class Style:
    """What the texts of one pack keep to in one language.

    Attributes:
        language: its tag.
        names_no_country: whether the module is one that names no country, which a content notice says.
        sources: the titles of its sources, which may hold the name of a country.
    """

    language: str
    names_no_country: bool = False
    sources: frozenset[str] = frozenset()


def phrasing_faults(text: str, style: Style, *, wrongly_said: bool = False) -> Found:
    """Find what no text of a pack may say: lines from 0 inside the text, each with what is wrong there.

    Args:
        text: Markdown or plain words.
        style: of its pack and language.
        wrongly_said: whether this may be somebody's mistake, such as one choice of a question.
    """
    yield from avoided_words(text, style.language, wrongly_said=wrongly_said)
    yield from citation_faults(text)
    if style.names_no_country:
        yield from named_countries(text, style.language, style.sources)
    for said in sentences(text) if len(text.split()) > TOO_LONG else ():
        yield from ((said.line, reason) for reason in long_sentences(said, style.language))
