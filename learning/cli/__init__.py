"""The `flask` commands: one file for each thing that they are about."""

from flask import Flask

from learning.cli import certificates, content, corrections, counting, jobs, keeping, people, reports

COMMANDS = (
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


def set_up(app: Flask) -> None:
    """Add the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
