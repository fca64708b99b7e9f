"""The pages of projects: the partnership, whether the rules allow it, and its public card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from app.consortia import assembly, commands, policy, queries
from app.consortia.eligibility import check
from app.consortia.finance import finance_plan
from app.consortia.findings import Finding, Outcome, verdict
from app.consortia.forms import PlanForm, ProjectForm
from app.consortia.models import Project
from app.consortia.schedule import Ties
from app.core.paging import paginate
from app.core.web import actor, authorise, page, see_other
from app.programmes.models import Programme, RuleSet
from app.programmes.queries import rules_of

bp = Blueprint("consortia", __name__)
PER_PAGE = 20


def init_app(app: Flask) -> None:
    """Until a feature keeps budgets, no partner has one; searches learn where they led to."""
    app.extensions.setdefault("partner_budgets", lambda project: {})
    app.extensions.setdefault("plan_ties", lambda project: Ties())
    app.extensions["partnership_of"] = queries.partnership_of
    app.register_blueprint(bp)


@bp.get("/projects")
def listing() -> ResponseReturnValue:
    authorise(policy.mine, None)
    number = request.args.get("page", 1, type=int)
    projects = paginate(queries.projects_of(actor()), number, PER_PAGE)
    return page("consortia/listing.html", projects=projects)


@bp.get("/projects/<reference>")
def show(reference: str) -> ResponseReturnValue:
    project = queries.load_plan(queries.get_project(reference))
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
        months=assembly.months_of(project),
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


@bp.route("/projects/<reference>/plan", methods=["GET", "POST"])
def plan(reference: str) -> ResponseReturnValue:
    project = queries.load_plan(queries.get_project(reference))
    authorise(policy.plan, project, sight=policy.view)
    form = PlanForm(project, queries.ties_of(project))
    if form.accepted():
        commands.plan(project, form.periods.data, form.months_in_period.data, form.packages)
        stay = "stay" in request.form
        return see_other("consortia.plan" if stay else "consortia.show", reference=reference)
    return page("consortia/plan.html", form, project=project)


@bp.get("/projects/<reference>/rules")
def rules(reference: str) -> ResponseReturnValue:
    """Show the same consortium under the rules of any programme, on any day."""
    project = queries.get_project(reference)
    authorise(policy.view, project)
    asked_for = _day(request.args.get("on", ""))
    on = asked_for or assembly.as_of(project)
    slug = request.args.get("programme", "")
    compared = queries.find_rules(slug, on) if slug else None
    return page(
        "consortia/rules.html",
        project=project,
        programmes=queries.programmes_with_rules(),
        slug=slug or (project.programme.slug if project.programme else ""),
        on=on,
        is_wrong=bool(request.args.get("on")) and asked_for is None,
        trials=_trials(project, compared, on),
    )


@bp.get("/partnerships/<reference>")
def card(reference: str) -> ResponseReturnValue:
    project = queries.get_project(reference)
    authorise(policy.read_card, project)
    return page("consortia/card.html", project=project)


@dataclass(frozen=True)
class Trial:
    """A consortium held against the rules of a programme on a day."""

    programme: Programme
    rules: RuleSet
    on: date
    findings: list[Finding]

    @property
    def outcome(self) -> Outcome:
        return verdict(self.findings)


def _trials(project: Project, compared: RuleSet | None, on: date) -> list[Trial]:
    """Hold the consortium against its own rules, then against those it is compared with."""
    members, own_day = queries.members_of(project), assembly.as_of(project)
    tried = [(project.programme, project.rule_set, own_day)]
    if compared is not None:
        tried.append((compared.programme, compared, on))
    return [
        Trial(
            programme, rules, day, check(queries.facts_of(project, members, rules_of(rules), day))
        )
        for programme, rules, day in tried
        if programme and rules
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
