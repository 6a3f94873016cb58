"""A year of plausible life in an empty database: made-up people, real services, dates in the past."""

from learning.demo.making import make_demo

__all__ = ["make_demo"]
