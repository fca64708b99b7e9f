"""Budget checks of the whole: the size of the grant, the duration, the distance to the estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.consortia.facts import Consortium
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import amount, lazy, money, percent
from app.core.money import HUNDRED, ZERO, cut, half_up

DEVIATION = Decimal(20)
"""From more than so many percent on, B12 warns of the distance to the estimate: a house choice."""


def check_grant(consortium: Consortium) -> Iterable[Finding]:
    """B7: the sum of the funds lies within the limits of the grant.

    Without budgets the estimate is judged by the highest rate of the programme: a warning. An
    estimate above the largest grant may still pass where the rate keeps the grant below it.
    """
    known, rules = CHECKS["B7"], consortium.rules
    least, most = rules.grant_min, rules.grant_max
    if least is None and most is None:
        yield known.warns(lazy("The rules at hand state no limits of the grant."))
        return
    budgets = [member.budget for member in consortium.partners]
    granted = sum((budget.granted for budget in budgets if budget), ZERO)
    complete = bool(budgets) and all(budgets)
    if not any(budgets):
        yield from _estimated_grant(consortium)
        return
    if most:
        yield (known.passes if granted <= most.value else known.blocks)(
            lazy(
                "The funds pay %(granted)s; the grant may be at most %(limit)s.",
                granted=Shown(amount, granted),
                limit=Shown(amount, most.value),
            ),
            most.evidence,
            f"{granted} / {most.value}",
        )
    if least:
        enough, short = granted >= least.value, known.blocks if complete else known.warns
        yield (known.passes if enough else short)(
            lazy(
                "The funds pay %(granted)s; the grant must be at least %(limit)s.",
                granted=Shown(amount, granted),
                limit=Shown(amount, least.value),
            ),
            least.evidence,
            f"{granted} / {least.value}",
        )


def _estimated_grant(consortium: Consortium) -> Iterable[Finding]:
    """Judge what the funds would pay of the estimate at the highest rate; it never blocks."""
    known, estimate = CHECKS["B7"], consortium.estimated_budget
    least, most = consortium.rules.grant_min, consortium.rules.grant_max
    rates = consortium.rules.rates
    if estimate is None or not rates:
        yield known.warns(lazy("No partner has a budget yet."))
        return
    highest = max(rate.maximum for rate in rates)
    grant = cut(estimate * highest / HUNDRED)
    facts = {
        "estimate": Shown(amount, estimate),
        "rate": Shown(percent, highest),
        "grant": Shown(amount, grant),
    }
    if most:
        facts["limit"] = Shown(amount, most.value)
        facts["excess"] = Shown(amount, grant - most.value)
        yield known.warns(_against_the_largest(grant, most.value, facts), most.evidence,
                          f"{grant} / {most.value}")  # fmt: skip
    if least and grant < least.value:
        facts["limit"] = Shown(amount, least.value)
        message = lazy(
            "No partner has a budget yet. Of the estimate of %(estimate)s the funds would pay "
            "%(grant)s at the highest rate of %(rate)s: less than the smallest grant of %(limit)s.",
            **facts,
        )
        yield known.warns(message, least.evidence, f"{grant} / {least.value}")


def _against_the_largest(grant: Decimal, limit: Decimal, facts: Mapping[str, Shown]) -> str:
    if grant > limit:
        return lazy(
            "No partner has a budget yet. The estimate of %(estimate)s is too large for this "
            "programme: at the highest rate of %(rate)s the funds would pay %(grant)s, and the "
            "largest grant is %(limit)s. That is %(excess)s too much.",
            **facts,
        )
    return lazy(
        "No partner has a budget yet. Of the estimate of %(estimate)s the funds would pay at most "
        "%(grant)s (%(rate)s); the largest grant is %(limit)s.",
        **facts,
    )


def check_duration(consortium: Consortium) -> Iterable[Finding]:
    """B7: the project does not run longer than the rules allow."""
    known, most, months = CHECKS["B7"], consortium.rules.max_months, consortium.months
    if most is None:
        yield known.warns(lazy("The rules at hand do not state the longest duration."))
    elif months is None:
        yield known.warns(
            lazy(
                "The duration of the project is not stated; at most %(limit)s months are allowed.",
                limit=most.value,
            ),
            most.evidence,
        )
    else:
        yield (known.passes if months <= most.value else known.blocks)(
            lazy(
                "Duration in months: %(months)s; at most %(limit)s are allowed.",
                months=months,
                limit=most.value,
            ),
            most.evidence,
            f"{months} / {most.value}",
        )


def check_estimate(consortium: Consortium) -> Finding:
    """B12: the total is near the estimate of the search; it never blocks."""
    known, estimate = CHECKS["B12"], consortium.estimated_budget
    budgets = [member.budget for member in consortium.partners]
    if not estimate:
        return known.warns(lazy("The search states no estimated budget."))
    if not budgets or not all(budgets):
        return known.warns(lazy("Not every partner has a budget to compare with the estimate."))
    total = sum((budget.total for budget in budgets if budget), ZERO)
    deviation = half_up((total - estimate) * HUNDRED / estimate)
    is_near = abs(total - estimate) * HUNDRED <= estimate * DEVIATION
    return (known.passes if is_near else known.warns)(
        lazy(
            "The total of %(total)s differs from the estimate of %(estimate)s by %(deviation)s; "
            "up to %(limit)s is close.",
            total=Shown(money, total),
            estimate=Shown(money, estimate),
            deviation=Shown(percent, deviation),
            limit=Shown(percent, DEVIATION),
        ),
        value=str(deviation),
    )
