"""What is done with spending: reports are written and controlled, payments and rates are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.budgets.derivation import conversion
from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.documents import Stashed, claim
from app.core.errors import Conflict, DomainError
from app.core.history import note_edit, record
from app.core.i18n import lazy
from app.core.money import ZERO, Amount
from app.core.times import now
from app.core.workflow import Event
from app.programmes.ruleset import Conversion
from app.spending.exchange import EURO, Applied, Quote, month_of, months_between
from app.spending.held import baseline_of
from app.spending.models import ExchangeRate, Expenditure, Payment, RateSource, Report
from app.spending.rate_file import read_rates
from app.spending.rate_plan import RatePlan, plan_rates
from app.spending.rates import conversion_of, kept, rates_of, stored
from app.spending.wording import is_lacking
from app.spending.workflow import more_than_was_granted

EVIDENCE = "expenditure"
COLUMNS = (
    *("category", "line_uid", "description", "invoice", "supplier"),
    *("invoiced_on", "paid_on", "amount", "currency", "vat"),
)


@dataclass(frozen=True)
class Cut:
    """What the controller does not accept of an item, in euros, and why."""

    amount: Amount
    reason: str


def begin_report(partner: Partner, actor: Actor, starts_on: date, ends_on: date) -> Report:
    """Begin the next report of a partner."""
    lock(partner)
    newest = sa.select(sa.func.max(Report.number)).where(Report.partner_id == partner.id)
    number = (db.session.scalar(newest) or 0) + 1
    report = Report(partner=partner, number=number, starts_on=starts_on, ends_on=ends_on, items=[])
    db.session.add(report)
    _written(report, actor)
    record(Event(report, "report.begin", actor))
    return report


def change_period(report: Report, actor: Actor, starts_on: date, ends_on: date) -> None:
    """Change the time of a report; where rates are averaged over its months, others are averaged.

    Items are then converted anew, and what was cut of them is void, as when an item changes.
    """
    before = months_between(report.starts_on, report.ends_on)
    if months_between(starts_on, ends_on) != before and conversion_of(report) == Conversion.AVERAGE:
        for item in report.items:
            if item.currency != EURO:
                _void(item)
    report.starts_on, report.ends_on = starts_on, ends_on
    _written(report, actor)


def add_item(
    report: Report, actor: Actor, values: Mapping[str, Any], document: Stashed | None
) -> Expenditure:
    """Add an item; `values` by the names of COLUMNS."""
    item = Expenditure(**{name: values[name] for name in COLUMNS})
    item.document = claim(document, EVIDENCE) if document else None
    report.items.append(item)
    note_edit(report, {"items": [None, _said(item)]})
    _written(report, actor)
    return item


def edit_item(
    report: Report,
    item: Expenditure,
    actor: Actor,
    values: Mapping[str, Any],
    document: Stashed | None,
) -> None:
    """Change an item; another currency has another rate, and a cut of another amount is void.

    Where costs are converted at the month of their payment, another month has another rate as well.
    """
    if item.currency != values["currency"] or _gets_another_month(report, item, values):
        _void(item)
    elif item.amount != values["amount"]:
        item.euro, item.cut, item.cut_reason = None, ZERO, ""
    before = _said(item)
    for name in COLUMNS:
        setattr(item, name, values[name])
    note_edit(report, {"items": [before, _said(item)]})
    if document is not None:
        item.document = claim(document, EVIDENCE)
    _written(report, actor)


def remove_item(report: Report, item: Expenditure, actor: Actor) -> None:
    report.items.remove(next(one for one in report.items if one.id == item.id))
    note_edit(report, {"items": [_said(item), None]})
    _written(report, actor)


def freeze_rates(report: Report, actor: Actor) -> None:
    """Convert all items at the rates of the first submission, and keep these rates for good.

    Raises DomainError where a rate lacks.
    """
    report.submitted_at = report.submitted_at or now()
    rates = rates_of([report])
    for item in report.items:
        if item.rate is None:
            rate = rates[item.id]
            if not isinstance(rate, Applied):
                raise DomainError(is_lacking(rate))
            item.rate, item.rate_month, item.rate_source = rate.rate, rate.month, rate.source
        item.euro = conversion(item.amount, item.rate).result
    _written(report, actor)


def begin_control(report: Report, actor: Actor) -> None:
    report.controller_id = actor.id
    report.updated_at = now()


def cut_items(report: Report, actor: Actor, cuts: Mapping[int, Cut]) -> None:
    """Write what the controller does not accept, by the ids of items."""
    for item in report.items:
        if one := cuts.get(item.id):
            if one.amount > (item.euro or ZERO):
                raise DomainError(lazy("A cut is at most the amount of the item."))
            item.cut, item.cut_reason = one.amount, one.reason if one.amount else ""
    report.updated_at = now()
    record(Event(report, "report.cut", actor))


def settle(report: Report, actor: Actor) -> None:
    """Freeze what the certificate rests on: flat rates and shares of the baseline that holds.

    Raises DomainError where another report, certified at the same moment, has used the budget up.
    """
    report.certified_at, report.controller_id = now(), actor.id
    lock(report.partner)
    terms = baseline_of(report.partner).terms
    report.options = {option.value: str(rate) for option, rate in terms.options.items()}
    report.shares = [{"fund": share.fund, "rate": str(share.rate)} for share in terms.funds]
    report.updated_at = now()
    if obstacle := more_than_was_granted(report):
        raise DomainError(obstacle)


def pay(project: Project, actor: Actor, values: Mapping[str, Any]) -> Payment:
    """Write down money that was received or forwarded."""
    payment = Payment(project=project, author_id=actor.id, **values)
    db.session.add(payment)
    record(Event(payment, "payment.add", actor))
    return payment


def remove_payment(payment: Payment, actor: Actor) -> None:
    """Take back a payment that was written down by mistake; the history keeps it."""
    said = f"{payment.kind.value}, {payment.fund or payment.source_name}, {payment.amount}"
    record(Event(payment, "payment.remove", actor, note=said))
    db.session.delete(payment)


def plan_import(content: bytes, month: date | None = None) -> RatePlan:
    """Say what taking in a file would do; raises BadRates with all its faults."""
    given = read_rates(content, month)
    quotes = [one.quote for one in given]
    return plan_rates(given, kept({q.currency for q in quotes}, {q.month for q in quotes}))


def carry_out(plan: RatePlan, actor: Actor) -> None:
    """Do what a plan says: all of it, or nothing where the transaction fails."""
    _keep((line.quote for line in plan.lines), actor)


def enter_rate(quote: Quote, actor: Actor) -> ExchangeRate:
    """Keep a rate that was entered by hand; raises Conflict where the month has one already."""
    if kept([quote.currency], [quote.month]):
        raise Conflict(lazy("There is a rate for this currency and month already."))
    return _keep([quote], actor)[0]


def change_rate(rate: ExchangeRate, value: Decimal, actor: Actor) -> None:
    """Replace a rate by hand; reports that were sent keep the rate they were converted at."""
    if rate.rate != value:
        rate.rate, rate.source = value, RateSource.MANUAL
        rate.author_id, rate.entered_at = actor.id, now()


def fill_in(quotes: Sequence[Quote], actor: Actor) -> int:
    """Keep fallbacks where a month has no rate, and say how many; nothing is replaced."""
    there = kept({quote.currency for quote in quotes}, {quote.month for quote in quotes})
    fresh = [quote for quote in quotes if (quote.currency, quote.month) not in there]
    _keep(fresh, actor)
    return len(fresh)


def _keep(quotes: Iterable[Quote], actor: Actor) -> list[ExchangeRate]:
    wanted = list(quotes)
    there = stored({quote.currency for quote in wanted}, {quote.month for quote in wanted})
    rates = []
    for quote in wanted:
        rate = there.get((quote.currency, quote.month))
        if rate is None:
            rate = ExchangeRate(currency=quote.currency, month=quote.month)
            db.session.add(rate)
        rate.rate, rate.source = quote.rate, quote.source
        rate.author_id, rate.entered_at = actor.id, now()
        rates.append(rate)
    return rates


def _gets_another_month(report: Report, item: Expenditure, values: Mapping[str, Any]) -> bool:
    """Whether an item gets another month of payment, and this month is that of its rate."""
    if item.currency == EURO or conversion_of(report) != Conversion.INCURRED:
        return False
    before, after = item.paid_on, values["paid_on"]
    return before is None or month_of(before) != month_of(after)


def _void(item: Expenditure) -> None:
    """Forget the rate of an item and what rests on it: the next submission freezes another."""
    item.rate = item.rate_month = item.rate_source = None
    item.euro, item.cut, item.cut_reason = None, ZERO, ""


def _said(item: Expenditure) -> str:
    return f"{item.category.value}: {item.description}, {item.amount} {item.currency}"


def _written(report: Report, actor: Actor) -> None:
    """Note that the report was edited, and by whom: its version grows with every item."""
    report.updated_at = now()
    if actor.id is not None and actor.id not in (report.preparers or ()):
        report.preparers = [*(report.preparers or ()), actor.id]
