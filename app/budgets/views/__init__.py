"""The pages of budgets."""

from __future__ import annotations

from flask import Flask

from app.budgets import queries
from app.budgets.plan_ties import costs_of, ties_of
from app.budgets.turn import turn
from app.budgets.views import comparison, declarations, ledger, overview, sheet, versions, workbook
from app.budgets.views.blueprint import bp
from app.core.i18n import number

__all__ = ["comparison", "declarations", "ledger", "overview", "sheet", "versions", "workbook"]


def init_app(app: Flask) -> None:
    app.extensions["partner_budgets"] = queries.partner_budgets
    app.extensions["plan_ties"] = ties_of
    app.extensions["plan_costs"] = costs_of
    app.jinja_env.filters["budget_turn"] = turn
    app.jinja_env.filters["units"] = lambda value: number(value, "#,##0.##")
    app.register_blueprint(bp)
