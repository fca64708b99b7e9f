"""A project whose budgets are fixed, and people who report what they spend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.budgets import commands as budgets
from app.budgets.plan import Category
from app.core.db import db
from app.core.history import advance
from app.directory.choices import Role
from app.spending import commands
from app.spending.held import baseline_of
from app.spending.models import ExchangeRate, Payment, PaymentKind, RateSource, Report
from app.spending.queries import get_report
from app.spending.workflow import FLOW
from tests.making import Make, actor
from tests.partnership import World, found

D = Decimal


class Spending:
    """Writes reports as the partners' people do."""

    def __init__(self, world: World) -> None:
        self.world = world

    def begin(self, country: str = "SE") -> Report:
        who = actor(self.world.people[country])
        first, last = date(2026, 1, 1), date(2026, 6, 30)
        report = commands.begin_report(self.world.partner(country), who, first, last)
        db.session.commit()
        return self.read(report)

    def add(self, report: Report, amount: str, currency: str = "EUR", **given: Any) -> Report:
        line = baseline_of(report.partner).lines[0]
        facts: dict[str, Any] = {
            "category": Category.STAFF, "line_uid": line.uid, "description": "Salaries",
            "invoice": "", "supplier": "", "invoiced_on": None, "paid_on": date(2026, 5, 9),
            "amount": D(amount), "currency": currency, "vat": D("0.00"),
        }  # fmt: skip
        who = next(p for c, p in self.world.people.items() if report.partner.country == c)
        commands.add_item(report, actor(who), facts | given, None)
        db.session.commit()
        return self.read(report)

    def move(self, report: Report, name: str, person: Any = None, note: str = "") -> Report:
        who = person or self.world.people[report.partner.country]
        advance(FLOW, self.read(report), name, actor(who), note)
        db.session.commit()
        return self.read(report)

    def certify(self, report: Report) -> Report:
        finance = self.world.duty(Role.FINANCE)
        for name in ("submit", "take", "certify"):
            report = self.move(report, name, None if name == "submit" else finance)
        return report

    def read(self, report: Report) -> Report:
        """Read the report anew, with everything that its pages load."""
        uid = report.uid
        db.session.expire_all()
        return get_report(uid)

    def pay(self, amount: str, on: date = date(2026, 5, 9)) -> Payment:
        """Write down what the programme paid to the lead partner."""
        values = {"kind": PaymentKind.INSTALMENT, "fund": "ERDF", "amount": D(amount), "on": on}
        lead = self.world.people["RU"]
        payment = commands.pay(self.world.project, actor(lead), values)
        db.session.commit()
        return payment

    def rate(self, currency: str, month: date, rate: str, **given: Any) -> ExchangeRate:
        kept = ExchangeRate(
            **{"currency": currency, "month": month, "rate": D(rate),
               "source": RateSource.INFOREURO} | given
        )  # fmt: skip
        return self.world.make.save(kept)


@pytest.fixture
def world(make: Make) -> World:
    """The agency leads, a Swedish and a Lithuanian body take part; the director has fixed all."""
    world = found(make, "SE", "LT")
    world.write_all_and_accept()
    budgets.fix(world.project, actor(world.duty(Role.DIRECTOR)), [])
    db.session.commit()
    return world


@pytest.fixture
def spending(world: World) -> Spending:
    return Spending(world)
