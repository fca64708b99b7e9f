"""Checks of what partners say of themselves: value added tax, and costs that are financed once."""

from __future__ import annotations

from collections.abc import Iterable

from app.consortia.facts import Consortium, Member
from app.consortia.findings import CHECKS, Finding
from app.core.i18n import lazy

NOT_RECOVERED = "no"


def check_vat(consortium: Consortium) -> Iterable[Finding]:
    """B13: who gets the value added tax back plans without it, unless the rules let it count."""
    known, rule = CHECKS["B13"], consortium.rules.recoverable_vat
    evidence = rule.evidence if rule else None
    budgeted = [member for member in consortium.partners if member.budget]
    if not budgeted:
        yield known.warns(lazy("No partner has a budget yet."))
        return
    if rule is not None and rule.value:
        yield known.passes(
            lazy("Value added tax counts as a cost, though a partner may get it back."), evidence
        )
        return
    unknown = [member for member in budgeted if member.recovers_vat is None]
    if unknown:
        message = lazy(
            "The profiles of these partners do not state whether they get value added tax back: "
            "%(names)s.",
            names=_names(unknown),
        )
        yield known.warns(message, evidence)
    for member in budgeted:
        if member.recovers_vat is not None:
            yield _vat(consortium, member)


def _vat(consortium: Consortium, member: Member) -> Finding:
    known, rule = CHECKS["B13"], consortium.rules.recoverable_vat
    facts, value = {"name": member.name}, member.recovers_vat or ""
    if member.recovers_vat == NOT_RECOVERED:
        message = lazy(
            "%(name)s does not get value added tax back: it may plan its costs with it.", **facts
        )
        return known.passes(message, rule.evidence if rule else None, value, member.id)
    if rule is None:
        message = lazy(
            "%(name)s gets value added tax back; the rules at hand do not state whether it counts "
            "as a cost all the same.",
            **facts,
        )
        return known.warns(message, None, value, member.id)
    message = lazy(
        "%(name)s gets value added tax back: the part that it gets back is no cost. Please see "
        "that its budget is planned without it.",
        **facts,
    )
    return known.warns(message, rule.evidence, value, member.id)


def check_financed_once(consortium: Consortium) -> Iterable[Finding]:
    """B15: each partner has declared that no other fund pays the same costs."""
    known = CHECKS["B15"]
    budgeted = [(member, member.budget) for member in consortium.partners if member.budget]
    if not budgeted:
        yield known.warns(lazy("No partner has a budget yet."))
        return
    for member, budget in budgeted:
        if budget.financed_once is False:
            message = lazy(
                "%(name)s says that another fund pays some of these costs too.", name=member.name
            )
            yield known.blocks(message, subject=member.id)
    waiting = [member for member, budget in budgeted if budget.financed_once is None]
    if waiting:
        message = lazy(
            "That no other fund pays the same costs is part of the declaration on the "
            "contribution. These partners have not signed one yet: %(names)s.",
            names=_names(waiting),
        )
        yield known.warns(message, value=str(len(waiting)))
    elif all(budget.financed_once for _, budget in budgeted):
        yield known.passes(
            lazy("All partners have declared that no other fund pays the same costs.")
        )


def _names(members: Iterable[Member]) -> str:
    return ", ".join(member.name for member in members)
