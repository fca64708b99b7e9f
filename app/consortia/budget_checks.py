"""Budget checks: whether the partners' computed budgets keep to the rule set; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.consortia.declared import check_financed_once, check_vat
from app.consortia.facts import Consortium, FundShare, Member, PartnerBudget
from app.consortia.findings import CHECKS, Finding, Shown
from app.consortia.fixed_costs import check_fixed_costs, check_split
from app.consortia.flat_rates import check_cost_options
from app.consortia.shares import (
    check_adjacent_share,
    check_lead_share,
    check_management,
    check_partner_shares,
)
from app.consortia.totals import check_duration, check_estimate, check_grant
from app.core.i18n import amount, country, lazy, percent
from app.core.money import HUNDRED, ZERO
from app.programmes import countries
from app.programmes.vocabularies import fund_name


def check_budgets(consortium: Consortium) -> list[Finding]:
    """Run the budget checks in the order of the catalogue; nobody's budget is a warning of each."""
    budgeted = [(member, member.budget) for member in consortium.partners if member.budget]
    found = [_total(member) for member in consortium.partners]
    for check_id, one in PARTNER_CHECKS.items():
        for member, budget in budgeted:
            found += one(consortium, member, budget)
        if not budgeted:
            found.append(CHECKS[check_id].warns(lazy("No partner has a budget yet.")))
    for check_whole in WHOLE_CHECKS:
        found += check_whole(consortium)
    found.append(check_estimate(consortium))
    order = list(CHECKS)
    return sorted(found, key=lambda finding: order.index(finding.check))


def _total(member: Member) -> Finding:
    """B1: a partner's budget is above zero."""
    known, budget = CHECKS["B1"], member.budget
    if budget is None:
        message = lazy("%(name)s: the budget is not stated.", name=member.name)
        return known.warns(message, subject=member.id)
    return (known.passes if budget.total > 0 else known.blocks)(
        lazy(
            "%(name)s: the budget is %(total)s; it must be above zero.",
            name=member.name,
            total=Shown(amount, budget.total),
        ),
        value=str(budget.total),
        subject=member.id,
    )


def check_composition(
    consortium: Consortium,
    member: Member,
    budget: PartnerBudget,
) -> Iterable[Finding]:
    """B3: every fund once, rates of at most 100 with the contribution as the rest, to the cent."""
    rates = sum((share.rate for share in budget.funds), ZERO)
    made_up = budget.granted + budget.contribution
    codes = {share.fund for share in budget.funds}
    fine = (
        rates <= HUNDRED
        and len(codes) == len(budget.funds)
        and made_up == budget.total
        and budget.contribution >= 0
    )
    yield (CHECKS["B3"].passes if fine else CHECKS["B3"].blocks)(
        lazy(
            "%(name)s: funds pay %(rates)s, each fund once; with the contribution they make up "
            "%(made_up)s of %(total)s.",
            name=member.name,
            rates=Shown(percent, rates),
            made_up=Shown(amount, made_up),
            total=Shown(amount, budget.total),
        ),
        value=str(made_up - budget.total),
        subject=member.id,
    )


def check_origins(
    consortium: Consortium,
    member: Member,
    budget: PartnerBudget,
) -> Iterable[Finding]:
    """B4: the origins of the contribution sum to it, to the cent."""
    known = CHECKS["B4"]
    if budget.sources is None:
        yield known.warns(
            lazy("%(name)s: the origins of the contribution are not stated.", name=member.name),
            subject=member.id,
        )
        return
    origins = sum(budget.sources, ZERO)
    yield (known.passes if origins == budget.contribution else known.blocks)(
        lazy(
            "%(name)s: the origins sum to %(origins)s, the contribution is %(contribution)s; "
            "difference %(difference)s.",
            name=member.name,
            origins=Shown(amount, origins),
            contribution=Shown(amount, budget.contribution),
            difference=Shown(amount, origins - budget.contribution),
        ),
        value=str(origins - budget.contribution),
        subject=member.id,
    )


