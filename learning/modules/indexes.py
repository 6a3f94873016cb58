"""The indexes of words over passages, in each database's own language; the steps of the schema repeat them."""

NAMES = ("passages_index", "ix_passages_words")
"""SQLite's index, which is a table with more tables behind it, and PostgreSQL's; no model describes either."""

VECTOR = "(setweight(to_tsvector('simple', passages.title_folded), 'A') || to_tsvector('simple', passages.text_folded))"
"""What PostgreSQL keeps in its index: a query that says the same is answered from it."""

_GIN = (
    "CREATE INDEX ix_passages_words ON passages USING gin"
    " ((setweight(to_tsvector('simple', title_folded), 'A') || to_tsvector('simple', text_folded)))"
)
ON_POSTGRESQL = (_GIN,)
_FORGET = (
    "INSERT INTO passages_index (passages_index, rowid, title_folded, text_folded)"
    " VALUES ('delete', old.number, old.title_folded, old.text_folded);"
)
_LEARN = (
    "INSERT INTO passages_index (rowid, title_folded, text_folded)"
    " VALUES (new.number, new.title_folded, new.text_folded);"
)
_TABLE = (
    "CREATE VIRTUAL TABLE passages_index USING fts5(title_folded, text_folded, content='passages',"
    " content_rowid='number', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
ON_SQLITE = (
    _TABLE,
    f"CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN {_LEARN} END",
    f"CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN {_FORGET} END",
    f"CREATE TRIGGER passages_updated AFTER UPDATE ON passages BEGIN {_FORGET} {_LEARN} END",
)
"""The index, and what keeps it in step with the table."""
