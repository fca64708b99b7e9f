"""The overview counts the baseline while a budget is changed, and shows the change beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.budgets import versions
from app.budgets.models import Budget, BudgetState, Line, VersionKind
from app.budgets.overview import Overview
from app.budgets.plan import Category
from app.budgets.queries import budgets_of, partner_budgets
from app.budgets.summary import budgets_in
from app.consortia.queries import get_project
from app.core.actors import Actor
from app.core.db import db
from app.directory.choices import Role
from app.programmes.commands import load_programmes
from tests.budgets.changes import approve, change, fix
from tests.budgets.test_overview import plain, rows
from tests.large_project import large_project
from tests.partnership import found

C, D = Category, Decimal
BEFORE, AFTER = "27,738.81", "35,711.06"


@pytest.fixture
def changed(make):
    """A project in which one partner's major change waits for finance."""
    world = fix(found(make, "SE"))
    change(world, "1200.00")
    return world


def both(reference: str) -> tuple[Overview, Overview]:
    """Read what counts, and what is written."""
    db.session.expire_all()
    project = get_project(reference)
    budgets = budgets_in(project)
    return Overview(project, budgets), Overview(project, budgets, with_changes=True)


def test_baseline_counts_until_the_change_is_approved(changed):
    counts, written = both(changed.reference)

    moved = D("35711.06") - D("27738.81")
    assert written.consolidated.total.result - counts.consolidated.total.result == moved
    assert [(one.total, one.contribution) for one in counts.changes] == [(moved, D("3986.12"))]
    for whole in (counts, written):
        assert whole.sources.together == whole.sources.total == whole.consolidated.total.result
        assert whole.partners_by_source.closes
        assert whole.partners_by_category.closes
    stated = partner_budgets(changed.project)[changed.partner("SE").id]
    assert stated.total == D("27738.81")

    approve(changed)
    after, _same = both(changed.reference)
    assert after.changes == []
    assert after.consolidated.total.result == written.consolidated.total.result


def test_page_shows_what_counts_and_leads_to_the_change(changed, visitor):
    page = visitor(changed.duty(Role.FINANCE)).open(f"/projects/{changed.reference}/budget")
    partner = next(row for row in rows(page, "#budgets") if "Body of SE" in row[0])
    assert partner[-1] == BEFORE
    assert "Change sent to finance" in partner[0]
    assert rows(page, "#changes")[1][2:5] == [BEFORE, AFTER, "+7,972.25"]
    assert "Of budgets that are being changed, the baseline is looked at." in page.text

    page.click("Show with the changes under way")
    partner = next(row for row in rows(page, "#budgets") if "Body of SE" in row[0])
    assert partner[-1] == AFTER
    assert "This page shows the changes as they are written now." in page.text
    assert "looked at with the changes under way" in page.text
    assert page.page.select("a[href$='budget.csv']") == []

    page.click("Show what counts")
    assert plain(page.page.select_one(".figure--xl").text).startswith("EUR")
    assert next(row for row in rows(page, "#budgets") if "Body of SE" in row[0])[-1] == BEFORE


def test_lead_partner_is_marked_and_the_verdict_says_what_it_covers(changed, visitor):
    page = visitor(changed.duty(Role.FINANCE)).open(f"/projects/{changed.reference}/budget")

    for place in ("#budgets", "#categories"):
        marked = [row[0] for row in rows(page, place) if "Lead partner" in row[0]]
        assert len(marked) == 1
        fold = page.page.select_one(f"{place} details.fold")
        assert fold.table is not None
        assert page.page.select_one(f"{place} .proof").find_parent("details") is None
    assert "Staff" in fold.summary.text
    rules = page.page.select_one("#rules")
    assert "Checked here: the budgets, the declarations on contributions, State aid." in rules.text
    led_to = [link["href"] for link in rules.select(".link-list a")]
    assert led_to[0] == f"/projects/{changed.reference}#rules"


def test_version_is_read_to_the_same_amounts_as_the_lines(app):
    load_programmes()
    project = large_project(2, 12, 3)
    budget = db.session.scalars(sa.select(Budget).order_by(Budget.id)).first()
    extras = [
        {"category": C.LUMP_SUMS, "period": "preparation"},
        {"category": C.LUMP_SUMS},
        {"category": C.UNIT_COSTS, "costs_as": C.EXTERNAL, "units": D("0.33")},
        {"category": C.UNIT_COSTS, "units": D("7"), "periods": {"2": "100.00"}},
    ]
    for position, given in enumerate(extras, start=100):
        values = {"units": D(1), "unit_price": D("1234.57"), "description": f"Cost {position}"}
        db.session.add(Line(budget_id=budget.id, position=position, **values | given))
    db.session.commit()
    db.session.expunge_all()
    whole = get_project(project.reference)
    for one in budgets_of(whole):
        versions.keep(one, VersionKind.BASELINE, Actor.SYSTEM)
        one.baseline, one.state = 1, BudgetState.CHANGING
    db.session.commit()
    counts, written = both(project.reference)

    assert [one.total for one in counts.changes] == [D(0), D(0)]
    for kept, now in zip(counts.figures.values(), written.figures.values(), strict=True):
        assert kept.past is not None
        assert kept.as_facts == now.as_facts
        assert kept.in_periods(3) == now.in_periods(3)


def test_page_takes_as_many_statements_with_changes_of_one_as_of_ten(app, make, visitor, counting):
    load_programmes()
    page = visitor(make.staff(Role.DIRECTOR))
    counts = []
    for number, partners in enumerate((1, 10)):
        project = large_project(partners, 5, 4, reference=f"PR-2026-91{number}")
        reference = project.reference
        db.session.expunge_all()
        for one in budgets_of(get_project(reference)):
            versions.keep(one, VersionKind.BASELINE, Actor.SYSTEM)
            one.state = BudgetState.CHANGE_SENT
        db.session.commit()
        page.open(f"/projects/{reference}/budget")
        with counting() as statements:
            page.open(f"/projects/{reference}/budget?changes=")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 12
