"""Steps between the editions of the database, numbered."""
