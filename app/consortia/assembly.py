"""From rows to facts: what is stored of a project, as the checks of a consortium want it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from app.consortia import facts
from app.consortia.models import Partner, Project
from app.core.times import localdate
from app.directory.attested import scopes_of
from app.directory.models import Accreditation, Organisation
from app.programmes import rules
from app.searches.models import Slot

REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")

PartnerBudgets = Mapping[int, facts.PartnerBudget]
"""Computed budgets by the id of their partner."""


def rules_of(project: Project) -> rules.RuleSet | None:
    """Return the rules that the project is pinned to; None where no programme was chosen."""
    return rules.parse(project.rule_set.document) if project.rule_set else None


def as_of(project: Project) -> date:
    """Return the day whose rules count: today, unless the project says otherwise."""
    return project.rules_as_of or localdate()


def member_of(
    partner: Partner,
    budget: facts.PartnerBudget | None = None,
    accreditations: Collection[Accreditation] = (),
) -> facts.Member:
    """Build a member; the partner's organisation must be loaded, its accreditations be given."""
    body: Organisation | None = partner.organisation
    region = (body.region_code or body.region).strip().upper() if body else ""
    return facts.Member(
        id=str(partner.id),
        name=partner.name,
        country=partner.country,
        role=partner.role.value,
        partner_type=partner.partner_type,
        legal_status=partner.legal_status.value if partner.legal_status else None,
        kind=body.kind.value if body else "",
        organisation=str(partner.organisation_id) if partner.organisation_id else None,
        abbreviation=body.abbreviation if body else "",
        region=region if REGION.fullmatch(region) else None,
        accreditations=tuple(scopes_of(accreditations)),
        budget=budget,
        recovers_vat=body.vat_recovery.value if body and body.vat_recovery else None,
        number=partner.number,
    )


def slot_of(slot: Slot, filled_by: Collection[int]) -> facts.Slot:
    """Build a slot; `filled_by` are the ids of the partners in its seats."""
    return facts.Slot(
        id=str(slot.id),
        title=slot.title,
        filled_by=tuple(map(str, filled_by)),
        seats=slot.seats,
        mandatory=slot.mandatory,
        partner_types=tuple(slot.partner_types),
        kinds=tuple(slot.kinds),
        countries=tuple(slot.countries),
        accreditation_required=slot.accreditation_required,
        standards=tuple(slot.standards),
        iaf=frozenset(slot.iaf_sectors),
        nace=tuple(slot.nace),
        legislation=tuple(slot.legislation),
        modules=tuple(slot.modules),
    )


def months_of(project: Project) -> int | None:
    """Return the duration in whole months, begun ones counted; None where it is not stated."""
    start, end = project.starts_on, project.ends_on
    if start and end:
        months = (end.year - start.year) * 12 + end.month - start.month
        return months + (end.day >= start.day)
    return project.search.duration_months if project.search else None
