"""The pages of programmes: priorities, countries by date, versions of rules with evidence."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Blueprint, Flask, flash, request
from flask.typing import ResponseReturnValue

from app.core.i18n import _
from app.core.times import localdate
from app.core.web import actor, authorise, page, see_other
from app.programmes import commands, countries, policy, queries
from app.programmes.forms import VersionForm
from app.programmes.statements import (
    all_statements,
    backing_of,
    differences,
    participation,
    statements,
)
from app.programmes.vocabularies import fund_name
from app.vocabularies.queries import terms

bp = Blueprint("programmes", __name__)


def init_app(app: Flask) -> None:
    """Serve the pages, and have the ties of countries read from the vocabulary as it is here."""
    app.register_blueprint(bp)
    app.jinja_env.filters["fund"] = fund_name
    countries.read_from(partial(terms, "country-status"))


@bp.get("/programmes")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    return page("programmes/listing.html", programmes=queries.programmes())


@bp.get("/programmes/<slug>")
def show(slug: str) -> ResponseReturnValue:
    programme = queries.get_programme(slug)
    authorise(policy.browse, programme)
    on = request.args.get("on", type=date.fromisoformat)
    asked_for = on or min(max(localdate(), programme.opens_on), programme.closes_on)
    versions = programme.rule_sets
    stored = queries.rule_set(programme, asked_for) if versions else None
    rules = queries.rules_of(stored) if stored else None
    return page(
        "programmes/show.html",
        programme=programme,
        stored=stored,
        rules=rules,
        statements=statements(rules) if rules else [],
        backing=backing_of(all_statements(rules)) if rules else None,
        countries=participation(rules, asked_for) if rules else [],
        on=asked_for,
        is_wrong=bool(request.args.get("on")) and on is None,
    )


@bp.get("/programmes/<slug>/rules")
def versions(slug: str) -> ResponseReturnValue:
    programme = queries.get_programme(slug)
    authorise(policy.browse, programme)
    listed = [(row, queries.rules_of(row)) for row in reversed(programme.rule_sets)]
    return page("programmes/versions.html", programme=programme, listed=listed)


@bp.get("/programmes/<slug>/rules/<int:number>")
def version(slug: str, number: int) -> ResponseReturnValue:
    stored = queries.get_version(slug, number)
    authorise(policy.browse, stored)
    rules = queries.rules_of(stored)
    basis = queries.get_version(slug, stored.based_on) if stored.based_on else None
    return page(
        "programmes/version.html",
        programme=stored.programme,
        stored=stored,
        rules=rules,
        statements=all_statements(rules),
        backing=backing_of(all_statements(rules)),
        changes=differences(rules, queries.rules_of(basis)) if basis else [],
    )


@bp.route("/programmes/<slug>/rules/<int:number>/new", methods=["GET", "POST"])
def new_version(slug: str, number: int) -> ResponseReturnValue:
    """Begin a new version with an existing one; what is there is never changed."""
    basis = queries.get_version(slug, number)
    authorise(policy.edit, basis, policy.browse)
    newest = basis.programme.rule_sets[-1].version
    form = VersionForm(basis, newest + 1)
    if not form.wants_rows and form.accepted():
        fresh = commands.add_version(basis, form.document, form.note.data or "", actor())
        flash(_("Version %(number)s of the rules is there.", number=fresh.version), "success")
        return see_other(".version", slug=slug, number=fresh.version)
    return page("programmes/edit.html", form, programme=basis.programme, basis=basis)
