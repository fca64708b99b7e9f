"""The money of a whole project."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.aid.queries import aid_findings
from app.budgets import commands, policy
from app.budgets.declaration_checks import declaration_findings
from app.budgets.explanation import explanations_of_project
from app.budgets.overview import Overview
from app.budgets.plan import Pledge
from app.budgets.summary import budgets_in, project_in_money
from app.budgets.views.blueprint import bp
from app.budgets.workflow import FLOW
from app.consortia.findings import Finding, Outcome, verdict
from app.consortia.queries import get_project
from app.core.forms import Confirm
from app.core.web import actor, authorise, page, see_other


@bp.get("/projects/<reference>/budget")
def overview(reference: str) -> ResponseReturnValue:
    project = project_in_money(reference)
    authorise(policy.read_project, project)
    whole = Overview(project, budgets_in(project), with_changes="changes" in request.args)
    asked = "how" in request.args
    aid = aid_findings(project, whole.granted, actor()) if whole.findings else []
    declared = declaration_findings(whole.figures)
    findings = [*whole.findings, *aid, *declared]
    return page(
        "budgets/overview.html",
        project=project,
        whole=whole,
        explanations=explanations_of_project(whole.consolidated) if asked else None,
        pledges=tuple(Pledge),
        findings=findings if asked else not_passed(findings),
        checks=len(findings),
        outcome=verdict(findings),
        obstacle=commands.obstacle_to_fixing(whole.findings, accepted=whole.is_accepted),
    )


@bp.post("/projects/<reference>/budget/fix")
def fix(reference: str) -> ResponseReturnValue:
    """The director fixes all accepted budgets of the project for the agreement."""
    project = get_project(reference)
    authorise(policy.fix, project, sight=policy.read_project)
    if Confirm(project).accepted():
        whole = Overview(project, budgets_in(project))
        commands.fix(project, actor(), whole.findings)
        flash(f"{FLOW['fix'].past}.", "success")
    return see_other("budgets.overview", reference=reference)


def not_passed(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.outcome != Outcome.PASS]
