"""Check B14: the declarations of the partners cover their contributions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.budgets.declarations import HOLDING, VALID
from app.budgets.models import Budget, BudgetVersion, Declaration, DeclarationState
from app.budgets.queries import SETTLED, budgets_of
from app.consortia.findings import CHECKS, Finding, Shown
from app.consortia.models import Project
from app.core.db import db
from app.core.i18n import lazy, money
from app.directory.models import Membership, Organisation, Role


def declaration_findings(
    project: Project, budgets: Sequence[Budget] | None = None
) -> list[Finding]:
    """Check B14 for each partner whose budget is accepted and that contributes something.

    `budgets` are those of the project where they are loaded already.
    """
    settled = [
        budget
        for budget in (budgets_of(project) if budgets is None else budgets)
        if budget.state in SETTLED and budget.partner.organisation_id is not None
    ]
    if not settled:
        return []
    holding = _what_holds(settled)
    valid = _valid_by_budget(settled)
    authorised = _signatories(settled)
    owing = [one for one in settled if one.id in holding and holding[one.id].contribution]
    return [
        _finding(budget, holding[budget.id], valid.get(budget.id), authorised) for budget in owing
    ]


def _finding(
    budget: Budget,
    version: BudgetVersion,
    declaration: Declaration | None,
    authorised: set[tuple[int | None, int | None]],
) -> Finding:
    check, subject = CHECKS["B14"], str(budget.partner_id)
    given = {"partner": budget.partner.name, "amount": Shown(money, version.contribution)}
    if declaration is None or declaration.state != DeclarationState.SIGNED:
        sentence = lazy(
            "%(partner)s has not signed the declaration on its contribution of %(amount)s yet.",
            **given,
        )
        return check.warns(sentence, subject=subject)
    if declaration.amount < version.contribution:
        sentence = lazy(
            "The declaration of %(partner)s covers %(declared)s, its contribution is %(amount)s.",
            declared=Shown(money, declaration.amount),
            **given,
        )
        return check.blocks(sentence, subject=subject)
    who = (declaration.signed_by_id, budget.partner.organisation_id)
    if who not in authorised or not declaration.authority:
        sentence = lazy(
            "%(signatory)s, who signed the declaration of %(partner)s, is no signatory of it now.",
            signatory=declaration.signatory,
            **given,
        )
        return check.warns(sentence, subject=subject)
    sentence = lazy(
        "%(partner)s has declared %(declared)s; its contribution is %(amount)s.",
        declared=Shown(money, declaration.amount),
        **given,
    )
    return check.passes(sentence, subject=subject)


def _what_holds(budgets: Sequence[Budget]) -> dict[int, BudgetVersion]:
    found = (
        sa.select(BudgetVersion)
        .where(
            BudgetVersion.budget_id.in_([one.id for one in budgets]),
            BudgetVersion.kind.in_(HOLDING),
        )
        .order_by(BudgetVersion.number)
        .options(defer(BudgetVersion.document))
    )
    return {version.budget_id: version for version in db.session.scalars(found)}


def _valid_by_budget(budgets: Sequence[Budget]) -> dict[int, Declaration]:
    found = sa.select(Declaration).where(
        Declaration.budget_id.in_([one.id for one in budgets]), Declaration.state.in_(VALID)
    )
    return {one.budget_id: one for one in db.session.scalars(found.order_by(Declaration.number))}


def _signatories(budgets: Sequence[Budget]) -> set[tuple[int | None, int | None]]:
    """Who may bind which organisation now: its signatories, for the agency its directors."""
    found = (
        sa.select(Membership.person_id, Membership.organisation_id)
        .join(Membership.organisation)
        .where(
            Membership.organisation_id.in_([one.partner.organisation_id for one in budgets]),
            sa.or_(
                Membership.role == Role.SIGNATORY,
                sa.and_(Membership.role == Role.DIRECTOR, Organisation.is_agency),
            ),
        )
    )
    return {(person, body) for person, body in db.session.execute(found)}
