"""Backup and restore: everything in the database in one file, which a database of either kind can be filled from.

The file is a zip: `manifest.json` (format, edition of the schema, number of rows per table) and for each table
`<table>.jsonl`, one row a line, in an order in which every row follows those it points at. Any tool can read it. The
signing keys are files beside the database and are copied separately.
"""

from learning.backup.dumping import dump
from learning.backup.loading import load

__all__ = ["dump", "load"]
