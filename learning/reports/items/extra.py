"""The statistics of fairness, where the extra `statistics` is installed; loaded when they are first asked for."""

import importlib
from importlib.util import find_spec

from learning.reports.items.fairness import Measure


def installed_measure() -> Measure | None:
    """Give the measure of fairness; None: its libraries are not installed."""
    if find_spec("statsmodels") is None:
        return None
    measure: Measure = importlib.import_module("learning.reports.items.mantel_haenszel").measure
    return measure
