"""Every area of the site, in one list."""

from learning.web import (
    account,
    achievements,
    attempts,
    certificates,
    cohort_learning,
    cohorts,
    contacts,
    courses,
    exercises,
    front,
    glossary,
    handouts,
    health,
    log,
    people,
    pictures,
    reports,
    safety,
    search,
    shelf,
    sign_in,
    verify,
)

BLUEPRINTS = tuple(
    area.blueprint
    for area in (
        front,
        safety,
        sign_in,
        account,
        courses,
        exercises,
        handouts,
        attempts,
        glossary,
        shelf,
        search,
        certificates,
        achievements,
        verify,
        cohorts,
        cohort_learning,
        reports,
        people,
        contacts,
        pictures,
        log,
        health,
    )
)
