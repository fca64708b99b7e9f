"""The requirements of one slot for thousands of organisations, without reading each whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.times import localdate
from app.directory.choices import Kind
from app.directory.models import Accreditation, Organisation
from app.matching.knowledge import Profile
from app.programmes.queries import rules_of
from app.searches.models import Slot
from app.searches.requirements import Requirement, needed, requirements


class Requiring:
    """Says how profiles stand to a slot.

    Organisations without accreditations that are alike in kind, country, type and languages stand
    alike, so each such combination is judged once.
    """

    def __init__(self, slot: Slot, ids: Collection[int]) -> None:
        self._slot = slot
        self._first, self._last = needed(slot.search, localdate())
        rule_set = slot.search.rule_set
        self._rules = rules_of(rule_set) if rule_set else None
        self._attested = _attested(ids)
        self._alike: dict[object, Sequence[Requirement]] = {}

    def of(self, profile: Profile) -> Sequence[Requirement]:
        if whole := self._attested.get(profile.id):
            return self._judge(whole)
        shape = (profile.kind, profile.country, profile.partner_type, profile.languages)
        if shape not in self._alike:
            bare = Organisation(
                kind=Kind(profile.kind),
                country=profile.country,
                partner_type=profile.partner_type,
                languages=list(profile.languages),
                is_agency=False,
                accreditations=[],
            )
            self._alike[shape] = self._judge(bare)
        return self._alike[shape]

    def _judge(self, organisation: Organisation) -> Sequence[Requirement]:
        return requirements(self._slot, organisation, self._first, self._last, self._rules)


def _attested(ids: Collection[int]) -> dict[int, Organisation]:
    """Load those who hold accreditations at all, with these."""
    holds = sa.select(Accreditation.organisation_id)
    found = db.session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(holds), Organisation.id.in_(ids))
        .options(selectinload(Organisation.accreditations))
    )
    return {one.id: one for one in found}
