"""What the worker does for entries: it gives those of older versions what they are compared by."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.jobs import periodic
from app.directory.commands import keep_keys
from app.directory.models import Organisation

AT_ONCE = 1000


@periodic(minutes=15)
def keep_keys_of_older_entries() -> None:
    """Fold the names of entries that were made before names were folded."""
    without = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.folded_name == "", Organisation.name != "")
        .order_by(Organisation.id)
        .limit(AT_ONCE)
    )
    for organisation in without:
        keep_keys(organisation)
    db.session.commit()
