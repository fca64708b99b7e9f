"""What searches there are, and everything a page needs of each."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.searches.models import PartnerSearch, Slot


def get_search(reference: str) -> PartnerSearch:
    """Raises NoResultFound. Programme, priority, author, slots and their criteria are loaded."""
    found = sa.select(PartnerSearch).where(PartnerSearch.reference == reference)
    return db.session.scalars(found.options(*_everything())).one()


def get_slot(uid: uuid.UUID) -> Slot:
    """Raises NoResultFound. Its criteria and everything of its search are loaded."""
    found = sa.select(Slot).where(Slot.uid == uid)
    whole = joinedload(Slot.search).options(*_everything())
    return db.session.scalars(found.options(whole, selectinload(Slot.criteria))).one()


def _everything() -> list[Any]:
    return [
        joinedload(PartnerSearch.author),
        joinedload(PartnerSearch.programme),
        joinedload(PartnerSearch.priority),
        joinedload(PartnerSearch.rule_set),
        selectinload(PartnerSearch.slots).selectinload(Slot.criteria),
    ]
