"""What can go wrong in the domain; `web` turns each into an answer."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """A refusal that the user can read."""

    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(DomainError):
    """Somebody else was faster; what the user typed is shown again and may be sent once more.

    `version` is what the record's version is now, or None where it does not matter; `form` is the
    one that was made for an older version.
    """

    def __init__(self, reason: str, version: int | None = None, form: Any = None) -> None:
        super().__init__(reason)
        self.version = version
        self.form = form


class Incomplete(DomainError):
    """Something that is needed was left out."""

    status = 422


class TooMany(DomainError):
    """A limit on attempts is used up."""

    status = 429


class NotAllowed(DomainError):
    status = 403


class NotFound(DomainError):
    status = 404
