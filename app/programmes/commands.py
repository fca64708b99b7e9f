"""What is done with programmes: the data that Kontor brings become rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.programmes import rules
from app.programmes.models import Priority, Programme, RuleSet

log = structlog.get_logger()


def load_programmes() -> None:
    """Bring in the programmes that are shipped; what is there already stays as it is.

    A new version of a rule set is a new row. A document that was changed without a new version is
    not taken in: decisions rest on the one that is stored.
    """
    known = sa.select(Programme).options(
        selectinload(Programme.priorities), selectinload(Programme.rule_sets)
    )
    programmes = {programme.slug: programme for programme in db.session.scalars(known)}
    documents = sorted(rules.shipped(), key=lambda document: rules.parse(document).version)
    for document in documents:
        shipped = rules.parse(document)
        programme = programmes.setdefault(shipped.programme.slug, Programme(priorities=[]))
        _keep_version(programme, shipped.version, document)
        _describe(programme, shipped)
        db.session.add(programme)
    db.session.flush()  # whoever comes next in this transaction looks programmes up


def _keep_version(programme: Programme, version: int, document: Mapping[str, Any]) -> None:
    stored = next((row for row in programme.rule_sets if row.version == version), None)
    if stored is None:
        programme.rule_sets.append(RuleSet(version=version, document=dict(document)))
    elif stored.document != document:
        log.warning("rule set changed without a new version", slug=programme.slug, version=version)


def _describe(programme: Programme, shipped: rules.RuleSet) -> None:
    facts = shipped.programme
    programme.slug, programme.period = facts.slug, facts.period
    programme.name, programme.names = facts.name("en"), dict(facts.names)
    programme.opens_on, programme.closes_on = shipped.valid_from, shipped.valid_to
    known = {priority.code: priority for priority in programme.priorities}
    for number, fact in enumerate(_with_measures(facts.priorities), start=1):
        priority = known.get(fact.code) or Priority(programme=programme, code=fact.code)
        priority.number, priority.title = number, fact.title("en")
        priority.titles = dict(fact.titles)


def _with_measures(priorities: tuple[rules.Priority, ...]) -> Iterator[rules.Priority]:
    for priority in priorities:
        yield priority
        yield from _with_measures(priority.measures)
