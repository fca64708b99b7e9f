"""The pages of budgets, as partners, finance and the director use them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.budgets.models import BudgetState
from app.budgets.plan import Category, Option
from app.consortia.models import Activity, WorkPackage
from app.core.db import db
from app.directory.choices import Role
from tests.budgets.changes import change, fix
from tests.partnership import confirm, found, invite
from tests.visitor import plain

D = Decimal


def rows(page, selector: str) -> list[list[str]]:
    return [
        [plain(cell.get_text(" ")) for cell in row.find_all(["th", "td"])]
        for row in page.page.select(f"{selector} tr")
    ]


def test_partner_writes_and_sends_its_budget(world, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    price = "Price or amount"
    person.press(
        "Add the line",
        {"Cost category": "Staff", "What for": "Auditors", "Units": "20,5", price: "811.11"},
    )
    person.press(
        "Add the line",
        {"Cost category": "Office and administration", "What for": "Rent", price: "1.000,00"},
    )
    assert rows(person, "#costs")[1:] == [
        ["Staff", "", "16,627.75"],
        ["Auditors", "20.5 × 811.11", "16,627.75"],
        ["Office and administration", "", "1,000.00"],
        ["Rent", "amount only", "1,000.00"],
        ["Total", "", "17,627.75"],
    ]
    person.click("Funds and contribution")
    assert person.page.select_one("#rate_erdf")["value"] == "50"
    assert "At most 50 %. This rule is not verified." in plain(person.text)
    person.press("Save and compute")
    assert person.path.endswith("/funding")
    person.press("Save and go back to the budget", {"sources-0-name": "Body of SE",
                 "sources-0-amount": "8813.87"})  # fmt: skip
    assert "EUR +0.01" in plain(person.text)
    assert person.buttons.count("Send to finance") == 1
    person.click("Funds and contribution")
    person.press("Save and go back to the budget", {"sources-0-amount": "8813.88"})
    assert "Origins = contribution = EUR 8,813.88. Difference 0.00." in plain(person.text)
    person.press("Send to finance")

    assert world.budget("SE").state == BudgetState.SUBMITTED
    assert "Add the line" not in person.buttons


def test_wrong_line_is_shown_again_with_what_is_wrong(world, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    price = "Price or amount"
    person.press("Add the line", {"What for": "", "Units": "1.234", price: "5.001,222"})

    assert person.status == 422
    assert person.errors == [
        "What for: Please fill this in.",
        "Units: Write the number with at most two decimals, for example 12 or 1.5.",
        f"{price}: An amount has at most two decimals.",
    ]
    person.press("Save the line", {"Cost category": "Lump sums", "What for": "Preparation",
                 "Units": "2", price: "5000"})  # fmt: skip
    assert person.errors == ["Units: A lump sum is one amount: leave this empty."]
    person.press("Save the line", {"Cost category": "Staff", "Units": "99999", price: "999999"})
    assert "999 999 999.99" in person.errors[0]


def test_line_is_changed_and_deleted(world, visitor):
    world.write("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    person.click("Audits on site").press("Save the line", Units="10")
    assert ["Audits on site", "10 × 901.23", "9,012.30"] in rows(person, "#costs")

    person.click("Audits on site").press("Delete this line")
    assert "Audits on site" not in person.text


def test_all_that_a_line_has_is_entered_in_its_form(world, visitor):
    project = world.project
    project.periods, project.starts_on = 2, date(2026, 1, 1)
    package = WorkPackage(project_id=project.id, number=1, title="Training")
    package.activities = [Activity(number=2, title="Courses")]
    db.session.add(package)
    db.session.commit()
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/lines/new")
    assert "1 Jan – 30 Jun 2026" in plain(person.text)
    person.press(
        "Save the line",
        {"Cost category": "Unit costs", "What for": "Hours", "Units": "3", "Unit": "hour",
         "Price or amount": "29,50", "Counts as": "Staff", "Period 1": "80", "Period 2": "8.5",
         "Work package": "1.2 Courses", "Note": "As agreed"},
    )  # fmt: skip

    [line] = world.budget("SE").lines
    assert (line.costs_as, line.unit_price, line.note) == (Category.STAFF, D("29.50"), "As agreed")
    assert (line.periods, line.activity_id) == (
        {"1": "80.00", "2": "8.50"}, package.activities[0].id
    )  # fmt: skip

    person.click("Hours")
    assert person.page.find(id="work").select_one("[selected]")["value"] == "1.2"
    person.press("Save the line", {"Period 2": "8,50", "Paid in": "Preparation"})
    assert person.errors == ["Paid in: Costs of this category do not have this: leave it empty."]
    person.press("Save the line", {"Period 1": "", "Period 2": "", "Paid in": "The last period"})
    [line] = world.budget("SE").lines
    assert (line.periods, line.units, line.work_package_id) == ({}, 3, package.id)


def test_budget_is_shown_over_the_periods_of_its_project_with_their_days(world, visitor):
    world.write("SE")
    project = world.project
    project.periods, project.starts_on = 2, date(2026, 7, 1)
    world.budget("SE").lines[0].periods = {"1": "6627.75", "2": "10000.00"}
    db.session.commit()
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    first, last = rows(person, "#time tbody")

    assert first == ["Period 1 1 Jul – 31 Dec 2026", "6,627.75", "–", "–", "6,627.75"]
    assert last[0] == "Period 2 1 Jan – 30 Jun 2027"
    assert last[-1] == "21,111.06"
    overview = person.open(f"/projects/{world.reference}/budget")
    assert rows(overview, "#periods tbody")[0][0] == first[0]


def test_budget_that_is_changed_says_so_and_leads_to_what_counts(world, visitor):
    fix(world)
    change(world, "900.00")
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")

    assert "This page shows the change." in person.text
    assert "Total of the change EUR 29,561.06" in plain(
        person.page.h1.find_parent(class_="wrap").get_text(" ")
    )
    person.click("The baseline, EUR 27,738.81")
    assert person.path.split("/")[-2] == "versions"
    assert "This page shows the change." not in person.text


def test_every_amount_says_how_it_was_computed(world, visitor):
    world.write("RU")
    person = visitor(world.people["RU"]).open(f"/budgets/{world.budget('RU').uid}")
    told = {plain(d.summary.get_text(" ")): plain(d.dl.get_text(" "))
            for d in person.page.select("#how details")}  # fmt: skip

    assert told["Tacis · EUR 59,324.83"] == (
        "Rule Share of a fund: total times rate, cut to the cent Inputs Total 65,916.48 "
        "Calculation 65,916.48 × 90 % = 59,324.832 → 59,324.83 "
        "Rounding Cut to the cent, never rounded up. "
        "From BSR INTERREG III B Neighbourhood Programme 2000–2006, version 1 of the rules. "
        "Not verified"
    )
    assert "65,916.48 − 59,324.83 = 6,591.65" in told["Own contribution · EUR 6,591.65"]
    ledger = {row[2] for row in rows(person, "#costs")[1:]}
    explained = {name.rpartition("EUR ")[2] for name in told}
    assert ledger <= explained


def test_flat_rates_of_the_worked_example_under_the_rules_of_2021_27(make, visitor):
    world = found(make, "SE", "LT", "PL", programme="interreg-bsr-2021-27", as_of=None)
    mixed = {
        "travel": [("Audits on site", "1", "8111.11")],
        "external": [("Lead auditors", "1", "61234.57")],
        "equipment": [("Documentation system", "1", "2999.99")],
    }
    rates = {Option.STAFF_FLAT: D(20), Option.OFFICE_ON_STAFF: D(15)}
    world.write("SE", mixed, {"ERDF": D(50)}, rates)
    staff = {"staff": [("Consultants", "1", "39999.99")]}
    world.write("LT", staff, {"ERDF": D(75)}, {Option.OTHER_FLAT: D(40)})
    direct = {
        "staff": [("Laboratory staff", "1", "10101.01")],
        "travel": [("Sampling trips", "1", "1234.56")],
        "external": [("Reference samples", "1", "4321.09")],
    }
    world.write("PL", direct, {"ERDF": D(75)}, {Option.OFFICE_ON_DIRECT: D(7)})

    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    costs = rows(person, "#costs")
    assert ["Staff", "flat 20 % of the other direct costs", "14,469.13"] in costs
    assert ["Office and administration", "flat 15 % of staff", "2,170.36"] in costs
    assert ["Total", "", "88,985.16"] in costs
    assert ["ERDF", "50 %", "44,492.58"] in rows(person, "#funding")
    assert "https://gesetze.legal/eu/vo_eu_2021_1060/54" in person.text

    person = visitor(world.people["LT"]).open(f"/budgets/{world.budget('LT').uid}")
    assert ["Other costs, as a flat rate", "flat 40 % of staff", "15,999.99"] in rows(
        person, "#costs"
    )
    person = visitor(world.people["PL"]).open(f"/budgets/{world.budget('PL').uid}")
    assert ["Office and administration", "flat 7 % of direct costs", "1,095.96"] in rows(
        person, "#costs"
    )


def test_rate_that_would_delete_lines_asks_first_and_names_them(make, visitor):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    world.write("SE")
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    person.click("Flat rates").press("Save the flat rates", {"staff_flat": "20"})

    assert person.status == 422
    assert "1 line would be deleted" in person.text
    assert "Staff: Lead auditors" in person.text
    assert len(world.budget("SE").lines) == 3

    person.press("Save the flat rates", {"Yes, delete these lines": True})
    assert [line.category.value for line in world.budget("SE").lines] == ["travel", "equipment"]
    assert world.budget("SE").options == {Option.STAFF_FLAT: D(20)}


def test_rates_beyond_the_rules_and_pairs_that_clash_are_refused(make, visitor):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/options")
    person.press("Save the flat rates", {"travel_flat": "15.01"})
    assert "The programme allows at most 15 %." in plain(person.errors[0])

    person.press("Save the flat rates", {"travel_flat": "15", "other_flat": "40"})
    assert "exclude each other" in person.errors[0]
    assert world.budget("SE").options == {}


def test_category_that_a_rate_computes_is_not_offered(make, visitor):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    world.write("SE", {"staff": [("Work", "1", "1.00")]}, {}, {Option.TRAVEL_FLAT: D(15)})
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    offered = [option.get_text() for option in person.page.select("#category option")]

    assert "Travel and accommodation" not in offered
    assert "Office and administration" not in offered  # real office costs are not allowed at all
    assert "Staff" in offered


def test_programme_of_real_costs_says_so(world, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/options")

    assert "Real costs only" in person.text


def test_funds_above_a_hundred_percent_are_refused(world, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}/funding")
    person.press("Save and compute", {"rate_erdf": "60", "rate_national": "40.01"})

    assert person.errors == ["The funds cannot pay more than 100 % together."]
    assert world.budget("SE").funding == []


def test_finance_comments_returns_and_accepts(world, visitor):
    world.write("SE")
    world.move("SE", "submit")
    uid = world.budget("SE").uid
    finance = visitor(world.duty(Role.FINANCE)).open(f"/budgets/{uid}")
    finance.click("Comment on lines").press("Save the comments", {"Staff: Lead auditors": "Days?"})
    partner = visitor(world.people["SE"]).open(f"/budgets/{uid}")
    assert "Days?" not in partner.text

    finance.press("Return with a question", {"Your reason": "See the first line."})
    assert "Days?" in partner.open(f"/budgets/{uid}").text
    assert "See the first line." in partner.text
    partner.press("Send to finance")
    finance.open(f"/budgets/{uid}").press("Accept the budget")

    assert world.budget("SE").state == BudgetState.ACCEPTED


def test_whole_project_closes_and_is_fixed_by_the_director(world, visitor):
    world.write_all_and_accept()
    director = visitor(world.duty(Role.DIRECTOR)).open(
        f"/projects/{world.project.reference}/budget"
    )

    assert rows(director, "#categories")[-1] == [
        "Total", "100,294.30", "11,249.91", "8,111.07", "15,000.00", "2,999.99", "137,655.27"
    ]  # fmt: skip
    assert rows(director, "#budgets")[-1] == ["Total", "46,869.38", "59,324.83", "31,461.06",
                                              "137,655.27"]  # fmt: skip
    assert [row[2] for row in rows(director, "#sources")[1:]] == [
        "34.05 %", "43.1 %", "22.85 %", "100 %"
    ]  # fmt: skip
    director.press("Fix all budgets")
    assert "Fix all budgets" not in director.buttons
    assert world.budget("SE").state == BudgetState.BASELINE
    officer = visitor(world.people["RU"]).open(f"/budgets/{world.budget('RU').uid}")
    assert "Add the line" not in officer.buttons


def test_partner_sees_all_totals_but_only_its_own_lines(world, visitor):
    for country in ("RU", "SE", "LT"):
        world.write(country)
    person = visitor(world.people["SE"]).open(f"/projects/{world.project.reference}/budget")
    links = [a.get_text() for a in person.page.select("#budgets a")]

    assert links == ["Body of SE"]
    assert "43,999.98" in plain(person.text)
    assert person.open(f"/budgets/{world.budget('LT').uid}").status == 404
    assert (
        visitor(world.duty(Role.AUDITOR)).open(f"/budgets/{world.budget('LT').uid}").status == 200
    )


@pytest.mark.parametrize("path", ["", "/lines/new", "/options", "/funding", "/comments"])
def test_budget_does_not_exist_for_others(world, make, visitor, path):
    address = f"/budgets/{world.budget('SE').uid}{path}"

    assert visitor(make.member()).open(address).status == 404
    assert visitor(world.people["LT"]).open(address).status == 404
    assert visitor().open(address).status == 404


@pytest.mark.parametrize("path", ["/lines/new", "/options", "/funding"])
def test_sent_budget_is_not_edited_and_others_lines_are_not_reached(world, visitor, path):
    world.write("SE")
    world.move("SE", "submit")
    person = visitor(world.people["SE"])

    assert person.open(f"/budgets/{world.budget('SE').uid}{path}").status == 403


def test_line_of_another_budget_is_not_reached_through_ones_own(world, visitor):
    world.write("LT")
    line = world.budget("LT").lines[0].uid
    person = visitor(world.people["SE"])

    assert person.open(f"/budgets/{world.budget('SE').uid}/lines/{line}").status == 404


def test_sheet_has_plain_amounts_and_no_formulas(world, make, visitor):
    world.write("SE")
    world.partner("SE").name = "=HYPERLINK(1)"
    db.session.commit()
    answer = (
        visitor(world.people["SE"]).open(f"/projects/{world.project.reference}/budget.csv").answer
    )

    assert answer.mimetype == "text/csv"
    lines = answer.text.removeprefix("\ufeff").split("\r\n")
    assert lines[2].startswith("2,'=HYPERLINK(1),Sweden,16627.75,0.00,8111.07,")
    assert lines[2].endswith(",13869.40,13869.41,27738.81")
    assert lines[-2].endswith(",13869.40,13869.41,27738.81")


def test_pages_take_the_same_statements_however_long_the_budget_is(world, visitor, counting):
    person, reference = visitor(world.people["SE"]), world.project.reference
    counts = []
    for more in (1, 29):
        budget = world.budget("SE")
        world.write("SE", {"staff": [(f"Line {n}", "1", "10.00") for n in range(more)]})
        uid = budget.uid
        db.session.expunge_all()
        person.open(f"/projects/{reference}/budget")
        found_now = []
        for path in (f"/budgets/{uid}", f"/projects/{reference}/budget"):
            with counting() as statements:
                person.open(path)
            found_now.append(len(statements))
        counts.append(found_now)

    assert counts[0] == counts[1]


def test_take_over_is_offered_until_there_are_lines(world, make, visitor):
    person = visitor(world.people["SE"]).open(f"/budgets/{world.budget('SE').uid}")
    person.press("Take over the indicative budget")

    assert ["Total", "", "11,000.00"] in rows(person, "#costs")
    assert "Take over the indicative budget" not in person.buttons


def test_partner_without_a_fund_for_its_country_is_told(make, visitor):
    world = found(make, "SE", programme="interreg-bsr-2021-27", as_of=None)
    slot = make.slot(world.search, number=2)
    body = make.organisation(country="UA", name="Body of UA")
    world.people["UA"] = make.member(body)
    confirm(invite(make, slot, body, world.people["UA"]), world.people["UA"])
    person = visitor(world.people["UA"]).open(f"/budgets/{world.budget('UA').uid}/funding")

    assert "No fund is open to your country" in person.text
