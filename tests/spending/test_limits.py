"""What spending does not let through: more than was granted, another time, another's fund."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.budgets import commands as budgets
from app.budgets.plan import PREPARATION, Category
from app.core.db import db
from app.core.errors import DomainError
from app.core.times import localdate
from app.directory.choices import Role
from app.spending import commands
from app.spending.commands import Cut
from app.spending.exchange import is_currency, month_of
from app.spending.models import Payment, ReportState
from app.spending.workflow import FLOW
from tests.making import actor
from tests.partnership import found
from tests.spending.reading import plain

D = Decimal
GRANTED = D("27738.81")
"""What the Swedish body's budget comes to."""
FIRST, LAST = date(2006, 9, 1), date(2008, 8, 31)
SAID = "The project runs from 1 September 2006 to 31 August 2008"


def in_control(world, spending, amount):
    report = spending.move(spending.add(spending.begin(), amount), "submit")
    return spending.move(report, "take", world.duty(Role.FINANCE))


def obstacle(report, person):
    offers = {offer.move.name: offer.obstacle for offer in FLOW.offers(report, actor(person))}
    return str(offers["certify"] or "")


def test_certificates_together_never_exceed_what_was_granted(world, spending):
    finance = world.duty(Role.FINANCE)
    first = in_control(world, spending, "20000.00")
    second = in_control(world, spending, str(GRANTED - D("19999.99")))
    assert obstacle(second, finance) == ""
    spending.move(first, "certify", finance)
    second = spending.read(second)
    assert obstacle(second, finance).startswith(
        "With this report EUR\u00a027,738.82 of EUR\u00a027,738.81 would be certified"
    )
    with pytest.raises(DomainError, match="more than was granted"):
        spending.move(second, "certify", finance)
    db.session.rollback()
    second = spending.read(second)
    commands.cut_items(second, actor(finance), {second.items[0].id: Cut(D("0.01"), "Wine")})
    db.session.commit()

    assert spending.move(second, "certify", finance).state == ReportState.CERTIFIED


def test_certificate_looks_again_at_what_another_has_used_up_meanwhile(world, spending):
    finance = world.duty(Role.FINANCE)
    first = in_control(world, spending, "20000.00")
    second = in_control(world, spending, "20000.00")
    spending.move(first, "certify", finance)
    second, controller = spending.read(second), actor(finance)
    second.state = ReportState.CERTIFIED  # its guard saw the budget before the first was certified

    with pytest.raises(DomainError, match="more than was granted"):
        commands.settle(second, controller)
    db.session.rollback()


def test_writer_and_controller_see_what_a_report_exceeds_beside_the_buttons(
    world, spending, visitor
):
    spending.certify(spending.add(spending.begin(), "15000.00"))
    report = spending.add(spending.begin(), "2000.00")
    report = spending.add(report, "100115.69", category=Category.EXTERNAL, line_uid=None)
    external = (
        "External expertise and services: Above the limit of the flexibility "
        "EUR 100,115.69 of EUR 0.00 · at most EUR 0.00 with the flexibility"
    )
    staff = (
        "Staff: Above the plan, within the flexibility EUR 17,000.00 of EUR 16,627.75 · "
        "at most EUR 19,953.30 with the flexibility"
    )

    def beside(person):
        page = visitor(person).open(f"/reports/{report.uid}").page
        section = page.find("h2", string="Next step").find_parent("section")
        return plain(section.get_text(" "))

    draft = beside(world.people["SE"])
    assert external in draft
    assert staff in draft
    assert "All categories together: Above the plan EUR 117,115.69 of EUR 27,738.81" in draft
    report = spending.move(report, "submit")
    report = spending.move(report, "take", world.duty(Role.FINANCE))
    control = beside(world.duty(Role.FINANCE))
    assert external in control
    assert "With this report EUR 117,115.69 of EUR 27,738.81 would be certified" in control


def test_report_within_the_plan_has_no_warning(world, spending, visitor):
    report = spending.add(spending.begin(), "16000.00")

    assert "exceeds the plan" not in visitor(world.people["SE"]).open(f"/reports/{report.uid}").text


