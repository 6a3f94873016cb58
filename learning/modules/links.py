"""Links in texts: they lead out of the platform by an address of the right form, and nowhere else."""

import re
from urllib.parse import urlsplit

LINK_FORM = "a link begins with https:// or mailto:"
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
MAIL = re.compile(r"[^@\s/]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
BROKEN = re.compile(r"\[[^\]\n]+\]\([^)\n]*\)|\[[^\]\n]+\]\[[^\]\n]*\]")


def link_fault(address: str) -> str | None:
    """Say what is wrong with the address of a link, or None; whether somebody answers there is not asked.

    Pages have no anchors, a lesson does not know under which course it stands, and files of a pack have no address:
    so every link inside the platform would be broken.

    Args:
        address: what stands in the brackets of a link.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"links to “{address}”, which is no address; {LINK_FORM}"
    if not parts.scheme:
        return f"links to “{address}”, which leads nowhere: name the lesson or section in words; {LINK_FORM}"
    if parts.scheme.lower() == "https":
        whole = HOST.fullmatch(parts.hostname or "") and "@" not in parts.netloc
        return None if whole else f"links to “{address}”, and “{parts.netloc}” is no name of a site"
    if parts.scheme.lower() == "mailto":
        return None if MAIL.fullmatch(parts.path) else f"links to “{address}”, which is no mail address"
    return f"links to “{address}”; {LINK_FORM}"


def unread_links(text: str) -> list[str]:
    """Find what was meant as a link and stayed text: a space in its address, or a name that stands for none."""
    return [f"“{found[0]}” is no link: its address may hold no space" for found in BROKEN.finditer(text)]
