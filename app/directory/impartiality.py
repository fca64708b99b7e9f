"""Impartiality: who cannot certify whom. Pure.

After ISO/IEC 17021-1, clause 5.2, from general knowledge of the trade and not compared with its
text: each conflict is a warning that people judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.choices import Choice
from app.core.i18n import lazy

WAITS = timedelta(days=2 * 365)
"""How long after advice or internal audits a body does not certify the same client."""


class Work(Choice):
    """What a body does for a client."""

    CERTIFICATION = "certification", lazy("Certification")
    CONSULTANCY = "consultancy", lazy("Consultancy on management systems")
    INTERNAL_AUDIT = "internal-audit", lazy("Internal audits")
    TRAINING = "training", lazy("Training that is open to all")


class Conflict(Choice):
    """Why a body cannot be trusted to be impartial."""

    CERTIFIES_ITSELF = (
        "certifies-itself",
        lazy("A body cannot certify itself, or an organisation that it is a part of."),
    )
    ADVISED = (
        "advised",
        lazy(
            "A body that advises a client on its management system cannot certify it, "
            "nor in the two years after."
        ),
    )
    AUDITED = (
        "audited",
        lazy(
            "A body that makes a client's internal audits cannot certify it, "
            "nor in the two years after."
        ),
    )
    OFFERS_ADVICE = (
        "offers-advice",
        lazy("A certification body for management systems cannot offer consultancy on them."),
    )
    CERTIFIES_A_CERTIFIER = (
        "certifies-a-certifier",
        lazy("A certification body cannot certify the quality management of another."),
    )


FORBIDDEN_BEFORE = {Work.CONSULTANCY: Conflict.ADVISED, Work.INTERNAL_AUDIT: Conflict.AUDITED}


@dataclass(frozen=True)
class Engagement:
    """What a body does, or has done, for a client; `ended` is None while it goes on."""

    by: str
    client: str
    work: Work
    ended: date | None = None


def conflicts(
    engagements: Collection[Engagement],
    on: date,
    groups: Collection[frozenset[str]] = (),
    certifiers: Collection[str] = (),
) -> list[Conflict]:
    """Return the conflicts on a day, each once, in the order of `Conflict`.

    Bodies of one of the groups count as one; `certifiers` are bodies known to certify management
    systems, whether or not they do so here.
    """
    one = {name: min(group) for group in groups for name in group}
    found: set[Conflict] = set()
    for done in engagements:
        body = one.get(done.by, done.by)
        if done.work == Work.CERTIFICATION and (done.ended is None or on <= done.ended):
            earlier = [each for each in engagements if one.get(each.by, each.by) == body]
            found |= set(_against(done, body, one, earlier, on))
            if done.client in certifiers and one.get(done.client, done.client) != body:
                found.add(Conflict.CERTIFIES_A_CERTIFIER)
        if done.work == Work.CONSULTANCY and done.ended is None and done.by in certifiers:
            found.add(Conflict.OFFERS_ADVICE)
    return [conflict for conflict in Conflict if conflict in found]


def _against(
    certification: Engagement,
    body: str,
    one: dict[str, str],
    of_the_body: Iterable[Engagement],
    on: date,
) -> Iterator[Conflict]:
    client = one.get(certification.client, certification.client)
    if client == body:
        yield Conflict.CERTIFIES_ITSELF
    for done in of_the_body:
        conflict = FORBIDDEN_BEFORE.get(done.work)
        same_client = one.get(done.client, done.client) == client
        if conflict and same_client and (done.ended is None or on < done.ended + WAITS):
            yield conflict
