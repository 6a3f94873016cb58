"""The `flask` commands: one file for each thing that they are about."""

from flask import Flask

from learning.cli.certificates import certificates
from learning.cli.content import content, prepare
from learning.cli.corrections import corrections
from learning.cli.counting import tallies_group
from learning.cli.jobs import jobs
from learning.cli.keeping import backup, demo, restore
from learning.cli.people import person
from learning.cli.reports import report

COMMANDS = (prepare, content, person, certificates, report, tallies_group, jobs, corrections, backup, restore, demo)


def set_up(app: Flask) -> None:
    """Add the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
