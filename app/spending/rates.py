"""Which rates are kept for the items of reports: one statement for any number of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from app.consortia import assembly
from app.core.db import db
from app.core.times import localdate
from app.programmes.ruleset import Conversion
from app.spending.exchange import (
    EURO,
    Applied,
    Lacking,
    Quote,
    Quotes,
    applied,
    months_for,
)
from app.spending.models import ExchangeRate, Expenditure, Report

Rates = dict[int, "Applied | Lacking"]
"""Rates by the id of an item."""


def rates_of(reports: Iterable[Report]) -> Rates:
    """Find the rate of each item that has none frozen; the projects' rule sets must be loaded."""
    wanted = {}
    for report in reports:
        open_ones = [item for item in report.items if item.rate is None]
        policy = conversion_of(report) if open_ones else Conversion.SUBMISSION
        for item in open_ones:
            wanted[item.id] = (item.currency, _months(report, item, policy))
    foreign = {currency for currency, _months_ in wanted.values() if currency != EURO}
    months = {month for _currency, months_ in wanted.values() for month in months_}
    quotes = kept(foreign, months) if foreign else {}
    return {id_: applied(currency, months_, quotes) for id_, (currency, months_) in wanted.items()}


def kept(currencies: Collection[str], months: Collection[date]) -> Quotes:
    """Read the rates that are kept for these currencies and months."""
    return {
        key: Quote(row.currency, row.month, row.rate, row.source)
        for key, row in stored(currencies, months).items()
    }


def stored(
    currencies: Collection[str], months: Collection[date]
) -> dict[tuple[str, date], ExchangeRate]:
    """Read the same as rows, to be changed."""
    found = sa.select(ExchangeRate).where(
        ExchangeRate.currency.in_(sorted(currencies)), ExchangeRate.month.in_(sorted(months))
    )
    return {(row.currency, row.month): row for row in db.session.scalars(found)}


def conversion_of(report: Report) -> Conversion:
    """Return what the rules of the project say of the month of conversion, or the usual."""
    rules = assembly.rules_of(report.partner.project)
    stated = rules.conversion if rules else None
    return stated.value if stated else Conversion.SUBMISSION


def _months(report: Report, item: Expenditure, policy: Conversion) -> tuple[date, ...]:
    """The months that count: those of the first submission, of today while there was none."""
    sent = localdate(report.submitted_at)
    return months_for(policy, sent, item.paid_on, (report.starts_on, report.ends_on))
