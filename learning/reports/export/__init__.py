"""The files that a report can leave as: one file of this folder each, in a list you can read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from learning.reports.export import as_csv, as_pdf, as_xlsx
from learning.reports.table import Sheet


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Attributes:
        name: as in the file's ending and in the address.
        media_type: as in the Content-Type of a download.
        draw: turns a sheet into the file's bytes, chunk by chunk; reads the sheet's rows once.
    """

    name: str
    media_type: str
    draw: Callable[[Sheet], Iterator[bytes]]


FORMATS = (
    Format("csv", "text/csv; charset=utf-8", as_csv.draw),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx.draw),
    Format("pdf", "application/pdf", as_pdf.draw),
)
BY_NAME = {form.name: form for form in FORMATS}
