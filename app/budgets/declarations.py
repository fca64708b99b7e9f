"""Declarations of partners on their contribution: issued with the budget, signed, made void."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from app.budgets.figures import Figures
from app.budgets.models import Budget, BudgetVersion, Declaration, DeclarationState, VersionKind
from app.budgets.plan import SourceStatus
from app.budgets.queries import declarations_of
from app.budgets.record import document_of
from app.budgets.versions import UNDER_CHANGE, latest
from app.budgets.words import in_words
from app.budgets.workflow import DECLARATION_FLOW
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance, record
from app.core.i18n import _, country, day, lazy, money, speaking
from app.core.money import Amount
from app.core.times import now
from app.core.workflow import Event
from app.programmes.models import RuleSet

HOLDING = (VersionKind.ACCEPTED, VersionKind.BASELINE)
"""The kinds of versions that a declaration is made on."""

VALID = (DeclarationState.ISSUED, DeclarationState.SIGNED)
ISSUED = "declaration.issue"


@dataclass(frozen=True)
class Outlook:
    """What becomes of a declaration when the change under way is accepted as it stands now.

    The change is no reason not to sign: what is declared is the version that holds until then. It
    `rises` above a signature whenever it was given; an unsigned one that it `replaces` is followed
    by another with the `contribution` and the sources of the change.
    """

    contribution: Amount
    rises: bool
    replaces: bool


def outlook_of(declaration: Declaration) -> Outlook | None:
    """Look at the change of the budget; None without one, and of a declaration that is void."""
    budget = declaration.budget
    if declaration.state not in VALID or budget.state not in UNDER_CHANGE:
        return None
    contribution = Figures(budget).computed.contribution.result
    sources = document_of(budget)["contribution_sources"]
    return Outlook(
        contribution,
        rises=contribution > declaration.amount,
        replaces=not _still_fits(declaration, contribution, sources),
    )


def keep_up(budget: Budget, actor: Actor) -> None:
    """Issue a declaration on the version that holds now, where the one there is does not cover it.

    A signed one becomes void when the contribution rises and stays when it falls; one that waits
    for its signature follows every change of the contribution and of its sources.
    """
    version = latest(budget, *HOLDING)
    if version is None or budget.partner.organisation_id is None:
        return
    standing = valid_one(declarations_of(budget))
    if standing is not None:
        if _still_fits(standing, version.contribution, version.document["contribution_sources"]):
            return
        void(standing)
    if version.contribution:
        issue(budget, version, language_of(budget), actor)


def issue(budget: Budget, version: BudgetVersion, language: str, actor: Actor) -> Declaration:
    """Issue a declaration with a text that nobody can change."""
    text = text_of(budget, version, language)
    before = sa.select(sa.func.max(Declaration.number)).where(Declaration.budget_id == budget.id)
    declaration = Declaration(
        budget=budget,
        number=(db.session.scalar(before) or 0) + 1,
        of_version=version,
        language=language,
        text=text,
        sha256=digest(text),
        amount=version.contribution,
    )
    db.session.add(declaration)
    record(Event(declaration, ISSUED, actor))
    return declaration


def reissue(declaration: Declaration, language: str, actor: Actor) -> Declaration:
    """Issue it in another language; raises DomainError once it is signed or void."""
    if declaration.state != DeclarationState.ISSUED:
        raise DomainError(lazy("Only a declaration that waits for its signature can be replaced."))
    void(declaration)
    return issue(declaration.budget, declaration.of_version, language, actor)


def sign(
    declaration: Declaration,
    read: str,
    actor: Actor,
    *,
    signatory: str,
    function: str,
    authority: str,
) -> None:
    """Sign exactly the text whose hash was `read`; raises DomainError where it is another one."""
    lock(declaration)
    if read != declaration.sha256:  # not a Conflict: sent once more, it would still be another text
        raise DomainError(
            _("The text has changed since you opened this page. Please read it anew.")
        )
    declaration.signatory, declaration.function = signatory, function
    declaration.authority = authority
    declaration.signed_at, declaration.signed_by_id = now(), actor.id
    advance(DECLARATION_FLOW, declaration, "sign", actor)


def void(declaration: Declaration) -> None:
    """Make a declaration invalid: another one takes its place."""
    declaration.void_since = now()
    advance(DECLARATION_FLOW, declaration, "void", Actor.SYSTEM)


def valid_one(declarations: Sequence[Declaration]) -> Declaration | None:
    """Return the declaration that is signed or waits for its signature, if there is one."""
    return next((one for one in declarations if one.state in VALID), None)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def language_of(budget: Budget) -> str:
    """Return the language that the partner's profile is written in, if it is offered here."""
    offered: list[str] = current_app.config["LANGUAGES"]
    body = budget.partner.organisation
    return body.language if body is not None and body.language in offered else offered[0]


def text_of(budget: Budget, version: BudgetVersion, language: str) -> str:
    """Write the declaration: paragraphs parted by blank lines, the sources one a line."""
    with speaking(language):
        return "\n\n".join(_paragraphs(budget, version, language))


def _paragraphs(budget: Budget, version: BudgetVersion, language: str) -> Iterator[str]:
    partner = budget.partner
    project = partner.project
    yield _(
        "%(partner)s, %(country)s, is partner %(number)s of the project “%(title)s” "
        "(%(reference)s).",
        partner=partner.name,
        country=country(partner.country),
        number=partner.number,
        title=project.title,
        reference=project.reference,
    )
    yield _(
        "%(partner)s declares that it contributes %(amount)s to the costs of its part of the "
        "project. This is the contribution in version %(version)s of its budget of %(day)s, "
        "whose total is %(total)s.",
        partner=partner.name,
        amount=_written_twice(version.contribution, language),
        version=version.number,
        day=day(version.at or now()),
        total=money(version.total),
    )
    if version.rule_set_id is not None:
        checked = sa.select(RuleSet).where(RuleSet.id == version.rule_set_id)
        rules = db.session.scalars(checked.options(joinedload(RuleSet.programme))).one()
        yield _(
            "The budget was written and checked under version %(number)s of the rules of the "
            "programme “%(programme)s”.",
            programme=rules.programme.name_in(language),
            number=rules.version,
        )
    if rows := version.document["contribution_sources"]:
        yield "\n".join([_("The contribution comes from these sources:"), *map(_source, rows)])
    yield _(
        "The costs that this contribution pays for are not financed a second time: no other "
        "programme, fund or public budget pays for the same costs, and none will be asked to."
    )
    yield _(
        "If the contribution rises in a later version of the budget, this declaration is no "
        "longer valid, and a new one takes its place."
    )


def _written_twice(value: Amount, language: str) -> str:
    """Write an amount in figures and, in a language that has them here, in words."""
    words = in_words(value, language)
    return f"{money(value)} ({words})" if words else money(value)


def _source(row: Mapping[str, str]) -> str:
    return _(
        "– %(name)s (%(status)s): %(amount)s",
        name=row["name"],
        status=SourceStatus(row["status"]).label,
        amount=money(Decimal(row["amount"])),
    )


def _still_fits(declaration: Declaration, contribution: Amount, sources: Sequence[Any]) -> bool:
    if declaration.state == DeclarationState.SIGNED:
        return contribution <= declaration.amount
    same = contribution == declaration.amount
    return same and declaration.of_version.document["contribution_sources"] == sources
