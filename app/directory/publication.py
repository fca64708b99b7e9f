"""What everybody may know of an organisation, as data. No persons, no addresses of mailboxes."""

from __future__ import annotations

from typing import Any

from app.directory.choices import AccreditationState
from app.directory.models import Accreditation, Experience, Organisation


def published(organisation: Organisation) -> dict[str, Any]:
    """Return the public facts, as lists of organisations show them; accreditations are loaded."""
    one = organisation
    return {
        "slug": one.slug,
        "name": one.name,
        "name_english": one.name_english or None,
        "abbreviation": one.abbreviation or None,
        "department": one.department or None,
        "kind": one.kind.value,
        "partner_type": one.partner_type or None,
        "legal_status": one.legal_status.value if one.legal_status else None,
        "size": one.size.value if one.size else None,
        "staff": one.staff_band or None,
        "founded": one.founded,
        "country": one.country,
        "region_code": one.region_code or None,
        "region": one.region or None,
        "city": one.city or None,
        "website": one.website or None,
        "registration_number": one.registration_number or None,
        "register": one.register_name or None,
        "pic": one.pic,
        "nace": list(one.nace),
        "themes": list(one.themes),
        "languages": list(one.languages),
        "description": one.description or None,
        "language": one.language,
        "expertise": list(one.expertise),
        "competences": one.competences or None,
        "role_sought": one.role_sought or None,
        "experience": one.experience or None,
        "activity_countries": list(one.activity_countries),
        "interest_programmes": list(one.interest_programmes),
        "roles_willing": list(one.roles_willing),
        "available_from": one.available_from.isoformat() if one.available_from else None,
        "source": one.source or None,
        "state": one.standing.value,
        "verified_at": one.verified_at.isoformat() if one.verified_at else None,
        "confirmed_on": one.confirmed_on.isoformat() if one.confirmed_on else None,
        "is_demonstration": one.is_demonstration,
        "accreditations": [_attested(found) for found in shown(one)],
    }


def published_whole(organisation: Organisation) -> dict[str, Any]:
    """Return the same with its projects, as its own page shows them; these must be loaded too."""
    return published(organisation) | {
        "projects": [_experienced(found) for found in organisation.experiences]
    }


def shown(organisation: Organisation) -> list[Accreditation]:
    """List the accreditations that everybody sees: the withdrawn are gone."""
    gone = AccreditationState.WITHDRAWN
    return [found for found in organisation.accreditations if found.state != gone]


def _attested(accreditation: Accreditation) -> dict[str, Any]:
    return {
        "standard": accreditation.standard,
        "schemes": list(accreditation.schemes),
        "certificate_number": accreditation.certificate_number,
        "accreditation_body": accreditation.accreditation_body,
        "is_mla_signatory": accreditation.is_mla_signatory,
        "scope": accreditation.scope or None,
        "iaf_sectors": list(accreditation.iaf_sectors),
        "nace": list(accreditation.nace),
        "legislation": list(accreditation.legislation),
        "modules": list(accreditation.modules),
        "nando_number": accreditation.nando_number or None,
        "countries": list(accreditation.countries),
        "locations": list(accreditation.locations),
        "source_url": accreditation.source_url or None,
        "first_issued": accreditation.first_issued.isoformat()
        if accreditation.first_issued
        else None,
        "valid_from": accreditation.valid_from.isoformat(),
        "valid_until": accreditation.valid_until.isoformat(),
        "state": accreditation.standing.value,
        "verified_at": accreditation.verified_at.isoformat() if accreditation.verified_at else None,
    }


def _experienced(experience: Experience) -> dict[str, Any]:
    return {
        "title": experience.title,
        "acronym": experience.acronym or None,
        "programme": experience.programme or None,
        "role": experience.role or None,
        "started": experience.started,
        "ended": experience.ended,
        "budget": str(experience.budget) if experience.budget is not None else None,
        "summary": experience.summary or None,
        "website": experience.website or None,
        "source": experience.source or None,
    }
