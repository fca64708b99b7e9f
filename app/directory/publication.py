"""What everybody may know of an organisation, as data. No persons, no addresses of mailboxes."""

from __future__ import annotations

from typing import Any

from app.directory.models import Accreditation, AccreditationState, Organisation


def published(organisation: Organisation) -> dict[str, Any]:
    """Return the public facts; the accreditations must be loaded."""
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "name_english": organisation.name_english or None,
        "abbreviation": organisation.abbreviation or None,
        "kind": organisation.kind.value,
        "partner_type": organisation.partner_type or None,
        "legal_status": organisation.legal_status.value if organisation.legal_status else None,
        "country": organisation.country,
        "region": organisation.region or None,
        "city": organisation.city or None,
        "website": organisation.website or None,
        "languages": list(organisation.languages),
        "description": organisation.description or None,
        "language": organisation.language,
        "expertise": list(organisation.expertise),
        "state": organisation.standing.value,
        "verified_at": organisation.verified_at.isoformat() if organisation.verified_at else None,
        "confirmed_on": organisation.confirmed_on.isoformat()
        if organisation.confirmed_on
        else None,
        "is_demonstration": organisation.is_demonstration,
        "accreditations": [_attested(found) for found in shown(organisation)],
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
        "iaf_sectors": list(accreditation.iaf_sectors),
        "countries": list(accreditation.countries),
        "valid_from": accreditation.valid_from.isoformat(),
        "valid_until": accreditation.valid_until.isoformat(),
        "state": accreditation.standing.value,
    }
