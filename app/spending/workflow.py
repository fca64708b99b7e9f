"""The life of a partner's report: written, sent, controlled, certified."""

from __future__ import annotations

from app.budgets.queries import has_accepted_budget
from app.core.i18n import lazy
from app.core.workflow import Flow, Move
from app.spending import policy
from app.spending.exchange import Lacking
from app.spending.held import is_in_time, once_certified
from app.spending.models import Report, ReportState
from app.spending.rates import rates_of
from app.spending.wording import is_above, is_lacking, out_of_time

S = ReportState


def nothing_is_reported(report: Report) -> str | None:
    return None if report.items else lazy("Enter at least one item of expenditure.")


def an_item_is_incomplete(report: Report) -> str | None:
    """An item is claimed when it was paid, by an invoice or another record of the cost."""
    for number, item in enumerate(report.items, start=1):
        if not item.amount:
            return lazy("Item %(number)s has no amount.", number=number)
        if item.paid_on is None:
            return lazy("Say when item %(number)s was paid.", number=number)
        if not report.starts_on <= item.paid_on <= report.ends_on:
            return lazy(
                "Item %(number)s was not paid in the time that this report is about.", number=number
            )
    return None


def a_rate_is_lacking(report: Report) -> str | None:
    found = (rate for rate in rates_of([report]).values() if isinstance(rate, Lacking))
    return next((is_lacking(rate) for rate in found), None)


def a_cut_has_no_reason(report: Report) -> str | None:
    for number, item in enumerate(report.items, start=1):
        if item.cut and not item.cut_reason.strip():
            return lazy("Give the reason for the cut of item %(number)s.", number=number)
    return None


def the_plan_is_not_accepted(report: Report) -> str | None:
    """The certificate takes its shares from the budget: not from one that is still written."""
    if has_accepted_budget(report.partner):
        return None
    return lazy("Finance has not accepted every budget yet.")


def the_time_is_not_the_projects(report: Report) -> str | None:
    if is_in_time(report.partner, report.starts_on, report.ends_on):
        return None
    return out_of_time(report.partner.project)


def more_than_was_granted(report: Report) -> str | None:
    """No claim exceeds what the partner's budget grants, with all that is certified before."""
    above = once_certified(report).uncovered
    return is_above(above) if above else None


FLOW: Flow[Report] = Flow(
    "report",
    ReportState,
    Move(
        "submit",
        (S.DRAFT,),
        S.SUBMITTED,
        lazy("Send to the controller"),
        done=lazy("Sent to the controller"),
        by=policy.submit,
        unless=(
            *(nothing_is_reported, the_time_is_not_the_projects, an_item_is_incomplete),
            a_rate_is_lacking,
        ),
    ),
    Move(
        "take",
        (S.SUBMITTED,),
        S.IN_CONTROL,
        lazy("Take into control"),
        done=lazy("Taken into control"),
        by=policy.control,
    ),
    Move(
        "certify",
        (S.IN_CONTROL,),
        S.CERTIFIED,
        lazy("Certify the expenditure"),
        done=lazy("Expenditure certified"),
        by=policy.control,
        unless=(
            *(a_cut_has_no_reason, the_plan_is_not_accepted, the_time_is_not_the_projects),
            more_than_was_granted,
        ),
    ),
    Move(
        "return",
        (S.SUBMITTED, S.IN_CONTROL),
        S.DRAFT,
        lazy("Send back to the partner"),
        done=lazy("Sent back to the partner"),
        by=policy.control,
        wants_note=True,
    ),
)
FLOWS = (FLOW,)
