"""What the public may know of a search, as data: the object of the pages' JSON and of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.searches.models import PartnerSearch, Slot

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
TEXTS = (
    *("title", "acronym", "summary", "description", "partners_sought", "lead_applicant"),
    *("objectives", "benefits", "keywords", "found_partners"),
)
KEPT_BACK = ("contact_name", "phone", "fax")


def as_json(search: PartnerSearch, taken: Mapping[int, int], address: str) -> dict[str, Any]:
    """Return a search as the public may see it: no person, telephone or e-mail address.

    `taken` are occupied seats by slot, `address` is that of its page. Amounts are texts with two
    decimals, moments are in UTC.
    """
    programme, priority = search.programme, search.priority
    return {
        "reference": search.reference,
        "url": address,
        "status": search.standing.value,
        "title": search.title,
        "acronym": search.acronym or None,
        "language": search.language,
        "summary": search.summary or None,
        "description": search.description or None,
        "objectives": search.objectives,
        "benefits": search.benefits,
        "keywords": search.keywords,
        "programme": {"slug": programme.slug, "name": programme.name} if programme else None,
        "priority": {"code": priority.code, "title": priority.title} if priority else None,
        "lead_applicant": search.lead_applicant or None,
        "website": search.website or None,
        "partners_sought": search.partners_sought or None,
        "found_partners": search.found_partners,
        "estimated_budget": _money(search.estimated_budget, search.currency),
        "duration_months": search.duration_months,
        "deadline_at": _moment(search.deadline_at),
        "deadline_zone": search.deadline_zone,
        "published_at": _moment(search.published_at),
        "updated_at": _moment(search.updated_at),
        "is_demonstration": search.is_demonstration,
        "slots": [_slot(slot, taken.get(slot.id, 0)) for slot in search.slots],
    }


def what_must_not_be_public(search: PartnerSearch) -> str | None:
    """Find an e-mail address or the contact's own particulars in what the public would read."""
    kept_back: list[str] = [value for name in KEPT_BACK if (value := getattr(search, name))]
    for text in _public_texts(search):
        if match := ADDRESS.search(text):
            return match.group()
        if shown := next((value for value in kept_back if value in text), None):
            return shown
    return None


def _public_texts(search: PartnerSearch) -> Iterator[str]:
    for name in TEXTS:
        value = getattr(search, name)
        yield from [value] if isinstance(value, str) else value
    for slot in search.slots:
        yield from (slot.title, slot.description)
        yield from (criterion.text for criterion in slot.criteria)


def _slot(slot: Slot, taken: int) -> dict[str, Any]:
    return {
        "number": slot.number,
        "title": slot.title,
        "description": slot.description or None,
        "role": slot.role.value,
        "seats": slot.seats,
        "seats_open": max(slot.seats - taken, 0),
        "mandatory": slot.mandatory,
        "kinds": slot.kinds,
        "partner_types": slot.partner_types,
        "countries": slot.countries,
        "standards": slot.standards,
        "iaf_sectors": slot.iaf_sectors,
        "nace": slot.nace,
        "legislation": slot.legislation,
        "modules": slot.modules,
        "languages": slot.languages,
        "expertise": slot.expertise,
        "themes": slot.themes,
        "accreditation_required": slot.accreditation_required,
        "budget_min": _money(slot.budget_min, "EUR"),
        "budget_max": _money(slot.budget_max, "EUR"),
        "expected_contribution": _figure(slot.expected_contribution),
        "criteria": [
            {"text": criterion.text, "essential": criterion.essential}
            for criterion in slot.criteria
        ],
    }


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")
