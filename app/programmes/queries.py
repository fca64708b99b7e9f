"""Which programmes there are, and which rules counted when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from app.core.db import db
from app.programmes import rules
from app.programmes.models import Programme, RuleSet


def programmes(*more: ExecutableOption) -> Sequence[Programme]:
    """List all programmes with their priorities, the newest period first; one statement.

    `more` are options of what else is loaded.
    """
    found = sa.select(Programme).options(joinedload(Programme.priorities), *more)
    newest_first = found.order_by(Programme.opens_on.desc(), Programme.name, Programme.id)
    return db.session.scalars(newest_first).unique().all()


def whole_programmes() -> Sequence[Programme]:
    """List them with the versions of their rules too; two statements."""
    return programmes(selectinload(Programme.rule_sets))


def get_programme(slug: str) -> Programme:
    """Raises NoResultFound. Priorities and rule sets are loaded."""
    found = sa.select(Programme).where(Programme.slug == slug)
    whole = found.options(
        selectinload(Programme.priorities),
        selectinload(Programme.rule_sets).joinedload(RuleSet.author),
    )
    return db.session.scalars(whole).one()


def get_version(slug: str, number: int) -> RuleSet:
    """Raises NoResultFound. The programme, all versions of its rules, their authors are loaded."""
    programme = get_programme(slug)
    found = next((row for row in programme.rule_sets if row.version == number), None)
    if found is None:
        raise NoResultFound
    set_committed_value(found, "programme", programme)
    return found


def rule_set(programme: Programme, on: date) -> RuleSet:
    """Return the newest version of the rules that are valid on a day.

    Projects outlive the period of their programme: where no version covers the day, the newest of
    all counts. Raises NoResultFound where the programme has no rules.
    """
    found = sa.select(RuleSet).where(RuleSet.programme_id == programme.id)
    versions = db.session.scalars(found.order_by(RuleSet.version.desc())).all()
    if not versions:
        raise NoResultFound
    return next((version for version in versions if _covers(rules_of(version), on)), versions[0])


def rules_of(rule_set: RuleSet) -> rules.RuleSet:
    """Return the stored document as values that can be asked."""
    return rules.parse(rule_set.document)


def _covers(rules: rules.RuleSet, on: date) -> bool:
    return rules.valid_from <= on <= rules.valid_to
