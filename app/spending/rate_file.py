"""A file of monthly rates of exchange, read strictly: CSV, or JSON as InforEuro answers it.

Columns are known by the names that InforEuro gives them (`isoA3Code`, `value`, `ISO code`, `Rate`)
and by plain ones (`currency`, `rate`, `month`, `year`). InforEuro's lists are of one month and do
not say which: it is then given beside the file. Rows of the euro itself are left out.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.i18n import _
from app.core.inspection import FileRefused
from app.core.tables import read_table
from app.spending.exchange import EURO, Quote, is_currency, read_month, read_rate
from app.spending.models import RateSource

CODES = ("isoa3code", "isocode", "currencyiso", "currencycode", "iso", "code", "currency")
RATES = ("value", "rate", "amount", "exchangerate", "monthlyrate")
MONTHS = ("month", "period", "datestart", "validfrom")
MOST_DIGITS = 30
"""No rate has as many before or behind its point."""
SHORTEST_MONTH = 2
"""A column `month` may hold 5 beside a column `year`."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: the line of the file, the column, the value, what was expected."""

    line: int
    column: str
    value: str
    reason: str


class BadRates(Exception):
    """A file that cannot be taken in; nothing of it was."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Given:
    """A quote with the line it stands in."""

    line: int
    quote: Quote


def read_rates(content: bytes, month: date | None = None) -> list[Given]:
    """Read all rates of a file; raises BadRates with every fault there is.

    `month` counts for rows that name none. The same rate twice is taken once.
    """
    faults: list[Fault] = []
    taken: dict[tuple[str, date], Given] = {}
    for line, cells in _rows(content):
        one = _read(line, cells, month)
        if isinstance(one, Fault):
            faults.append(one)
        elif one is not None:
            before = taken.setdefault((one.quote.currency, one.quote.month), one)
            if before.quote.rate != one.quote.rate:
                faults.append(_twice(before, one, cells))
    if faults:
        raise BadRates(*faults)
    if not taken:
        raise BadRates(Fault(1, "", "", _("The file has no rates.")))
    return list(taken.values())


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line; an entry of JSON is counted as a line."""
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in {b"[", b"{"}:
        yield from enumerate(_entries(text), start=1)
        return
    try:
        table = read_table(io.BytesIO(content), "rates.csv")
    except FileRefused as refusal:
        raise BadRates(Fault(1, "", "", str(refusal.reason))) from None
    for row in table.rows:
        yield row.number, row.cells


def _entries(text: bytes) -> list[dict[str, str]]:
    wrong = BadRates(Fault(1, "", "", _("The JSON is not a list of rates.")))
    try:
        found = json.loads(text.decode("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise wrong
    return [
        {str(name): "" if value is None else _written(value) for name, value in one.items()}
        for one in found
    ]


def _written(value: object) -> str:
    """Write a value as text; a number such as 1e999999999 is never written out in digits."""
    if isinstance(value, Decimal) and abs(value.adjusted()) < MOST_DIGITS:
        return f"{value:f}"
    return str(value)


def _read(line: int, cells: Mapping[str, str], month: date | None) -> Given | Fault | None:
    code_head, code = _cell(cells, CODES)
    rate_head, rate_text = _cell(cells, RATES)
    if not code_head or not rate_head:
        reason = _("The file needs a column for the currency and one for the rate.")
        return Fault(line, ", ".join(cells), "", reason)
    currency = code.strip().upper()
    if currency == EURO:
        return None
    if not is_currency(currency):
        return Fault(line, code_head, code, _("This is no code of a currency, such as SEK."))
    rate = read_rate(rate_text)
    if rate is None:
        reason = _("Write the units for one euro as a number above zero, such as 10.9475.")
        return Fault(line, rate_head, rate_text, reason)
    month_head, month_text = _month(cells)
    counts = read_month(month_text) if month_text else month
    _year_head, year = _cell(cells, ("year",))
    if counts is None or year.strip() not in {"", str(counts.year)}:
        reason = _("Write the month as 2026-05, or say for which month the whole file is.")
        return Fault(line, month_head or "month", month_text, reason)
    return Given(line, Quote(currency, counts, rate, RateSource.INFOREURO))


def _cell(cells: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
    """Find the first of the columns that is there, and what stands in it."""
    heads = {"".join(filter(str.isalnum, head)).lower(): head for head in cells}
    for name in names:
        if name in heads:
            return heads[name], cells[heads[name]]
    return "", ""


def _month(cells: Mapping[str, str]) -> tuple[str, str]:
    head, written = _cell(cells, MONTHS)
    text = written.strip()
    _year_head, year = _cell(cells, ("year",))
    if year and text and len(text) <= SHORTEST_MONTH:
        return head, f"{year.strip()}-{text}"
    return head, text


def _twice(before: Given, one: Given, cells: Mapping[str, str]) -> Fault:
    head, text = _cell(cells, RATES)
    reason = _(
        "Line %(line)s has another rate for the same currency and month: %(rate)s.",
        line=before.line,
        rate=f"{before.quote.rate:f}",
    )
    return Fault(one.line, head, text, reason)
