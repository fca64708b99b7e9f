"""A partner's plan as it is written in a document: from passages to a Plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.budgets.passage import MAX_WHOLE, WHOLE, Passage
from app.budgets.plan import (
    CLOSURE,
    PREPARATION,
    REAL_COSTS,
    FundRate,
    Line,
    LumpSum,
    Option,
    Plan,
    Source,
    SourceStatus,
    UnitCost,
)
from app.core.money import HUNDRED

PLAN_KEYS = ("options", "lines", "lump_sums", "unit_costs", "funds", "contribution_sources")


def read_plan(fields: Mapping[str, Passage], count: int | None) -> Plan:
    """Read the members of a partner that make the plan; `count` is the number of periods.

    Raises DocumentError for what cannot be read, plan.Illegal for what may not stand together.
    """

    def items(key: str) -> list[Passage]:
        return fields[key].items() if key in fields else []

    return Plan(
        options=_options(fields["options"]) if "options" in fields else {},
        lines=[_line(item, count) for item in items("lines")],
        lump_sums=[_lump_sum(item, count) for item in items("lump_sums")],
        unit_costs=[_unit_cost(item, count) for item in items("unit_costs")],
        funds=[_fund(item) for item in items("funds")],
        sources=[_source(item) for item in items("contribution_sources")],
    )


def _options(passage: Passage) -> dict[Option, Decimal]:
    fields = passage.members((), tuple(Option))
    return {Option(key): rate.decimal(HUNDRED) for key, rate in fields.items()}


def _line(passage: Passage, count: int | None) -> Line:
    fields = passage.members(("category", "units", "unit_price"), ("description", "periods"))
    return Line(
        category=fields["category"].one_of(REAL_COSTS),
        units=fields["units"].decimal(),
        unit_price=fields["unit_price"].decimal(),
        description=_description(fields),
        periods=_periods(fields, count),
    )


def _lump_sum(passage: Passage, count: int | None) -> LumpSum:
    fields = passage.members(("amount",), ("description", "period"))
    amount, description = fields["amount"].decimal(), _description(fields)
    if "period" not in fields:
        return LumpSum(amount, description=description)
    period = fields["period"]
    if period.value in (PREPARATION, CLOSURE):
        return LumpSum(amount, period.text(), description)
    return LumpSum(amount, _implementation_period(period, str(period.whole()), count), description)


def _unit_cost(passage: Passage, count: int | None) -> UnitCost:
    fields = passage.members(("units", "unit_price"), ("category", "description", "periods"))
    has_category = "category" in fields and fields["category"].value is not None
    return UnitCost(
        category=fields["category"].one_of(REAL_COSTS) if has_category else None,
        units=fields["units"].decimal(),
        unit_price=fields["unit_price"].decimal(),
        description=_description(fields),
        periods=_periods(fields, count),
    )


def _fund(passage: Passage) -> FundRate:
    fields = passage.members(("fund", "rate"))
    return FundRate(fields["fund"].name(), fields["rate"].decimal(HUNDRED))


def _source(passage: Passage) -> Source:
    fields = passage.members(("status", "amount"), ("name", "is_partner"))
    return Source(
        name=fields["name"].text() if "name" in fields else "",
        status=fields["status"].one_of(SourceStatus),
        amount=fields["amount"].decimal(),
        is_partner="is_partner" in fields and fields["is_partner"].truth(),
    )


def _description(fields: Mapping[str, Passage]) -> str:
    return fields["description"].text() if "description" in fields else ""


def _periods(fields: Mapping[str, Passage], count: int | None) -> dict[str, Decimal]:
    """Read how a cost is spread; where nothing is said, it falls into the last period."""
    if "periods" not in fields:
        return {}
    return {
        _implementation_period(amount, name, count): amount.decimal()
        for name, amount in fields["periods"].entries().items()
    }


def _implementation_period(passage: Passage, name: str, count: int | None) -> str:
    most = MAX_WHOLE if count is None else count
    if not WHOLE.fullmatch(name) or int(name) > most:
        passage.refuse(f"is not an implementation period; they are 1 to {most}")
    return name
