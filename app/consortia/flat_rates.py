"""The check of a partner's cost options: flat rates, their combination, and office costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from app.consortia.facts import ChosenOptions, Consortium, Member, PartnerBudget
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import _, amount, lazy, percent
from app.programmes.rules import Evidence, FlatOption, RuleSet

COMBINATIONS = Evidence(
    verified=True, source="InterregCE/Jems_V10.0.1_build, UpdateBudgetOptionsValidation.kt"
)


def check_cost_options(
    consortium: Consortium, member: Member, budget: PartnerBudget
) -> Iterable[Finding]:
    """B8: the flat rates are allowed, not too high and go together; so are office lines."""
    rules = consortium.rules
    found = [_flat_rate(consortium, member, *chosen) for chosen in budget.options.items()]
    if budget.real_office:
        found.append(_real_office(rules, member, budget.real_office))
    if _clash(budget.options):
        message = lazy(
            "%(name)s: office costs are computed on staff or on direct costs, not on both; the "
            "flat rate for all other costs excludes every other one.",
            name=member.name,
        )
        found.append(CHECKS["B8"].blocks(message, COMBINATIONS, subject=member.id))
    if rules.binding_options is not None and rules.binding_options.value:
        found += [
            _bound(rules.binding_options.evidence, member, budget.options, choice)
            for choice in budget.choices
        ]
    return found or [
        CHECKS["B8"].passes(
            lazy("%(name)s: real costs only, without office costs.", name=member.name),
            subject=member.id,
        )
    ]


def _clash(options: Collection[str]) -> bool:
    both_offices = {FlatOption.OFFICE_ON_STAFF, FlatOption.OFFICE_ON_DIRECT} <= set(options)
    return both_offices or (FlatOption.OTHER in options and len(options) > 1)


def _bound(
    evidence: Evidence, member: Member, options: Mapping[str, Decimal], choice: ChosenOptions
) -> Finding:
    """Judge by the kind of options alone: rates may follow the rules of the day."""
    labels = {one.value: str(one.label) for one in FlatOption}
    facts = {
        "name": member.name,
        "project": choice.project,
        "there": Shown(_listed, [labels.get(name, name) for name in sorted(choice.options)]),
        "here": Shown(_listed, [labels.get(name, name) for name in sorted(options)]),
    }
    known, same = CHECKS["B8"], set(options) == set(choice.options)
    if same:
        message = lazy(
            "%(name)s has chosen the same cost options as in %(project)s; the choice binds it in "
            "all its projects of the programme.",
            **facts,
        )
    else:
        message = lazy(
            "%(name)s has chosen other cost options in %(project)s, and that choice binds it in "
            "all its projects of the programme. There: %(there)s. Here: %(here)s.",
            **facts,
        )
    value = f"{' '.join(sorted(options))} / {' '.join(sorted(choice.options))}"
    return (known.passes if same else known.blocks)(message, evidence, value, member.id)


def _listed(labels: list[str]) -> str:
    return "; ".join(labels) or _("real costs")


def _flat_rate(consortium: Consortium, member: Member, option: str, rate: Decimal) -> Finding:
    known, value, rules = CHECKS["B8"], f"{option} {rate}", consortium.rules
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
    allowed = rules.flat_rate(option, member.country, consortium.as_of)
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
