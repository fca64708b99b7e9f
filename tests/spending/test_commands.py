"""What becomes of a report, with its rates, cuts and certificate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.errors import Conflict, DomainError, Incomplete, NotAllowed
from app.core.history import entries_of
from app.core.times import localdate
from app.directory.choices import Role
from app.inbox.models import Message
from app.programmes.ruleset import Conversion
from app.spending import commands, queries, rates
from app.spending.commands import Cut
from app.spending.exchange import Quote, month_of
from app.spending.models import ExchangeRate, RateSource, ReportState
from app.spending.workflow import FLOW
from tests.making import actor
from tests.partnership import found
from tests.spending.conftest import Spending

D = Decimal
S = ReportState


@pytest.fixture
def this_month():
    return month_of(localdate())


def told(event):
    found = sa.select(Message.address).where(Message.event == event).order_by(Message.address)
    return list(db.session.scalars(found))


def obstacles(report, person):
    offers = FLOW.offers(report, actor(person))
    return {offer.move.name: str(offer.obstacle) for offer in offers if offer.obstacle}


def test_report_of_an_empty_time_cannot_be_sent(world, spending):
    report = spending.begin()

    assert obstacles(report, world.people["SE"]) == {
        "submit": "Enter at least one item of expenditure."
    }


def test_numbers_of_reports_count_on_for_each_partner(spending):
    assert [spending.begin().number, spending.begin().number, spending.begin("LT").number] == [
        1, 2, 1,
    ]  # fmt: skip


def test_missing_rate_blocks_and_says_what_to_do(world, spending, clock):
    clock(datetime(2026, 5, 31, 12, tzinfo=UTC))
    report = spending.add(spending.begin(), "123456.78", "SEK")
    sentence = (
        "There is no rate of exchange for SEK in May 2026: ask the agency's finance to import "
        "the rates of InforEuro for that month or to enter this one, then send the report."
    )

    assert obstacles(report, world.people["SE"]) == {"submit": sentence}
    with pytest.raises(DomainError, match="SEK in May 2026"):
        spending.move(report, "submit")


def test_month_of_submission_counts_where_the_agency_is(spending, clock):
    """An evening in May in UTC is June in the agency's zone."""
    clock(datetime(2026, 5, 31, 22, 30, tzinfo=UTC))
    spending.rate("SEK", date(2026, 5, 1), "9")
    spending.rate("SEK", date(2026, 6, 1), "10.9475")
    report = spending.move(spending.add(spending.begin(), "123456.78", "SEK"), "submit")
    item = report.items[0]

    assert (item.euro, item.rate, item.rate_month, item.rate_source) == (
        D("11277.17"), D("10.9475"), date(2026, 6, 1), RateSource.INFOREURO,
    )  # fmt: skip


def test_rates_stay_those_of_the_first_submission(world, spending, clock):
    clock(datetime(2026, 5, 9, tzinfo=UTC))
    kept = spending.rate("SEK", date(2026, 5, 1), "10.9475", source=RateSource.ECB)
    spending.rate("SEK", date(2026, 7, 1), "20")
    report = spending.move(spending.add(spending.begin(), "123456.78", "SEK"), "submit")
    finance = world.duty(Role.FINANCE)
    report = spending.move(report, "return", finance, "Which invoice is this?")
    commands.change_rate(kept, D("5"), actor(finance))
    clock(datetime(2026, 7, 9, tzinfo=UTC))
    spending.rate("PLN", date(2026, 5, 1), "4")
    report = spending.add(report, "100.00", "PLN")
    report = spending.move(report, "submit")

    assert [(i.currency, i.rate, i.euro, i.rate_source) for i in report.items] == [
        ("SEK", D("10.9475"), D("11277.17"), RateSource.ECB),
        ("PLN", D("4"), D("25.00"), RateSource.INFOREURO),
    ]
    assert report.submitted_at == datetime(2026, 5, 9, tzinfo=UTC)


def test_another_currency_gets_another_rate_and_a_cut_of_another_amount_is_void(
    world, spending, this_month
):
    spending.rate("SEK", this_month, "10")
    spending.rate("PLN", this_month, "4")
    report = spending.move(spending.add(spending.begin(), "100.00", "SEK"), "submit")
    finance, writer = world.duty(Role.FINANCE), actor(world.people["SE"])
    report = spending.move(report, "take", finance)
    commands.cut_items(report, actor(finance), {report.items[0].id: Cut(D("1.00"), "Wine")})
    db.session.commit()
    report = spending.move(report, "return", finance, "Please correct the currency.")
    item = report.items[0]
    assert (item.cut, item.cut_reason) == (D("1.00"), "Wine")
    values = {name: getattr(item, name) for name in commands.COLUMNS}
    commands.edit_item(report, item, writer, values | {"currency": "PLN"}, None)
    db.session.commit()
    report = spending.move(report, "submit")
    item = report.items[0]

    assert (item.rate, item.euro, item.cut, item.cut_reason) == (D("4"), D("25.00"), D("0.00"), "")


