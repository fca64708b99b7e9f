"""What tests of versions and declarations do with the budgets of a partnership."""

from __future__ import annotations

from decimal import Decimal

from app.budgets import commands
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.plan import SourceStatus
from app.core.actors import Actor
from app.core.db import db
from app.directory.choices import Role
from tests.making import actor
from tests.partnership import World

D = Decimal


def fix(world: World) -> World:
    """Let all budgets be written, accepted and fixed by the director."""
    world.write_all_and_accept()
    commands.fix(world.project, actor(world.duty(Role.DIRECTOR)), [])
    db.session.commit()
    return world


def change(world: World, price: str, country: str = "SE", more: str = "") -> Budget:
    """Ask for a change, set the price of the first line, add a line of `more`, and send it."""
    world.move(country, "ask-change", note="Wages have risen.")
    budget, who = world.budget(country), actor(world.people[country])
    line = budget.lines[0]
    values = {"category": line.category, "description": line.description, "units": line.units}
    commands.edit_line(budget, line, who, values | {"unit_price": D(price)})
    if more:
        travel = {"category": budget.lines[1].category, "description": "More trips"}
        commands.add_line(budget, who, travel | {"unit_price": D(more)})
    settle(budget, who)
    db.session.commit()
    return world.move(country, "send-change")


def approve(world: World, country: str = "SE") -> Budget:
    """Let finance pass a major change on and the director approve it."""
    world.move(country, "pass-change-on", world.duty(Role.FINANCE))
    return world.move(country, "approve-change", world.duty(Role.DIRECTOR))


def settle(budget: Budget, who: Actor) -> None:
    """Let the partner's own money be what the contribution is."""
    rest = Figures(budget).computed.contribution.result
    own = commands.Origin(budget.partner.name, SourceStatus.PUBLIC, rest, is_partner=True)
    rates = {share.fund: share.rate for share in budget.funding}
    commands.finance(budget, who, rates, (own,) if rest else ())
