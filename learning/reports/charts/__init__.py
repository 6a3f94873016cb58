"""Charts: few, sorted, from zero, labelled where they are read; drawn once, for the page and for paper.

`bars` and `columns` lay a chart out as plain `shapes`, which know nothing of screens or paper; `as_svg` and `as_paper`
draw those shapes. Nothing is said by colour alone.
"""

from learning.reports.charts.bars import Bar, Bars, Mark
from learning.reports.charts.columns import Columns, Step
from learning.reports.charts.shapes import Drawing, Measure, roughly

Chart = Bars | Columns

__all__ = ["Bar", "Bars", "Chart", "Columns", "Drawing", "Mark", "Measure", "Step", "roughly"]
