"""How answers travel in a plain HTML form: names of fields, values of controls, and strict reading.

Values are short codes made from the ids, because ids are written by authors, often in the right order (s1, s2, s3):
the source of a page must not tell the key.
"""

from collections.abc import Iterable
from hashlib import sha256

from learning.quizzes.items import Form, Item, StrangeAnswer


def code(item: Item, option: str) -> str:
    """Give the value that stands for an option in the page: stable, and saying nothing of the author's naming."""
    return sha256(f"{item.id}/{option}".encode()).hexdigest()[:8]


def field(item: Item, option: str | None = None) -> str:
    """Name the form field of an item, or of one of its rows."""
    return f"answer-{item.id}" if option is None else f"answer-{item.id}--{code(item, option)}"


def sent_text(form: Form, name: str) -> str | None:
    """Read a field that sends one value; None if it is absent or empty.

    Raises:
        StrangeAnswer: several values were sent.
    """
    values = form.getlist(name)
    if len(values) > 1:
        raise strange(name)
    return values[0] if values and values[0].strip() else None


def sent_option(form: Form, item: Item, name: str, options: Iterable[str]) -> str | None:
    """Read a field that sends the code of one option (radio, select); None if nothing is chosen.

    Raises:
        StrangeAnswer: several values, or one that was not offered.
    """
    text = sent_text(form, name)
    return None if text is None else _option(item, name, text, options)


def sent_options(form: Form, item: Item, name: str, options: Iterable[str]) -> set[str]:
    """Read a field that sends the codes of any number of options (checkboxes).

    Raises:
        StrangeAnswer: a value that was not offered, or one value twice.
    """
    offered = list(options)
    values = [value for value in form.getlist(name) if value]
    if len(set(values)) != len(values):
        raise strange(name)
    return {_option(item, name, value, offered) for value in values}


def strange(name: str) -> StrangeAnswer:
    """Make the refusal of what a page cannot have sent."""
    return StrangeAnswer(
        "This answer was not one of those offered. Load the page again and answer once more.", field=name
    )


def _option(item: Item, name: str, text: str, options: Iterable[str]) -> str:
    for option in options:
        if code(item, option) == text:
            return option
    raise strange(name)
