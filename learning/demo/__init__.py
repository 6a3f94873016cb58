"""A year of plausible life in an empty database: made-up people, real services, dates in the past."""

from learning.demo.contingent import make_roll
from learning.demo.making import make_demo
from learning.demo.plans import PUBLISHED

__all__ = ["PUBLISHED", "make_demo", "make_roll"]
