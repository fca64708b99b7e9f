"""What spending says in words: rates that lack, months, periods, the history of a report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel import dates

from app.consortia.findings import Shown
from app.consortia.models import Project
from app.core.actors import Actor
from app.core.i18n import _, day, lazy, locale, money, ngettext, number
from app.directory.choices import Role, VatRecovery
from app.programmes.vocabularies import fund_name
from app.spending.exchange import Lacking
from app.spending.models import Payment, Report, ReportState
from app.spending.progress import Progress
from app.spending.rate_file import Fault
from app.spending.rate_plan import RatePlan

EVENTS = {
    "report.begin": lazy("Report begun"),
    "spending_report.edit": lazy("Report edited"),
    "report.cut": lazy("Cuts entered"),
}
COLUMNS = {
    "starts_on": lazy("First day"),
    "ends_on": lazy("Last day"),
    "items": lazy("Items"),
}


def month(value: date | None) -> str:
    """Write a month in words: `May 2026`; nothing for None."""
    return "" if value is None else dates.format_date(value, "LLLL y", locale=locale())


def rate(value: Decimal) -> str:
    """Write units for one euro with all their decimals."""
    return number(value, "#,##0.00##########")


def period(report: Report) -> str:
    return _("%(first)s to %(last)s", first=day(report.starts_on), last=day(report.ends_on))


def turn(report: Report, actor: Actor) -> str:
    """Say who has to act on a report, and what happens next."""
    partner, person = report.partner.name, report.controller
    match report.state:
        case ReportState.DRAFT:
            return _("%(partner)s writes it and sends it to the controller.", partner=partner)
        case ReportState.SUBMITTED:
            if actor.has_duty(Role.FINANCE) and actor.id in report.preparers:
                return _("You wrote in this report: somebody else of finance controls it.")
            return _("It waits for a controller: finance of the agency takes it into control.")
        case ReportState.IN_CONTROL:
            name = person.name if person else ""
            return _("%(name)s controls it, and certifies it or sends it back.", name=name)
        case ReportState.CERTIFIED:
            return _(
                "It is done: the amounts below can be claimed. When the programme has paid, the "
                "lead partner forwards each share in full."
            )


def is_lacking(one: Lacking) -> str:
    """Say which rate lacks, and what to do; shown where it is read."""
    return lazy(
        "There is no rate of exchange for %(currency)s in %(month)s: ask the agency's finance to "
        "import the rates of InforEuro for that month or to enter this one, then send the report.",
        currency=one.currency,
        month=Shown(month, one.month),
    )


def out_of_time(project: Project) -> str:
    """Say when the project runs, to a report of another time; shown where it is read."""
    return lazy(
        "The project runs from %(first)s to %(last)s: what was paid before or after is reported "
        "only where the budget plans preparation or closure.",
        first=Shown(_day_or_open, project.starts_on),
        last=Shown(_day_or_open, project.ends_on),
    )


def is_above(one: Progress) -> str:
    """Say that more would be certified than was granted; shown where it is read."""
    return lazy(
        "With this report %(certified)s of %(planned)s would be certified, more than was granted: "
        "cut items, or send the report back.",
        certified=Shown(money, one.spent),
        planned=Shown(money, one.planned),
    )


def vat_warning(recovery: VatRecovery | None, allows: bool | None) -> str:
    """Say what value added tax means for an organisation (B13); empty where it is a cost.

    `allows` is whether the rules take recoverable tax for a cost; None where they do not state it.
    """
    if recovery == VatRecovery.NO or allows:
        return ""
    if recovery == VatRecovery.YES:
        return _(
            "The organisation gets its value added tax back: tax inside the amounts is no cost of "
            "the project. Claim the amounts without it."
        )
    if recovery == VatRecovery.PARTLY:
        return _(
            "The organisation gets a part of its value added tax back: only the part that it does "
            "not get back is a cost of the project."
        )
    return _(
        "The profile of the organisation does not say whether it gets value added tax back: tax "
        "that it gets back is no cost of the project."
    )


def taken_back(payment: Payment) -> str:
    """Say which payment is gone from the list."""
    return _(
        "Taken back: %(amount)s of %(day)s. The history keeps it.",
        amount=money(payment.amount),
        day=day(payment.on),
    )


def written_down(payment: Payment) -> str:
    """Say which payment was written down: how much, which way, of what, on which day."""
    origin = fund_name(payment.fund) if payment.fund else payment.source_name
    partner = payment.partner.numbered if payment.partner and payment.fund else ""
    return _(
        "Written down: %(what)s, %(amount)s on %(day)s.",
        what=", ".join(filter(None, (str(payment.kind.label), partner, origin))),
        amount=money(payment.amount),
        day=day(payment.on),
    )


def _day_or_open(value: date | None) -> str:
    return day(value) if value else "…"


def plan_sum(plan: RatePlan) -> str:
    """Sum up what a file of rates would do."""
    return " ".join(
        (
            ngettext("%(num)s rate is new.", "%(num)s rates are new.", len(plan.new)),
            ngettext("%(num)s changes.", "%(num)s change.", len(plan.changed)),
            ngettext("%(num)s is there already.", "%(num)s are there already.", plan.unchanged),
        )
    )


def fault_line(fault: Fault) -> str:
    """Word what is wrong with a cell, for the command: line, column, value, what was expected."""
    where = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
    value = f" “{fault.value}”" if fault.value else ""
    return f"{where}{value}: {fault.reason}"


def plan_lines(plan: RatePlan) -> list[str]:
    """Word what each line of a file would do, for the command."""
    words = []
    for line in plan.lines:
        quote, before = line.quote, line.before
        written = f"{quote.month:%Y-%m} {quote.currency} {quote.rate:f}"
        was = f" (was {before.rate:f}, {before.source.label})" if before else " (new)"
        words.append(f"line {line.line}: {written}{was}")
    return words
