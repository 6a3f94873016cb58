"""The reports: one file of this folder each, in a list you can read; in this order they are offered."""

from learning.reports.plug import Report
from learning.reports.plugs import (
    completions,
    delivery,
    expiry_forecast,
    fact_sheet,
    indicators,
    item_quality,
    overdue,
    recommendations,
    study,
    transcript,
)

REPORTS: tuple[Report, ...] = (
    completions.REPORT,
    overdue.REPORT,
    expiry_forecast.REPORT,
    transcript.REPORT,
    fact_sheet.REPORT,
    indicators.REPORT,
    delivery.REPORT,
    recommendations.REPORT,
    item_quality.REPORT,
    study.REPORT,
)
BY_SLUG = {report.slug: report for report in REPORTS}
