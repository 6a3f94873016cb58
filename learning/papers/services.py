"""Everything that writes about quizzes on paper, under one name."""

from learning.papers.entering import Entered, Terms, claim, enter, keep_lines, try_again
from learning.papers.printing import Order, make_set
from learning.papers.taking import Sent, forget_old, name_sheet, settle, take_page

__all__ = [
    "Entered",
    "Order",
    "Sent",
    "Terms",
    "claim",
    "enter",
    "forget_old",
    "keep_lines",
    "make_set",
    "name_sheet",
    "settle",
    "take_page",
    "try_again",
]
