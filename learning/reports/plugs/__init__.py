"""The reports: one file of this folder each, in a list you can read; in this order they are offered."""

from learning.reports.plug import Report
from learning.reports.plugs import completions, expiry_forecast, overdue, transcript

REPORTS: tuple[Report, ...] = (
    completions.REPORT,
    overdue.REPORT,
    expiry_forecast.REPORT,
    transcript.REPORT,
)
BY_SLUG = {report.slug: report for report in REPORTS}
