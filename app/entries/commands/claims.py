"""What happens to claims: begun, proved by a mailbox, put before the agency."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.accounts import links
from app.accounts.models import User
from app.core import limits
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance, record
from app.core.i18n import lazy
from app.core.times import now
from app.core.workflow import Event
from app.directory.domains import mail_domain
from app.directory.lookalikes import filled
from app.directory.models import Organisation
from app.entries.models import Claim, ClaimState
from app.entries.queries import find_claim
from app.entries.workflow import FLOW
from app.inbox.telling import send

LINK = "claim"
A_DAY = 10


def proves(person: User, organisation: Organisation) -> bool:
    """Whether a mailbox shows by itself that its owner belongs to the organisation.

    Its domain must be that of the website, and of no other entry: a domain that several share, as
    those of ministries and groups, does not tell which of them somebody works for.
    """
    domain = mail_domain(person.email) if person.confirmed_at else ""
    if not domain or domain != organisation.domain:
        return False
    others = sa.select(sa.func.count()).where(
        Organisation.domain == domain,
        filled(Organisation.domain),
        Organisation.id != organisation.id,
        Organisation.is_listed,
    )
    return db.session.scalar(others) == 0


def claim(
    organisation: Organisation,
    person: User,
    actor: Actor,
    *,
    function: str,
    reason: str,
    by_mail: bool,
) -> Claim:
    """Claim an entry: by a link to the mailbox where that is proof, else by asking the agency.

    Raises TooMany.
    """
    limits.check("claim", str(actor.id), A_DAY, timedelta(days=1))
    limits.count("claim", str(actor.id))
    lock(organisation)
    found = find_claim(organisation.id, person.id)
    claimed = found or Claim(
        organisation=organisation, person=person, state=ClaimState.MAILED
    )  # what is put before the agency comes from here by a move
    claimed.function, claimed.reason, claimed.asked_at = function, reason, now()
    if found is None:
        db.session.add(claimed)
        record(Event(claimed, "claim.begin", actor))
    if by_mail and proves(person, organisation) and claimed.state == ClaimState.MAILED:
        _mail_link(claimed)
    elif claimed.state != ClaimState.ASKED:
        advance(FLOW, claimed, "ask", actor)
    return claimed


def prove(claimed: Claim, actor: Actor) -> None:
    """Take the entry over: the link has shown that the mailbox is read.

    Raises DomainError where the mailbox has stopped to be proof since the link was sent.
    """
    lock(claimed.organisation)
    db.session.refresh(claimed.organisation, ["state", "domain"])
    if not proves(claimed.person, claimed.organisation):
        raise DomainError(lazy("Your mailbox alone is no proof any more: ask the agency."))
    advance(FLOW, claimed, "prove", actor)


def _mail_link(claimed: Claim) -> None:
    token = links.seal(LINK, claimed.person, str(claimed.uid))
    send(
        claimed.person.email,
        "claim_link",
        language=claimed.person.locale,
        person=claimed.person,
        link=links.address("claims.follow", token=token),
        secret=True,
        action=True,
        cause="claim.begin",
        organisation=claimed.organisation,
    )
