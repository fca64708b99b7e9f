"""Nobody signs an agreement before every partner has declared what it contributes."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.agreements.commands import prepare
from app.agreements.queries import get_agreement
from app.agreements.workflow import FLOW, contribution_is_not_declared
from app.budgets import declarations
from app.budgets.queries import declarations_of
from app.core.db import db
from app.directory.choices import Role
from tests.agreements.partnership import TERMS
from tests.budgets.changes import change, fix
from tests.making import Make, actor
from tests.partnership import World, found


@pytest.fixture
def fixed(make: Make) -> World:
    return fix(found(make, "SE", "LT"))


def agreement_of(world: World) -> UUID:
    begun = prepare(world.project, actor(world.make.staff()), dict(TERMS))
    db.session.commit()
    return begun.uid


def declare(world: World, country: str) -> None:
    budget = world.budget(country)
    declaration = declarations.valid_one(declarations_of(budget))
    assert declaration is not None
    person = world.duty(Role.DIRECTOR) if country == "RU" else world.people[country]
    declarations.sign(
        declaration,
        declaration.sha256,
        actor(person),
        signatory="A person",
        function="Director",
        authority="Statutes",
    )
    db.session.commit()


def obstacle(agreement: UUID) -> str:
    """What keeps the agreement from being sent out, read anew."""
    assert contribution_is_not_declared in FLOW["send-out"].unless
    db.session.expunge_all()
    return str(contribution_is_not_declared(get_agreement(agreement)) or "")


def test_who_has_not_declared_is_named_until_all_have(fixed: World) -> None:
    agreement = agreement_of(fixed)
    names = {country: fixed.partner(country).name for country in fixed.people}
    said = [obstacle(agreement)]
    for country in names:
        declare(fixed, country)
        said.append(obstacle(agreement))

    assert all(name in said[0] for name in names.values())
    for number, name in enumerate(names.values(), 1):
        assert name not in said[number]
    assert said[-2]
    assert not said[-1]


def test_contribution_that_rises_wants_another_declaration(fixed: World) -> None:
    agreement = agreement_of(fixed)
    for country in fixed.people:
        declare(fixed, country)
    change(fixed, "820.00")
    before = obstacle(agreement)
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    assert not before
    assert obstacle(agreement).endswith(f"lacking from: {fixed.partner('SE').name}.")
