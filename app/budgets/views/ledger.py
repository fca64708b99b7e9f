"""The pages of one partner's budget: its ledger and its forms."""

from __future__ import annotations

import uuid

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.budgets import commands, drafts, policy, queries
from app.budgets.choices import choices_for
from app.budgets.explanation import explanations
from app.budgets.figures import Figures
from app.budgets.forms.comments import comments_form
from app.budgets.forms.funding import funding_form
from app.budgets.forms.lines import line_form
from app.budgets.forms.options import options_form
from app.budgets.models import Budget, Line
from app.budgets.standing import Standing
from app.budgets.statement import read_lines
from app.budgets.summary import Summary
from app.budgets.tables import OverTime
from app.budgets.views.access import to_edit, to_read
from app.budgets.views.blueprint import bp
from app.budgets.workflow import FLOW
from app.consortia import assembly
from app.core import documents
from app.core.errors import DomainError, NotFound
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.refusals import NO_SUCH_PAGE
from app.core.web import actor, authorise, page, see_other


@bp.get("/budgets/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    figures = Figures(budget, choices=choices_for(budget))
    return page(
        "budgets/show.html",
        line_form(budget) if policy.edit.allows(actor(), budget) else None,
        budget=budget,
        figures=figures,
        standing=Standing(budget),
        computed=figures.computed,
        time=_over_time(figures),
        explanations=explanations(figures),
        question=queries.question_of(budget),
        offers=FLOW.offers(budget, actor()),
        rules=assembly.rules_of(budget.partner.project),
        unsaved=drafts.count_rows(budget, actor().id),
    )


@bp.route("/budgets/<uuid:uid>/lines/new", methods=["GET", "POST"])
def add_line(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    form = line_form(budget)
    if form.accepted():
        commands.add_line(budget, actor(), form.values)
        flash(_("Saved."), "success")
        return see_other("budgets.show", uid=uid)
    return page("budgets/line.html", form, budget=budget, line=None)


@bp.route("/budgets/<uuid:uid>/lines/<uuid:line_uid>", methods=["GET", "POST"])
def edit_line(uid: uuid.UUID, line_uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    line = _line_to_edit(budget, line_uid)
    form = line_form(budget, line)
    if form.accepted():
        commands.edit_line(budget, line, actor(), form.values)
        flash(_("Saved."), "success")
        return see_other("budgets.show", uid=uid)
    return page("budgets/line.html", form, budget=budget, line=line)


@bp.post("/budgets/<uuid:uid>/lines/<uuid:line_uid>/delete")
def remove_line(uid: uuid.UUID, line_uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    line = queries.get_line(budget, line_uid)
    if Confirm(budget).accepted():
        commands.remove_line(budget, line, actor())
    return see_other("budgets.show", uid=uid)


@bp.route("/budgets/<uuid:uid>/options", methods=["GET", "POST"])
def options(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    form = options_form(budget)
    if form.accepted():
        commands.choose_options(budget, actor(), form.rates)
        flash(_("Saved."), "success")
        return see_other("budgets.show", uid=uid)
    rules = assembly.rules_of(budget.partner.project)
    bound = choices_for(budget)
    return page("budgets/options.html", form, budget=budget, rules=rules, bound=bound)


@bp.route("/budgets/<uuid:uid>/funding", methods=["GET", "POST"])
def funding(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    figures = Figures(budget)
    form = funding_form(figures)
    if form.accepted():
        commands.finance(budget, actor(), form.rates, form.origins)
        flash(_("Saved."), "success")
        stay = "compute" in request.form
        return see_other("budgets.funding" if stay else "budgets.show", uid=uid)
    return page("budgets/funding.html", form, budget=budget, figures=figures)


@bp.get("/budgets/<uuid:uid>/evidence/<uuid:document_uid>")
def evidence(uid: uuid.UUID, document_uid: uuid.UUID) -> ResponseReturnValue:
    """Send the file that proves an origin of the contribution."""
    budget = to_read(uid)
    filed = [source.evidence for source in budget.sources if source.evidence]
    if found := [document for document in filed if document.uid == document_uid]:
        return documents.send(found[0])
    raise NotFound(NO_SUCH_PAGE)


@bp.post("/budgets/<uuid:uid>/take-over")
def take_over(uid: uuid.UUID) -> ResponseReturnValue:
    """Begin the budget with what the expression of interest said."""
    budget = to_edit(uid)
    authorise(policy.take_over, budget, sight=policy.view)
    if Confirm(budget).accepted() and budget.partner.interest is not None:
        commands.take_over(budget, actor(), budget.partner.interest)
    return see_other("budgets.show", uid=uid)


@bp.route("/budgets/<uuid:uid>/comments", methods=["GET", "POST"])
def comments(uid: uuid.UUID) -> ResponseReturnValue:
    """Finance writes what it asks about each line, before it returns the budget."""
    budget = queries.get_budget(uid)
    authorise(policy.comment, budget, sight=policy.view)
    form = comments_form(budget)
    if form.accepted():
        commands.comment(budget, form.comments)
        flash(_("Saved."), "success")
        return see_other("budgets.show", uid=uid)
    return page("budgets/comments.html", form, budget=budget)


def _over_time(figures: Figures) -> OverTime | None:
    """Spread a budget over the periods of its project, where it has them."""
    budget = figures.budget
    if not (periods := budget.partner.project.periods):
        return None
    return OverTime([Summary(budget, read_lines(budget.lines))], figures.computed, periods)


def _line_to_edit(budget: Budget, uid: uuid.UUID) -> Line:
    """Return a line; one that went while it was edited is a refusal that shows what was typed."""
    try:
        return queries.get_line(budget, uid)
    except NoResultFound:
        if request.method == "GET":
            raise
        raise DomainError(_("Somebody else has deleted this line meanwhile.")) from None
