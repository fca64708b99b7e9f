"""The sheet: all lines of a budget at once, with a draft behind it and a conflict page."""

from __future__ import annotations

import uuid

from flask import flash, get_template_attribute, request
from flask.typing import ResponseReturnValue

from app.budgets import commands, drafts
from app.budgets.figures import Figures
from app.budgets.forms.conflict import clashes, taken
from app.budgets.forms.sheet import Sheet, choices, days_of, headings, typed_in
from app.budgets.models import Budget
from app.budgets.views.access import SentMeanwhile, to_edit
from app.budgets.views.blueprint import bp
from app.core.errors import NotAllowed
from app.core.i18n import _, amount, money
from app.core.refusals import in_any_case
from app.core.web import actor, page, see_other

MORE_ROWS = 10


@bp.get("/budgets/<uuid:uid>/sheet")
def sheet(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_edit(uid)
    draft = drafts.find_draft(budget, actor().id)
    kept = Sheet.of_draft(budget, draft)
    if draft is not None and draft.version != budget.version:
        if any(clash.is_contested for clash in clashes(kept)):
            return _beside(kept)
        return _drawn(kept, older=True)
    return _drawn(kept)


@bp.post("/budgets/<uuid:uid>/sheet")
def write_sheet(uid: uuid.UUID) -> ResponseReturnValue:
    """Save the rows that are in order, keep the others as a draft; `do` says what was pressed."""
    drafts.hold(uid)
    budget = _to_type_in(uid)
    do, _colon, category = request.form.get("do", "save").partition(":")
    if do == "discard":
        drafts.keep(budget.id, actor().id, budget.version, ())
        return see_other("budgets.sheet", uid=uid)
    typed = Sheet(budget, typed_in(request.form))
    if (version := _version()) != budget.version:
        return _too_late(typed, version)
    if do == "more":
        blank = typed.blank_sent(category, MORE_ROWS)
        drafts.keep(budget.id, actor().id, version, typed.touched, blank)
        return see_other("budgets.sheet", uid=uid, _anchor=f"more-{category}")
    return _saved(typed, stay=do == "save")


@bp.post("/budgets/<uuid:uid>/sheet/settle")
def settle_sheet(uid: uuid.UUID) -> ResponseReturnValue:
    """Take over, row by row, what was typed while somebody else saved."""
    drafts.hold(uid)
    budget = to_edit(uid)
    draft = drafts.find_draft(budget, actor().id)
    mine = Sheet.of_draft(budget, draft)
    if _version() != budget.version:
        return _beside(mine), 409
    return _saved(Sheet(budget, taken(mine, request.form.getlist("take"))), stay=True)


@bp.post("/budgets/<uuid:uid>/sheet/draft")
def keep_sheet(uid: uuid.UUID) -> ResponseReturnValue:
    """Keep what is typed as a draft, while it is typed."""
    drafts.hold(uid)
    budget = _to_type_in(uid)
    typed = Sheet(budget, typed_in(request.form))
    drafts.keep(budget.id, actor().id, _version(), typed.touched, typed.blank_sent())
    if _version() != budget.version:
        return {"said": _("Somebody else has saved this budget meanwhile. Your rows are kept.")}
    return {"said": _("Draft kept.") if typed.touched else ""}


@bp.post("/budgets/<uuid:uid>/sheet/figures")
def sheet_figures(uid: uuid.UUID) -> ResponseReturnValue:
    """Compute what is typed; nothing is saved."""
    typed = Sheet(to_edit(uid), typed_in(request.form))
    figures = Figures(typed.budget, typed.costs)
    texts = {f"t-{category.value}": amount(derived.result)
             for category, derived in figures.computed.categories.items()}  # fmt: skip
    texts |= {"t-total": amount(figures.computed.total.result),
              "t-contribution": amount(figures.computed.contribution.result)}  # fmt: skip
    for row in typed.rows:
        if row.is_touched:
            texts[f"a-{row.key}"] = amount(row.amount)
            texts[f"g-{row.key}"] = _("gap %(gap)s", gap=amount(row.gap)) if row.gap else ""
    said = _("Total %(total)s, own contribution %(rest)s.",
             total=money(figures.computed.total.result),
             rest=money(figures.computed.contribution.result))  # fmt: skip
    drawn = get_template_attribute("budgets/_sheet.html", "outcome")(figures, typed)
    return {"texts": texts, "outcome": str(drawn), "said": said}


def _to_type_in(uid: uuid.UUID) -> Budget:
    """Return the budget to write in; where it was sent meanwhile, what was typed is kept."""
    try:
        return to_edit(uid)
    except SentMeanwhile as sent:
        _keep(Sheet(sent.budget, typed_in(request.form)), _version())
        reason = _("The rows that you typed are kept until the budget can be written in again.")
        raise NotAllowed(f"{sent.reason} {reason}") from None


def _version() -> int:
    """Return the version of the budget that the sender saw; -1 where none was said."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _saved(typed: Sheet, *, stay: bool) -> ResponseReturnValue:
    commands.save_sheet(typed.budget, actor(), typed.changes, typed.left)
    if typed.faulty:
        flash(_("The rows that were in order are saved. The others wait for you here."), "warning")
        return see_other("budgets.sheet", uid=typed.budget.uid)
    flash(_("Saved: everything you typed is in the budget."), "success")
    return see_other("budgets.sheet" if stay else "budgets.show", uid=typed.budget.uid)


def _too_late(typed: Sheet, version: int) -> ResponseReturnValue:
    """Show what somebody else has saved meanwhile; what was typed is kept in any case."""
    _keep(typed, version)
    return _beside(typed), 409


def _keep(typed: Sheet, version: int) -> None:
    """Keep as a draft what was typed, though the request is refused."""
    budget_id, person_id, rows = typed.budget.id, actor().id, typed.touched
    in_any_case(lambda: drafts.keep(budget_id, person_id, version, rows))


def _beside(mine: Sheet) -> str:
    return page(
        "budgets/sheet_conflict.html",
        budget=mine.budget,
        clashes=clashes(mine),
        choices={name: dict(pairs) for name, pairs in choices(mine.ground).items()},
    )[0]


def _drawn(drawn: Sheet, *, older: bool = False) -> ResponseReturnValue:
    return page(
        "budgets/sheet.html",
        budget=drawn.budget,
        sheet=drawn,
        figures=Figures(drawn.budget, drawn.costs),
        headings={c: headings(c, drawn.ground) for c in drawn.groups},
        choices=choices(drawn.ground),
        days=days_of(drawn.budget),
        older=older,
    )
