"""The check of a partner's cost options: flat rates, their combination, and office costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from app.consortia.facts import Consortium, Member, PartnerBudget
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import amount, lazy, percent
from app.programmes.rules import Evidence, FlatOption, RuleSet

COMBINATIONS = Evidence(
    verified=True, source="InterregCE/Jems_V10.0.1_build, UpdateBudgetOptionsValidation.kt"
)


def check_cost_options(
    consortium: Consortium, member: Member, budget: PartnerBudget
) -> Iterable[Finding]:
    """B8: the flat rates are allowed, not too high and go together; so are office lines."""
    rules = consortium.rules
    found = [_flat_rate(rules, member, *chosen) for chosen in budget.options.items()]
    if budget.real_office:
        found.append(_real_office(rules, member, budget.real_office))
    if _clash(budget.options):
        message = lazy(
            "%(name)s: office costs are computed on staff or on direct costs, not on both; the "
            "flat rate for all other costs excludes every other one.",
            name=member.name,
        )
        found.append(CHECKS["B8"].blocks(message, COMBINATIONS, subject=member.id))
    return found or [
        CHECKS["B8"].passes(
            lazy("%(name)s: real costs only, without office costs.", name=member.name),
            subject=member.id,
        )
    ]


def _clash(options: Collection[str]) -> bool:
    both_offices = {FlatOption.OFFICE_ON_STAFF, FlatOption.OFFICE_ON_DIRECT} <= set(options)
    return both_offices or (FlatOption.OTHER in options and len(options) > 1)


def _flat_rate(rules: RuleSet, member: Member, option: str, rate: Decimal) -> Finding:
    known, value = CHECKS["B8"], f"{option} {rate}"
    labels = {one.value: one.label for one in FlatOption}
    facts = {
        "name": member.name,
        "option": labels.get(option, option),
        "rate": Shown(percent, rate),
    }
    if rules.flat_rates is None:
        message = lazy(
            "%(name)s: flat rate of %(rate)s (%(option)s); the rules at hand do not state which "
            "flat rates are allowed.",
            **facts,
        )
        return known.warns(message, None, value, member.id)
    allowed = rules.flat_rate(option)
    if allowed is None:
        message = lazy(
            "%(name)s: flat rate of %(rate)s (%(option)s); this programme does not allow it.",
            **facts,
        )
        return known.blocks(message, rules.flat_rates.evidence, value, member.id)
    facts["maximum"] = Shown(percent, allowed.maximum)
    if allowed.fixed:
        fine = rate == allowed.maximum
        message = lazy(
            "%(name)s: flat rate of %(rate)s (%(option)s); it must be %(maximum)s.", **facts
        )
    else:
        fine = rate <= allowed.maximum
        message = lazy(
            "%(name)s: flat rate of %(rate)s (%(option)s); at most %(maximum)s is allowed.", **facts
        )
    return (known.passes if fine else known.blocks)(message, allowed.evidence, value, member.id)


def _real_office(rules: RuleSet, member: Member, office: Decimal) -> Finding:
    known, value = CHECKS["B8"], str(office)
    facts = {"name": member.name, "office": Shown(amount, office)}
    if rules.real_office is None:
        message = lazy(
            "%(name)s: office costs of %(office)s line by line; the rules at hand do not state "
            "whether that is allowed.",
            **facts,
        )
        return known.warns(message, None, value, member.id)
    evidence = rules.real_office.evidence
    if rules.real_office.value:
        message = lazy("%(name)s: office costs of %(office)s line by line are allowed.", **facts)
        return known.passes(message, evidence, value, member.id)
    message = lazy(
        "%(name)s: office costs of %(office)s line by line; only flat rates are allowed.", **facts
    )
    return known.blocks(message, evidence, value, member.id)
