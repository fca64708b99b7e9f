"""What the worker tidies up."""

from __future__ import annotations

from app.accounts import sign_ins
from app.core import limits
from app.core.db import db
from app.core.jobs import periodic

DAILY = 24 * 60


@periodic(minutes=DAILY)
def forget_old_traces() -> None:
    """Delete counted attempts and ended sign-ins once nobody needs them."""
    limits.forget_old()
    sign_ins.forget_old()
    db.session.commit()
