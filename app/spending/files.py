"""Spending as files: the items of a report, a project's plan against its spending, its payments.

Columns `row`, `category`, `kind` and `fund` hold codes for programs, and what people read is beside
them: `label`, `category_name`, `kind_name`, `fund_name`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from app.budgets.plan import CONTRIBUTION, Category
from app.core.i18n import _
from app.core.sheets import Column, Kind, Sheet, csv_file, xlsx_file
from app.programmes.vocabularies import fund_name
from app.spending.figures import ReportFigures
from app.spending.models import Payment, Report
from app.spending.overview import ProjectProgress
from app.spending.progress import TOTAL, PartnerProgress, Progress

PROJECT = (
    "partner", "name", "table", "row", "label",
    "planned", "waiting", "certified", "left", "used_percent",
)  # fmt: skip
ITEMS = (
    "item", "category", "category_name", "line", "description", "supplier", "invoice",
    "invoiced_on", "paid_on", "amount", "currency", "vat_inside",
    "units_for_one_euro", "month_of_rate", "source_of_rate", "euro", "cut", "reason", "accepted",
)  # fmt: skip
SPLIT = ("row", "label", "reported", "certified")
PAYMENTS = (
    "on", "kind", "kind_name", "partner", "fund", "fund_name", "origin", "amount", "note",
)  # fmt: skip
KINDS = {
    **dict.fromkeys(("partner", "item"), Kind.WHOLE),
    **dict.fromkeys(("invoiced_on", "paid_on", "on"), Kind.DAY),
    **dict.fromkeys(
        ("planned", "waiting", "certified", "left", "used_percent", "amount", "vat_inside", "euro"),
        Kind.AMOUNT,
    ),
    **dict.fromkeys(("cut", "accepted", "reported"), Kind.AMOUNT),
}

Row = Sequence[Any]


def project_csv(whole: ProjectProgress) -> IO[bytes]:
    """Write partner by partner its total, categories and sources; then the whole project."""
    return csv_file(_columns(PROJECT), _project_rows(whole))


def project_xlsx(whole: ProjectProgress, payments: Sequence[Payment]) -> IO[bytes]:
    """Write the same, and the payments beside it."""
    return xlsx_file(
        Sheet("spending", _columns(PROJECT), _project_rows(whole)),
        Sheet("payments", _columns(PAYMENTS), map(_payment, payments)),
    )


def items_csv(figures: ReportFigures) -> IO[bytes]:
    """Write the items of a report, with how each came to its euros."""
    return csv_file(_columns(ITEMS), _item_rows(figures))


def report_xlsx(figures: ReportFigures) -> IO[bytes]:
    """Write the same, and the claim beside it."""
    return xlsx_file(
        Sheet("items", _columns(ITEMS), _item_rows(figures)),
        Sheet("claim", _columns(SPLIT), _split(figures)),
    )


def name_of(report: Report) -> str:
    """Name the file of a report: project, partner, report."""
    project = report.partner.project.reference
    return f"{project}-partner-{report.partner.number}-report-{report.number}"


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(name, KINDS.get(name, Kind.TEXT)) for name in names]


def _project_rows(whole: ProjectProgress) -> Iterator[Row]:
    for partner, one in whole.partners.items():
        for row in _tables(one):
            yield (partner.number, partner.name, *row)
    for row in _tables(whole):
        yield (None, "", *row)


def _tables(one: PartnerProgress | ProjectProgress) -> Iterator[Row]:
    yield (TOTAL, *_progress(one.total))
    for row in one.categories:
        yield ("category", *_progress(row))
    for row in one.sources:
        yield ("source", *_progress(row))


def _item_rows(figures: ReportFigures) -> Iterator[Row]:
    for number, item in enumerate(figures.report.items, start=1):
        one, line = figures.converted.get(item.id), figures.baseline.line(item.line_uid)
        rate = one.rate if one else None
        yield (
            number,
            *(item.category.value, item.category.label),
            line.description if line else "",
            *(item.description, item.supplier, item.invoice, item.invoiced_on, item.paid_on),
            *(item.amount, item.currency, item.vat),
            f"{rate.rate:f}" if rate else "",
            f"{rate.month:%Y-%m}" if rate and rate.month else "",
            rate.source.value if rate and rate.source else "",
            one.euro if one else None,
            *(item.cut, item.cut_reason),
            one.euro - item.cut if one else None,
        )


def _split(figures: ReportFigures) -> Iterator[Row]:
    reported, certified = figures.reported, figures.certified
    for category in Category:
        amounts = (reported.categories[category].result, certified.categories[category].result)
        if any(amounts):
            yield (category.value, category.label, *amounts)
    yield (TOTAL, _("Total"), reported.total.result, certified.total.result)
    for fund in certified.funds:
        yield (fund, fund_name(fund), reported.funds[fund].result, certified.funds[fund].result)
    rest = (reported.contribution.result, certified.contribution.result)
    yield (CONTRIBUTION, _("Own contribution"), *rest)


def _progress(row: Progress) -> Row:
    names = {TOTAL: _("Total"), CONTRIBUTION: _("Own contribution")}
    label = names.get(row.key) or row.label
    return (row.key, label, row.planned, row.waiting, row.certified, row.left, row.used)


def _payment(payment: Payment) -> Row:
    fund = payment.fund
    return (
        payment.on,
        *(payment.kind.value, payment.kind.label),
        payment.partner.numbered if payment.partner else "",
        *(fund, fund_name(fund) if fund else ""),
        *(payment.source_name, payment.amount, payment.note),
    )
