"""Funds, origins of the contribution and flat rates: what stays, and what proves it."""

from __future__ import annotations

import pytest

from app.budgets.commands import choose_options
from app.budgets.plan import Pledge
from app.core.db import db
from app.core.errors import DomainError
from tests.journeys.cast import PDF
from tests.making import actor


@pytest.fixture
def world(world):
    world.write("SE")
    return world


def funding_of(world, visitor, country="SE"):
    return visitor(world.people[country]).open(f"/budgets/{world.budget(country).uid}/funding")


def test_source_keeps_its_row_and_its_evidence(world, visitor):
    before = world.budget("SE").sources[0].id
    person = funding_of(world, visitor)
    person.press(
        "Save and compute",
        {"sources-0-pledge": "proved", "sources-0-file": ("decision.pdf", PDF)},
    )
    person.press("Save and compute", {"sources-0-name": "Body of SE, Malmö"})

    (source,) = world.budget("SE").sources
    assert (source.id, source.name, source.pledge) == (before, "Body of SE, Malmö", Pledge.PROVED)
    assert source.evidence.name == "decision.pdf"
    answer = person.client.get(f"/budgets/{world.budget('SE').uid}/evidence/{source.evidence.uid}")
    assert answer.data == PDF
    other = visitor(world.people["LT"])
    assert other.open(answer.request.path).status == 404


def test_proved_money_wants_its_document(world, visitor):
    person = funding_of(world, visitor)
    person.press("Save and compute", {"sources-0-pledge": "proved"})

    assert person.status == 422
    assert "Attach the document that proves it." in person.errors[0]
    assert world.budget("SE").sources[0].pledge == Pledge.INTENDED


def test_own_money_moves_from_one_origin_to_another(world, visitor):
    person = funding_of(world, visitor)
    person.press(
        "Save and compute",
        {"sources-0-is_partner": False, "sources-1-name": "The body itself",
         "sources-1-amount": "1", "sources-1-is_partner": True},
    )  # fmt: skip

    assert [one.is_partner for one in world.budget("SE").sources] == [False, True]
    assert "EUR" in person.text
    assert "-1.00" in person.page.select_one(".delta").get_text()


def test_ten_origins_are_the_most(world, visitor):
    person = funding_of(world, visitor)
    for _round in range(6):
        free = [f for f in person.page.select("[name$='-name']") if not f.get("value")]
        if not free:
            break
        filled = {f["name"]: "Somebody" for f in free}
        amounts = {f["name"].replace("-name", "-amount"): "1" for f in free}
        person.press("Save and compute", filled | amounts)

    assert len(world.budget("SE").sources) == 10


def test_flat_rates_stay_once_the_budget_was_fixed(world):
    budget = world.budget("SE")
    budget.baseline = 1

    with pytest.raises(DomainError):
        choose_options(budget, actor(world.people["SE"]), {})


def test_fund_that_the_rules_do_not_offer_is_named_before_it_goes(world, visitor):
    world.budget("SE").funding[0].fund = "TACIS"
    db.session.commit()
    person = funding_of(world, visitor)
    assert "No longer offered: Tacis" in person.text

    person.press("Save and compute", {"ERDF": "50"})
    assert [one.fund for one in world.budget("SE").funding] == ["ERDF"]
    assert "No longer offered" not in person.text
