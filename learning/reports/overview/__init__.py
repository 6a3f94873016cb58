"""A country at a glance: completions over time and by group, women beside the parity targets, and what is missing.

`counting` reads the tallies, whose number grows neither with people nor with attempts; `sections` says what they come
to, once for the page and for every file; `rows` lists the people behind a number; `paper` is the PDF.
"""
