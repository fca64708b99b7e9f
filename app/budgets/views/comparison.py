"""What another rule set would change for a project; the project stays with its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.budgets import policy
from app.budgets.comparison import Comparison
from app.budgets.overview import Overview
from app.budgets.summary import budgets_in
from app.budgets.views.blueprint import bp
from app.consortia import assembly
from app.consortia.queries import get_project
from app.core.web import authorise, page
from app.programmes.models import Programme, RuleSet
from app.programmes.queries import rules_of, whole_programmes


@bp.get("/projects/<reference>/budget/rules")
def comparison(reference: str) -> ResponseReturnValue:
    project = get_project(reference)
    authorise(policy.read_project, project)
    programmes = whole_programmes()
    chosen = _chosen(programmes, request.args.get("rules", ""))
    asked_for = _day(request.args.get("on", ""))
    on = asked_for or assembly.as_of(project)
    whole = Overview(project, budgets_in(project))
    return page(
        "budgets/comparison.html",
        project=project,
        programmes=programmes,
        chosen=chosen,
        on=on,
        is_wrong=bool(request.args.get("on")) and asked_for is None,
        compared=Comparison(whole, rules_of(chosen[1]), on) if chosen else None,
        names={member.id: member.name for member in whole.members},
    )


def _chosen(programmes: Sequence[Programme], asked: str) -> tuple[Programme, RuleSet] | None:
    """Find the version that `slug:number` names; for a slug alone the newest one."""
    slug, _colon, number = asked.partition(":")
    for programme in programmes:
        if programme.slug == slug:
            versions = [one for one in programme.rule_sets if number in {"", str(one.version)}]
            return (programme, versions[-1]) if versions else None
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
