"""A partnership of 2021-27: periods, work packages, flat rates, two funds, budgets on their way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.budgets import commands
from app.budgets.models import Budget
from app.budgets.plan import Category, Option, Pledge, SourceStatus
from app.consortia.commands import Planned, plan
from app.consortia.queries import load_plan
from app.core.money import cut
from app.demonstration import answers, partnerships, searches
from app.demonstration.answers import Offer
from app.demonstration.partnerships import Cost, cost
from app.demonstration.people import acting
from app.interests.models import Origin

MOST = Decimal(80)
OF_TODAY = Offer("ERDF", MOST, staff=60000, travel=9000, external=25000, origin=Origin.PUBLIC)
FROM_NORWAY = Offer("NATIONAL", MOST, staff=40000, travel=6000, origin=Origin.PUBLIC)
FLAT_RATES = {Option.OFFICE_ON_STAFF: Decimal("15.00"), Option.TRAVEL_FLAT: Decimal("15.00")}
STARTS, ENDS = date(2027, 1, 1), date(2029, 6, 30)
PERIODS, MONTHS = 5, 6
WORK = (
    Planned(
        "Sorting what ships leave behind",
        activities=(Planned("Three stations for trial"), Planned("One protocol for all")),
    ),
    Planned(
        "Measuring what it does to the water",
        activities=(Planned("Samples in three harbours"), Planned("A common laboratory book")),
    ),
    Planned(
        "Telling other harbours, and keeping the project together",
        activities=(Planned("A handbook with real costs"),),
        is_management=True,
    ),
)
QUESTION = "Visits to harbours: how many are these, and who travels?"
STAFF, EXTERNAL, EQUIPMENT = Category.STAFF, Category.EXTERNAL, Category.EQUIPMENT


class Work(NamedTuple):
    """A cost with the number of its work package, from its first to its last period."""

    category: Category
    description: str
    units: str
    price: str
    package: int
    first: int
    last: int


OF_THE_LEAD = (
    Work(STAFF, "Example: project manager, months", "24", "3450.00", 1, 1, 5),
    Work(EQUIPMENT, "Example: containers for sorting", "3", "7333.33", 1, 1, 2),
    Work(EXTERNAL, "Example: evaluation", "1", "18750.50", 3, 4, 5),
)
OF_THE_UNIVERSITY = (
    Work(STAFF, "Example: researcher, months", "18.5", "2980.75", 2, 1, 5),
    Work(EXTERNAL, "Example: ship time, days", "6", "4100.00", 2, 2, 3),
)
OF_THE_LABORATORY = (
    Work(STAFF, "Example: laboratory assistant, months", "20", "1875.33", 2, 2, 5),
    Work(EXTERNAL, "Example: visits to harbours", "1", "7200.00", 2, 2, 4),
)
OF_THE_PORT = (
    Work(STAFF, "Example: foreman at the quay, months", "14", "4120.40", 1, 2, 4),
    Work(EQUIPMENT, "Example: heated hall, rent", "1", "15990.00", 1, 3, 4),
)


def form_them(search: str) -> None:
    """Go from the search to budgets of which one is accepted, two are sent and one is returned."""
    searches.publish(search)
    joining = ((1, "sunnanvik"), (2, "riga"), (3, "pomorskie"))
    answers.join(
        search, *((slot, key, OF_TODAY) for slot, key in joining), (4, "nordvik", FROM_NORWAY)
    )
    answers.declare_partners_found(search)
    project = partnerships.project_of(search)
    partnerships.describe_project(project, "HARBOURS", STARTS, ENDS)
    plan(load_plan(partnerships.open_project(project)), PERIODS, MONTHS, WORK)
    lead = _enter(project, "sunnanvik", OF_THE_LEAD, pledge=Pledge.COMMITTED)
    partnerships.accept(lead)
    _enter(project, "riga", OF_THE_UNIVERSITY)
    _enter(project, "nordvik", OF_THE_PORT, "NATIONAL", Pledge.COMMITTED)
    third = _enter(project, "pomorskie", OF_THE_LABORATORY)
    partnerships.return_with_a_question(third, QUESTION)


def _enter(
    project: str,
    key: str,
    work: tuple[Work, ...],
    fund: str = "ERDF",
    pledge: Pledge = Pledge.INTENDED,
) -> Budget:
    """Enter a budget and send it: staff is counted, travel and office follow from it."""
    packages = load_plan(partnerships.open_project(project)).work_packages
    numbered = {package.number: package.id for package in packages}
    budget = partnerships.budget_of(project, key)
    commands.choose_options(budget, acting(key), FLAT_RATES)
    costs = [_over_time(one, numbered[one.package]) for one in work]
    partnerships.enter(budget, key, costs, fund, str(MOST), SourceStatus.PUBLIC, pledge)
    partnerships.send(budget, key)
    return budget


def _over_time(work: Work, package_id: int) -> Cost:
    """Spread a cost evenly over its periods; the last one takes the cents."""
    row = cut(Decimal(work.units) * Decimal(work.price))
    count = work.last - work.first + 1
    part = cut(row / count)
    periods = {str(n): str(part) for n in range(work.first, work.last)}
    periods[str(work.last)] = str(row - part * (count - 1))
    entered = cost(work.category, work.description, work.units, work.price)
    return {**entered, "periods": periods, "work_package_id": package_id}
