"""Checks of who gets which part of the money: adjacent areas, lead partner, any one, management."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.consortia.facts import LEAD, Consortium, Member
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import amount, lazy, percent
from app.core.money import HUNDRED, ZERO
from app.programmes.rules import Fact


def check_adjacent_share(consortium: Consortium) -> Iterable[Finding]:
    """B9: partners from adjacent areas get no more of the funds than the rule set allows."""
    limit = consortium.rules.adjacent_max_share
    budgeted = [member for member in consortium.partners if member.budget]
    if limit is None:
        return
    known = CHECKS["B9"]
    unknown = [member.name for member in budgeted if member.adjacent is None]
    if unknown or not budgeted:
        message = lazy(
            "Partners from adjacent areas may get at most %(limit)s of the funds; for these it is "
            "not stated whether they are: %(names)s.",
            limit=Shown(percent, limit.value),
            names=", ".join(unknown or [member.name for member in consortium.partners]),
        )
        yield known.warns(message, limit.evidence)
        return
    granted = sum(map(_granted, budgeted), ZERO)
    adjacent = sum((_granted(member) for member in budgeted if member.adjacent), ZERO)
    yield (known.passes if adjacent * HUNDRED <= limit.value * granted else known.blocks)(
        lazy(
            "Partners from adjacent areas get %(adjacent)s of %(granted)s; at most %(limit)s is "
            "allowed.",
            adjacent=Shown(amount, adjacent),
            granted=Shown(amount, granted),
            limit=Shown(percent, limit.value),
        ),
        limit.evidence,
        f"{adjacent} / {granted}",
    )


def check_lead_share(consortium: Consortium) -> Iterable[Finding]:
    """B9: the lead partner gets no more of the funds than the rule set allows."""
    limit = consortium.rules.lead_max_share
    leads = [member for member in consortium.partners if member.role == LEAD]
    if limit is not None:
        yield from (_share(consortium, member, limit) for member in leads)


def check_partner_shares(consortium: Consortium) -> Iterable[Finding]:
    """B9: no partner gets more of the funds than the rule set allows to any one."""
    limit = consortium.rules.partner_max_share
    if limit is not None:
        yield from (_share(consortium, member, limit) for member in consortium.partners)


def _share(consortium: Consortium, member: Member, limit: Fact[Decimal]) -> Finding:
    """Judge one share; while budgets are missing the share is not known yet, so it only warns."""
    known = CHECKS["B9"]
    granted, own = sum(map(_granted, consortium.partners), ZERO), _granted(member)
    facts = {
        "name": member.name,
        "own": Shown(amount, own),
        "granted": Shown(amount, granted),
        "limit": Shown(percent, limit.value),
    }
    value = f"{own} / {granted}"
    if not all(one.budget for one in consortium.partners):
        message = lazy(
            "%(name)s gets %(own)s of %(granted)s so far; at most %(limit)s is allowed. Not every "
            "partner has a budget yet.",
            **facts,
        )
        return known.warns(message, limit.evidence, value, member.id)
    message = lazy("%(name)s gets %(own)s of %(granted)s; at most %(limit)s is allowed.", **facts)
    fine = own * HUNDRED <= limit.value * granted
    return (known.passes if fine else known.blocks)(message, limit.evidence, value, member.id)


def check_management(consortium: Consortium) -> Iterable[Finding]:
    """B11: the management of a fund for small projects costs no more than a part of the whole."""
    known, limit = CHECKS["B11"], consortium.rules.management_max_share
    if limit is None:
        return
    shown = Shown(percent, limit.value)
    budgets = [member.budget for member in consortium.partners]
    stated = [b.management for b in budgets if b is not None and b.management is not None]
    if not budgets or len(stated) < len(budgets):
        message = lazy(
            "Management may cost at most %(limit)s of the whole; which costs are for management is "
            "not stated for every partner.",
            limit=shown,
        )
        yield known.warns(message, limit.evidence)
        return
    management = sum(stated, ZERO)
    total = sum((budget.total for budget in budgets if budget), ZERO)
    yield (known.passes if management * HUNDRED <= limit.value * total else known.blocks)(
        lazy(
            "Management costs %(management)s of %(total)s; at most %(limit)s is allowed.",
            management=Shown(amount, management),
            total=Shown(amount, total),
            limit=shown,
        ),
        limit.evidence,
        f"{management} / {total}",
    )


def _granted(member: Member) -> Decimal:
    return member.budget.granted if member.budget else ZERO
