"""The designs a course can choose from; a new one is a file here and a row in this list."""

from certificates.designs import field_manual, ledger, plain
from certificates.page import Design

DESIGNS: tuple[Design, ...] = (field_manual.DESIGN, ledger.DESIGN, plain.DESIGN)