def dated(world):
    world.project.starts_on, world.project.ends_on = FIRST, LAST
    db.session.commit()


@pytest.mark.parametrize(
    ("first", "last"), [("2005-01-01", "2005-06-30"), ("2008-03-01", "2008-09-01")]
)
def test_report_of_a_time_outside_the_project_is_refused(world, visitor, first, last):
    dated(world)
    person = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/reports/new")
    person.press("Begin the report", First_day=first, Last_day=last)
    assert len(person.errors) == 1
    assert SAID in person.errors[0]
    person.press("Begin the report", First_day="2006-09-01", Last_day="2008-08-31")

    assert "Report 1" in person.page.h1.get_text()


def test_report_of_another_time_is_neither_sent_nor_certified(world, spending):
    finance, writer = world.duty(Role.FINANCE), actor(world.people["SE"])
    certified_later = in_control(world, spending, "10.00")
    draft = spending.add(spending.begin(), "10.00")
    dated(world)
    assert SAID in obstacle(spending.read(certified_later), finance)
    (submit,) = FLOW.offers(spending.read(draft), writer)
    assert SAID in str(submit.obstacle)


def test_preparation_is_reported_before_the_start_where_the_budget_plans_it(make, visitor):
    world = found(make, "SE")
    budget, who = world.budget("SE"), actor(world.people["SE"])
    budgets.add_line(
        budget, who,
        {"category": Category.LUMP_SUMS, "description": "Preparation", "units": D(1),
         "unit_price": D("5000.00"), "period": PREPARATION},
    )  # fmt: skip
    db.session.commit()
    dated(world)
    person = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/reports/new")
    person.press("Begin the report", First_day="2008-08-01", Last_day="2008-09-01")
    assert SAID in person.errors[0]
    person.press("Begin the report", First_day="2006-01-01", Last_day="2006-08-31")

    assert "Report 1" in person.page.h1.get_text()


def test_fund_is_forwarded_only_to_partners_whose_budget_draws_on_it(world, visitor):
    lead = visitor(world.people["RU"]).open(f"/projects/{world.reference}/payments/new")
    given = {
        "What": "Forwarded to the partner", "To which partner": "2. Body of SE", "Amount": "5",
        "Date": "2026-08-01",
    }  # fmt: skip
    lead.press("Save the payment", given | {"Fund": "Tacis"})
    assert lead.errors == ["To which partner: The budget of this partner does not draw on Tacis."]
    assert db.session.query(Payment).count() == 0
    lead.press("Save the payment", {"Fund": "ERDF"})

    assert "Written down" in lead.text


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "XDR", "CHE", "SUR", "EUR", "ABC"])
def test_codes_that_nobody_pays_with_are_no_currencies(code):
    assert not is_currency(code)


@pytest.mark.parametrize("code", ["SEK", "RUB", "PLN", "NOK", "XAF", "DEM", "EEK", "LTL", "USD"])
def test_currencies_of_today_and_of_the_years_of_the_euro_are_known(code):
    assert is_currency(code)


def test_rate_of_no_currency_is_refused(world, visitor):
    person = visitor(world.duty(Role.FINANCE)).open("/exchange-rates/new")
    person.press("Save the rate", {"Currency": "XXX", "Month": "2026-05",
                 "Units for one euro": "2"})  # fmt: skip

    assert person.errors == ["Currency: This is no code of a currency, such as SEK."]


def test_item_may_come_to_more_euros_than_a_budget_takes_in(world, spending, visitor):
    spending.rate("KWD", month_of(localdate()), "0.3")
    report = spending.move(spending.add(spending.begin(), "999999999.99", "KWD"), "submit")
    page = visitor(world.duty(Role.FINANCE)).open(f"/reports/{report.uid}")
    assert "3,333,333,333.30" in page.text

    assert "3,333,333,333.30" in page.open(f"/projects/{world.reference}/spending").text
