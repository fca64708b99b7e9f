"""One arithmetic: what `compute-budget` prints of ten budgets is what pages and files show."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.api.commands import issue
from app.budgets.document import run
from app.budgets.plan import CONTRIBUTION, Category
from app.budgets.version_document import KNOWN
from app.budgets.workbook.columns import period_heads, period_of
from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.budgets.workbook.records import coded
from app.core.db import db
from app.core.tables import Table, read_sheets, read_table
from app.directory.models import Organisation
from app.programmes.vocabularies import fund_name
from tests.budgets.random_plans import NAMES, Maker
from tests.making import Make, actor
from tests.partnership import World, found
from tests.visitor import Visitor, plain

Browser = Callable[..., Visitor]
Amounts = dict[str, Any]

COUNTRIES = ("SE", "LT", "PL", "DE", "DK", "FI", "EE", "LV", "NO")
PERIODS = 3
LABELS = {"preparation": "Preparation", "1": "Period 1", "2": "Period 2", "3": "Period 3",
          "closure": "Closure"}  # fmt: skip
ZERO = "0.00"


@pytest.fixture
def world(make: Make) -> World:
    """A project of ten partners under no programme's rules, so that any fund may pay."""
    world = found(make, *COUNTRIES)
    project = world.project
    project.rule_set, project.periods = None, PERIODS
    db.session.commit()
    return world


@pytest.fixture
def plans(world: World) -> dict[str, dict[str, Any]]:
    """A random plan for each partner, as versions write it down, tied to no work package."""
    made = {}
    for seed, country in enumerate(world.people):
        made[country] = Maker(seed).document(PERIODS, lines=8)
        for name in ("lines", "lump_sums", "unit_costs"):
            for row in made[country][name]:
                row |= {"work_package": None, "activity": None}
    return made


def bring_in(world: World, visitor: Browser, country: str, plan: dict[str, Any]) -> None:
    budget = world.budget(country)
    about = {"budget": str(budget.uid), "version": budget.version}
    with workbook([Part(budget.partner.number, plan, PERIODS, about)], spare=0) as file:
        content = file.read()
    person = visitor(world.people[country]).open(f"/budgets/{budget.uid}/import")
    person.press("Look at what it would do", {"The workbook or table": ("a.xlsx", content)})
    person.press("Take the file over")
    assert person.path == f"/budgets/{budget.uid}", person.text


def of_command(world: World, plans: dict[str, Any], folder: Path) -> Amounts:
    """Print the project by the command; `id` of a partner is its number."""
    document: Amounts = {"currency": "EUR", "periods": {"count": PERIODS}, "partners": []}
    for country, plan in plans.items():
        partner = {"id": str(world.partner(country).number), "role": "partner"}
        partner |= {"options": plan["options"]}
        for part, keys in KNOWN.items():
            partner[part] = [{key: row[key] for key in keys if key in row} for row in plan[part]]
        document["partners"].append(partner)
    path = folder / "project.json"
    path.write_text(json.dumps(document))
    return dict(json.loads(run([path])))


def of_workbook(content: bytes) -> Amounts:
    read = read_sheets(io.BytesIO(content), "a.xlsx")
    sheets = {sheet: coded(sheet, table) for sheet, table in read.items()}
    totals = [dict(row.cells) for row in sheets["Totals"].rows]
    return of_totals(totals) | {
        "funds": {row.cells["fund"]: row.cells["amount"] for row in sheets["Funds"].rows
                  if row.cells["fund"]}
    }  # fmt: skip


def of_table(content: bytes) -> Amounts:
    rows = [dict(row.cells) for row in read_table(io.BytesIO(content), "a.csv").rows]
    return of_totals([row for row in rows if row["kind"] == "total"]) | {
        "funds": {row["fund"]: row["amount"] for row in rows if row["kind"] == "fund"}
    }


def of_totals(rows: list[dict[str, str]]) -> Amounts:
    named = {row["row"]: row for row in rows}
    heads = period_heads(tuple(LABELS))
    return {
        "categories": {category.value: named[category]["amount"] for category in Category},
        "total": named["total"]["amount"],
        "contribution": named[CONTRIBUTION]["amount"],
        "periods": {
            period_of(head): {category.value: named[category][head] for category in Category}
            for head in heads
        },
    }


def of_calculation(content: bytes, expected: Amounts, part: str) -> Amounts:
    """Read the derivations of a part of the calculation sheet, which leaves out what is nothing."""
    table = read_sheets(io.BytesIO(content), "a.xlsx")["Calculation"]
    told = {
        row.cells["What"]: row.cells["Amount, EUR"]
        for row in table.rows
        if row.cells["Part"] in {part, "Periods"}
    }
    found = {
        "categories": {
            category.value: told.get(str(category.label), ZERO) for category in Category
        },
        "total": told.get("Total", ZERO),
        "funds": {code: told.get(fund_name(code), ZERO) for code in expected["funds"]},
        "contribution": told.get("Own contribution", ZERO),
    }
    if "periods" in expected:
        found["periods"] = {
            name: {c.value: told.get(f"{label}: {c.label}", ZERO) for c in Category}
            for name, label in LABELS.items()
        }
    return found


