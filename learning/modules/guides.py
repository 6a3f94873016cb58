"""The facilitator's guide of a module: how to run it in a room, without computers."""

from learning.modules.documents import read_text
from learning.modules.markdown import reader
from learning.modules.phrasing import Style, phrasing_faults
from learning.modules.reading_level import level_faults
from learning.modules.rules import Fault
from learning.modules.texts import inline_faults

FILE = "facilitator.md"
BYTES_AT_MOST = 20 * 1024
SECTIONS = {
    "en": (
        "Time and room",
        "Before you start",
        "How to run it for 20 people",
        "Questions to ask",
        "Watch out for",
    )
}


def guide_faults(file: str, content: bytes, style: Style) -> list[Fault]:
    """Find every reason why a guide is refused.

    Args:
        file: its name inside the pack, such as "en/facilitator.md".
        content: the bytes of the file.
        style: of the pack in the language of the text.
    """
    if len(content) > BYTES_AT_MOST:
        return [Fault(file, 1, f"is larger than {BYTES_AT_MOST // 1024} KB; a guide is one page")]
    text = read_text(file, content)
    if isinstance(text, Fault):
        return [text]
    tokens = reader(html=True).parse(text)
    titles = [
        tokens[place + 1].content
        for place, token in enumerate(tokens)
        if (token.type, token.tag) == ("heading_open", "h2")
    ]
    found = [*inline_faults(tokens), *level_faults(text, style.language), *phrasing_faults(text, style)]
    wanted = SECTIONS.get(style.language, tuple(titles))
    if tuple(titles) != wanted:
        found.append((0, f"has the sections {', '.join(titles) or 'none'}; it must have {', '.join(wanted)}"))
    return [Fault(file, line + 1, reason) for line, reason in found]
