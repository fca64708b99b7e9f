"""The pages of declarations on the contribution: read, sign, in another language, as PDF."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from app.budgets import declarations, policy, queries
from app.budgets.declaration_pdf import declaration_pdf
from app.budgets.forms.declarations import DeclarationForm, LanguageForm
from app.budgets.models import Declaration
from app.budgets.views.access import to_read
from app.budgets.views.blueprint import bp
from app.core.web import actor, as_file, authorise, page, see_other


@bp.get("/budgets/<uuid:uid>/declarations")
def declarations_of(uid: uuid.UUID) -> ResponseReturnValue:
    budget = to_read(uid)
    issued = queries.declarations_of(budget)
    return page("budgets/declarations.html", budget=budget, declarations=issued)


@bp.get("/declarations/<uuid:uid>")
def declaration(uid: uuid.UUID) -> ResponseReturnValue:
    return page("budgets/declaration.html", **_shown(_to_read(uid)))


@bp.post("/declarations/<uuid:uid>/sign")
def sign_declaration(uid: uuid.UUID) -> ResponseReturnValue:
    issued = _to_read(uid)
    authorise(policy.sign_declaration, issued, sight=policy.view_declaration)
    form = DeclarationForm(actor().name)
    if form.accepted():
        given = {name: form[name].data for name in ("signatory", "function", "authority")}
        declarations.sign(issued, form.digest.data, actor(), **given)
        return see_other("budgets.declaration", uid=uid)
    return page("budgets/declaration.html", form, **_shown(issued, sign_form=form))


@bp.post("/declarations/<uuid:uid>/language")
def reissue_declaration(uid: uuid.UUID) -> ResponseReturnValue:
    """Issue a declaration that nobody has signed in another language."""
    issued = _to_read(uid)
    authorise(policy.reissue_declaration, issued, sight=policy.view_declaration)
    form = LanguageForm()
    if form.accepted():
        anew = declarations.reissue(issued, form.language.data, actor())
        return see_other("budgets.declaration", uid=anew.uid)
    return page("budgets/declaration.html", form, **_shown(issued, language_form=form))


@bp.get("/declarations/<uuid:uid>/declaration.pdf")
def declaration_as_pdf(uid: uuid.UUID) -> ResponseReturnValue:
    issued = _to_read(uid)
    project = issued.budget.partner.project.reference
    name = f"{project}-declaration-{issued.budget.partner.number}-{issued.number}.pdf"
    return as_file(declaration_pdf(issued), "application/pdf", name)


def _to_read(uid: uuid.UUID) -> Declaration:
    issued = queries.get_declaration(uid)
    authorise(policy.view_declaration, issued)
    return issued


def _shown(issued: Declaration, **forms: Any) -> dict[str, Any]:
    return {
        "declaration": issued,
        "budget": issued.budget,
        "outlook": declarations.outlook_of(issued),
        "sign_form": DeclarationForm(actor().name, data={"digest": issued.sha256}),
        "language_form": LanguageForm(data={"language": issued.language}),
    } | forms
