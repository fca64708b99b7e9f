"""The rules of a project, what they say of it, and what another rule set would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.budgets import policy
from app.budgets.comparison import Comparison, OwnRules
from app.budgets.overview import Overview
from app.budgets.summary import budgets_in
from app.budgets.views.blueprint import bp
from app.consortia.queries import get_project
from app.core.web import authorise, page, see_other
from app.programmes.models import Programme, RuleSet
from app.programmes.queries import rules_of, whole_programmes


@bp.get("/projects/<reference>/rules")
def rules(reference: str) -> ResponseReturnValue:
    """Show what the project is held to and how it stands; the choice of others changes nothing."""
    project = get_project(reference)
    authorise(policy.read_project, project)
    programmes = whole_programmes()
    chosen = _chosen(programmes, request.args.get("rules", ""))
    asked_for = request.args.get("on", type=date.fromisoformat)
    own = OwnRules(Overview(project, budgets_in(project)))
    on = asked_for or own.as_of
    return page(
        "budgets/rules.html",
        project=project,
        own=own,
        newer=_newer(programmes, project.rule_set),
        programmes=programmes,
        chosen=chosen,
        on=on,
        is_wrong=bool(request.args.get("on")) and asked_for is None,
        compared=Comparison(own, rules_of(chosen[1]), on) if chosen else None,
    )


@bp.get("/projects/<reference>/budget/rules")
def comparison(reference: str) -> ResponseReturnValue:
    """Lead on from the address that the comparison had, with what was chosen there."""
    authorise(policy.read_project, get_project(reference))
    chosen = {name: request.args.get(name) for name in ("rules", "on")}
    return see_other(".rules", reference=reference, **chosen)


def _newer(programmes: Sequence[Programme], own: RuleSet | None) -> RuleSet | None:
    """Find the newest version of the same programme, where it is newer than the project's own."""
    if own is None:
        return None
    theirs = next(one for one in programmes if one.id == own.programme_id)
    newest = theirs.rule_sets[-1]
    return newest if newest.version > own.version else None


def _chosen(programmes: Sequence[Programme], asked: str) -> tuple[Programme, RuleSet] | None:
    """Find the version that `slug:number` names; for a slug alone the newest one."""
    slug, _colon, number = asked.partition(":")
    for programme in programmes:
        if programme.slug == slug:
            versions = [one for one in programme.rule_sets if number in {"", str(one.version)}]
            return (programme, versions[-1]) if versions else None
    return None
