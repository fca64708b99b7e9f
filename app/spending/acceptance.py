"""Whether the plan that spending is held against has been accepted."""

from __future__ import annotations

import sqlalchemy as sa

from app.budgets.models import Budget
from app.budgets.queries import SETTLED
from app.consortia.models import Partner
from app.core.db import db


def has_accepted_budget(partner: Partner) -> bool:
    """Whether finance has accepted the newest budget of a partner; while it changes, it has."""
    mine = sa.select(Budget.state).where(Budget.partner_id == partner.id)
    return db.session.scalar(mine.order_by(Budget.number.desc()).limit(1)) in SETTLED
