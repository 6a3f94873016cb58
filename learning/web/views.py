"""Every area of the site, in one list."""

from learning.web import (
    account,
    attempts,
    certificates,
    cohorts,
    courses,
    exercises,
    front,
    handouts,
    health,
    log,
    people,
    pictures,
    reports,
    sign_in,
    verify,
)

BLUEPRINTS = tuple(
    area.blueprint
    for area in (
        front,
        sign_in,
        account,
        courses,
        exercises,
        handouts,
        attempts,
        certificates,
        verify,
        cohorts,
        reports,
        people,
        pictures,
        log,
        health,
    )
)
