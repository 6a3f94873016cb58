"""Indicators of training, reported each quarter: what they mean (`definitions.toml`), and how they are counted."""
