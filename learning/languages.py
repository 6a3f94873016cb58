"""The languages of the interface: tag, own name, direction and the step of size that its script asks for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language of the interface.

    Attributes:
        tag: BCP 47 tag, as in the `lang` attribute and the catalogue's folder.
        own_name: what its readers call it.
        direction: "ltr" or "rtl".
        dates: the CLDR locale whose way of writing dates is used; documents of the United Nations put the day first.
    """

    tag: str
    own_name: str
    direction: str
    dates: str


LANGUAGES = (
    Language("en", "English", "ltr", "en_GB"),
    Language("fr", "Français", "ltr", "fr"),
    Language("ar", "العربية", "rtl", "ar"),
)
BY_TAG = {language.tag: language for language in LANGUAGES}
DEFAULT = LANGUAGES[0]


def language(tag: str | None) -> Language:
    """Find a language by its tag, or the default one for a tag that is not offered."""
    return BY_TAG.get(tag or "", DEFAULT)
