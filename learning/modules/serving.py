"""What a lesson serves: recommendations, actions, pillars and lessons of the core training, named by tags.

The coverage matrix is made of these tags. Recommendations and actions stand in the order of their sources; the numbers
are ours: the issue brief and the Call to Action give none.
"""

import re

RECOMMENDATIONS = tuple(f"R{number}" for number in range(1, 20))
"""Of the Department of Peace Operations' issue brief on closing gaps in women, peace and security (2021)."""

ACTIONS = tuple(f"CTA-{number}" for number in range(1, 6))
"""Of the Secretary-General's Call to Action "Women Transforming Peace and Security" (2020)."""

PILLARS = ("participation", "protection", "prevention", "relief-and-recovery")

_CORE_TRAINING = re.compile(r"cptm-\d{4}:\d{1,2}\.\d{1,2}")
"""Edition and lesson of the Core Pre-deployment Training Materials: both are data, since editions change."""

_KNOWN = frozenset(RECOMMENDATIONS + ACTIONS + PILLARS)


def is_core_training(tag: str) -> bool:
    """Say whether a tag names a lesson of the core training."""
    return _CORE_TRAINING.fullmatch(tag) is not None


def tag(value: object) -> str | None:
    """Accept a tag; a rule of `shapes`."""
    fits = isinstance(value, str) and (value in _KNOWN or is_core_training(value))
    return None if fits else "must be a tag such as “R11”, “CTA-1”, “prevention” or “cptm-2017:2.4”"
