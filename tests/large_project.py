"""A project of any size, its rows written at once: for what must not depend on the size."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.budgets.models import Budget, Funding, Line, Source
from app.budgets.plan import Category, Pledge, SourceStatus
from app.consortia.models import Partner, Project
from app.core.db import db
from app.core.times import now
from app.directory.choices import Kind, PartnerRole, ProfileState
from app.directory.models import Organisation
from app.programmes.models import Programme, RuleSet
from app.programmes.vocabularies import LegalStatus
from app.searches.models import PartnerSearch

PROGRAMME = "interreg-bsr-2021-27"
COUNTRIES = ("LT", "PL", "SE", "EE", "LV", "DE", "FI", "DK")
WRITTEN = (Category.STAFF, Category.EXTERNAL, Category.EQUIPMENT, Category.INFRASTRUCTURE)
NAME = "Центр стандартизации, метрологии и сертификации Калининградской области № {}"


def large_project(
    partners: int,
    lines: int,
    periods: int = 4,
    *,
    reference: str = "PR-2026-900",
    search: PartnerSearch | None = None,
) -> Project:
    """Make a project under the rules of 2021-27; each partner has so many lines, all in periods.

    Travel and office costs are flat rates, two funds pay, and the contribution has three origins.
    The programmes have to be loaded.
    """
    chance = random.Random(20060901)
    rules = db.session.scalars(
        sa.select(RuleSet).join(RuleSet.programme).where(Programme.slug == PROGRAMME)
    ).first()
    project = Project(
        reference=reference,
        title="Many partners, many lines",
        programme_id=rules.programme_id if rules else None,
        rule_set=rules,
        search=search,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
        periods=periods,
    )
    budgets = [_budget(project, number, chance) for number in range(1, partners + 1)]
    db.session.add_all(budgets)
    db.session.flush()
    rows = [row for budget in budgets for row in _lines(budget, lines, periods, chance)]
    if rows:
        db.session.execute(sa.insert(Line), rows)
    db.session.commit()
    return project


def _budget(project: Project, number: int, chance: random.Random) -> Budget:
    country = COUNTRIES[number % len(COUNTRIES)]
    body = Organisation(
        slug=f"{project.reference}-{number}".lower(),
        name=NAME.format(number),
        kind=Kind.CERTIFICATION_BODY,
        partner_type="sme",
        legal_status=LegalStatus.PUBLIC,
        country=country,
        state=ProfileState.VERIFIED,
        verified_at=now(),
        is_listed=True,
    )
    partner = Partner(
        project=project,
        number=number,
        role=PartnerRole.LEAD if number == 1 else PartnerRole.PARTNER,
        organisation=body,
        name=body.name,
        country=country,
        legal_status=LegalStatus.PUBLIC,
    )
    rate = Decimal(15)
    return Budget(
        partner=partner,
        travel_flat=rate,
        office_on_staff=rate,
        funding=[
            Funding(fund="ERDF", rate=Decimal(chance.randrange(4000, 7001)).scaleb(-2), position=1),
            Funding(fund="NATIONAL", rate=Decimal("9.99"), position=2),
        ],
        sources=[
            Source(
                name=f"Source {i}", status=status, pledge=pledge, amount=Decimal(1000), position=i
            )
            for i, (status, pledge) in enumerate(zip(SourceStatus, Pledge, strict=True), start=1)
        ],
    )


def _lines(
    budget: Budget, lines: int, periods: int, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for position in range(1, lines + 1):
        units, cents = chance.randrange(1, 2000), chance.randrange(1, 1_000_000)
        share = units * cents // 100 // (periods or 1)
        yield {
            "uid": uuid.uuid4(),
            "budget_id": budget.id,
            "position": position,
            "category": WRITTEN[position % len(WRITTEN)],
            "description": f"Line {position}",
            "units": Decimal(units).scaleb(-2),
            "unit_price": Decimal(cents).scaleb(-2),
            "periods": {str(n): str(Decimal(share).scaleb(-2)) for n in range(1, periods + 1)},
        }
