"""What happens to accreditations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Stashed, claim
from app.core.history import advance, record
from app.core.workflow import Event
from app.directory.choices import AccreditationState
from app.directory.commands.organisations import index
from app.directory.models import Accreditation, Organisation
from app.directory.watch import stage
from app.directory.workflow import ACCREDITATION_FLOW, evidence_is_missing, validity_has_ended

EVIDENCE = "accreditation evidence"


def declare(
    organisation: Organisation, actor: Actor, facts: Mapping[str, Any], evidence: Stashed | None
) -> Accreditation:
    """Add an accreditation, which waits for verification as soon as there is evidence."""
    accreditation = Accreditation(organisation=organisation, **facts)
    db.session.add(accreditation)
    record(Event(accreditation, "accreditation.declare", actor))
    _file(accreditation, actor, evidence)
    index(organisation)
    return accreditation


def amend(
    accreditation: Accreditation,
    actor: Actor,
    facts: Mapping[str, Any],
    evidence: Stashed | None,
) -> None:
    """Change an accreditation; what was verified waits for verification again."""
    changed = evidence is not None or any(
        getattr(accreditation, name) != value for name, value in facts.items()
    )
    if facts.get("valid_until", accreditation.valid_until) != accreditation.valid_until:
        accreditation.told_days = None
    for name, value in facts.items():
        setattr(accreditation, name, value)
    _file(accreditation, actor, evidence)
    verified = accreditation.state == AccreditationState.VERIFIED
    if changed and verified and not validity_has_ended(accreditation):
        advance(ACCREDITATION_FLOW, accreditation, "renew", actor)
    db.session.flush()  # the index reads all accreditations of the organisation
    db.session.refresh(accreditation.organisation, ["accreditations"])
    index(accreditation.organisation)


def tell_of_the_end(accreditation: Accreditation, today: date) -> None:
    """Note that it ends soon, or has ended, once for each stage; whom that concerns is told."""
    days = stage(accreditation, today)
    if days is None:
        return
    accreditation.told_days = days
    name = "accreditation.end-soon" if days else "accreditation.end"
    record(Event(accreditation, name, Actor.SYSTEM))


def _file(accreditation: Accreditation, actor: Actor, evidence: Stashed | None) -> None:
    if evidence is not None:
        accreditation.evidence = claim(evidence, EVIDENCE)
        db.session.flush()  # the guard looks at the number of the document
    ready = accreditation.standing == AccreditationState.DECLARED
    if ready and not evidence_is_missing(accreditation):
        advance(ACCREDITATION_FLOW, accreditation, "file-evidence", actor)
