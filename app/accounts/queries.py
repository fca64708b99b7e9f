"""Finding people."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.core.db import db


def find_person(email: str) -> User | None:
    """Find the account with this address, written as `security.normal` writes it."""
    return db.session.scalar(sa.select(User).where(User.email == email))
