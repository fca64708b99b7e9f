"""Who may do what with a partnership agreement."""

from __future__ import annotations

from app.agreements.models import Agreement, AgreementState
from app.consortia.models import Partner
from app.core.actors import Actor
from app.core.policy import duty, is_staff, rule
from app.directory.choices import PartnerRole, Role


def signs_for(actor: Actor, partner: Partner) -> bool:
    """Whether the person may bind the partner: its signatory; the agency's director as well."""
    if partner.organisation is None or partner.role == PartnerRole.ASSOCIATED:
        return False
    if partner.organisation.is_agency and actor.has_duty(Role.DIRECTOR):
        return True
    return actor.serves(partner.organisation_id, Role.SIGNATORY)


@rule
def belongs_to_a_party(actor: Actor, agreement: Agreement) -> bool:
    return any(actor.serves(partner.organisation_id) for partner in agreement.project.partners)


@rule
def signs_for_a_party(actor: Actor, agreement: Agreement) -> bool:
    return any(signs_for(actor, partner) for partner in agreement.project.partners)


@rule
def is_still_a_draft(actor: Actor, agreement: Agreement) -> bool:
    return agreement.state == AgreementState.DRAFT


@rule
def text_is_open(actor: Actor, agreement: Agreement) -> bool:
    return agreement.state in {AgreementState.DRAFT, AgreementState.NEGOTIATION}


@rule
def waits_for_acceptance(actor: Actor, agreement: Agreement) -> bool:
    return agreement.state == AgreementState.NEGOTIATION


@rule
def waits_for_signatures(actor: Actor, agreement: Agreement) -> bool:
    return agreement.state in {AgreementState.OUT_FOR_SIGNATURE, AgreementState.PARTLY_SIGNED}


view = is_staff | (belongs_to_a_party & ~is_still_a_draft)
draft = duty(Role.OFFICER)
edit = duty(Role.OFFICER) & text_is_open
accept = signs_for_a_party & waits_for_acceptance
sign = signs_for_a_party & waits_for_signatures
record_paper = duty(Role.OFFICER) & waits_for_signatures
open_negotiation = send_out = duty(Role.DIRECTOR, Role.OFFICER)
reopen = duty(Role.DIRECTOR)
put_in_force = duty(Role.OFFICER, Role.DIRECTOR)
