"""The room of payments: how it is found, and when it says that money waits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.core.db import db
from app.directory.choices import Role
from app.spending import commands
from app.spending.models import PaymentKind
from tests.making import actor
from tests.spending.reading import plain, table


@pytest.mark.parametrize("room", ["", "/plan", "/budget", "/rules", "/spending"])
def test_every_room_of_a_project_leads_to_its_payments(world, visitor, room):
    person = visitor(world.duty(Role.FINANCE)).open(f"/projects/{world.reference}{room}")

    person.click("Payments", within="This project")

    assert person.path == f"/projects/{world.reference}/payments"
    assert person.page.select_one(".tabs [aria-current]").get_text() == "Payments"


def test_both_pages_say_where_received_money_waits_until_it_is_forwarded(world, spending, visitor):
    spending.certify(spending.add(spending.begin("LT"), "1000.00"))
    reader = visitor(world.duty(Role.FINANCE))
    lead, partner = world.people["RU"], world.partner("LT")

    def said() -> list[bool]:
        pages = [f"/projects/{world.reference}/{room}" for room in ("payments", "spending")]
        return ["Money waits to be forwarded" in reader.open(page).text for page in pages]

    assert said() == [False, False]
    spending.pay("750.00")
    assert said() == [True, True]
    hint = "ERDF: EUR 750.00 are certified for partners, and the lead partner holds EUR 750.00."
    assert hint in plain(reader.text)
    values = {
        "kind": PaymentKind.FORWARDED, "fund": "ERDF", "amount": Decimal("750.00"),
        "on": date(2026, 8, 1), "partner": partner,
    }  # fmt: skip
    commands.pay(world.project, actor(lead), values)
    db.session.commit()
    assert said() == [False, False]


def test_folded_tables_keep_what_each_partner_has_to_get_in_sight(world, spending, visitor):
    for country in ("RU", "LT"):
        spending.certify(spending.add(spending.begin(country), "1000.00"))
    person = visitor(world.people["LT"]).open(f"/projects/{world.reference}/payments")
    funds, partners = person.page.select(":is(#forwarding, #partners) details.fold")

    assert [plain(one.get_text(" ")) for one in partners.select(".fold-sum")] == [
        "3. Body of LT ERDF 750.00"
    ]
    assert plain(funds.select_one(".fold-sum").get_text(" ")) == "ERDF 750.00"
    assert len(table(person, "#partners")) == 2
