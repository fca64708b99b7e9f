"""The pages of spending, as partners and finance use them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from app.core.db import db
from app.core.times import localdate
from app.directory.choices import Role, VatRecovery
from app.programmes.models import RuleSet
from app.spending.exchange import month_of
from app.spending.models import ReportState
from tests.spending.reading import plain, table, the_report

D = Decimal
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n"


def test_report_is_written_controlled_and_claimed(world, spending, visitor):
    month = month_of(localdate())
    spending.rate("SEK", month, "10.9475")
    body = world.partner("SE").organisation
    body.vat_recovery = VatRecovery.YES
    db.session.commit()
    partner = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/spending")
    partner.click("Begin a report")
    partner.press("Begin the report", First_day="2026-06-30", Last_day="2026-01-01")
    assert partner.errors == ["Last day: The last day is before the first."]
    partner.press("Begin the report", First_day="2026-01-01", Last_day="2026-06-30")
    partner.click("Add an item")
    entered = {
        "Line of the budget": "Staff: Lead auditors (16,627.75)", "What for": "Audits in Gdansk",
        "Supplier": "Body of SE", "Number of the invoice": "F-1", "Invoiced on": "2026-05-02",
        "Paid on": "2026-05-09", "Amount": "123.456,78", "Currency": "sek",
        "Value added tax inside the amount": "20", "Document": ("invoice.pdf", PDF),
    }  # fmt: skip
    for amount in ("0", "-20", "\u221220,00"):
        partner.press("Save the item", entered | {"Amount": amount})
        assert "Write an amount above zero. A credit note lowers the cost" in partner.errors[0]
    partner.press("Save the item", entered | {"Paid on": "2026-07-09", "Currency": "kr"})
    assert partner.errors == [
        "Paid on: This is not in the time that the report is about.",
        "Currency: This is no code of a currency.",
    ]
    partner.press("Save the item", entered)
    row = table(partner, "#items")[0]
    assert row[0] == "1. Audits in Gdansk Body of SE, F-1 invoice.pdf"
    assert row[3] == "123,456.78 SEK tax inside: 20.00"
    assert row[4] == f"11,277.17 at 10.9475 · {month:%B %Y} InforEuro"
    assert "The organisation gets its value added tax back" in partner.text
    partner.press("Send to the controller")
    assert "Add an item" not in [link.get_text() for link in partner.page.find_all("a")]

    finance = visitor(world.duty(Role.FINANCE)).open(partner.path)
    finance.press("Take into control")
    finance.click("Cut items")
    finance.press("Save the cuts", {"Item 1: cut": "99999", "Item 1: reason": "Tax"})
    assert finance.errors == ["Item 1: cut: The item comes to EUR 11,277.17: cut at most that."]
    finance.press("Save the cuts", {"Item 1: cut": "77.17", "Item 1: reason": ""})
    assert finance.errors == ["Item 1: reason: Say why: the partner reads it."]
    finance.press("Save the cuts", {"Item 1: reason": "Tax that is recovered"})
    finance.press("Certify the expenditure")
    assert finance.buttons == []
    assert table(finance, "#claim") == [
        ["ERDF", "50 %", "5,600.00", "5,600.00"],
        ["Own contribution", "the rest", "5,600.00", "–"],
    ]
    text = plain(finance.text)
    assert (
        "Items = EUR 11,277.17, cut EUR 77.17, flat rates EUR 0.00: in all EUR 11,200.00." in text
    )
    assert "123,456.78 ÷ 10.9475 = 11,277.16647636 → 11,277.17" in text
    assert the_report().state == ReportState.CERTIFIED

    partner.open(f"/partners/{world.partner('SE').uid}/spending")
    assert ["Staff", "67.36 %", "16,627.75", "–", "11,200.00", "5,427.75"] in table(
        partner, "#categories"
    )
    assert table(partner, "#forwarding") == [
        ["2. Body of SE", "ERDF", "5,600.00", "0.00", "5,600.00"]
    ]
    answer = partner.client.get(
        finance.path + "/items/" + str(the_report().items[0].uid) + "/document"
    )
    assert answer.data == PDF


def test_nothing_was_paid_tomorrow(world, spending, visitor):
    report, tomorrow = spending.begin(), localdate() + timedelta(days=1)
    report.ends_on = tomorrow
    db.session.commit()
    person = visitor(world.people["SE"]).open(f"/reports/{report.uid}/items/new")
    person.press("Save the item", {"What for": "Audits", "Amount": "1", "Paid on": f"{tomorrow}"})
    assert person.errors == ["Paid on: This day has not come yet."]
    person.press("Save the item", {"Paid on": f"{localdate()}"})

    assert table(person, "#items")[0][0].startswith("1. Audits")


def test_missing_rate_is_said_on_the_page_and_greys_the_button(world, spending, visitor):
    report = spending.add(spending.begin(), "100.00", "SEK")
    person = visitor(world.people["SE"]).open(f"/reports/{report.uid}")

    assert f"There is no rate of exchange for SEK in {localdate():%B %Y}" in person.text
    button = next(b for b in person.page.main.find_all("button") if "Send to" in b.get_text())
    assert button.has_attr("disabled")


def test_new_report_says_when_the_project_runs(world, spending, visitor):
    project = world.project
    project.starts_on, project.ends_on = date(2026, 1, 1), date(2027, 12, 31)
    db.session.commit()
    partner = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/reports/new")
    assert "The project runs from 1 January 2026 to 31 December 2027" in partner.text


def test_page_says_why_finance_cannot_control_what_it_wrote(world, spending, visitor):
    finance = world.duty(Role.FINANCE)
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")
    path = f"/reports/{report.uid}"
    assert "Take into control" in visitor(finance).open(path).buttons
    report.preparers = [*report.preparers, finance.id]
    db.session.commit()
    page = visitor(finance).open(path)
    assert "Take into control" not in page.buttons
    assert "You wrote in this report: somebody else of finance controls it." in page.text


def test_report_that_was_sent_back_shows_the_note(world, spending, visitor):
    report = spending.move(spending.add(spending.begin(), "100.00"), "submit")
    spending.move(report, "return", world.duty(Role.FINANCE), "Whose salary is it?")
    person = visitor(world.people["SE"]).open(f"/reports/{report.uid}")

    assert "Whose salary is it?" in person.text
    assert "Send to the controller" in person.buttons


def test_invoice_that_was_claimed_before_is_marked(world, spending, visitor):
    named = {"invoice": "Счёт-7", "supplier": "Типография"}
    spending.certify(spending.add(spending.begin(), "10.00", **named))
    draft = spending.add(spending.begin("LT"), "10.00", **named)
    alike = {"invoice": "СЧЁТ-7", "supplier": "ТИПОГРАФИЯ"}
    report = spending.add(spending.begin(), "10.00", **alike)
    report = spending.add(report, "10.00", invoice="Счёт-7", supplier="Others")
    report = spending.add(report, "10.00")
    person, finance = visitor(world.people["SE"]), visitor(world.duty(Role.FINANCE))
    own = f"same supplier and invoice: report 1 of Body of SE, {world.reference}"

    def marked(reader):
        rows = table(reader.open(f"/reports/{report.uid}"), "#items")
        assert "1 item names a supplier and an invoice that stand in another" in reader.text
        return [row[0].partition("no document ")[2] for row in rows]

    assert marked(person) == [own, "", ""]
    spending.move(draft, "submit")  # what another partner has sent is seen, not what it drafts
    other = f"same supplier and invoice: report 1 of Body of LT, {world.reference}"
    assert marked(person) == marked(finance) == [f"{own} {other}", "", ""]
    spending.move(report, "submit")
    spending.move(report, "take", world.duty(Role.FINANCE))
    assert own in plain(finance.open(f"/reports/{report.uid}/cuts").text)


def test_two_who_write_in_one_report_do_not_overwrite_each_other(world, spending, visitor):
    report = spending.add(spending.begin(), "100.00")
    path = f"/reports/{report.uid}/items/{report.items[0].uid}"
    first, second = (visitor(world.people["SE"]).open(path) for _ in range(2))
    first.press("Save the item", Amount="200")
    second.press("Save the item", Amount="300")

    assert second.status == 409
    assert the_report().items[0].amount == D("200.00")


def test_item_that_was_typed_while_a_colleague_sent_the_report_is_shown(world, spending, visitor):
    report = spending.add(spending.begin(), "100.00")
    late = visitor(world.people["SE"]).open(f"/reports/{report.uid}/items/new")
    spending.move(report, "submit")
    late.press("Save the item", {"What for": "Ferry to Gdansk", "Amount": "80"})

    assert late.status == 403
    assert "This was not saved" in late.text
    assert "Ferry to Gdansk" in late.text
    assert len(the_report().items) == 1


def test_item_that_was_deleted_while_it_was_edited_shows_what_was_typed(world, spending, visitor):
    report = spending.add(spending.begin(), "100.00")
    path = f"/reports/{report.uid}/items/{report.items[0].uid}"
    late, quick = (visitor(world.people["SE"]).open(path) for _ in range(2))
    quick.press("Delete this item")
    late.press("Save the item", {"What for": "Ferry to Gdansk"})

    assert late.status == 404
    assert "Ferry to Gdansk" in late.text


def test_warnings_name_the_limit_of_the_flexibility(world, spending, visitor):
    report = spending.add(spending.begin(), "19953.31")  # 16,627.75 and 20 % of it: 19,953.30
    spending.move(report, "submit")
    person = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/spending")
    text = plain(person.page.select_one("#warnings").get_text(" "))

    assert "Staff: Above the limit of the flexibility" in text
    assert "EUR 19,953.31 of EUR 16,627.75 · at most EUR 19,953.30 with the flexibility" in text
    assert "All categories together" not in text
    assert "20 %" in text


def test_rules_may_state_another_flexibility(world, spending, visitor):
    rules = db.session.get(RuleSet, world.project.rule_set_id)
    rules.document = rules.document | {
        "flexibility": {"value": "10", "evidence": {"verified": False}}
    }
    db.session.commit()
    spending.move(spending.add(spending.begin(), "18290.53"), "submit")
    person = visitor(world.people["SE"]).open(f"/partners/{world.partner('SE').uid}/spending")

    assert "Staff: Above the limit of the flexibility" in person.text


def test_project_shows_totals_to_other_partners_but_no_links(world, spending, visitor):
    spending.certify(spending.add(spending.begin(), "1000.00"))
    other = visitor(world.people["LT"]).open(f"/projects/{world.reference}/spending")
    rows = {row[0]: row for row in table(other, "#partners")}

    assert rows["2. Body of SE"][4] == "1,000.00"
    assert rows["Total"][4] == "1,000.00"
    assert "Difference 0.00." in other.text
    links = [link.get_text(" ", strip=True) for link in other.page.select("#partners a")]
    assert links == ["Body of LT"]
    marked = [row[0] for row in table(other, "#partners") if "Lead partner" in row[0]]
    assert marked == [f"1. {world.partner('RU').name} Lead partner"]
    for path in (f"/partners/{world.partner('SE').uid}/spending", f"/reports/{the_report().uid}"):
        assert other.open(path).status == 404


def test_folded_tables_of_spending_keep_their_sums_in_sight(world, spending, visitor):
    spending.certify(spending.add(spending.begin(), "1000.00"))
    person = visitor(world.people["SE"]).open(f"/projects/{world.reference}/spending")

    folds = person.page.select("main details.fold")
    assert [fold.find_parent("section")["id"] for fold in folds] == [
        "partners", "categories", "sources", "co-financing"
    ]  # fmt: skip
    assert all(fold.table and not fold.has_attr("open") for fold in folds)
    assert not person.page.select("main summary a")
    sums = [plain(one.get_text(" ")) for one in folds[0].select(".fold-sum")]
    planned = {row[0]: row[2] for row in table(person, "#partners")}
    assert [line[:3] for line in sums] == ["1. ", "2. ", "3. ", "Tot"]
    assert "Lead partner" in sums[0]
    assert sums[1] == f"2. Body of SE 3.61 % 1,000.00 of {planned['2. Body of SE']} planned"
    assert sums[3].endswith(f"% 1,000.00 of {planned['Total']} planned")


def test_strangers_and_viewers_get_no_further_than_they_may(world, spending, visitor, make):
    report = spending.begin()
    stranger = visitor(make.member())
    viewer = visitor(make.member(world.partner("SE").organisation, Role.VIEWER))
    swede = world.partner("SE").uid
    for path in (
        f"/projects/{world.reference}/spending",
        f"/projects/{world.reference}/spending.xlsx",
        f"/projects/{world.reference}/payments",
        f"/partners/{swede}/spending",
        f"/reports/{report.uid}",
        f"/reports/{report.uid}.csv",
    ):
        assert stranger.open(path).status == 404
        assert viewer.open(path).status == 200
    for path in (
        f"/partners/{swede}/reports/new",
        f"/partners/{swede}/contributions/new",
        f"/reports/{report.uid}/items/new",
        f"/reports/{report.uid}/cuts",
        f"/projects/{world.reference}/payments/new",
        "/exchange-rates/new",
        "/exchange-rates/import",
    ):
        assert viewer.open(path).status == 403


def test_item_of_another_report_is_not_reached(world, spending, visitor):
    mine = spending.add(spending.begin(), "1.00")
    other = spending.add(spending.begin("LT"), "1.00")
    person = visitor(world.people["SE"])

    assert person.open(f"/reports/{mine.uid}/items/{other.items[0].uid}").status == 404


def test_files_have_what_the_pages_show(world, spending, visitor):
    spending.rate("SEK", month_of(localdate()), "10.9475")
    report = spending.add(spending.begin(), "123456.78", "SEK", description="=1+1")
    report = spending.certify(report)
    person = visitor(world.people["SE"])
    book = load_workbook(BytesIO(person.client.get(f"/reports/{report.uid}.xlsx").data))
    heads, row = list(book["items"].iter_rows(values_only=True))
    item = dict(zip(heads, row, strict=True))

    assert (item["euro"], item["amount"], item["currency"]) == (11277.17, 123456.78, "SEK")
    assert item["units_for_one_euro"] == "10.9475"
    assert (item["source_of_rate"], item["description"]) == ("inforeuro", "=1+1")
    rest = ("contribution", "Own contribution", 5638.59, 5638.59)
    assert rest in set(book["claim"].iter_rows(values_only=True))
    lines = person.client.get(f"/projects/{world.reference}/spending.csv").text.splitlines()
    whole = [line for line in lines if ",total,total," in line]
    assert [line.split(",")[7] for line in whole] == ["0.00", "11277.17", "0.00", "11277.17"]
    assert "'=1+1" in person.client.get(f"/reports/{report.uid}.csv").text


def test_desk_names_reports_to_control_and_reports_that_came_back(world, spending, visitor):
    def waiting(person):
        return [task.get_text(" ", strip=True) for task in visitor(person).open("/desk").page.select(
            "#mine .task h3")]  # fmt: skip

    finance, writer = world.duty(Role.FINANCE), world.people["SE"]
    report = spending.add(spending.begin(), "100.00")
    assert not [title for title in waiting(writer) if "report" in title]
    report = spending.move(report, "submit")
    assert "Control report 1 of Body of SE" in waiting(finance)
    assert "report" not in " ".join(waiting(writer))

    report = spending.move(report, "return", finance, "Why?")
    assert "Control report 1 of Body of SE" not in waiting(finance)
    assert "Answer what the controller asks about report 1 of Body of SE" in waiting(writer)
    report.preparers = [*report.preparers, finance.id]
    db.session.commit()
    spending.move(report, "submit")
    assert "Control report 1 of Body of SE" not in waiting(finance)


def test_days_of_a_report_are_changed_on_its_page(world, spending, visitor):
    report = spending.begin()
    partner = visitor(world.people["SE"]).open(f"/reports/{report.uid}/edit")
    partner.press(partner.buttons[-1], Last_day="2026-05-31")

    assert "1 January 2026 to 31 May 2026" in plain(partner.text)
