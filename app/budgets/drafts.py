"""What people have typed into a budget's sheet and what is not in the budget yet.

It outlives the session: whoever comes back finds it, on any machine.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from app.budgets.models import Budget, BudgetSheetDraft
from app.budgets.sheet import Typed
from app.core.db import db
from app.core.times import now


def hold(uid: uuid.UUID) -> None:
    """Hold a budget before it is loaded, so that its version stays true until the commit."""
    db.session.execute(sa.select(Budget.id).where(Budget.uid == uid).with_for_update())


def find_draft(budget: Budget, person_id: int | None) -> BudgetSheetDraft | None:
    return db.session.scalar(_draft_of(budget.id, person_id))


def count_rows(budget: Budget, person_id: int | None) -> int:
    """Count the rows that a person has typed and that are not in the budget."""
    draft = find_draft(budget, person_id)
    return len(draft.rows) if draft else 0


def keep(
    budget_id: int,
    person_id: int | None,
    version: int,
    rows: Iterable[Typed],
    blank: Mapping[str, int] | None = None,
) -> None:
    """Keep what a person has typed in place of what was kept before; nothing is not kept."""
    draft = db.session.scalar(_draft_of(budget_id, person_id).with_for_update())
    kept = [row.as_json() for row in rows]
    more = {name: number for name, number in (blank or {}).items() if number}
    if not kept and not more:
        if draft is not None:
            db.session.delete(draft)
        return
    if draft is None:
        draft = BudgetSheetDraft(budget_id=budget_id, person_id=person_id)
        db.session.add(draft)
    draft.version, draft.rows, draft.blank, draft.at = version, kept, more, now()


def _draft_of(budget_id: int, person_id: int | None) -> sa.Select[BudgetSheetDraft]:
    return sa.select(BudgetSheetDraft).where(
        BudgetSheetDraft.budget_id == budget_id, BudgetSheetDraft.person_id == person_id
    )
