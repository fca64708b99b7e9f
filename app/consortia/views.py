"""The pages of projects: the partnership, whether the rules allow it, and its public card."""

from __future__ import annotations

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from app.consortia import assembly, commands, policy, queries
from app.consortia.eligibility import check
from app.consortia.finance import finance_plan
from app.consortia.findings import verdict
from app.consortia.forms import PlanForm, ProjectForm
from app.consortia.schedule import Costs, Ties
from app.consortia.wording import period_days
from app.core.paging import paginate
from app.core.web import actor, authorise, page, see_other

bp = Blueprint("consortia", __name__)
PER_PAGE = 20


def init_app(app: Flask) -> None:
    """Until a feature keeps budgets, no partner has one; searches learn where they led to."""
    app.extensions.setdefault("partner_budgets", lambda project: {})
    app.extensions.setdefault("plan_ties", lambda project: Ties())
    app.extensions.setdefault("plan_costs", lambda project: Costs())
    app.extensions["partnership_of"] = queries.partnership_of
    app.jinja_env.filters["period_days"] = period_days
    app.register_blueprint(bp)


@bp.get("/projects")
def listing() -> ResponseReturnValue:
    authorise(policy.mine, None)
    number = request.args.get("page", 1, type=int)
    projects = paginate(queries.projects_of(actor()), number, PER_PAGE)
    return page("consortia/listing.html", projects=projects)


@bp.get("/projects/<reference>")
def show(reference: str) -> ResponseReturnValue:
    project = queries.get_project(reference)
    authorise(policy.view, project)
    rules = assembly.rules_of(project)
    members = queries.members_of(project)
    findings = check(queries.facts_of(project, members, rules)) if rules else []
    return page(
        "consortia/show.html",
        project=project,
        rules=rules,
        as_of=assembly.as_of(project),
        plan=finance_plan(members),
        findings=findings,
        outcome=verdict(findings),
        lapses=queries.lapses_of(project),
    )


@bp.route("/projects/<reference>/edit", methods=["GET", "POST"])
def edit(reference: str) -> ResponseReturnValue:
    project = queries.get_project(reference)
    authorise(policy.edit, project, sight=policy.view)
    form = ProjectForm(project)
    if form.accepted():
        commands.describe(project, form.values)
        return see_other("consortia.show", reference=reference)
    return page("consortia/edit.html", form, project=project)


@bp.get("/projects/<reference>/plan")
def plan(reference: str) -> ResponseReturnValue:
    """Show periods, work packages and activities, and what the partners plan on them."""
    project = queries.load_plan(queries.get_project(reference))
    authorise(policy.view, project)
    return page(
        "consortia/plan.html",
        project=project,
        costs=queries.costs_of(project),
        months=assembly.months_of(project),
    )


@bp.route("/projects/<reference>/plan/edit", methods=["GET", "POST"])
def edit_plan(reference: str) -> ResponseReturnValue:
    project = queries.load_plan(queries.get_project(reference))
    authorise(policy.plan, project, sight=policy.view)
    form = PlanForm(project, queries.ties_of(project))
    if form.accepted():
        commands.plan(project, form.periods.data, form.months_in_period.data, form.packages)
        stay = "stay" in request.form
        return see_other("consortia.edit_plan" if stay else "consortia.plan", reference=reference)
    return page("consortia/edit_plan.html", form, project=project)


@bp.get("/partnerships/<reference>")
def card(reference: str) -> ResponseReturnValue:
    project = queries.get_project(reference)
    authorise(policy.read_card, project)
    return page("consortia/card.html", project=project)