def test_what_was_paid_at_another_time_or_never_cannot_be_sent(world, spending):
    report = spending.add(spending.begin(), "10.00", paid_on=None)
    assert obstacles(report, world.people["SE"]) == {"submit": "Say when item 1 was paid."}

    report = spending.add(spending.begin(), "10.00", paid_on=date(2026, 7, 1))
    assert obstacles(report, world.people["SE"]) == {
        "submit": "Item 1 was not paid in the time that this report is about."
    }


def test_certificate_freezes_rates_of_funds_and_tells_partner_and_lead(world, spending):
    report = spending.certify(spending.add(spending.begin("LT"), "12345.67"))
    figures = queries.figures_of(report)

    assert report.state == S.CERTIFIED
    assert report.certified_at is not None
    assert report.shares == [{"fund": "ERDF", "rate": "75.00"}]
    assert figures.claim.funds["ERDF"].result == D("9259.25")
    assert figures.claim.contribution.result == D("3086.42")
    assert told("report.submit") == [world.duty(Role.FINANCE).email]
    assert set(told("report.certify")) == {world.people["LT"].email, world.people["RU"].email}


def test_nothing_is_certified_on_a_budget_that_its_partner_still_writes(make):
    world = found(make, "SE")
    world.write("SE")
    finance, alone = world.duty(Role.FINANCE), Spending(world)
    report = alone.move(alone.add(alone.begin(), "100.00"), "submit")
    report = alone.move(report, "take", finance)
    said = {"certify": "Finance has not accepted every budget yet."}
    assert obstacles(report, finance) == said
    world.move("SE", "submit")
    world.move("SE", "accept", finance)
    report = alone.move(report, "certify", finance)

    assert report.state == S.CERTIFIED


def test_day_of_payment_in_another_month_has_another_rate_where_that_month_counts(
    world, spending, monkeypatch
):
    for module in (commands, rates):
        monkeypatch.setattr(module, "conversion_of", lambda report: Conversion.INCURRED)
    spending.rate("SEK", date(2026, 4, 1), "20")
    spending.rate("SEK", date(2026, 5, 1), "10")
    report = spending.move(spending.add(spending.begin(), "100.00", "SEK"), "submit")
    finance, writer = world.duty(Role.FINANCE), actor(world.people["SE"])
    report = spending.move(report, "return", finance, "It was paid in April.")
    item = report.items[0]
    assert (item.euro, item.rate_month) == (D("10.00"), date(2026, 5, 1))
    values = {name: getattr(item, name) for name in commands.COLUMNS}
    commands.edit_item(report, item, writer, values | {"paid_on": date(2026, 4, 9)}, None)
    db.session.commit()
    item = spending.move(report, "submit").items[0]

    assert (item.euro, item.rate_month) == (D("5.00"), date(2026, 4, 1))


@pytest.mark.parametrize("policy", list(Conversion))
def test_another_period_converts_anew_only_where_rates_are_averaged_over_it(
    world, spending, clock, monkeypatch, policy
):
    for module in (commands, rates):
        monkeypatch.setattr(module, "conversion_of", lambda report: policy)
    for month, rate in ((1, "10"), (2, "10"), (3, "10"), (4, "10"), (5, "10"), (6, "16")):
        spending.rate("SEK", date(2026, month, 1), rate)
    clock(datetime(2026, 5, 9, tzinfo=UTC))
    report = spending.add(spending.add(spending.begin(), "110.00", "SEK"), "7.00")
    report = spending.move(report, "submit")
    finance, writer = world.duty(Role.FINANCE), actor(world.people["SE"])
    report = spending.move(report, "take", finance)
    cuts = {item.id: Cut(D("1.00"), "Wine") for item in report.items}
    commands.cut_items(report, actor(finance), cuts)
    db.session.commit()
    report = spending.move(report, "return", finance, "Only until May, please.")
    is_average = policy == Conversion.AVERAGE
    first = D("10.00") if is_average else D("11.00")
    assert [item.euro for item in report.items] == [first, D("7.00")]
    commands.change_period(report, writer, date(2026, 1, 5), date(2026, 6, 9))
    assert [item.euro for item in report.items] == [first, D("7.00")]  # the months are the same
    commands.change_period(report, writer, date(2026, 1, 1), date(2026, 5, 31))
    db.session.commit()
    clock(datetime(2026, 6, 9, tzinfo=UTC))
    report = spending.move(report, "submit")

    assert [item.euro for item in report.items] == [D("11.00"), D("7.00")]
    assert [item.cut for item in report.items] == [D("0.00" if is_average else "1.00"), D("1.00")]


