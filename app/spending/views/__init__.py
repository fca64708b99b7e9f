"""The pages of spending."""

from __future__ import annotations

from flask import Flask

from app.budgets.periods import period_name
from app.spending import wording
from app.spending.views import exchange, payments, progress, reports
from app.spending.views.blueprint import bp

__all__ = ["exchange", "payments", "progress", "reports"]


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        report_turn=wording.turn,
        month=wording.month,
        rate=wording.rate,
        project_time=wording.out_of_time,
        lacking=wording.is_lacking,
        report_period=wording.period,
        period_name=period_name,
    )
    app.register_blueprint(bp)
