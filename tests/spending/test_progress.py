"""Planned against spent, claims by fund, money that moves: without a database."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from app.budgets.models import Source
from app.budgets.plan import Category, Pledge, SourceStatus
from app.consortia.models import Partner, Project
from app.directory.choices import PartnerRole
from app.spending.baseline import Baseline
from app.spending.exchange import Applied, Lacking
from app.spending.explanation import of_claim
from app.spending.figures import ReportFigures
from app.spending.models import Expenditure, Payment, PaymentKind, RateSource, Report, ReportState
from app.spending.overview import ProjectProgress, period_of
from app.spending.progress import Level, PartnerProgress, Progress
from app.spending.transfers import Transfers, origins_of

D = Decimal
C = Category
LINE = uuid.uuid4()
DOCUMENT = {
    "options": {"travel_flat": "15.00", "office_on_staff": "15.00"},
    "lines": [
        {"uid": str(LINE), "category": "staff", "description": "Auditors", "units": "3.00",
         "unit_price": "16111.11", "periods": {}},
        {"uid": str(uuid.uuid4()), "category": "external", "description": "Experts",
         "units": "1.00", "unit_price": "37777.77", "periods": {}},
    ],
    "lump_sums": [{"uid": str(uuid.uuid4()), "description": "Preparation", "amount": "5000.00"}],
    "unit_costs": [],
    "funds": [{"fund": "ERDF", "rate": "75.00"}],
    "contribution_sources": [],
}  # fmt: skip
PLAN = Baseline(DOCUMENT, 1)


def item(amount: str, category: Category = C.STAFF, cut: str = "0.00", **given) -> Expenditure:
    facts = {
        "id": next(NUMBERS), "category": category, "amount": D(amount), "currency": "EUR",
        "vat": D("0.00"), "description": "Item", "cut": D(cut), "rate": D(1), "paid_on": None,
    }  # fmt: skip
    return Expenditure(**facts | given)


NUMBERS = iter(range(1, 1000))


def report(*items: Expenditure, state: ReportState = ReportState.SUBMITTED, **given) -> Report:
    facts = {
        "items": list(items), "state": state, "shares": [], "options": {}, "number": 1,
        "starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30),
    }  # fmt: skip
    return Report(**facts | given)


def figures(one: Report, baseline: Baseline = PLAN, rates=None) -> ReportFigures:
    return ReportFigures(one, baseline, rates or {})


def flat(funds: str = "75.00") -> Baseline:
    """A plan of staff alone, without any flat rate."""
    lines = [DOCUMENT["lines"][0]]
    shares = [{"fund": "ERDF", "rate": funds}]
    return Baseline(DOCUMENT | {"options": {}, "lines": lines, "lump_sums": [], "funds": shares}, 1)


def test_claim_of_the_golden_case() -> None:
    claim = figures(report(item("12345.67")), flat()).claim

    assert claim.funds["ERDF"].result == D("9259.25")
    assert claim.contribution.result == D("3086.42")
    assert claim.matched == {"ERDF": D("3086.42")}


def test_claim_of_several_funds_is_split_without_a_lost_cent() -> None:
    shares = [{"fund": "ERDF", "rate": "75.00"}, {"fund": "NATIONAL", "rate": "10.00"}]
    claim = figures(report(item("16752.62")), Baseline(flat().document | {"funds": shares})).claim

    assert {fund: paid.result for fund, paid in claim.funds.items()} == {
        "ERDF": D("12564.46"), "NATIONAL": D("1675.26"),
    }  # fmt: skip
    assert claim.contribution.result == D("2512.90")
    # 2512.90 x 12564.46 / 14239.72 and 2512.90 x 1675.26 / 14239.72, half up
    assert claim.matched == {"ERDF": D("2217.26"), "NATIONAL": D("295.64")}


def test_part_of_the_contribution_by_fund_is_explained(app: Flask) -> None:
    shares = [{"fund": "ERDF", "rate": "75.00"}, {"fund": "NATIONAL", "rate": "10.00"}]
    one = figures(report(item("16752.62")), Baseline(flat().document | {"funds": shares}))
    with app.test_request_context():
        told = {each.title: each.calculation for each in of_claim(one)}

    national = "Contribution that goes with National"
    assert told[national] == "2,512.90 × 1,675.26 ÷ 14,239.72 → 295.64"
    assert told["ERDF"] == "16,752.62 × 75\u00a0% = 12,564.465 → 12,564.46"


def test_item_in_another_currency_counts_at_its_rate() -> None:
    one = item("123456.78", currency="SEK", rate=D("10.9475"), rate_source=RateSource.INFOREURO)

    assert figures(report(one), flat()).reported.total.result == D("11277.17")


def test_flat_rates_follow_the_costs_that_trigger_them() -> None:
    computed = figures(report(item("16111.11"))).reported

    assert computed.categories[C.OFFICE].result == D("2416.66")
    assert computed.categories[C.TRAVEL].result == D("2416.66")
    assert computed.total.result == D("20944.43")


def test_cut_takes_the_flat_rates_along() -> None:
    one = figures(report(item("10000.00", cut="1000.00")))

    assert one.reported.total.result == D("13000.00")
    assert one.certified.total.result == D("11700.00")
    assert (one.items_sum, one.cuts, one.flat_sum) == (D("10000.00"), D("1000.00"), D("2700.00"))


def test_item_without_a_rate_counts_nowhere_and_is_named() -> None:
    lost = item("100.00", currency="SEK", rate=None)
    lacking = Lacking("SEK", date(2026, 5, 1))
    one = figures(report(item("50.00"), lost), flat(), {lost.id: lacking})

    assert one.lacking == [lacking]
    assert one.reported.total.result == D("50.00")
    assert one.euro(lost) is None


def test_draft_is_converted_at_the_rates_of_today_and_frozen_ones_stay() -> None:
    fresh = item("1094.75", currency="SEK", rate=None)
    frozen = item("1094.75", currency="SEK", rate=D("10"))
    rates = {one.id: Applied(D("10.9475")) for one in (fresh, frozen)}
    one = figures(report(fresh, frozen, state=ReportState.DRAFT), flat(), rates)

    assert (one.euro(fresh), one.euro(frozen)) == (D("100.00"), D("109.48"))


def test_item_in_a_category_of_a_flat_rate_does_not_count() -> None:
    misplaced = item("500.00", C.OFFICE)
    one = figures(report(item("100.00"), misplaced))

    assert one.misplaced == [misplaced]
    assert one.reported.total.result == D("130.00")


def test_certificate_rests_on_what_was_frozen_not_on_a_later_baseline() -> None:
    shares = [{"fund": "ERDF", "rate": "75.00"}]
    done = report(item("12345.67"), state=ReportState.CERTIFIED, shares=shares, options={})

    assert figures(done, flat("50.00")).claim.funds["ERDF"].result == D("9259.25")


@pytest.mark.parametrize(
    ("spent", "level"),
    [
        ("79.99", Level.FINE),
        ("80.00", Level.MOST),
        ("89.99", Level.MOST),
        ("90.00", Level.NEARLY_ALL),
        ("100.00", Level.NEARLY_ALL),
        ("100.01", Level.OVER),
        ("120.00", Level.OVER),
        ("120.01", Level.BEYOND),
    ],
)
def test_warnings_begin_at_the_very_cent(spent: str, level: Level) -> None:
    assert Progress("x", "x", D("100.00"), D(0), D(spent), D(20)).level == level


def test_total_has_no_flexibility_and_what_was_not_planned_is_beyond_it() -> None:
    assert Progress("x", "x", D("100.00"), D("100.01")).level == Level.ABOVE
    assert Progress("x", "x", D("0.00"), D("0.01"), D(0), D(20)).level == Level.BEYOND
    assert Progress("x", "x", D("0.00")).level == Level.FINE


def test_progress_counts_what_is_sent_and_what_is_certified_but_no_draft() -> None:
    shares, options = [{"fund": "ERDF", "rate": "75.00"}], {}
    reports = [
        report(item("100.00", line_uid=LINE), state=ReportState.DRAFT),
        report(item("1000.00", line_uid=LINE)),
        report(item("200.00", line_uid=LINE, cut="50.00"), state=ReportState.IN_CONTROL),
        report(item("3000.00", line_uid=LINE, cut="1000.00"), state=ReportState.CERTIFIED,
               shares=shares, options=options),
    ]  # fmt: skip
    plan = flat()
    one = PartnerProgress(plan, [figures(each, plan) for each in reports], D(20))

    assert (one.total.planned, one.total.waiting, one.total.certified) == (
        D("48333.33"), D("1150.00"), D("2000.00"),
    )  # fmt: skip
    assert one.total.left == D("45183.33")
    assert [(row.key, row.certified) for row in one.sources] == [
        ("ERDF", D("1500.00")),
        ("contribution", D("500.00")),
    ]
    line = one.lines[C.STAFF][0]
    assert (line.waiting, line.certified) == (D("1150.00"), D("2000.00"))
    assert sum(row.spent for row in one.categories) == one.total.spent


def partner(number: int, role: PartnerRole = PartnerRole.PARTNER) -> Partner:
    return Partner(id=number, number=number, name=f"Body {number}", role=role)


def test_project_adds_its_partners_up_and_closes() -> None:
    plan = flat()
    mine = PartnerProgress(plan, [figures(report(item("12345.67")), plan)], D(20))
    other = PartnerProgress(PLAN, [figures(report(item("16111.11")))], D(20))
    whole = ProjectProgress(Project(periods=0), {partner(1): mine, partner(2): other})

    assert whole.total.spent == D("33290.10")
    assert whole.gap == D("0.00")
    assert {row.key: row.spent for row in whole.sources} == {
        "ERDF": D("24967.57"), "contribution": D("8322.53"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spent", "used"),
    [
        ("99999.99", "99.99"),
        ("100000.00", "100.00"),
        ("100000.01", "100.01"),
        ("50000.50", "50.00"),
    ],
)
def test_plan_is_used_up_at_the_very_cent(spent: str, used: str) -> None:
    row = Progress("staff", "Staff", D("100000.00"), certified=D(spent))

    assert row.used == D(used)


def test_periods_add_planned_and_spent_up() -> None:
    lines = [DOCUMENT["lines"][0] | {"periods": {"1": "16111.11", "2": "16111.11"}}]
    plan = Baseline(flat().document | {"lines": lines}, 1)
    reports = [
        report(item("1000.00"), ends_on=date(2026, 6, 30)),
        report(item("500.00"), ends_on=date(2026, 7, 1)),
    ]
    one = PartnerProgress(plan, [figures(each, plan) for each in reports], D(20))
    project = Project(periods=3, months_in_period=6, starts_on=date(2026, 1, 1))
    rows = ProjectProgress(project, {partner(1): one}).periods

    assert [(row.name, row.planned, row.spent, row.spent_so_far) for row in rows] == [
        ("1", D("16111.11"), D("1000.00"), D("1000.00")),
        ("2", D("16111.11"), D("500.00"), D("1500.00")),
        ("3", D("16111.11"), D("0.00"), D("1500.00")),
    ]
    assert rows[-1].planned_so_far == D("48333.33")


@pytest.mark.parametrize(
    ("ends", "name"),
    [
        (date(2025, 12, 31), "preparation"),
        (date(2026, 1, 15), "1"),
        (date(2026, 7, 14), "1"),
        (date(2026, 7, 15), "2"),
        (date(2027, 1, 14), "2"),
        (date(2027, 1, 15), "closure"),
    ],
)
def test_report_counts_in_the_period_in_which_it_ends(ends: date, name: str) -> None:
    one = report(starts_on=date(2025, 1, 1), ends_on=ends)

    project = Project(periods=2, months_in_period=6, starts_on=date(2026, 1, 15))
    assert period_of(one, project) == name


@pytest.mark.parametrize(
    ("starts", "ends", "reported", "name"),
    [
        (date(2026, 1, 1), date(2027, 1, 31), date(2027, 1, 31), "2"),  # a month beyond 2 x 6
        (date(2026, 1, 1), date(2026, 11, 30), date(2026, 12, 31), "closure"),
        (date(2026, 8, 31), None, date(2027, 2, 27), "1"),
        (date(2026, 8, 31), None, date(2027, 2, 28), "2"),
    ],
)
def test_periods_of_spending_are_those_of_the_plan(
    starts: date, ends: date | None, reported: date, name: str
) -> None:
    project = Project(periods=2, months_in_period=6, starts_on=starts, ends_on=ends)
    report = Report(starts_on=date(2026, 1, 1), ends_on=reported)

    assert period_of(report, project) == name


def payment(kind: PaymentKind, amount: str, who: Partner | None = None, **given) -> Payment:
    return Payment(kind=kind, amount=D(amount), partner_id=who.id if who else None,
                   **{"fund": "", "source_name": ""} | given)  # fmt: skip


def test_lead_partner_owes_what_is_certified_and_not_forwarded() -> None:
    lead, other, third = partner(1, PartnerRole.LEAD), partner(2), partner(3)
    certified = {
        lead: {"ERDF": D("100.00")},
        other: {"ERDF": D("9259.25"), "TACIS": D("50.00")},
        third: {"ERDF": D("10.00")},
    }
    payments = [
        payment(PaymentKind.INSTALMENT, "9000.00", fund="ERDF"),
        payment(PaymentKind.FORWARDED, "9000.00", other, fund="ERDF"),
        payment(PaymentKind.FORWARDED, "12.00", third, fund="ERDF"),
        payment(PaymentKind.CONTRIBUTION, "5.00", other, source_name="City"),
    ]
    one = Transfers(certified, payments)

    assert [(f.partner.number, f.fund, f.rest, f.is_own) for f in one.forwardings] == [
        (1, "ERDF", D("100.00"), True),
        (2, "ERDF", D("259.25"), False),
        (2, "TACIS", D("50.00"), False),
        (3, "ERDF", D("-2.00"), False),
    ]
    erdf = one.holdings[0]
    assert (erdf.received, erdf.forwarded, erdf.own, erdf.due) == (
        D("9000.00"), D("9012.00"), D("100.00"), D("259.25"),
    )  # fmt: skip


def test_origin_is_intended_committed_or_proved_and_received() -> None:
    who = partner(2)

    def source(name: str, amount: str, pledge: Pledge) -> Source:
        return Source(name=name, amount=D(amount), pledge=pledge, status=SourceStatus.PUBLIC)

    sources = [
        source("City", "100.00", Pledge.INTENDED),
        source("Region", "200.00", Pledge.COMMITTED),
        source("Own", "300.00", Pledge.PROVED),
    ]
    payments = [
        payment(PaymentKind.CONTRIBUTION, "80.00", who, source_name="Region"),
        payment(PaymentKind.CONTRIBUTION, "7.00", who, source_name="Ministry"),
        payment(PaymentKind.CONTRIBUTION, "9.00", partner(3), source_name="City"),
    ]
    rows = origins_of(who, sources, payments)

    assert [(r.name, r.intended, r.committed, r.proved, r.received, r.rest) for r in rows] == [
        ("City", D("100.00"), D("0.00"), D("0.00"), D("0.00"), D("100.00")),
        ("Region", D("0.00"), D("200.00"), D("0.00"), D("80.00"), D("120.00")),
        ("Own", D("0.00"), D("0.00"), D("300.00"), D("0.00"), D("300.00")),
        ("Ministry", D("0.00"), D("0.00"), D("0.00"), D("7.00"), D("-7.00")),
    ]
