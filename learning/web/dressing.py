"""What only the web can add to a question: addresses of drawings, and the HTML of a case."""

from typing import Any

from markupsafe import Markup

from learning.modules.drawings import picture
from learning.modules.rules import Pack
from learning.modules.stimuli import render_stimulus
from learning.web.courses import labels
from learning.web.pictures import picture_url

IN_A_REVIEW = 4
"""The level of headings inside a case that is looked back at: below the page, its part and the question."""
ON_THE_PAGE = 2
"""The level where the questions are asked: a question is no heading there."""


def dress(view: dict[str, Any], pack: Pack | None, lang: str) -> None:
    """Add to what a kind shows, a question or its review, what its template asks the web for.

    Args:
        view: what `view` or `review` of a kind gave; `drawing` and `stimulus_html` are set in it.
        pack: the pack whose drawings it may show; None when it is published no more: then the words stand alone.
        lang: the language of its words.
    """
    if "map" in view:
        view["drawing"] = _drawing(pack, view["map"], lang)
    if "stimulus" in view and pack is not None:
        # Markup that the content room has made safe.
        highest = IN_A_REVIEW if "outcome" in view else ON_THE_PAGE
        html = render_stimulus(pack, view["stimulus"], lang, labels(lang), picture_url, highest=highest)
        view["stimulus_html"] = Markup(html)  # noqa: S704


def _drawing(pack: Pack | None, name: str, lang: str) -> dict[str, Any] | None:
    if pack is None or name not in pack.media:
        return None
    shown = picture(pack.media[name])
    words = pack.words[pack.language(lang)]["media"]
    source, alt = picture_url(shown.digest), words[name]["alt"]
    return {"src": source, "width": shown.width, "height": shown.height, "alt": alt}
