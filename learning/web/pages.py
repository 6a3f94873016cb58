"""How templates read what views give them."""

from collections.abc import MutableMapping
from types import FunctionType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro


class _Calls(Context):
    """Calls of macros and of our own functions, without asking each time whether they want to know the page.

    A page of answers calls six hundred times.
    """

    def call(self, called: Any, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is not FunctionType or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class Pages(Environment):
    """Flask's own templates, but `view.prompt` of a dict looks among its keys first.

    Asking a dict for an attribute that it does not have costs more than the rest of the line, and a page of answers
    asks a thousand times.
    """

    context_class = _Calls

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read `obj.attribute`."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give what every template knows; nothing is added for one of them, so it need not be looked for twice."""
        return super().make_globals(d) if d else self.globals
