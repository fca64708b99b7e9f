"""Check B14: the declarations of the partners cover their contributions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.budgets.declarations import HOLDING, VALID
from app.budgets.models import Budget, BudgetVersion, Declaration, DeclarationState
from app.budgets.queries import SETTLED
from app.consortia.findings import CHECKS, Finding, Shown
from app.consortia.models import Partner
from app.core.db import db
from app.core.i18n import lazy, money
from app.core.money import ZERO, Amount
from app.directory.choices import Role
from app.directory.models import Membership, Organisation


@dataclass(frozen=True)
class Read:
    """What is owed, what is declared, and whether who signed may bind the partner now."""

    contribution: Amount
    declaration: Declaration | None
    is_authorised: bool

    @property
    def is_signed(self) -> bool:
        return self.declaration is not None and self.declaration.state == DeclarationState.SIGNED

    @property
    def is_covered(self) -> bool:
        """Whether a signed declaration covers the contribution; see `is_authorised` besides."""
        declared = self.declaration.amount if self.declaration and self.is_signed else ZERO
        return declared >= self.contribution


def declaration_findings(budgets: Iterable[Budget]) -> list[Finding]:
    """Check B14 for each partner whose budget is accepted and that contributes something."""
    return [_finding(budget, read) for budget, read in _owed(budgets)]


def undeclared(budgets: Iterable[Budget]) -> list[Partner]:
    """List the partners whose contribution no signed declaration covers."""
    return [budget.partner for budget, read in _owed(budgets) if not read.is_covered]


def _owed(budgets: Iterable[Budget]) -> list[tuple[Budget, Read]]:
    """Read the budgets that are accepted and whose partners contribute something."""
    settled = [
        budget
        for budget in budgets
        if budget.state in SETTLED and budget.partner.organisation_id is not None
    ]
    found = _read([budget.id for budget in settled]) if settled else {}
    return [
        (budget, found[budget.id])
        for budget in settled
        if budget.id in found and found[budget.id].contribution
    ]


def _finding(budget: Budget, read: Read) -> Finding:
    declaration = read.declaration
    check, subject = CHECKS["B14"], str(budget.partner_id)
    given = {"partner": budget.partner.name, "amount": Shown(money, read.contribution)}
    if declaration is None or not read.is_signed:
        sentence = lazy(
            "%(partner)s has not signed the declaration on its contribution of %(amount)s yet.",
            **given,
        )
        return check.warns(sentence, subject=subject)
    if not read.is_covered:
        sentence = lazy(
            "The declaration of %(partner)s covers %(declared)s, its contribution is %(amount)s.",
            declared=Shown(money, declaration.amount),
            **given,
        )
        return check.blocks(sentence, subject=subject)
    if not read.is_authorised or not declaration.authority:
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


def _read(budget_ids: Collection[int]) -> dict[int, Read]:
    """Read it for all budgets in one statement; those that nothing was kept of are left out."""
    held = (
        sa.select(BudgetVersion.contribution)
        .where(BudgetVersion.budget_id == Budget.id, BudgetVersion.kind.in_(HOLDING))
        .order_by(BudgetVersion.number.desc())
        .limit(1)
        .correlate(Budget)
        .scalar_subquery()
    )
    valid = sa.and_(Declaration.budget_id == Budget.id, Declaration.state.in_(VALID))
    found = (
        sa.select(Budget.id, held, Declaration, _binds())
        .join(Budget.partner)
        .outerjoin(Declaration, valid)
        .where(Budget.id.in_(budget_ids))
        .order_by(Declaration.number)
    )
    return {
        budget_id: Read(contribution, declaration, authorised)
        for budget_id, contribution, declaration, authorised in db.session.execute(found)
        if contribution is not None
    }


def _binds() -> sa.ColumnElement[bool]:
    """Whether who signed may bind the partner now: a signatory, for the agency a director."""
    return (
        sa.select(Membership.id)
        .join(Membership.organisation)
        .where(
            Membership.person_id == Declaration.signed_by_id,
            Membership.organisation_id == Partner.organisation_id,
            sa.or_(
                Membership.role == Role.SIGNATORY,
                sa.and_(Membership.role == Role.DIRECTOR, Organisation.is_agency),
            ),
        )
        .correlate(Declaration, Partner)
        .exists()
    )
