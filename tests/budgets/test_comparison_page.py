"""The page of a comparison on phones: what is folded keeps what it comes to in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.budgets.comparison import SEATS, Comparison, OwnRules, Pair
from app.budgets.overview import Overview
from app.budgets.summary import budgets_in
from app.programmes import rules
from tests.visitor import plain


@pytest.fixture
def written(world):
    for country in ("RU", "SE", "LT"):
        world.write(country)
    return world


def page_of(world, visitor, others: str = "?rules=lt-pl-ru-enpi"):
    return visitor(world.people["SE"]).open(f"/projects/{world.reference}/rules{others}").page


def lines(fold) -> list[str]:
    return [plain(one.get_text(" ")) for one in fold.select(".fold-sum")]


def test_each_check_is_folded_with_what_it_comes_to_for_whom(written, visitor):
    page = page_of(written, visitor)
    folds = {plain(one.select_one(".fold-title").get_text()): one
             for one in page.select("#differences details.fold")}  # fmt: skip
    rows = page.select("#differences details.fold tbody tr")

    assert lines(folds["Funds open to the partner's country"])[1:] == [
        "2. Body of SE Blocks", "3. Body of LT Blocks"
    ]  # fmt: skip
    assert sum(len(lines(fold)) for fold in folds.values()) == len(rows)
    assert all("Lead partner" in line for line in lines(folds["Rates of the funds"])[:1])
    assert not page.select("summary a")


def test_money_is_folded_partner_by_partner_with_the_difference(written, visitor):
    page = page_of(written, visitor, "?rules=interreg-bsr-2021-27&on=2006-06-08")
    folds = page.select("#money details.fold")

    assert [plain(one.select_one(".fold-title").get_text(" ")).split(". ")[0] for one in folds] == [
        "1", "2", "3", "Total"
    ]  # fmt: skip
    assert [lines(one)[1] for one in folds[:3]] == [
        "Difference, EUR +59,324.83", "Difference, EUR -8,321.64", "Difference, EUR -2,200.00"
    ]  # fmt: skip
    assert lines(folds[3])[-1] == "Own contribution 80,264.25"


def test_checks_of_the_project_stay_open_until_it_is_compared(written, visitor):
    alone = page_of(written, visitor, "").select_one("#checks details.fold")
    beside = page_of(written, visitor).select_one("#checks details.fold")

    assert alone.has_attr("open")
    assert not beside.has_attr("open")
    assert plain(beside.summary.get_text(" ")).startswith("Now: ")


def test_check_of_seats_names_no_partner_whose_id_a_slot_happens_to_have(written):
    project = written.project
    own = OwnRules(Overview(project, budgets_in(project)))
    other = next(one for one in rules.shipped() if one["slug"] == "tacis-cbc-spf")
    compared = Comparison(own, rules.parse(other), own.as_of)
    member = own.members[1]
    pair = Pair("B5", member.id, (), ())

    assert compared.member_of(pair) == member
    assert compared.member_of(replace(pair, check=SEATS)) is None
    assert compared.member_of(replace(pair, subject="")) is None
