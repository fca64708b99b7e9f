"""The money of a whole project: read as sums, laid out in tables that close, drawn and printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.budgets import arithmetic, queries
from app.budgets.figures import Figures
from app.budgets.models import Budget, Funding, Line, Source
from app.budgets.overview import Overview
from app.budgets.plan import Category, Option, Pledge, SourceStatus
from app.budgets.summary import budgets_in, summaries_of
from app.consortia.models import Partner, Project, ProjectState
from app.consortia.queries import get_project
from app.core.db import db
from app.directory.choices import PartnerRole, Role
from app.programmes.commands import load_programmes
from tests.large_project import large_project
from tests.visitor import plain

C, D = Category, Decimal

WORKED_EXAMPLE = (
    (
        {Option.TRAVEL_FLAT: D(15), Option.OFFICE_ON_STAFF: D(15)},
        [
            (C.STAFF, "3", "16111.11", dict.fromkeys("123", "16111.11")),
            (C.EXTERNAL, "1", "37777.77", {"1": "37777.77"}),
            (C.EQUIPMENT, "1", "12345.67", {"2": "12345.67"}),
            (C.LUMP_SUMS, "1", "5000.00", "preparation"),
        ],
        {"TACIS": D(90)},
    ),
    (
        {Option.STAFF_FLAT: D(20), Option.OFFICE_ON_STAFF: D(15)},
        [
            (C.TRAVEL, "1", "8111.11", {}),
            (C.EXTERNAL, "1", "61234.57", {}),
            (C.EQUIPMENT, "1", "2999.99", {}),
        ],
        {"ERDF": D(50)},
    ),
    ({Option.OTHER_FLAT: D(40)}, [(C.STAFF, "1", "39999.99", {})], {"ERDF": D(75)}),
    (
        {Option.OFFICE_ON_DIRECT: D(7)},
        [
            (C.STAFF, "1", "10101.01", {}),
            (C.TRAVEL, "1", "1234.56", {}),
            (C.EXTERNAL, "1", "4321.09", {}),
        ],
        {"ERDF": D(75), "NATIONAL": D(10)},
    ),
)
"""The golden project of the money rules, partner by partner: options, lines, funds."""


def rows(page, selector: str) -> list[list[str]]:
    return [
        [plain(cell.get_text(" ")) for cell in row.find_all(["th", "td"])]
        for row in page.page.select(f"{selector} table tr")
    ]


def proofs(page, selector: str) -> list[str]:
    return [plain(one.get_text(" ")) for one in page.page.select(f"{selector} .proof")]


def worked_example(periods: int = 3) -> Project:
    project = Project(reference="PR-2006-001", title="Worked example", periods=periods)
    for number, (options, lines, funds) in enumerate(WORKED_EXAMPLE, start=1):
        partner = Partner(
            project=project,
            number=number,
            role=PartnerRole.PARTNER if number > 1 else PartnerRole.LEAD,
            name=f"PP{number}",
            country=["RU", "SE", "LT", "PL"][number - 1],
        )
        budget = Budget(partner=partner, **{option.value: rate for option, rate in options.items()})
        for position, (category, units, price, when) in enumerate(lines, start=1):
            budget.lines.append(
                Line(
                    position=position,
                    category=category,
                    description=f"Line {position}",
                    units=D(units),
                    unit_price=D(price),
                    period=when if isinstance(when, str) else "",
                    periods=when if isinstance(when, dict) else {},
                )
            )
        budget.funding = [Funding(fund=fund, rate=rate) for fund, rate in funds.items()]
        db.session.add(budget)
    db.session.commit()
    return project


def anew(reference: str) -> Overview:
    """Read a project as its page does: nothing is left of what was in memory."""
    db.session.commit()
    db.session.expunge_all()
    project = get_project(reference)
    return Overview(project, budgets_in(project))


def table(crosstable) -> dict[str, dict[str, str]]:
    """Show what is not zero."""
    names = [key for key, _name in crosstable.columns]
    return {
        row.key: {n: str(cell) for n, cell in zip(names, row.cells, strict=True) if cell}
        for row in crosstable.rows
    }


def test_sums_read_from_the_database_are_those_of_every_line(app):
    load_programmes()
    project = large_project(3, 40, 3)
    extras = [
        {"category": C.LUMP_SUMS, "description": "Preparation", "period": "preparation"},
        {"category": C.LUMP_SUMS, "description": "Later", "period": ""},
        {"category": C.UNIT_COSTS, "description": "Standard", "costs_as": C.EXTERNAL},
        {"category": C.UNIT_COSTS, "description": "Free"},
        {"category": C.STAFF, "description": "Whole euros", "periods": {"1": "7", "2": "0.5"}},
        {"category": C.STAFF, "description": "Largest", "periods": {"3": "999999999.99"}},
    ]
    budget = db.session.scalars(sa.select(Budget).order_by(Budget.id)).first()
    units = {C.UNIT_COSTS: D("0.33")}
    for position, given in enumerate(extras, start=100):
        count = units.get(given["category"], D(1))
        values = {"position": position, "units": count, "unit_price": D("1234.57"), "periods": {}}
        db.session.add(Line(budget_id=budget.id, **values | given))
    db.session.commit()
    db.session.expunge_all()
    project = get_project(project.reference)

    summaries = summaries_of(budgets_in(project), by_period=True)

    db.session.expunge_all()
    every_line = [Figures(b) for b in queries.budgets_of(get_project(project.reference))]
    assert len(summaries) == len(every_line) == 3
    for summary, figures in zip(summaries, every_line, strict=True):
        assert results(summary.computed) == results(figures.computed)
        spread = arithmetic.spread(figures.plan, figures.computed, 3)
        assert by_period(summary.in_periods(3)) == by_period(spread)
        for name in (
            "total",
            "funds",
            "contribution",
            "sources",
            "options",
            "real_office",
            "fixed_costs",
        ):
            assert getattr(summary.as_facts, name) == getattr(figures.as_facts, name)
    assert [cost.name for cost in summaries[0].as_facts.fixed_costs] == [
        "Preparation", "Later", "Standard", "Free"
    ]  # fmt: skip


def results(budget: arithmetic.Budget) -> dict[str, Decimal]:
    return {
        **{name: derived.result for name, derived in budget.categories.items()},
        **{name: derived.result for name, derived in budget.funds.items()},
        "total": budget.total.result,
        "contribution": budget.contribution.result,
    }


def by_period(spread) -> dict[tuple[str, str], Decimal]:
    return {
        (n, c): derived.result for n, amounts in spread.items() for c, derived in amounts.items()
    }


def test_office_lines_and_office_unit_costs_are_told_apart(app):
    project = worked_example()
    third = db.session.scalars(sa.select(Budget).order_by(Budget.id)).all()[2]
    third.other_flat = None
    values = {"units": D(1), "unit_price": D(10), "description": "x"}
    db.session.add_all(
        [
            Line(budget_id=third.id, position=8, category=C.OFFICE, **values),
            Line(
                budget_id=third.id, position=9, category=C.UNIT_COSTS, costs_as=C.OFFICE, **values
            ),
        ]
    )
    whole = anew(project.reference)
    summary = list(whole.figures.values())[2]

    assert summary.as_facts.real_office == D(10)
    assert summary.computed.categories[C.OFFICE].result == D(20)


def test_worked_example_closes_in_every_table(app):
    whole = anew(worked_example().reference)
    names = [str(budget.partner_id) for budget in whole.figures]

    assert whole.consolidated.total.result == D("279694.51")
    assert list(table(whole.partners_by_source).values()) == [
        {"TACIS": "106161.07", "contribution": "11795.68"},
        {"ERDF": "44492.58", "contribution": "44492.58"},
        {"ERDF": "41999.98", "contribution": "14000.00"},
        {"ERDF": "12564.46", "NATIONAL": "1675.26", "contribution": "2512.90"},
    ]
    assert list(table(whole.partners_by_source)) == names
    assert table(whole.partners_by_category)[names[1]] == {
        "staff": "14469.13",
        "office": "2170.36",
        "travel": "8111.11",
        "external": "61234.57",
        "equipment": "2999.99",
    }
    assert table(whole.over_time.by_category)["preparation"] == {"lump_sums": "5000.00"}
    assert table(whole.over_time.by_category)["1"] == {
        "staff": "16111.11",
        "office": "2416.66",
        "travel": "2416.66",
        "external": "37777.77",
    }
    for one in (
        whole.partners_by_source,
        whole.partners_by_category,
        whole.over_time.by_category,
        whole.over_time.by_source,
    ):
        assert (one.by_rows, one.by_columns, one.gaps) == (D("279694.51"), D("279694.51"), [])
    assert whole.over_time.by_source.running[-1] == D("279694.51")


def test_funds_are_cut_in_each_period_and_the_last_takes_the_rest(app):
    over_time = anew(worked_example().reference).over_time
    by_source = table(over_time.by_source)

    # 90 % of 58 722.20 is 52 849.98, of 33 290.10 29 961.09, of 5 000.00 4 500.00
    assert [by_source[name]["TACIS"] for name in ("preparation", "1", "2")] == [
        "4500.00", "52849.98", "29961.09"
    ]  # fmt: skip
    assert by_source["3"]["TACIS"] == str(
        D("106161.07") - D("4500.00") - D("52849.98") - D("29961.09")
    )
    assert "closure" not in by_source
    assert (over_time.peak.key, over_time.half.key) == ("3", "3")


def test_project_without_periods_has_no_tables_of_periods(app, make, visitor):
    project = worked_example(periods=0)

    assert anew(project.reference).over_time is None
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")
    assert page.page.select("#time, #periods") == []
    assert len(page.page.select("#sources, #budgets, #categories")) == 3


def test_page_shows_the_worked_example_with_its_proofs(app, make, visitor):
    project = worked_example()
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")

    # The origins of the contribution are not stated: that is what the last source says.
    assert [row[:3] for row in rows(page, "#sources")[1:]] == [
        ["ERDF", "99,057.02", "35.42 %"],
        ["Tacis", "106,161.07", "37.96 %"],
        ["National", "1,675.26", "0.6 %"],
        ["Partners: origin not named yet", "72,801.16", "26.02 %"],
        ["Total", "279,694.51", "100 %"],
    ]
    assert rows(page, "#budgets")[0] == [
        "Partner", "ERDF", "Tacis", "National", "Own contribution", "Total, EUR"
    ]  # fmt: skip
    assert rows(page, "#time")[-1][:-1] == [
        "Total", "106,161.07", "99,057.02", "1,675.26", "72,801.16", "279,694.51"
    ]  # fmt: skip
    assert [row[0] for row in rows(page, "#periods")] == [
        "Period", "Preparation", "Period 1", "Period 2", "Period 3", "Total"
    ]  # fmt: skip
    closes = "Rows EUR 279,694.51 = columns EUR 279,694.51. Difference 0.00."
    for place in ("#budgets", "#categories", "#time", "#periods"):
        assert proofs(page, place) == [closes]
    assert proofs(page, "#sources") == [
        "Sources EUR 279,694.51 = partners EUR 279,694.51. Difference 0.00."
    ]
    drawing = page.page.select_one("#time svg.chart")
    assert drawing["role"] == "img"
    assert plain(page.page.select_one(f"#{drawing['aria-labelledby']}").text) == (
        "Planned spending of EUR 279,694.51 over time. Most falls into Period 3: EUR 182,682.21. "
        "Half of it is reached by the end of Period 3."
    )


def test_every_table_of_partners_numbers_them_and_marks_the_lead_alike(app, make, visitor):
    project = worked_example()
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")

    folded = [plain(one.get_text(" ")) for one in page.page.select("#budgets .fold-sum > span")]
    assert folded == ["1. PP1 Lead partner", "2. PP2", "3. PP3", "4. PP4"]
    assert [row[0] for row in rows(page, "#categories")[1:-1]] == folded
    heads = [row[0] for row in rows(page, "#budgets")[1:-1]]
    assert [head.startswith(name) for head, name in zip(heads, folded, strict=True)] == [True] * 4
    page.open(f"/projects/{project.reference}")
    finance = page.page.find("table", class_="table--wide")
    heads = [plain(one.get_text(" ")) for one in finance.select("tbody th")]
    assert [head.startswith(name) for head, name in zip(heads, folded, strict=True)] == [True] * 4


def test_origins_are_shown_by_status_and_by_how_certain_they_are(app, make, visitor):
    project = worked_example()
    first, second = db.session.scalars(sa.select(Budget).order_by(Budget.id)).all()[:2]
    first_sources = [
        (SourceStatus.PUBLIC, Pledge.PROVED, "10000.00"),
        (SourceStatus.PRIVATE, Pledge.INTENDED, "1795.68"),
    ]
    second_sources = [(SourceStatus.PUBLIC, Pledge.COMMITTED, "44492.58")]
    for budget, sources in ((first, first_sources), (second, second_sources)):
        for status, pledge, amount in sources:
            db.session.add(
                Source(
                    budget_id=budget.id, name="x", status=status, pledge=pledge, amount=D(amount)
                )
            )
    db.session.commit()
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")

    assert rows(page, "#sources")[4:] == [
        ["Partners: Public", "54,492.58", "19.48 %", "–", "44,492.58", "10,000.00"],
        ["Partners: Private", "1,795.68", "0.64 %", "1,795.68", "–", "–"],
        ["Partners: origin not named yet", "16,512.90", "5.9 %", "–", "–", "–"],
        ["Total", "279,694.51", "100 %", "1,795.68", "44,492.58", "10,000.00"],
    ]


def test_sums_are_explained_when_asked_for(app, make, visitor):
    project = worked_example()
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")
    assert page.page.select("#how details") == []

    page.click("Show how every sum came about")

    told = [plain(one.summary.get_text(" ")) for one in page.page.select("#how details")]
    assert "ERDF · EUR 99,057.02" in told
    assert "44,492.58 + 41,999.98 + 12,564.46 = 99,057.02" in plain(page.text)


@pytest.mark.parametrize("periods", [0, 4])
def test_page_takes_the_same_statements_for_one_partner_and_for_ten(
    app, make, visitor, counting, periods
):
    load_programmes()
    page = visitor(make.staff(Role.DIRECTOR))
    counts = []
    for number, (partners, lines) in enumerate(((1, 1), (10, 30))):
        project = large_project(
            partners, lines, periods, reference=f"PR-2026-90{number}", search=make.search(slots=2)
        )
        address = f"/projects/{project.reference}/budget"
        page.open(address)
        with counting() as statements:
            page.open(address)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12


def test_published_project_closes_from_its_three_sources(app, make, visitor):
    """RED: EUR 790 336, of which only the names of the sources are known; the split is an example."""
    project = Project(
        reference="PR-2006-002",
        title="RED",
        acronym="RED",
        source="The split among the three sources is an example.",
        starts_on=date(2006, 1, 1),
        state=ProjectState.PUBLISHED,
    )
    partner = Partner(
        project=project, number=1, role=PartnerRole.LEAD, name="Blekinge", country="SE"
    )
    budget = Budget(partner=partner)
    budget.lines = [
        Line(position=1, category=C.LUMP_SUMS, description="Published total", units=D(1),
             unit_price=D("790336.00"))
    ]  # fmt: skip
    budget.funding = [Funding(fund="ERDF", rate=D(50)), Funding(fund="TACIS", rate=D(25))]
    budget.sources = [
        Source(name="Partners", status=SourceStatus.PUBLIC, amount=D("197584.00"), is_partner=True)
    ]
    db.session.add(budget)
    db.session.commit()
    page = visitor(make.staff(Role.AUDITOR)).open(f"/projects/{project.reference}/budget")

    assert [row[:3] for row in rows(page, "#sources")[1:]] == [
        ["ERDF", "395,168.00", "50 %"],
        ["Tacis", "197,584.00", "25 %"],
        ["Partners: Public", "197,584.00", "25 %"],
        ["Total", "790,336.00", "100 %"],
    ]
    assert proofs(page, "#sources") == [
        "Sources EUR 790,336.00 = partners EUR 790,336.00. Difference 0.00."
    ]
    assert "The split among the three sources is an example." in page.text
    assert anew(project.reference).sources.together == D("790336.00")
