"""A consortium as it is after the confirmations: the agency, and the partners who answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.budgets import commands, queries
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.plan import Category, Option, SourceStatus
from app.budgets.workflow import FLOW
from app.consortia.models import Partner, Project
from app.consortia.queries import get_project
from app.core.db import db
from app.core.history import advance
from app.core.times import now
from app.directory.choices import Role
from app.interests.models import Interest, InterestState, Origin
from app.interests.workflow import FLOW as INTERESTS
from app.programmes.commands import load_programmes
from app.programmes.models import Programme, RuleSet
from app.searches.models import PartnerSearch, Slot
from tests.making import Make, actor

D = Decimal

REAL_COSTS = {
    "RU": {
        "staff": [("Project manager", "18", "1500.00"), ("Quality expert", "12", "1388.88")],
        "office": [("Rent and heating", "24", "302.08")],
        "external": [("Training for 60 companies", "60", "250.00")],
    },
    "SE": {
        "staff": [("Lead auditors", "20.5", "811.11")],
        "travel": [("Audits on site", "9", "901.23")],
        "equipment": [("Documentation system", "1", "2999.99")],
    },
    "LT": {"staff": [("Consultants", "1", "39999.99")], "office": [("Office", "1", "3999.99")]},
}
"""Costs line by line, as BSR INTERREG III B takes them: category to (what for, units, price)."""

FUNDS = {"RU": {"TACIS": D(90)}, "SE": {"ERDF": D(50)}, "LT": {"ERDF": D(75)}}


@dataclass
class World:
    """One project and its people, by the country of their organisation; RU is the agency."""

    make: Make
    search: PartnerSearch
    people: dict[str, User]
    staff: dict[Role, User] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return db.session.scalars(sa.select(Project.reference)).one()

    @property
    def project(self) -> Project:
        return get_project(self.reference)

    def partner(self, country: str) -> Partner:
        return next(p for p in self.project.partners if p.country == country)

    def budget(self, country: str) -> Budget:
        """Read the budget anew: a page may have written in it."""
        db.session.flush()
        db.session.expire_all()
        found = sa.select(Budget.uid).join(Budget.partner).where(Partner.country == country)
        return queries.get_budget(db.session.scalars(found).one())

    def duty(self, role: Role) -> User:
        if role not in self.staff:
            self.staff[role] = self.make.staff(role, name=f"The {role.value}")
        return self.staff[role]

    def write(
        self,
        country: str,
        costs: dict[str, list[tuple[str, str, str]]] | None = None,
        funds: dict[str, Decimal] | None = None,
        options: dict[Option, Decimal] | None = None,
    ) -> Budget:
        """Fill a budget in, its contribution from the partner's own public money."""
        budget, who = self.budget(country), actor(self.people[country])
        if options:
            commands.choose_options(budget, who, options)
        for name, lines in (costs or REAL_COSTS[country]).items():
            category = next(c for c in Category if c.value == name)
            for text, units, price in lines:
                values = {"category": category, "description": text, "units": D(units)}
                commands.add_line(budget, who, values | {"unit_price": D(price)})
        rates = FUNDS[country] if funds is None else funds
        commands.finance(budget, who, rates, ())
        rest = Figures(budget).computed.contribution.result
        own = commands.Origin(budget.partner.name, SourceStatus.PUBLIC, rest, is_partner=True)
        commands.finance(budget, who, rates, (own,) if rest else ())
        db.session.commit()
        return budget

    def move(self, country: str, name: str, person: User | None = None, note: str = "") -> Budget:
        budget = self.budget(country)
        advance(FLOW, budget, name, actor(person or self.people[country]), note)
        db.session.commit()
        return budget

    def write_all_and_accept(self) -> None:
        for country in self.people:
            self.write(country)
            self.move(country, "submit")
            self.move(country, "accept", self.duty(Role.FINANCE))


def found(
    make: Make,
    *countries: str,
    programme: str = "bsr-interreg-iii-b",
    as_of: date | None = date(2006, 6, 8),
    **given: Any,
) -> World:
    """Found a project under a programme's rules; one organisation of each country confirms."""
    load_programmes()
    make.agency()
    chosen = db.session.scalars(sa.select(Programme).where(Programme.slug == programme)).one()
    rules = db.session.scalars(sa.select(RuleSet).where(RuleSet.programme_id == chosen.id)).first()
    facts = {
        "title": "European Quality Centre in Kaliningrad",
        "acronym": "EQC",
        "programme": chosen,
        "rule_set": rules,
        "rules_as_of": as_of,
        "estimated_budget": D("300000.00"),
        "duration_months": 24,
    }
    search = make.search(slots=0, **facts | given)
    world = World(make, search, {"RU": make.staff(name="The officer")})
    for number, country in enumerate(countries, start=1):
        slot = make.slot(search, number=number, title=f"Slot {number}")
        organisation = make.organisation(country=country, name=f"Body of {country}")
        world.people[country] = make.member(organisation, name=f"Person of {country}")
        confirm(invite(make, slot, organisation, world.people[country]), world.people[country])
    return world


def invite(make: Make, slot: Slot, organisation: Any, person: User, **given: Any) -> Interest:
    offered = {
        "state": InterestState.INVITED,
        "reply_by": now() + timedelta(days=5),
        "role": slot.role,
        "cost_staff": D("10000.00"),
        "cost_office": D("1000.00"),
        "fund": "ERDF",
        "requested_fund": D("5500.00"),
        "own_contribution": D("5500.00"),
        "origin": Origin.PRIVATE,
    }
    return make.interest(slot, organisation, author=person, **offered | given)


def confirm(interest: Interest, person: User) -> None:
    advance(INTERESTS, interest, "confirm", actor(person))
    db.session.commit()
