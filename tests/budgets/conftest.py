"""A consortium as it is after the confirmations: the agency, and the partners who answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.budgets.models import Budget
from app.consortia.models import Partner, Project
from app.core.db import db, now
from app.core.history import advance
from app.directory.models import Role
from app.interests.models import Interest, InterestState, Origin
from app.interests.workflow import FLOW
from app.programmes.commands import load_programmes
from app.programmes.models import Programme, RuleSet
from app.searches.models import PartnerSearch
from tests.making import Make, actor

D = Decimal


@dataclass
class World:
    """One project, its people by the country of their organisation, and the agency's staff."""

    make: Make
    search: PartnerSearch
    project: Project
    people: dict[str, User]

    def budget(self, country: str) -> Budget:
        found = sa.select(Budget).join(Budget.partner).where(Partner.country == country)
        return db.session.scalars(found).one()


@pytest.fixture
def found(make: Make) -> Callable[..., World]:
    """Found a project under a programme's rules; each country's organisation confirms."""

    def found(
        *countries: str, programme: str = "bsr-interreg-iii-b", as_of: date | None = None, **given
    ) -> World:
        load_programmes()
        make.agency()
        chosen = db.session.scalars(sa.select(Programme).where(Programme.slug == programme)).one()
        rules = db.session.scalars(sa.select(RuleSet).where(RuleSet.programme_id == chosen.id))
        search = make.search(
            slots=0,
            title="European Quality Centre in Kaliningrad",
            acronym="EQC",
            programme=chosen,
            rule_set=rules.first(),
            rules_as_of=as_of,
            estimated_budget=D("300000.00"),
            duration_months=24,
            **given,
        )
        people = {}
        for number, country in enumerate(countries, start=1):
            slot = make.slot(search, number=number, title=f"Slot {number}")
            organisation = make.organisation(country=country, name=f"Body of {country}")
            people[country] = make.member(organisation, name=f"Person of {country}")
            interest = make.interest(
                slot,
                organisation,
                author=people[country],
                state=InterestState.INVITED,
                reply_by=now() + timedelta(days=5),
                cost_staff=D("10000.00"),
                cost_office=D("1000.00"),
                fund="ERDF",
                requested_fund=D("5500.00"),
                own_contribution=D("5500.00"),
                origin=Origin.PRIVATE,
            )
            confirm(interest, people[country])
        project = db.session.scalars(sa.select(Project)).one()
        people["RU"] = make.staff(Role.OFFICER, name="Officer")
        return World(make, search, project, people)

    return found


def confirm(interest: Interest, person: User) -> None:
    advance(FLOW, interest, "confirm", actor(person))
    db.session.commit()
