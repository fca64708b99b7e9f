"""The public pages of programmes: priorities, rules with their evidence, countries by date."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from app.core.db import now
from app.core.web import authorise, page
from app.programmes import countries, policy, queries
from app.programmes.statements import participation, statements
from app.vocabularies.queries import terms

bp = Blueprint("programmes", __name__)


def init_app(app: Flask) -> None:
    """Serve the pages, and have the ties of countries read from the vocabulary as it is here."""
    app.register_blueprint(bp)
    countries.read_from(partial(terms, "country-status"))


@bp.get("/programmes")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    return page("programmes/listing.html", programmes=queries.programmes())


@bp.get("/programmes/<slug>")
def show(slug: str) -> ResponseReturnValue:
    programme = queries.get_programme(slug)
    authorise(policy.browse, programme)
    on = _day(request.args.get("on", ""))
    asked_for = on or min(max(now().date(), programme.opens_on), programme.closes_on)
    versions = programme.rule_sets
    stored = queries.rule_set(programme, asked_for) if versions else None
    rules = queries.rules_of(stored) if stored else None
    return page(
        "programmes/show.html",
        programme=programme,
        stored=stored,
        rules=rules,
        statements=statements(rules) if rules else [],
        countries=participation(rules, asked_for) if rules else [],
        on=asked_for,
        is_wrong=bool(request.args.get("on")) and on is None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
