"""The one place that asks what time it is; everything else is told."""

from datetime import UTC, datetime


def now() -> datetime:
    """Say the present moment, as an aware UTC time with whole microseconds."""
    return datetime.now(UTC)
