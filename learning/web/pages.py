"""How templates read what views give them."""

from typing import Any

from flask.templating import Environment


class Pages(Environment):
    """Flask's own templates, but `view.prompt` of a dict looks among its keys first.

    Asking a dict for an attribute that it does not have costs more than the rest of the line, and a page of answers
    asks a thousand times.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read `obj.attribute`."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)
