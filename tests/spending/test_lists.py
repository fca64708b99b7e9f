"""Payments and long lists, as the lead partner and partners see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.core.db import db
from app.directory.choices import Role
from app.spending.commands import COLUMNS
from app.spending.models import Expenditure, Payment
from app.spending.views import payments, progress, reports
from tests.spending.reading import plain, table

D = Decimal


def copied(item, **changed):
    """Another item with the facts of this one."""
    names = (*COLUMNS, "report_id", "rate", "euro")
    return Expenditure(**{name: getattr(item, name) for name in names} | changed)


def test_lead_partner_writes_down_what_it_received_and_forwarded(world, spending, visitor):
    spending.certify(spending.add(spending.begin("LT"), "12345.67"))
    lead = visitor(world.people["RU"]).open(f"/projects/{world.reference}/payments/new")
    lead.press("Save the payment", What="Forwarded to the partner", Fund="ERDF", Amount="9000",
               Date="2026-08-01")  # fmt: skip
    assert lead.errors == ["To which partner: Say to which partner it was forwarded."]
    lead.press("Save the payment", {"To which partner": "3. Body of LT"})
    said = "Forwarded to the partner, 3. Body of LT, ERDF, EUR 9,000.00 on 1 August 2026."
    assert f"Written down: {said}" in plain(lead.page.body.get_text())
    lead.click("Write down a payment")
    lead.press("Save the payment", What="Received from the programme", Fund="ERDF",
               Amount="9259.25", Date="2026-07-01")  # fmt: skip
    sums = "Received from the programme: EUR 9,259.25 · Forwarded to the partner: EUR 9,000.00"
    assert sums in plain(lead.text)
    assert [row[:5] for row in table(lead, "#payments")] == [
        ["1 August 2026", "Forwarded to the partner", "3. Body of LT", "ERDF", "9,000.00"],
        ["1 July 2026", "Received from the programme", "–", "ERDF", "9,259.25"],
    ]
    other = visitor(world.people["LT"]).open(f"/projects/{world.reference}/payments")
    assert other.buttons == []
    assert ["3. Body of LT", "ERDF", "9,259.25", "9,000.00", "259.25"] in table(other, "#partners")
    assert ["ERDF", "9,259.25", "9,000.00", "0.00", "259.25"] in table(other, "#forwarding")
    lead.open(f"/projects/{world.reference}/payments")
    uid = db.session.scalars(sa.select(Payment.uid).order_by(Payment.id)).first()
    lead.press("Take back", within="1 August 2026")
    assert "of 1 August 2026. The history keeps it." in lead.text
    assert uid not in set(db.session.scalars(sa.select(Payment.uid)))


def test_new_payment_is_in_sight_wherever_it_stands(world, spending, visitor, monkeypatch):
    monkeypatch.setattr(payments, "PER_PAGE", 2)
    for day in (5, 6, 7, 8):
        spending.pay("100.00", date(2026, 5, day))
    lead = visitor(world.people["RU"]).open(f"/projects/{world.reference}/payments/new")
    lead.press("Save the payment", What="Received from the programme", Fund="ERDF",
               Amount="7", Date="2026-05-05")  # fmt: skip

    assert lead.here.endswith("page=2")
    assert ["5 May 2026", "7.00"] in [[row[0], row[4]] for row in table(lead, "#payments")]


def test_partner_writes_down_what_came_of_its_contribution(world, visitor):
    path = f"/partners/{world.partner('SE').uid}/spending"
    person = visitor(world.people["SE"]).open(path)
    person.click("Write down a contribution")
    person.press("Save the payment", From="Body of SE", Amount="100", Date="2026-05-05")

    assert person.path == path
    origin, total = table(person, "#co-financing")
    assert origin[0] == "Body of SE own money"
    assert origin[5] == total[5] == "100.00"


def test_pages_ask_the_same_however_many_reports_there_are(world, spending, visitor, counting):
    paths = [
        f"/projects/{world.reference}/spending",
        f"/partners/{world.partner('SE').uid}/spending",
    ]
    spending.certify(spending.add(spending.begin(), "10.00"))
    person = visitor(world.people["SE"])

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with counting() as statements:
                person.open(path)
            counts.append(len(statements))
        return counts

    person.open(paths[0])
    one = asked()
    for _ in range(4):
        spending.certify(spending.add(spending.add(spending.begin(), "10.00"), "20.00"))
    spending.certify(spending.add(spending.begin("LT"), "10.00"))
    assert asked() == one
    assert max(one) <= 25


def test_long_lists_have_pages_and_sums_of_all_their_rows(
    world, spending, visitor, counting, monkeypatch
):
    monkeypatch.setattr(reports, "ITEMS_A_PAGE", 10)
    monkeypatch.setattr(payments, "PER_PAGE", 10)
    monkeypatch.setattr(progress, "REPORTS_A_PAGE", 10)
    report = spending.add(spending.begin(), "10.00", invoice="F", supplier="A")
    report = spending.move(report, "submit")
    report = spending.move(report, "take", world.duty(Role.FINANCE))
    spending.pay("100.00")
    lists = {
        f"/reports/{report.uid}": "#items",
        f"/partners/{world.partner('SE').uid}/spending": "#reports",
        f"/projects/{world.reference}/payments": "#payments",
    }
    person, finance = visitor(world.people["SE"]), visitor(world.duty(Role.FINANCE))

    def asked() -> list[int]:
        counts = []
        for reader, path in [(person, path) for path in lists] + [
            (finance, f"/reports/{report.uid}/cuts")
        ]:
            with counting() as statements:
                reader.open(path)
            counts.append(len(statements))
        return counts

    asked()
    one = asked()
    db.session.add_all(
        copied(report.items[0], description=f"Item {number}") for number in range(2, 31)
    )
    for _ in range(29):
        spending.begin()
        spending.pay("100.00")
    assert asked() == one

    for path, place in lists.items():
        person.open(path)
        assert len(table(person, place)) == 10
        person.click("Page 3")
        assert len(table(person, place)) == 10
    person.open(f"/reports/{report.uid}?page=3")
    assert table(person, "#items")[-1][0].startswith("30. Item 30")
    assert "Items = EUR 300.00" in plain(person.text)
    person.open(f"/projects/{world.reference}/payments?page=3")
    assert "Received from the programme: EUR 3,000.00" in plain(person.text)
    finance.open(f"/reports/{report.uid}/cuts?page=3")
    finance.press("Save the cuts", {"Item 30: cut": "4", "Item 30: reason": "Wine"})
    assert finance.here.endswith("page=3")
    assert [item.cut for item in spending.read(report).items] == [*[D("0.00")] * 29, D("4.00")]
