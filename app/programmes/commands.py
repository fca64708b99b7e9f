"""What is done with programmes: the data that Kontor brings become rows, versions are added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import selectinload

from app.core.actors import Actor
from app.core.db import db, lock
from app.core.history import record
from app.core.times import now
from app.core.workflow import Event
from app.programmes import rules
from app.programmes.drafting import Document
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


def _keep_version(programme: Programme, number: int, document: Mapping[str, Any]) -> None:
    stored = next((row for row in programme.rule_sets if row.came_as == number), None)
    if stored is None:
        free = _next_number(programme)
        taken = any(row.version == number for row in programme.rule_sets)
        programme.rule_sets.append(
            RuleSet(
                version=free if taken else number,
                shipped_as=number if taken else None,
                document={**document, "version": free} if taken else dict(document),
            )
        )
    elif stored.document != {**document, "version": stored.version}:
        log.warning("rule set changed without a new version", slug=programme.slug, version=number)


def _next_number(programme: Programme) -> int:
    return max((row.version for row in programme.rule_sets), default=0) + 1


def add_version(basis: RuleSet, document: Document, note: str, actor: Actor) -> RuleSet:
    """Add a version of the rules that begins with `basis`, which stays as it is.

    The document must be one that `rules.parse` reads. Its number is the next one of the programme,
    whatever the document says. Projects that are pinned to another version stay with it.
    """
    programme = basis.programme
    lock(programme)  # two who add one at once get two numbers
    numbers = sa.select(sa.func.max(RuleSet.version)).where(RuleSet.programme_id == programme.id)
    number = (db.session.scalar(numbers) or 0) + 1
    fresh = RuleSet(
        programme_id=programme.id,
        version=number,
        document={**document, "version": number},
        based_on=basis.version,
        note=note,
        author_id=actor.id,
        made_at=now(),
    )
    db.session.add(fresh)
    record(Event(fresh, "rule_set.add", actor, note=note))
    return fresh


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
