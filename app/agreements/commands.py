"""What happens to an agreement: it is drafted, accepted, signed, and enters into force."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.agreements import text as texts
from app.agreements.facts import AgreementFacts, AnnexRow, Party
from app.agreements.models import Acceptance, Agreement, Method, Signature, Version
from app.agreements.queries import signatories
from app.agreements.wording import wording
from app.agreements.workflow import (
    FLOW,
    it_takes_effect_later,
    outstanding_acceptances,
    outstanding_signatures,
    parties,
)
from app.budgets.queries import annex_rows
from app.consortia.commands import enter_into_force
from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.documents import Document
from app.core.errors import DomainError
from app.core.history import advance, record
from app.core.i18n import _
from app.core.references import next_reference
from app.core.times import localdate, now
from app.core.workflow import Event
from app.directory.choices import PartnerRole
from app.directory.queries import agency

CHANGED = "agreement.redraft"


def prepare(project: Project, actor: Actor, given: dict[str, Any]) -> Agreement:
    """Begin the agreement of a project and draft its first version.

    `given` are language, law, place, effective_on and effective_condition. Raises DomainError where
    there are not yet two parties.
    """
    lock(project)
    if len([p for p in project.partners if p.role != PartnerRole.ASSOCIATED]) < 2:
        raise DomainError(_("An agreement needs at least two partners."))
    agreement = Agreement(reference=next_reference("PA"), project=project, versions=[], **given)
    db.session.add(agreement)
    record(Event(agreement, "agreement.prepare", actor))
    draft(agreement, actor)
    return agreement


def draft(agreement: Agreement, actor: Actor, *, anew: bool = False) -> Version | None:
    """Build the text anew from today's facts; None where nothing but its date would change.

    `anew` makes a version in any case: what is negotiated again is accepted again by everybody.

    A new version starts without acceptances and signatures: they were given to another text.
    """
    if agreement.versions:
        _hold(agreement)
    number = len(agreement.versions) + 1
    drafted = texts.draft(
        _facts(agreement, number), wording(agreement.language), agreement.overrides
    )
    if agreement.versions:
        last = texts.from_json(agreement.text.text)
        same = not texts.diff(last, drafted) and last.facts.language == drafted.facts.language
        if same and not anew:
            return None
    version = Version(
        number=number,
        text=texts.to_json(drafted),
        digest=texts.digest(drafted),
        acceptances=[],
        signatures=[],
    )
    agreement.versions.append(version)
    changes = {"version": [number - 1 or None, number], "digest": [None, version.digest]}
    record(Event(agreement, CHANGED, actor), changes)
    return version


def reword(
    agreement: Agreement, actor: Actor, given: dict[str, Any], bodies: dict[str, str]
) -> None:
    """Change terms and the wording of clauses that are not locked, and draft the text anew.

    `bodies` map keys of clauses to their wording; the template's own wording is no change.
    """
    template = {clause.key: clause.body for clause in wording(agreement.language).clauses}
    for name, value in given.items():
        setattr(agreement, name, value)
    agreement.overrides = {
        key: body for key, body in bodies.items() if body and body != template.get(key)
    }
    draft(agreement, actor)


def accept(agreement: Agreement, partner: Partner, digest: str, actor: Actor) -> None:
    """Accept, for a party, exactly the text with this hash; the last acceptance agrees the text.

    Raises DomainError where the text has changed since it was read.
    """
    _hold(agreement)
    _same_text(agreement, digest)
    if partner not in outstanding_acceptances(agreement):
        raise DomainError(_("Your organisation has already accepted this text."))
    version = agreement.text
    version.acceptances.append(
        Acceptance(partner_id=partner.id, person_id=actor.id or 0, digest=digest)
    )
    record(
        Event(agreement, "agreement.accept", actor, note=partner.name), {"digest": [None, digest]}
    )
    if not outstanding_acceptances(agreement):
        advance(FLOW, agreement, "agree", Actor.SYSTEM)


def sign(
    agreement: Agreement,
    partner: Partner,
    digest: str,
    actor: Actor,
    *,
    signatory: str,
    capacity: str,
    place: str,
    signed_on: date | None = None,
    scan: Document | None = None,
) -> Signature:
    """Sign for a party, or record its signature on paper where there is a scan; the lead last.

    When everybody has signed, the agreement enters into force unless it takes effect later or on a
    condition. Raises DomainError where the text is another, or where it is not this party's turn.
    """
    _hold(agreement)
    _same_text(agreement, digest)
    waiting = outstanding_signatures(agreement)
    if partner not in waiting:
        raise DomainError(_("This party has already signed."))
    if partner.role == PartnerRole.LEAD and len(waiting) > 1:
        raise DomainError(_("The lead partner signs last: the others have not all signed yet."))
    signature = Signature(
        partner=partner,
        signatory=signatory,
        capacity=capacity,
        method=Method.SCAN if scan else Method.TYPED,
        signed_on=signed_on or localdate(),
        place=place,
        digest=digest,
        scan=scan,
        recorded_by_id=actor.id or 0,
    )
    agreement.text.signatures.append(signature)
    advance(FLOW, agreement, "collect", Actor.SYSTEM, note=partner.name)
    record(Event(agreement, "agreement.sign", actor, note=partner.name), {"digest": [None, digest]})
    if len(waiting) == 1:
        _complete(agreement)
    return signature


def _complete(agreement: Agreement) -> None:
    advance(FLOW, agreement, "complete", Actor.SYSTEM)
    if not agreement.effective_condition and not it_takes_effect_later(agreement):
        advance(FLOW, agreement, "enter-into-force", Actor.SYSTEM)


def take_effect(event: Event) -> None:
    """What follows from an agreement in force: partners, search and project take their states."""
    agreement: Agreement = event.subject
    agreement.in_force_at = now()
    enter_into_force(agreement.project)


def _hold(agreement: Agreement) -> None:
    """Lock the agreement and read what other parties may have done since it was loaded."""
    lock(agreement)
    db.session.refresh(agreement, ["state", "version", "versions"])
    for version in agreement.versions:
        db.session.refresh(version, ["acceptances", "signatures"])


def _same_text(agreement: Agreement, digest: str) -> None:
    if agreement.text.digest != digest:
        raise DomainError(
            _("The text has changed since you opened this page. Please read it anew.")
        )


def _facts(agreement: Agreement, number: int) -> AgreementFacts:
    project = agreement.project
    who = signatories([p.organisation_id for p in project.partners if p.organisation_id])
    return AgreementFacts(
        reference=agreement.reference,
        version=number,
        dated=localdate(),
        language=agreement.language,
        title=project.title,
        acronym=project.acronym,
        programme=project.programme.name if project.programme else "",
        agency=agency().name,
        start=project.starts_on,
        end=project.ends_on,
        duration_months=_months(project),
        effective_condition=agreement.effective_condition,
        law=agreement.law,
        place=agreement.place,
        parties=tuple(_party(p, who.get(p.organisation_id or 0)) for p in parties(agreement)),
        annex=tuple(
            AnnexRow(row.partner, row.funds, row.contribution, row.total, row.categories)
            for row in annex_rows(project)
        ),
    )


def _party(partner: Partner, who: tuple[str, str] | None) -> Party:
    body = partner.organisation
    address = ", ".join(
        part
        for part in (
            (body.street, f"{body.postcode} {body.city}".strip()) if body else (partner.city,)
        )
        if part
    )
    return Party(
        number=partner.number,
        name=partner.name,
        country=partner.country,
        role=partner.role.value,
        address=address,
        registration=body.registration_number if body else "",
        signatory_name=who[0] if who else "",
        signatory_capacity=who[1] if who else "",
    )


def _months(project: Project) -> int | None:
    if project.starts_on is None or project.ends_on is None:
        return None
    years = project.ends_on.year - project.starts_on.year
    return years * 12 + project.ends_on.month - project.starts_on.month + 1
