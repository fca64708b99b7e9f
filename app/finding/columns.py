"""The columns of the sheets: what the API says of an entity, by the same names, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.core.sheets import Column, Kind

Row = Sequence[Any]
Published = Mapping[str, Any]


def _columns(**kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


T, L, W, A = Kind.TEXT, Kind.LIST, Kind.WHOLE, Kind.AMOUNT
D, M, Y = Kind.DAY, Kind.MOMENT, Kind.YES_NO

SEARCHES = _columns(
    reference=T, title=T, acronym=T, status=T, deadline_at=M, deadline_zone=T, published_at=M,
    updated_at=M, programme=T, priority=T, lead_applicant=T, estimated_budget=A, currency=T,
    duration_months=W, seats=W, seats_open=W, countries=L, partner_types=L, standards=L,
    language=T, summary=T, partners_sought=T, description=T, objectives=L, benefits=L, keywords=L,
    found_partners=L, website=T, url=T, is_demonstration=Y,
)  # fmt: skip
SEATS = _columns(
    reference=T, number=W, title=T, role=T, seats=W, seats_open=W, mandatory=Y, kinds=L,
    partner_types=L, countries=L, languages=L, standards=L, iaf_sectors=L, nace=L, legislation=L,
    modules=L, expertise=L, themes=L, accreditation_required=Y, budget_min=A, budget_max=A,
    expected_contribution=A, description=T, essential=L, nice_to_have=L,
)  # fmt: skip
ORGANISATIONS = _columns(
    slug=T, name=T, name_english=T, abbreviation=T, department=T, kind=T, partner_type=T,
    legal_status=T, size=T, staff_band=T, founded=W, country=T, region_code=T, region=T, city=T,
    website=T, registration_number=T, register_name=T, pic=T, nace=L, themes=L, languages=L,
    description=T, language=T, expertise=L, competences=T, role_sought=T, experience=T,
    activity_countries=L, interest_programmes=L, roles_willing=L, available_from=D, standards=L,
    source=T, state=T, verified_at=M, confirmed_on=D, url=T, is_demonstration=Y,
)  # fmt: skip
"""Facts are called as the import calls them, so that a list can be edited and read in again."""
ACCREDITATIONS = _columns(
    slug=T, name=T, standard=T, schemes=L, scope=T, iaf_sectors=L, nace=L, legislation=L, modules=L,
    countries=L, certificate_number=T, nando_number=T, accreditation_body=T, is_mla_signatory=Y,
    locations=L, source_url=T, first_issued=D, valid_from=D, valid_until=D, state=T, verified_at=M,
)  # fmt: skip


def search_row(found: Published) -> Row:
    """Return the row of a search, from what `searches.published.as_json` says of it."""
    slots, budget = found["slots"], found["estimated_budget"] or {}
    return _row(
        SEARCHES,
        {
            **found,
            "programme": (found["programme"] or {}).get("slug"),
            "priority": (found["priority"] or {}).get("code"),
            "estimated_budget": budget.get("amount"),
            "currency": budget.get("currency"),
            "seats": sum(slot["seats"] for slot in slots),
            "seats_open": sum(slot["seats_open"] for slot in slots),
            **{
                name: sorted({value for slot in slots for value in slot[name]})
                for name in ("countries", "partner_types", "standards")
            },
        },
    )


def seat_rows(found: Published) -> Iterator[Row]:
    """Yield a row for each slot of a search."""
    for slot in found["slots"]:
        criteria = slot["criteria"]
        yield _row(
            SEATS,
            {
                **slot,
                "reference": found["reference"],
                "budget_min": (slot["budget_min"] or {}).get("amount"),
                "budget_max": (slot["budget_max"] or {}).get("amount"),
                "essential": [one["text"] for one in criteria if one["essential"]],
                "nice_to_have": [one["text"] for one in criteria if not one["essential"]],
            },
        )


def organisation_row(found: Published) -> Row:
    """Return the row of an organisation, from what `directory.publication` says of it."""
    attested = [one for one in found["accreditations"] if one["state"] in {"verified", "expiring"}]
    standards = {name for one in attested for name in (one["standard"], *one["schemes"])}
    named = {"staff_band": found["staff"], "register_name": found["register"]}
    return _row(ORGANISATIONS, {**found, **named, "standards": sorted(standards)})


def accreditation_rows(found: Published) -> Iterator[Row]:
    """Yield a row for each accreditation of an organisation."""
    for attested in found["accreditations"]:
        yield _row(ACCREDITATIONS, {"slug": found["slug"], "name": found["name"], **attested})


def _row(columns: Sequence[Column], values: Mapping[str, Any]) -> Row:
    return [_value(column.kind, values[column.name]) for column in columns]


def _value(kind: Kind, value: Any) -> Any:
    """Turn what JSON has as text into what a sheet knows."""
    if value is None:
        return None
    if kind is Kind.AMOUNT:
        return Decimal(value)
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if kind is Kind.MOMENT else value
