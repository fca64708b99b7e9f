"""What managing a project costs: the lines that are tied to work packages for management."""

from __future__ import annotations

from decimal import Decimal

from app.budgets import commands, queries
from app.budgets.overview import Overview
from app.budgets.plan import Category, Option
from app.budgets.summary import budgets_in, project_in_money
from app.consortia.models import WorkPackage
from app.core.db import db
from tests.budgets.changes import change, fix
from tests.making import actor
from tests.partnership import found

C, D = Category, Decimal


def packages(world, *titles: str, marked: int) -> list[int]:
    """Give the project work packages, of which the first ones are for management."""
    made = [
        WorkPackage(project_id=world.project.id, number=n, title=title, is_management=n <= marked)
        for n, title in enumerate(titles, 1)
    ]
    db.session.add_all(made)
    db.session.commit()
    return [package.id for package in made]


def tie(world, country: str, category: Category, price: str, package: int | None, **more) -> None:
    values = {"category": category, "description": "Work", "unit_price": D(price)}
    tied = {"work_package_id": package, "activity_id": None}
    who = actor(world.people[country])
    commands.add_line(world.budget(country), who, values | tied | more)
    db.session.commit()


def managing(world) -> dict[str, list[Decimal | None]]:
    """Read the cost of management by country: line by line, and summed up by the database."""
    reference = world.reference
    db.session.expunge_all()
    stated = queries.partner_budgets(world.project)
    db.session.expunge_all()
    project = project_in_money(reference)
    members = {int(m.id): m.budget for m in Overview(project, budgets_in(project)).members}
    return {
        one.country: [known[one.id].management for known in (stated, members)]
        for one in project.partners
        if one.id in stated
    }


def test_management_is_what_its_lines_cost_with_the_flat_rates_that_they_bring(make):
    world = found(make, "SE", "LT", programme="interreg-bsr-2021-27", as_of=None)
    managing_it, other = packages(world, "Management", "Training", marked=1)
    rates = {Option.OFFICE_ON_STAFF: D(15), Option.TRAVEL_FLAT: D(10)}
    world.write("SE", {"staff": [("Untied", "1", "500.00")]}, {}, rates)
    tie(world, "SE", C.STAFF, "1000.00", managing_it)
    tie(world, "SE", C.STAFF, "200.00", other)
    tie(world, "SE", C.UNIT_COSTS, "10.01", managing_it, costs_as=C.STAFF)
    tie(world, "SE", C.LUMP_SUMS, "30.00", managing_it)
    world.write("LT", {"staff": [("Untied", "1", "500.00")]}, {})

    # 1010.01 of staff, 15 % office and 10 % travel on it, and the lump sum
    assert managing(world) == {"SE": [D("1292.51")] * 2, "LT": [D("0.00")] * 2}


def test_management_is_not_stated_where_no_work_package_is_marked(world):
    [package] = packages(world, "Training", marked=0)
    world.write("SE")
    tie(world, "SE", C.STAFF, "10.00", package)

    assert managing(world) == {"SE": [None, None]}


def test_management_is_that_of_the_baseline_while_a_change_is_under_way(world):
    [package] = packages(world, "Management", marked=1)
    tie(world, "SE", C.STAFF, "100.00", package)
    fix(world)
    change(world, "900.00")

    assert managing_of_se(world) == D("100.00")
    assert managing_of_se(world, with_changes=True) == D("900.00")


def managing_of_se(world, **asked: bool) -> Decimal | None:
    db.session.expunge_all()
    project = project_in_money(world.reference)
    members = Overview(project, budgets_in(project), **asked).members
    return next(one.budget.management for one in members if one.country == "SE")
