"""What budgets there are, and what they come to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from app.accounts.models import User
from app.budgets.choices import with_choices
from app.budgets.counting import as_they_count, changes_in
from app.budgets.models import (
    Budget,
    BudgetState,
    BudgetVersion,
    Declaration,
    DeclarationState,
    Line,
    Source,
)
from app.budgets.summary import Summary, budgets_in, summaries_of
from app.consortia.assembly import PartnerBudgets
from app.consortia.models import Partner, Project, WorkPackage
from app.consortia.policy import WRITERS
from app.core.db import db
from app.core.history import entries_of
from app.directory.choices import PartnerRole, Role
from app.directory.queries import people_of

SETTLED = frozenset(
    {
        BudgetState.ACCEPTED,
        BudgetState.BASELINE,
        BudgetState.CHANGING,
        BudgetState.CHANGE_SENT,
        BudgetState.CHANGE_CHECKED,
        BudgetState.CLOSED,
    }
)
"""Finance has accepted it; while a change is under way, the last baseline counts."""

TURNS = frozenset({"budget.return", "budget.return-change", "budget.ask-change"})
"""After these the partner writes: in the first two because finance has a question."""

AT_ONCE = 5
"""Budgets that are in memory with all their lines while one goes through many."""


@dataclass(frozen=True)
class AnnexFigures:
    """A partner's row in the budget annex of an agreement; the key of amounts is fund or category.

    Only the categories in which something is planned are there.
    """

    partner: int
    funds: Mapping[str, Decimal]
    contribution: Decimal
    total: Decimal
    categories: Mapping[str, Decimal]


def get_budget(uid: uuid.UUID) -> Budget:
    """Raises NoResultFound. The project with its partners, the interest and all rows are loaded."""
    return db.session.scalars(sa.select(Budget).where(Budget.uid == uid).options(*_whole())).one()


def get_line(budget: Budget, uid: uuid.UUID) -> Line:
    """Raises NoResultFound where the budget has no such line."""
    found = sa.select(Line).where(Line.uid == uid, Line.budget_id == budget.id)
    return db.session.scalars(found).one()


def budgets_of(project: Project) -> Sequence[Budget]:
    """List the newest budget of each partner, in the order of the partners, with all rows."""
    return db.session.scalars(_newest_in(project)).all()


def each_budget_of(project: Project) -> Iterator[Budget]:
    """Go through what `budgets_of` lists, a few at a time: what nobody keeps is let go."""
    yield from db.session.scalars(_newest_in(project).execution_options(yield_per=AT_ONCE))


def own_budgets(organisation_ids: Collection[int]) -> Sequence[Budget]:
    """List the newest budgets of some organisations, those of new projects first, all loaded."""
    theirs = Partner.organisation_id.in_(organisation_ids)
    found = sa.select(Budget).join(Budget.partner).where(theirs, _is_newest())
    return db.session.scalars(found.order_by(Budget.id.desc()).options(*_whole())).all()


def partner_budgets(project: Project) -> PartnerBudgets:
    """Compute the budgets as they count, for the checks of a consortium; of a get_project."""
    return stated(project, _as_they_count(project))


def stated(project: Project, summaries: Collection[Summary]) -> PartnerBudgets:
    """Return the budgets that say something: one in which nothing stands is not a zero."""
    declared = declared_by([one.budget.id for one in summaries])
    said = {
        one.budget.partner_id: replace(
            one.as_facts, financed_once=True if one.budget.id in declared else None
        )
        for one in summaries
        if one.says_something
    }
    return with_choices(project, said)


def declared_by(budget_ids: Collection[int]) -> set[int]:
    """Return the budgets with a signed declaration: it says that no cost is financed twice."""
    found = sa.select(Declaration.budget_id).where(
        Declaration.budget_id.in_(budget_ids), Declaration.state == DeclarationState.SIGNED
    )
    return set(db.session.scalars(found))


def annex_rows(project: Project) -> list[AnnexFigures]:
    """Compute the rows of the budget annex, in the order of the partners' numbers.

    While a budget is being changed, its baseline counts until the new one holds. `project` is a
    get_project.
    """
    return [
        AnnexFigures(
            partner=one.budget.partner.number,
            funds={fund: paid.result for fund, paid in one.computed.funds.items()},
            contribution=one.computed.contribution.result,
            total=one.computed.total.result,
            categories={
                category.value: amount.result
                for category, amount in one.computed.categories.items()
                if amount.result
            },
        )
        for one in _as_they_count(project)
    ]


def all_accepted(project: Project) -> bool:
    """Whether finance has accepted the budget of every partner that has to have one."""
    partners = sa.select(Partner.id).where(
        Partner.project_id == project.id, Partner.role != PartnerRole.ASSOCIATED
    )
    settled = sa.select(Budget.partner_id).where(_is_newest(), Budget.state.in_(SETTLED)).subquery()
    waiting = partners.where(Partner.id.not_in(sa.select(settled.c.partner_id)))
    there, open_ones = db.session.execute(sa.select(partners.exists(), waiting.exists())).one()
    return bool(there and not open_ones)


def has_accepted_budget(partner: Partner) -> bool:
    """Whether finance has accepted the newest budget of a partner; while it changes, it has."""
    mine = sa.select(Budget.state).where(Budget.partner_id == partner.id)
    return db.session.scalar(mine.order_by(Budget.number.desc()).limit(1)) in SETTLED


def _as_they_count(project: Project) -> list[Summary]:
    written = summaries_of(budgets_in(project), by_period=False)
    return as_they_count(written, changes_in(written))


def _newest_in(project: Project) -> sa.Select[Budget]:
    mine = Partner.project_id == project.id
    found = sa.select(Budget).join(Budget.partner).where(mine, _is_newest())
    return found.order_by(Partner.number, Budget.id).options(*_whole())


def _is_newest() -> sa.ColumnElement[bool]:
    other = aliased(Budget)
    newest = sa.select(sa.func.max(other.number)).where(other.partner_id == Budget.partner_id)
    return Budget.number == newest.correlate(Budget).scalar_subquery()


def question_of(budget: Budget) -> str:
    """What finance asked when it returned the budget; empty unless the answer is awaited."""
    if budget.state not in {BudgetState.RETURNED, BudgetState.CHANGING}:
        return ""
    last = next((entry for entry in entries_of(budget) if entry.action in TURNS), None)
    return "" if last is None or last.action == "budget.ask-change" else last.note or ""


def writers_of(partner: Partner) -> list[User]:
    """List who is told what the partner has to write; for the agency that is its officers."""
    if partner.organisation_id is None:
        return []
    body = partner.organisation
    roles = (Role.OFFICER,) if body and body.is_agency else WRITERS
    return people_of(partner.organisation_id, *roles)


def versions_of(budget: Budget) -> Sequence[BudgetVersion]:
    """List the versions of a budget, the newest first, without their documents."""
    mine = BudgetVersion.budget_id == budget.id
    found = sa.select(BudgetVersion).where(mine).order_by(BudgetVersion.number.desc())
    whose = (joinedload(BudgetVersion.author), joinedload(BudgetVersion.rule_set))
    return db.session.scalars(found.options(*whose, defer(BudgetVersion.document))).all()


def get_version(budget: Budget, number: int) -> BudgetVersion:
    """Raises NoResultFound where the budget has no such version."""
    found = sa.select(BudgetVersion).where(
        BudgetVersion.budget_id == budget.id, BudgetVersion.number == number
    )
    whose = (joinedload(BudgetVersion.author), joinedload(BudgetVersion.rule_set))
    return db.session.scalars(found.options(*whose)).one()


def declarations_of(budget: Budget) -> Sequence[Declaration]:
    """List the declarations of a budget, the newest first, with version and signatory."""
    found = sa.select(Declaration).where(Declaration.budget_id == budget.id)
    loaded = (joinedload(Declaration.of_version).defer(BudgetVersion.document),)
    ordered = found.order_by(Declaration.number.desc())
    return db.session.scalars(ordered.options(*loaded, joinedload(Declaration.signed_by))).all()


def get_declaration(uid: uuid.UUID) -> Declaration:
    """Raises NoResultFound. Its budget is loaded as by get_budget."""
    found = sa.select(Declaration).where(Declaration.uid == uid)
    rules = joinedload(Declaration.of_version).joinedload(BudgetVersion.rule_set)
    loaded = (rules, joinedload(Declaration.signed_by))
    declaration = db.session.scalars(found.options(*loaded, joinedload(Declaration.budget))).one()
    get_budget(declaration.budget.uid)  # loads what belongs to it into the same entity
    return declaration


def _whole() -> list[sa.sql.base.ExecutableOption]:
    whose = joinedload(Budget.partner)
    project = whose.joinedload(Partner.project)
    return [
        whose.joinedload(Partner.organisation),
        whose.joinedload(Partner.interest),
        project.joinedload(Project.programme),
        project.joinedload(Project.rule_set),
        project.selectinload(Project.partners),
        project.selectinload(Project.work_packages).selectinload(WorkPackage.activities),
        selectinload(Budget.lines),
        selectinload(Budget.funding),
        selectinload(Budget.sources).joinedload(Source.evidence),
    ]
