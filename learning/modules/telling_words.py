"""Words of a question that give its answer away, or turn it into its opposite; each language has its own."""

import re
from collections.abc import Collection, Iterator, Mapping

from learning.modules.sentences import Found, sentences

ABSOLUTE = {
    "en": re.compile(
        r"\b(?:always|never|none|only|every(?:one|body|thing|where)?|(?<!\bat )(?<!\bafter )all)\b", re.IGNORECASE
    )
}
OF_THE_ABOVE = {
    "en": re.compile(
        r"\bof the above\b|^(?:all|none|both|neither|each|any) of (?:these|them)\b|^(?:both )?[A-E] and [A-E]\b",
        re.IGNORECASE,
    )
}
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")
VERB = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would)"
WORD = r"[\w’'-]+"
# The verb of the question itself is denied, not one of a clause inside it: "What do you not do?", but not
# "What do you do with a report that is not signed?".
DENIED_VERB = (
    r"(?:^|[;:–—] |\b(?:and|but|so) |, (?=what|which))(?:which|what|who|whom|whose|when|where)"
    rf"(?: (?!{VERB}\b){WORD}){{0,6}}?"
    rf" (?:{VERB}(?: (?!{VERB}\b){WORD}){{0,3}}? (?:not|never)\b|(?:{VERB}|ca|wo)n[’']t\b|cannot\b)"
)
DENIED_CHOICE = (
    rf"\bwhich (?:{WORD} ){{0,6}}?(?:(?:is|are|was|were) (?:{WORD} ){{0,2}}?(?:false|untrue|incorrect|wrong)\b"
    rf"|(?:that|which|who) {VERB} not\b)"
)
NEGATIVE = {
    "en": (
        re.compile(r"\bNOT\b|\b(?:EXCEPT|except)\b(?! for\b)"),
        re.compile(DENIED_VERB, re.IGNORECASE),
        re.compile(DENIED_CHOICE, re.IGNORECASE),
        re.compile(r"\bleast (?:likely|useful|important|helpful|suitable|safe|true|good)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:choose|select|tick|pick|name) [^,;:.]*?\b(?:not|false|untrue|incorrect|wrong)\b", re.IGNORECASE
        ),
    )
}


def choice_faults(texts: Mapping[str, str], key: Collection[str], language: str) -> Iterator[tuple[str, str]]:
    """Find words in choices that tell: each as the choice and the reason.

    An absolute word tells when it stands only in wrong choices, or only in the key; on both sides it tells nothing.

    Args:
        texts: of the choices.
        key: the choices that are right.
        language: of the texts.
    """
    if language not in ABSOLUTE:
        return
    for choice, text in texts.items():
        if OF_THE_ABOVE[language].search(text):
            yield choice, f"choice “{choice}” speaks of other choices, and these are shuffled; say what it means"
    absolute = {choice: found[0] for choice, text in texts.items() if (found := ABSOLUTE[language].search(text))}
    in_key = [choice for choice in absolute if choice in key]
    if absolute and len(in_key) in {0, len(absolute)}:
        choice, word = next(iter(absolute.items()))
        where = "the key" if in_key else "wrong choices"
        yield choice, f"“{word}” stands only in {where} and gives the answer away; say it without"


def stem_faults(prompt: str, language: str) -> Found:
    """Find prompts that ask for what is not so: a tired reader misses the one small word.

    What is quoted is not asked, and "why not" asks for a reason.
    """
    for said in sentences(QUOTED.sub("“”", prompt)):
        denied = [found[0] for pattern in NEGATIVE.get(language, ()) if (found := pattern.search(said.text))]
        if denied:
            yield said.line, f"asks for what is not so (“{denied[0]}”); ask for what is"
