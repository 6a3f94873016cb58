"""The `flask` commands: one file for each thing that they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from learning.cli import certificates, content, corrections, counting, jobs, keeping, people, reports


def _in_a_sentence(command: click.Command) -> click.Command:
    """Let a command end with one sentence when the database does not answer."""
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _in_a_sentence(each)
    if command.callback is not None:
        command.callback = _told(command.callback)
    return command


def _told(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def call(*given: object, **named: object) -> object:
        try:
            return act(*given, **named)
        except OperationalError as error:
            reason = " ".join(str(error.orig).split())
            raise click.ClickException(f"The database cannot be used (DATABASE_URL): {reason}") from error

    return call


COMMANDS = tuple(
    _in_a_sentence(command)
    for command in (
        content.prepare,
        content.content,
        people.person,
        certificates.certificates,
        reports.report,
        counting.tallies_group,
        jobs.jobs,
        corrections.corrections,
        keeping.backup,
        keeping.restore,
        keeping.demo,
    )
)


def set_up(app: Flask) -> None:
    """Add the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
