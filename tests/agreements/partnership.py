"""A partnership of three whose budgets are accepted: what an agreement is drafted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.accounts.models import User
from app.agreements.commands import prepare
from app.agreements.models import Agreement
from app.agreements.queries import get_agreement
from app.budgets.models import Budget, BudgetState, Funding, Line, Source
from app.budgets.plan import Category, SourceStatus
from app.consortia.models import Partner, Project
from app.consortia.queries import get_project
from app.core.db import db
from app.directory.choices import Kind, PartnerRole, Role
from tests.making import Make, actor

TERMS = {
    "language": "en",
    "law": "law of Lithuania",
    "place": "Vilnius",
    "effective_on": None,
    "effective_condition": "",
}


@dataclass
class Partnership:
    """The people who act, and the project's reference."""

    reference: str
    officer: User
    director: User
    swede: User
    lithuanian: User

    def agreement(self) -> Agreement:
        """Begin the agreement, draft its first version, and read it as the pages do."""
        begun = prepare(get_project(self.reference), actor(self.officer), dict(TERMS))
        db.session.commit()
        return get_agreement(begun.uid)


def partnership(make: Make) -> Partnership:
    """Make one under no programme's rules: rates and eligibility are tested elsewhere."""
    agency = make.agency()
    swede = make.organisation(
        name="Öresund Certification AB", country="SE", kind=Kind.CERTIFICATION_BODY
    )
    lithuanian = make.organisation(name="Kokybės konsultacijos UAB", country="LT")
    project = make.save(
        Project(
            reference="PR-2026-001",
            title="European Quality Centre in Kaliningrad",
            acronym="EQCK",
            programme=make.programme(name="BSR INTERREG III B"),
            starts_on=date(2006, 9, 1),
            ends_on=date(2008, 8, 31),
        )
    )
    for number, body in enumerate((agency, swede, lithuanian), start=1):
        partner = make.save(
            Partner(
                project=project,
                number=number,
                role=PartnerRole.LEAD if body.is_agency else PartnerRole.PARTNER,
                organisation=body,
                name=body.name,
                country=body.country,
            )
        )
        make.save(_accepted_budget(partner, Decimal("1000.00") * number))
    return Partnership(
        project.reference,
        officer=make.staff(Role.OFFICER),
        director=make.staff(Role.DIRECTOR, name="Director of the Agency"),
        swede=make.member(swede, name="Signatory in Malmö"),
        lithuanian=make.member(lithuanian, name="Signatory in Vilnius"),
    )


def _accepted_budget(partner: Partner, cost: Decimal) -> Budget:
    return Budget(
        partner=partner,
        state=BudgetState.ACCEPTED,
        lines=[
            Line(
                position=1,
                category=Category.STAFF,
                description="Team",
                units=Decimal("1.00"),
                unit_price=cost,
            )
        ],
        funding=[Funding(fund="ERDF", rate=Decimal("75.00"))],
        sources=[
            Source(
                name=partner.name,
                status=SourceStatus.PUBLIC,
                amount=cost / 4,
                is_partner=True,
            )
        ],
    )
