"""The check of lump sums and unit costs: offered by the rules, in their phase, at their price."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from app.consortia.facts import Consortium, FixedCost, Member, PartnerBudget
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import amount, lazy
from app.core.money import ZERO
from app.programmes.rules import Fact, LumpSum, Phase, RuleSet, UnitCost

T = TypeVar("T", LumpSum, UnitCost)


def check_fixed_costs(
    consortium: Consortium, member: Member, budget: PartnerBudget
) -> Iterable[Finding]:
    """B10: each lump sum and unit cost is one that the rules offer, in its phase, at its price."""
    for cost in budget.fixed_costs:
        if cost.period is None:
            yield _unit_cost(consortium.rules, member, cost)
        else:
            yield _lump_sum(consortium.rules, member, cost)


def check_split(consortium: Consortium) -> Iterable[Finding]:
    """B10: what the partners take of a lump sum of the programme makes up that lump sum."""
    offered = consortium.rules.lump_sums
    for lump_sum in offered.value if offered else ():
        taken = [
            cost.amount
            for member in consortium.partners
            for cost in (member.budget.fixed_costs if member.budget else ())
            if cost.period is not None and _same(cost.name, lump_sum.name)
        ]
        if taken:
            yield _split(lump_sum, sum(taken, ZERO))


def phase_of(period: str) -> Phase:
    """Return the phase that the period of a lump sum lies in."""
    return next((phase for phase in Phase if phase == period), Phase.IMPLEMENTATION)


def _split(lump_sum: LumpSum, taken: Decimal) -> Finding:
    known = CHECKS["B10"]
    message = lazy(
        "The partners take %(taken)s of the lump sum %(title)s; it is %(whole)s.",
        taken=Shown(amount, taken),
        title=lump_sum.name,
        whole=Shown(amount, lump_sum.amount),
    )
    if taken == lump_sum.amount:
        say = known.passes
    else:
        say = known.warns if taken < lump_sum.amount else known.blocks
    return say(message, lump_sum.evidence, f"{taken} / {lump_sum.amount}")


def _lump_sum(rules: RuleSet, member: Member, cost: FixedCost) -> Finding:
    known, facts = CHECKS["B10"], _facts(member, cost)
    offer = _offer(rules.lump_sums, cost)
    if rules.lump_sums is None:
        message = lazy(
            "%(name)s: lump sum %(title)s of %(cost)s; the rules at hand do not state which lump "
            "sums they offer.",
            **facts,
        )
        return known.warns(message, None, str(cost.amount), member.id)
    if offer is None:
        message = lazy(
            "%(name)s: lump sum %(title)s of %(cost)s; this programme does not offer it.", **facts
        )
        return known.blocks(message, rules.lump_sums.evidence, str(cost.amount), member.id)
    phase = phase_of(cost.period or "")
    facts |= {"phase": phase.label, "due": offer.phase.label, "whole": Shown(amount, offer.amount)}
    message = lazy(
        "%(name)s: lump sum %(title)s of %(cost)s in the phase %(phase)s; it is %(whole)s at most, "
        "in the phase %(due)s.",
        **facts,
    )
    fine = phase == offer.phase and cost.amount <= offer.amount
    value = f"{cost.amount} / {offer.amount}"
    return (known.passes if fine else known.blocks)(message, offer.evidence, value, member.id)


def _unit_cost(rules: RuleSet, member: Member, cost: FixedCost) -> Finding:
    known, facts = CHECKS["B10"], _facts(member, cost)
    offer = _offer(rules.unit_costs, cost)
    if rules.unit_costs is None:
        message = lazy(
            "%(name)s: unit cost %(title)s of %(cost)s; the rules at hand do not state which unit "
            "costs they offer.",
            **facts,
        )
        return known.warns(message, None, str(cost.amount), member.id)
    if offer is None:
        message = lazy(
            "%(name)s: unit cost %(title)s of %(cost)s; this programme does not offer it.", **facts
        )
        return known.blocks(message, rules.unit_costs.evidence, str(cost.amount), member.id)
    facts["price"] = Shown(amount, offer.amount)
    message = lazy("%(name)s: unit cost %(title)s of %(cost)s; it is %(price)s.", **facts)
    fine, value = cost.amount == offer.amount, f"{cost.amount} / {offer.amount}"
    return (known.passes if fine else known.blocks)(message, offer.evidence, value, member.id)


def _facts(member: Member, cost: FixedCost) -> dict[str, object]:
    return {"name": member.name, "title": cost.name, "cost": Shown(amount, cost.amount)}


def _offer(offered: Fact[tuple[T, ...]] | None, cost: FixedCost) -> T | None:
    found = offered.value if offered else ()
    return next((one for one in found if _same(one.name, cost.name)), None)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
