"""The statistics of Mantel and Haenszel as statsmodels computes them; needs the optional extra `statistics`."""

from collections.abc import Sequence

from statsmodels.stats.contingency_tables import StratifiedTable

from learning.reports.items.fairness import Table


def measure(tables: Sequence[Table]) -> tuple[float, float, float, float]:
    """Give the common odds ratio, the standard error of its logarithm, chi-square with correction, and its p-value."""
    strata = StratifiedTable([[list(row) for row in table] for table in tables])
    tested = strata.test_null_odds(correction=True)
    return (
        float(strata.oddsratio_pooled),
        float(strata.logodds_pooled_se),
        float(tested.statistic),
        float(tested.pvalue),
    )
