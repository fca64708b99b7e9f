"""The pages of versions: their list, one as it was, what differs between two of them."""

from __future__ import annotations

import uuid

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.budgets import queries
from app.budgets.differences import compare
from app.budgets.explanation import explanations
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.record import document_of
from app.budgets.version_document import Document
from app.budgets.versions import as_it_was
from app.budgets.views.access import to_read
from app.budgets.views.blueprint import bp
from app.core.web import page

NOW = "now"
"""What the working copy is called in an address that compares two versions."""


@bp.get("/budgets/<uuid:uid>/versions")
def versions(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    kept = queries.versions_of(budget)
    return page("budgets/versions.html", budget=budget, versions=kept, now=NOW)


@bp.get("/budgets/<uuid:uid>/versions/<int:number>")
def version(uid: uuid.UUID, number: int) -> ResponseReturnValue:
    """Show a version with its ledger and its calculation as they were."""
    budget = to_read(uid)
    kept = queries.get_version(budget, number)
    figures = Figures(as_it_was(kept.document, budget.partner))
    return page(
        "budgets/version.html",
        budget=budget,
        version=kept,
        figures=figures,
        computed=figures.computed,
        explanations=explanations(figures),
        now=NOW,
    )


@bp.get("/budgets/<uuid:uid>/differences")
def differences(uid: uuid.UUID) -> ResponseReturnValue:
    """Compare two versions, by default the last two; either may be the working copy."""
    budget = to_read(uid)
    kept = queries.versions_of(budget)
    names = [*(str(one.number) for one in kept), NOW]
    old = request.args.get("old") or names[min(1, len(names) - 1)]
    new = request.args.get("new") or names[0]
    difference = compare(_document(budget, old), _document(budget, new))
    return page(
        "budgets/differences.html",
        budget=budget,
        versions=kept,
        old=old,
        new=new,
        now=NOW,
        difference=difference,
    )


def _document(budget: Budget, name: str) -> Document:
    """Raises NoResultFound for a name that no version has."""
    if name == NOW:
        return document_of(budget)
    if not name.isascii() or not name.isdecimal() or len(name) > 6:
        raise NoResultFound
    return queries.get_version(budget, int(name)).document
