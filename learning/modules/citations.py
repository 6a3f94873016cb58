"""Citations: a resolution, its year and its paragraph are printed only when the shelf knows them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from learning.modules.sentences import Found, sentences
from learning.modules.shelf import known_paragraphs
from learning.modules.shelving import own_shelf

COUNCIL = "S/RES/"
RESOLUTION = re.compile(r"\bS/RES/(?P<symbol>\d+)(?: \((?P<year>\d{4})\))?|\b[Rr]esolutions? (?P<number>\d{4})\b")
ANY_SYMBOL = r"[AS]/RES/\d+(?:/\d+)?|ST/(?:SGB|AI)/\d+/\d+(?:/Rev\.\d+)?|[AS]/\d+/\d+"
PARAGRAPH = re.compile(
    r"\b(?:OPs?|[Oo]perative paragraphs?|[Pp]aras?\.?|[Pp]aragraphs?|[Ss]ections?|[Ss]ecs?\.|ss?\.)[ \u00a0]?"
    r"(?P<numbers>\d+(?:\.\d+)*(?:(?: and | or |-|–)\d+(?:\.\d+)*)*)"
)
NUMBER = re.compile(r"\d+(?:\.\d+)*")
LEADS_ON = re.compile(r"(?: ?\([a-z]\))?,? (?:of|in) (?:the )?")


def citation_faults(text: str) -> Found:
    """Find resolutions that are not on the shelf or have another year, and paragraphs that nobody confirmed.

    Without a document in its sentence a number is no citation: soldiers speak of sections and observation posts too.
    """
    if not RESOLUTION.search(text) and not _document().search(text):
        return
    for said in sentences(text):
        for found in RESOLUTION.finditer(said.text):
            yield from ((said.line, reason) for reason in _resolution_faults(found))
        yield from ((said.line, reason) for reason in _paragraph_faults(said.text))


def _resolution_faults(found: re.Match[str]) -> Iterator[str]:
    number = found["symbol"] or found["number"]
    years = _years()
    if number not in years:
        yield f"cites “{found[0]}”, which is not on the shelf; cite a resolution that the courses rest on"
    elif found["year"] and int(found["year"]) != years[number]:
        yield f"cites “{found[0]}”; resolution {number} was adopted in {years[number]}"


def _paragraph_faults(sentence: str) -> Iterator[str]:
    documents = list(_document().finditer(sentence))
    for found in PARAGRAPH.finditer(sentence) if documents else ():
        document = _cited(sentence, found, documents)
        for number in NUMBER.findall(found["numbers"]):
            if number not in _paragraphs().get(document, ()):
                yield f"cites “{found[0]}” of {document}, which is not confirmed; cite the document alone"


def _cited(sentence: str, paragraph: re.Match[str], documents: Sequence[re.Match[str]]) -> str:
    """Say to which document a paragraph belongs: "of" the one that follows, else the last before it, else the next."""
    after = [named for named in documents if named.start() >= paragraph.end()]
    before = [named for named in documents if named.end() <= paragraph.start()]
    follows = after and LEADS_ON.fullmatch(sentence, paragraph.end(), after[0].start())
    named = before[-1] if before and not follows else (after or documents)[0]
    return f"{COUNCIL}{named['number']}" if named["number"] else named[0]


@cache
def _years() -> Mapping[str, int]:
    """The year of every resolution of the Security Council on the shelf, by its number."""
    return {
        name.removeprefix(COUNCIL): reference.year
        for name, reference in zip(_paragraphs(), own_shelf().references, strict=True)
        if name.startswith(COUNCIL)
    }


@cache
def _paragraphs() -> Mapping[str, frozenset[str]]:
    return known_paragraphs(own_shelf())


@cache
def _document() -> re.Pattern[str]:
    """What names a document: a symbol, a title on the shelf, or "resolution" with its number."""
    titles = "|".join(sorted(map(re.escape, _paragraphs()), key=len, reverse=True))
    return re.compile(rf"\b(?:{titles}|{ANY_SYMBOL})|\b[Rr]esolution (?P<number>\d{{4}})\b")