def test_cut_needs_a_reason_and_is_at_most_the_amount(world, spending):
    finance = world.duty(Role.FINANCE)
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")
    report = spending.move(report, "take", finance)
    item = report.items[0]
    with pytest.raises(DomainError, match="at most the amount"):
        commands.cut_items(report, actor(finance), {item.id: Cut(D("100.01"), "Too much")})
    commands.cut_items(report, actor(finance), {item.id: Cut(D("40.00"), "")})
    db.session.commit()
    assert obstacles(spending.read(report), finance) == {
        "certify": "Give the reason for the cut of item 1."
    }
    report = spending.read(report)
    commands.cut_items(report, actor(finance), {item.id: Cut(D("40.00"), "Not eligible")})
    db.session.commit()
    report = spending.move(report, "certify", finance)

    assert queries.figures_of(report).certified.total.result == D("60.00")
    assert report.controller_id == finance.id


def test_database_refuses_a_cut_above_the_amount(spending):
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")
    report.items[0].cut = D("100.01")

    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_sending_back_wants_a_note_and_tells_the_partner(world, spending):
    finance = world.duty(Role.FINANCE)
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")
    with pytest.raises(Incomplete):
        spending.move(report, "return", finance)
    db.session.rollback()
    report = spending.move(report, "return", finance, "The invoice is missing.")

    assert report.state == S.DRAFT
    assert queries.reason_of_return(report) == "The invoice is missing."
    assert told("report.return") == [world.people["SE"].email]
    assert entries_of(report)[0].action == "report.return"


def test_partner_does_not_control_itself(world, spending):
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")

    with pytest.raises(NotAllowed):
        spending.move(report, "take", world.people["SE"])


def test_rates_are_taken_in_all_or_nothing_and_fallbacks_replace_nothing(world, this_month):
    finance = actor(world.duty(Role.FINANCE))
    month = f"{this_month:%Y-%m}"
    commands.fill_in([Quote("SEK", this_month, D("10.9"), RateSource.ECB)], finance)
    plan = commands.plan_import(
        f"currency,month,rate\nSEK,{month},10.9475\nPLN,{month},4.25\n".encode()
    )
    assert (len(plan.new), len(plan.changed)) == (1, 1)
    commands.carry_out(plan, finance)
    filled = commands.fill_in(
        [
            Quote("SEK", this_month, D("1"), RateSource.ECB),
            Quote("DKK", this_month, D("7.46"), RateSource.ECB),
        ],
        finance,
    )
    db.session.commit()
    found = db.session.scalars(sa.select(ExchangeRate).order_by(ExchangeRate.currency))

    assert filled == 1
    assert [(one.currency, one.rate, one.source) for one in found] == [
        ("DKK", D("7.46"), RateSource.ECB),
        ("PLN", D("4.25"), RateSource.INFOREURO),
        ("SEK", D("10.9475"), RateSource.INFOREURO),
    ]


def test_rate_by_hand_does_not_replace_another_unseen(world, spending, this_month):
    spending.rate("SEK", this_month, "10.9475")
    quote = Quote("SEK", this_month, D("11"), RateSource.MANUAL)
    finance = actor(world.duty(Role.FINANCE))

    with pytest.raises(Conflict):
        commands.enter_rate(quote, finance)


def test_command_imports_only_when_told_to(app, world, tmp_path):
    db.session.commit()
    file = tmp_path / "rates.json"
    file.write_text('[{"isoA3Code": "SEK", "value": 10.9475}]')
    run = app.test_cli_runner().invoke

    assert run(args=["import-rates", str(file)]).exit_code == 1
    tried = run(args=["import-rates", str(file), "--month", "2026-05"])
    assert tried.output.splitlines()[0] == "line 1: 2026-05 SEK 10.9475 (new)"
    assert "Only tried" in tried.output
    assert db.session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 0
    assert (
        "Imported." in run(args=["import-rates", str(file), "--month", "2026-05", "--apply"]).output
    )
    db.session.rollback()
    assert db.session.scalars(sa.select(ExchangeRate)).one().rate == D("10.9475")
    file.write_text("currency,month,rate\nSEK,2026-05,x\n")
    refused = run(args=["import-rates", str(file), "--apply"])
    assert refused.exit_code == 1
    assert "line 2, rate “x”: Write the units for one euro" in refused.output
