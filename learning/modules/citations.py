"""Citations: a resolution, its year and its paragraph are printed only when they were confirmed."""

import re
from collections.abc import Mapping

from learning.modules.sentences import Found, sentences

YEARS: Mapping[str, int] = {
    "1325": 2000,
    "1820": 2008,
    "1888": 2009,
    "1889": 2009,
    "1960": 2010,
    "2106": 2013,
    "2122": 2013,
    "2242": 2015,
    "2272": 2016,
    "2331": 2016,
    "2436": 2018,
    "2467": 2019,
    "2493": 2019,
    "2518": 2020,
    "2538": 2020,
}
"""The resolutions of the Security Council that the courses rest on, with the year of their adoption."""

PARAGRAPHS: Mapping[str, frozenset[str]] = {
    "S/RES/1820": frozenset({"3", "4", "5", "6"}),
    "S/RES/2122": frozenset({"16"}),
    "S/RES/2467": frozenset({"1", "2"}),
    "A/70/729": frozenset({"99"}),
    "ST/SGB/2003/13": frozenset({"1", "2", "2.1", "2.2", "3", "3.2"}),
}
"""The paragraphs and sections whose number was confirmed, by document; every other number stays unprinted."""

RESOLUTION = re.compile(r"\bS/RES/(?P<symbol>\d+)(?: \((?P<year>\d{4})\))?|\b[Rr]esolutions? (?P<number>\d{4})\b")
DOCUMENT = re.compile(
    r"\b(?:[AS]/RES/\d+(?:/\d+)?|ST/(?:SGB|AI)/\d+/\d+|[AS]/\d+/\d+)|\b[Rr]esolution (?P<number>\d{4})\b"
)
PARAGRAPH = re.compile(
    r"\b(?:OPs?|[Oo]perative paragraphs?|[Pp]aras?\.?|[Pp]aragraphs?|[Ss]ections?|[Ss]ecs?\.|ss?\.)[ \u00a0]?"
    r"(?P<number>\d+(?:\.\d+)*)"
)


def citation_faults(text: str) -> Found:
    """Find resolutions that are none of ours or have another year, and paragraphs that nobody confirmed.

    A number of a paragraph belongs to the document that its sentence names nearest to it; without a document it is
    no citation: soldiers speak of sections and of observation posts too.
    """
    for said in sentences(text):
        for found in RESOLUTION.finditer(said.text):
            yield from ((said.line, reason) for reason in _resolution_faults(found))
        documents = list(DOCUMENT.finditer(said.text))
        for found in PARAGRAPH.finditer(said.text) if documents else ():
            at = found.start()
            nearest = min(documents, key=lambda named: min(abs(named.start() - at), abs(named.end() - at)))
            document = f"S/RES/{nearest['number']}" if nearest["number"] else nearest[0]
            if found["number"] not in PARAGRAPHS.get(document, ()):
                yield said.line, f"cites “{found[0]}” of {document}, which is not confirmed; cite the document alone"


def _resolution_faults(found: re.Match[str]) -> list[str]:
    number = found["symbol"] or found["number"]
    if number not in YEARS:
        return [f"cites “{found[0]}”, which is none of the resolutions that the courses rest on"]
    if found["year"] and int(found["year"]) != YEARS[number]:
        return [f"cites “{found[0]}”; resolution {number} was adopted in {YEARS[number]}"]
    return []
