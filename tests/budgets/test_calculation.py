"""The calculation sheet: every amount with its derivation, and a proof that holds."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from app.budgets.arithmetic import compute
from app.budgets.calculation import Calculation, Proof, calculation_of
from app.budgets.calculation_files import _printed, calculation_pdf
from app.budgets.explanation import explain, explanations_of_periods
from app.budgets.figures import Figures
from app.budgets.plan import Category, FundRate, Line, LumpSum, Option, Plan
from app.core.db import db
from app.core.times import localdate
from tests.visitor import plain

D = Decimal


@pytest.fixture
def world(world):
    world.write("SE")
    return world


def test_periods_of_the_worked_example_are_explained_with_their_rest(app) -> None:
    staff = {str(n): D("16111.11") for n in (1, 2, 3)}
    plan = Plan(
        options={Option.OFFICE_ON_STAFF: D("15.00")},
        lines=[Line(Category.STAFF, D("3.00"), D("16111.11"), "Staff", staff)],
        lump_sums=[LumpSum(D("5000.00"), "preparation", "Preparing")],
        funds=[FundRate("TACIS", D("90.00"))],
    )
    with app.test_request_context():
        told = {
            one.title: (str(one.amount), plain(one.calculation))
            for one in explanations_of_periods(plan, compute(plan), 3)
        }

    assert told["Period 1: Office and administration"] == (
        "2416.66", "16,111.11 × 15 % = 2,416.6665 → 2,416.66",
    )  # fmt: skip
    assert told["Period 3: Office and administration"] == (
        "2416.67", "7,249.99 − 0.00 − 2,416.66 − 2,416.66 − 0.00 = 2,416.67",
    )  # fmt: skip
    assert told["Preparation: Lump sums"][0] == "5000.00"
    assert "Period 2: Tacis" in told


def test_sheet_as_xlsx_has_amounts_as_numbers_with_rule_and_citation(world, visitor) -> None:
    uid = world.budget("SE").uid
    answer = visitor(world.people["SE"]).open(f"/budgets/{uid}/calculation.xlsx").answer
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    heads, *rows = book["Calculation"].iter_rows(values_only=True)
    told = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    proofs = list(book["Proof"].iter_rows(values_only=True))[1:]

    assert told["ERDF"]["Amount, EUR"] == 13869.4
    assert plain(told["ERDF"]["Calculation"]) == "27,738.81 × 50 % = 13,869.405 → 13,869.40"
    assert told["ERDF"]["From"] == (
        "BSR INTERREG III B Neighbourhood Programme 2000–2006, version 1 of the rules; Not verified"
    )
    assert ("Rows and flat rates = total", 27738.81, 27738.81, 0) in proofs
    assert ("Origins = own contribution", 13869.41, 13869.41, 0) in proofs
    assert {row[3] for row in proofs} == {0}


def test_origins_that_lack_a_cent_fail_the_proof(app, world) -> None:
    budget = world.budget("SE")
    budget.sources[0].amount -= D("0.01")
    with app.test_request_context():
        sheet = calculation_of(Figures(budget))
    db.session.rollback()

    assert [(one.text, one.difference) for one in sheet.proofs if not one.holds] == [
        ("Origins = own contribution", D("-0.01"))
    ]


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_sheet_of_partner_and_project_are_for_those_who_see_them(world, visitor, kind) -> None:
    uid, reference = world.budget("SE").uid, world.reference
    own, other = visitor(world.people["SE"]), visitor(world.people["LT"])

    assert own.open(f"/budgets/{uid}/calculation.{kind}").status == 200
    assert other.open(f"/budgets/{uid}/calculation.{kind}").status == 404
    assert other.open(f"/projects/{reference}/budget/calculation.{kind}").status == 200
    assert visitor().open(f"/projects/{reference}/budget/calculation.{kind}").status == 404


def test_sheet_prints_long_names_and_a_proof_that_fails(app) -> None:
    """Fifty rows on several pages; a name stands whole in its own row, and shortened in a sum."""
    name = "Проведение обучающих семинаров для предприятий малого и среднего бизнеса, очередь"
    plan = Plan(lines=[Line(Category.STAFF, D(1), D("10.01"), f"{name} {n}") for n in range(50)])
    staff = compute(plan).categories[Category.STAFF]
    with app.test_request_context():
        told = explain("Staff", staff, "The sum of the lines of this category")
        proofs = [Proof("Rows = total", D("500.50"), D("500.51"))]
        sheet = Calculation("Sheet", [("Partner", name)], [("Costs", [told])], proofs)
        printed = _printed(sheet, told)

        assert [text for text, _value in told.terms][49] == f"{name} 49"
        assert "Проведение обучающих семинаров для … 10.01; " in printed["inputs"]
        assert printed["inputs"].count(";") == 49
        assert calculation_pdf(sheet, localdate()).startswith(b"%PDF-")


def test_sheet_prints_what_the_fonts_lack_as_a_square(app) -> None:
    sheet = Calculation("Sheet of 北京 \N{COMPASS}", [("Partner", "北京")], [], [])
    with app.test_request_context():
        printed = calculation_pdf(sheet, localdate())

    assert printed.startswith(b"%PDF-")