def of_rows(table: Table) -> Amounts:
    """Read the sums of a project, which stand in the last row; heads are names, or in words."""
    names = {str(category.label): category.value for category in Category}
    names |= {"Own contribution": CONTRIBUTION, "Total": "total"}
    last = {names.get(head, head): text for head, text in table.rows[-1].cells.items()}
    known = {fund_name(code): code for code in NAMES}
    return {
        "total": last["total"],
        "funds": {known.get(head, head): text for head, text in last.items()
                  if known.get(head, head) in NAMES},
        "contribution": last[CONTRIBUTION],
        "categories": {category.value: last[category.value] for category in Category},
    }  # fmt: skip


def added(amounts: Iterable[str]) -> str:
    return str(sum((Decimal(text) for text in amounts), Decimal(ZERO)))


def of_sheet(person: Visitor) -> Amounts:
    """Ask the server, as the sheet does while somebody types."""
    token = person.page.main.find(attrs={"name": "csrf_token"})["value"]
    answer = person.client.post(f"{person.path}/figures", data={"csrf_token": token})
    texts = {
        name: plain(text).replace(",", "") for name, text in answer.get_json()["texts"].items()
    }
    return {
        "categories": {category.value: texts[f"t-{category.value}"] for category in Category},
        "total": texts["t-total"],
        "contribution": texts["t-contribution"],
    }


def of_interface(client: FlaskClient, person: User, organisation: Organisation) -> Amounts:
    token = issue(person, organisation, "Sheet", actor(person))
    db.session.commit()
    answer = client.get("/api/v1/budgets", headers={"Authorization": f"Bearer {token}"})
    [budget] = answer.get_json()["items"]
    return {name: budget[name] for name in ("categories", "total", "funds", "contribution")}


def test_ten_budgets_come_to_the_same_amounts_everywhere(
    world: World, plans: dict[str, Any], visitor: Browser, client: FlaskClient, tmp_path: Path
) -> None:
    for country, plan in plans.items():
        bring_in(world, visitor, country, plan)
    printed = of_command(world, plans, tmp_path)

    for country, expected in zip(plans, printed["partners"], strict=True):
        budget = world.budget(country)
        person, path = visitor(world.people[country]), f"/budgets/{budget.uid}"
        calculation = person.open(f"{path}/calculation.xlsx").answer.data
        shown = {
            "workbook": of_workbook(person.open(f"{path}.xlsx").answer.data),
            "table": of_table(person.open(f"{path}.csv").answer.data),
            "calculation": of_calculation(calculation, expected, "Costs and who pays"),
            "sheet": of_sheet(person.open(f"{path}/sheet")),
            "interface": of_interface(client, world.people[country], budget.partner.organisation),
        }
        for where, amounts in shown.items():
            for name, amount in amounts.items():
                assert amount == expected[name], (country, where, name)

    person, path = visitor(world.people["RU"]), f"/projects/{world.reference}/budget"
    table = read_table(io.BytesIO(person.open(f"{path}.csv").answer.data), "a.csv")
    book = read_sheets(io.BytesIO(person.open(f"{path}.xlsx").answer.data), "a.xlsx")
    calculation = person.open(f"{path}/calculation.xlsx").answer.data
    sums = {
        name: added(partner["categories"][name] for partner in printed["partners"])
        for name in printed["partners"][0]["categories"]
    }
    expected = printed | {"categories": sums}
    for amounts in (
        of_rows(table),
        of_rows(coded("Project", book["Project"])),
        of_calculation(calculation, printed, "The whole project"),
    ):
        for name, amount in amounts.items():
            assert amount == expected[name], name


def test_what_is_typed_comes_to_what_the_command_prints(
    make: Make, visitor: Browser, tmp_path: Path
) -> None:
    world = found(make, "SE")
    world.project.periods = PERIODS
    path = f"/budgets/{world.budget('SE').uid}"
    person = visitor(world.people["SE"]).open(f"{path}/sheet")
    person.press(
        "Save",
        {
            "r.nstaff1.description": "Auditors", "r.nstaff1.unit_type": "day",
            "r.nstaff1.units": "3,33", "r.nstaff1.unit_price": "16 111,11",
            "r.nstaff1.p1": "16 111.11", "r.nstaff1.p2": "0.01",
            "r.nlumpsums1.description": "Preparation", "r.nlumpsums1.unit_price": "5000",
            "r.nlumpsums1.period": "preparation",
            "r.nunitcosts1.description": "Flights", "r.nunitcosts1.units": "7",
            "r.nunitcosts1.unit_price": "0.07", "r.nunitcosts1.costs_as": "travel",
            "r.nunitcosts1.p3": "0.49",
        },
    )  # fmt: skip
    person.open(f"{path}/funding").press("Save and compute", {"rate_erdf": "33.33"})
    plan: Amounts = {
        "options": {},
        "lines": [{"category": "staff", "units": "3.33", "unit_price": "16111.11",
                   "periods": {"1": "16111.11", "2": "0.01"}}],
        "lump_sums": [{"amount": "5000.00", "period": "preparation"}],
        "unit_costs": [{"category": "travel", "units": "7", "unit_price": "0.07",
                        "periods": {"3": "0.49"}}],
        "funds": [{"fund": "ERDF", "rate": "33.33"}],
        "contribution_sources": [],
    }  # fmt: skip
    [expected] = of_command(world, {"SE": plan}, tmp_path)["partners"]

    assert (expected["total"], expected["funds"]) == ("58650.48", {"ERDF": "19548.20"})
    shown = of_workbook(person.open(f"{path}.xlsx").answer.data)
    assert shown == {name: expected[name] for name in shown}