def check_rates(consortium: Consortium, member: Member, budget: PartnerBudget) -> Iterable[Finding]:
    """B5: no fund pays more than its rate for this country and legal status.

    State aid may lower a rate; that is not known here.
    """
    for share in budget.funds:
        yield _rate(consortium, member, share)
    if not budget.funds:
        yield _no_fund("B5", member)


def _rate(consortium: Consortium, member: Member, share: FundShare) -> Finding:
    known = CHECKS["B5"]
    facts = {
        "name": member.name,
        "fund": Shown(fund_name, share.fund),
        "rate": Shown(percent, share.rate),
    }
    rule = consortium.rules.max_rate(
        share.fund, member.country, member.legal_status, consortium.as_of
    )
    if rule is None:
        message = lazy(
            "%(name)s: %(fund)s pays %(rate)s; the rules at hand state no rate for it.", **facts
        )
        return known.warns(message, value=str(share.rate), subject=member.id)
    facts["maximum"] = Shown(percent, rule.maximum)
    if rule.fixed:
        fine = share.rate == rule.maximum
        message = lazy("%(name)s: %(fund)s pays %(rate)s; it must be %(maximum)s.", **facts)
    else:
        fine = share.rate <= rule.maximum
        message = lazy("%(name)s: %(fund)s pays %(rate)s; at most %(maximum)s is allowed.", **facts)
    value = f"{share.rate} / {rule.maximum}"
    return (known.passes if fine else known.blocks)(message, rule.evidence, value, member.id)


def check_funds(consortium: Consortium, member: Member, budget: PartnerBudget) -> Iterable[Finding]:
    """B6: each fund belongs to the programme and is open to the partner's country."""
    for share in budget.funds:
        yield _fund(consortium, member, share)
    if not budget.funds:
        yield _no_fund("B6", member)


def _fund(consortium: Consortium, member: Member, share: FundShare) -> Finding:
    known, rules = CHECKS["B6"], consortium.rules
    facts = {
        "name": member.name,
        "fund": Shown(fund_name, share.fund),
        "country": Shown(country, member.country),
    }
    fund = rules.fund(share.fund)
    if fund is None:
        message = lazy("%(name)s: %(fund)s is not a fund of this programme.", **facts)
        return known.blocks(message, None, share.fund, member.id)
    rate = rules.max_rate(share.fund, member.country, member.legal_status, consortium.as_of)
    if fund.countries is not None:
        if member.country in countries.expand(fund.countries, consortium.as_of):
            message = lazy("%(name)s (%(country)s): %(fund)s is open to this country.", **facts)
            return known.passes(message, fund.evidence, share.fund, member.id)
        message = lazy("%(name)s (%(country)s): %(fund)s is not open to this country.", **facts)
        return known.blocks(message, fund.evidence, share.fund, member.id)
    if rate is not None:
        message = lazy("%(name)s (%(country)s): %(fund)s has a rate for this country.", **facts)
        return known.passes(message, rate.evidence, share.fund, member.id)
    message = lazy(
        "%(name)s (%(country)s): the rules at hand do not state whether %(fund)s is open to this "
        "country.",
        **facts,
    )
    return known.warns(message, None, share.fund, member.id)


def _no_fund(check_id: str, member: Member) -> Finding:
    message = lazy("%(name)s draws on no fund.", name=member.name)
    return CHECKS[check_id].passes(message, subject=member.id)


PARTNER_CHECKS: Mapping[str, Callable[[Consortium, Member, PartnerBudget], Iterable[Finding]]] = {
    "B3": check_composition,
    "B4": check_origins,
    "B5": check_rates,
    "B6": check_funds,
    "B8": check_cost_options,
    "B10": check_fixed_costs,
}
WHOLE_CHECKS: tuple[Callable[[Consortium], Iterable[Finding]], ...] = (
    check_grant,
    check_duration,
    check_adjacent_share,
    check_lead_share,
    check_partner_shares,
    check_split,
    check_management,
    check_vat,
    check_financed_once,
)
