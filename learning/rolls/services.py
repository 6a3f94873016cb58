"""The door to everything that writes about rolls."""

from learning.rolls.importing import decide, import_roll, keep_roll, read_terms, set_terms
from learning.rolls.undoing import undo_import

__all__ = ["decide", "import_roll", "keep_roll", "read_terms", "set_terms", "undo_import"]
