"""Reads into memory, when a server starts, what its first visitors would otherwise wait for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db

log = logging.getLogger(__name__)
_reads: list[Callable[[], object]] = []


def ahead(read: Callable[[], object]) -> None:
    """Have something read when a server starts; what it returns is of no interest."""
    _reads.append(read)


def begin(app: Flask) -> None:
    """Read everything beside the requests; one that needs it sooner waits for it as ever."""
    in_background(app, *_reads)


def in_background(app: Flask, *reads: Callable[[], object]) -> None:
    """Do some reading in a thread of its own; what fails is left to the request that needs it."""

    def run() -> None:
        for read in reads:
            with app.app_context():
                try:
                    read()
                except SQLAlchemyError as error:  # a database that is just being made, or not there
                    log.info("not read ahead: %s", error)
                finally:
                    db.session.remove()

    threading.Thread(target=run, name="reading ahead", daemon=True).start()
