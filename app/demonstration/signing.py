"""Partnership agreements: drafted from the template, accepted by all, signed, the lead last."""

from __future__ import annotations

from uuid import UUID

from app.agreements import commands
from app.agreements.models import Agreement
from app.agreements.queries import get_agreement
from app.agreements.workflow import FLOW, outstanding_acceptances, outstanding_signatures
from app.core.db import db
from app.core.history import advance
from app.demonstration.partnerships import open_project, signatory_of
from app.demonstration.people import acting

TERMS = {
    "language": "en",
    "law": "law of Lithuania",
    "place": "Vilnius",
    "effective_on": None,
    "effective_condition": "",
}


def put_before_the_parties(project: str, language: str = "en") -> UUID:
    """Draft the agreement of a project, whose budgets are fixed, and open it to the parties."""
    officer = acting("officer")
    agreement = commands.prepare(open_project(project), officer, TERMS | {"language": language})
    uid = agreement.uid
    advance(FLOW, _open(uid), "open-negotiation", acting("officer"))
    return uid


def accept_by_all(uid: UUID) -> None:
    """Let each party accept the same text, and the director send it out for signature."""
    while waiting := outstanding_acceptances(agreement := _open(uid)):
        actor = acting(signatory_of(waiting[0]))
        commands.accept(agreement, waiting[0], agreement.text.digest, actor)
    advance(FLOW, _open(uid), "send-out", acting("director"))


def sign_by_all(uid: UUID) -> None:
    """Let every party sign, in the order of signing; then the agreement is in force."""
    while waiting := outstanding_signatures(_open(uid)):
        sign_by(uid, signatory_of(waiting[0]))


def sign_by(uid: UUID, key: str) -> None:
    """Let the party sign for which this person does."""
    agreement = _open(uid)
    party = next(one for one in outstanding_signatures(agreement) if signatory_of(one) == key)
    actor = acting(key)
    commands.sign(
        agreement,
        party,
        agreement.text.digest,
        actor,
        signatory=actor.name,
        capacity="Example of a capacity",
        place=party.city,
    )


def _open(uid: UUID) -> Agreement:
    db.session.flush()
    db.session.expunge_all()
    return get_agreement(uid)
