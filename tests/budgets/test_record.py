"""A budget written down and made again: nothing is lost, and the arithmetic is the same."""

from __future__ import annotations

import json
from decimal import Decimal

from app.budgets.arithmetic import compute
from app.budgets.figures import Figures
from app.budgets.models import Funding, Line, Source
from app.budgets.plan import Category, Pledge, SourceStatus
from app.budgets.record import document_of, restore
from app.budgets.version_document import plan_from
from app.consortia.models import Activity, WorkPackage
from app.core.db import db

D = Decimal


def rich(world):
    """A budget in which every column says something."""
    project = world.project
    package = WorkPackage(project_id=project.id, number=2, title="Audits")
    package.activities = [Activity(number=3, title="First round")]
    db.session.add(package)
    db.session.flush()
    budget = world.write("SE")
    first = budget.lines[0]
    first.staff_function, first.unit_type = "Auditor", "day"
    first.note, first.comment = "Two persons", "Why two?"
    first.periods = {"1": "6000.00", "2": "10627.75"}
    first.activity_id = package.activities[0].id
    budget.lines.extend(
        [
            Line(
                position=9,
                category=Category.LUMP_SUMS,
                description="Preparation",
                units=D(1),
                unit_price=D("5000.00"),
                period="preparation",
            ),
            Line(
                position=8,
                category=Category.UNIT_COSTS,
                costs_as=Category.TRAVEL,
                description="Day allowance",
                units=D("2.50"),
                unit_price=D("10.01"),
                periods={"1": "20.00", "2": "5.02"},
                work_package_id=package.id,
            ),
        ]
    )
    budget.sources.append(
        Source(
            name="City of Malmö",
            status=SourceStatus.AUTOMATIC_PUBLIC,
            amount=D("1.00"),
            pledge=Pledge.COMMITTED,
        )
    )
    db.session.commit()
    return world.budget("SE")


def test_document_is_what_the_restored_budget_says(world):
    budget = rich(world)
    document = json.loads(json.dumps(document_of(budget)))
    uids = {line.uid for line in budget.lines}

    budget.lines.pop(0)
    budget.lines[0].description = "Changed"
    budget.lines.append(
        Line(position=1, category=Category.STAFF, description="New", units=D(1), unit_price=D(1))
    )
    budget.funding.insert(0, Funding(fund="TACIS", rate=D(1)))
    budget.sources.clear()
    db.session.flush()
    budget.sources.append(
        Source(name="Other", status=SourceStatus.PRIVATE, amount=D(1), is_partner=True)
    )
    budget.office_on_staff = D(5)
    db.session.commit()
    restore(world.budget("SE"), document)
    db.session.commit()

    again = world.budget("SE")
    assert document_of(again) == document
    assert {line.uid for line in again.lines} == uids
    assert document["lines"][0]["activity"] == 3
    assert document["lines"][0]["work_package"] == 2


def test_rows_that_stay_are_the_same_rows(world):
    budget = rich(world)
    ids = [line.id for line in budget.lines], [one.id for one in budget.sources]

    restore(budget, document_of(budget))
    db.session.commit()

    again = world.budget("SE")
    assert ids == ([line.id for line in again.lines], [one.id for one in again.sources])


def test_document_of_another_budget_is_taken_over_with_new_rows(world):
    document = document_of(rich(world))
    for name in ("lines", "lump_sums", "unit_costs"):
        for row in document[name]:
            del row["uid"], row["position"]
    restore(world.budget("LT"), document)
    db.session.commit()

    figures = Figures(world.budget("LT"))
    assert figures.computed == compute(plan_from(document))
    assert [line.position for line in figures.budget.lines] == [1, 2, 3, 4, 5]


def test_document_is_computed_like_the_rows(world):
    budget = rich(world)
    document = json.loads(json.dumps(document_of(budget)))

    assert compute(plan_from(document)) == Figures(budget).computed
    assert plan_from(document) == Figures(budget).plan
    assert Figures(budget).computed.total.result == D("32763.83")


def test_work_package_that_is_gone_is_untied(world):
    budget = rich(world)
    document = document_of(budget)
    document["lines"][0] |= {"work_package": 7, "activity": 1}
    restore(budget, document)

    assert (budget.lines[0].work_package_id, budget.lines[0].activity_id) == (None, None)
