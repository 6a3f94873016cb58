"""Words to avoid: they hurt, or they blur what the courses teach (the fact brief, section 6.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from learning.modules.sentences import Found, sentences


@dataclass(frozen=True)
class Avoided:
    """Words to avoid.

    Attributes:
        words: a pattern of them; a space stands for any space.
        advice: what to write instead, for the author.
        unless: what makes them right in the same sentence.
    """

    words: str
    advice: str
    unless: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds them, but for words directly after a quotation mark: those are spoken about and not used."""
        spaced = self.words.replace(" ", r"\s")
        return re.compile(rf"""(?<!["'“‘«„])\b(?:{spaced})(?!\w)""", re.IGNORECASE)


PEOPLE = r"(?:soldier|peacekeeper|officer|commander|contractor|policeman|policewoman|man|men|unit|contingent)s?"

# English only: each language has its own guidelines.
HURTFUL: dict[str, Sequence[Avoided]] = {
    "en": (
        Avoided(r"child(?:ren)? prostitut\w+", "write “child victim of sexual exploitation”"),
        Avoided(r"child(?:ren)? porn\w*", "write “child sexual abuse material”"),
        Avoided(r"(?<!child )(?<!children )prostitutes?", "write “person who sells sex”"),
    )
}
BLURRING: dict[str, Sequence[Avoided]] = {
    "en": (
        Avoided(r"(?<!child )(?<!children )prostitution", "write “transactional sex” or “paying for sex”"),
        Avoided(r"females", "write “women”, or “women and girls”"),
        Avoided(
            r"(?:a|an|the|each|every|one|another|any|no|this|that|young|old|local) female"
            r"(?= (?:who|whom|is|was|has|had|may|can|should|must|will|and|or|in|at|on|to|of|with|from)\b|[.,;:?!)]|$)",
            "write “a woman” or “a girl”",
        ),
        Avoided(rf"guilty {PEOPLE}", "write “allegation” until it is substantiated"),
        Avoided(r"women and (?:the )?children", "write “women, girls, men and boys”"),
        Avoided(r"victims? management", "write “victim-centred”"),
        Avoided(
            r"consensual (?:sexual )?(?:relation(?:ship)?s?|sex|affairs?)",
            "it is no defence: power is unequal, so say what was given and what was needed",
        ),
        Avoided(r"zero cases", "write “zero reports”: silence proves nothing", unless=r"zero reports"),
        Avoided(
            r"gender (?:=|means|equals|is|is about|is another word for|is a word for) (?:only |just |simply )?women"
            r"(?! (?:and|or)\b|,)",
            "gender is about women, girls, men and boys",
        ),
    )
}


def avoided_words(text: str, language: str, *, wrongly_said: bool = False) -> Found:
    """Find words to avoid.

    Args:
        text: what is said.
        language: its language.
        wrongly_said: whether this may be somebody's mistake, such as one choice of a question; then only
            words that hurt are found, so that a question may ask what is wrong with the others.
    """
    avoided = [*HURTFUL.get(language, ()), *(() if wrongly_said else BLURRING.get(language, ()))]
    for each in avoided:
        for found in each.pattern.finditer(text):
            if each.unless and _says(text, found.start(), each.unless):
                continue
            yield text.count("\n", 0, found.start()), f"says “{' '.join(found[0].split())}”; {each.advice}"


def _says(text: str, at: int, pattern: str) -> bool:
    """Say whether the sentence around a place holds a pattern."""
    line = text.count("\n", 0, at)
    around = [said.text for said in sentences(text) if said.line <= line <= said.line + said.text.count("\n")]
    return any(re.search(pattern, said, re.IGNORECASE) for said in around)
