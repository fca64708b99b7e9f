"""Run a command of the application on another day: `python -m tests.journeys.later DAYS COMMAND`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main(days: str, *command: str) -> None:
    """The clock goes on from ten in the morning, universal time, so many days from today."""
    day = datetime.now(UTC).replace(hour=10, minute=0) + timedelta(days=int(days))
    with time_machine.travel(day, tick=True):
        from flask.cli import main as flask

        sys.argv = ["flask", "--app", "wsgi:app", *command]
        flask()


if __name__ == "__main__":
    main(*sys.argv[1:])
