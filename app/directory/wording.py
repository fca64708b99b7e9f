"""How the pages of the directory word what they show: facts and events."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.i18n import _, country, day, lazy, locale
from app.directory.bands import StaffBand
from app.directory.choices import PartnerRole
from app.directory.models import Organisation
from app.directory.vocabulary import region_name
from app.programmes.queries import programmes
from app.programmes.vocabularies import partner_type
from app.vocabularies.queries import label

Fact = tuple[str, str]
EVENTS = {
    "organisation.register": lazy("Registered"),
    "organisation.edit": lazy("Profile changed"),
    "organisation.change-people": lazy("People and roles changed"),
    "organisation.absorb": lazy("Another entry was merged into it"),
    "organisation.release": lazy("A merge into it was undone"),
    "organisation.tell-apart": lazy("Told apart from an entry that looks alike"),
    "accreditation.declare": lazy("Declared"),
    "accreditation.edit": lazy("Accreditation changed"),
    "accreditation.end-soon": lazy("Told that it ends soon"),
    "accreditation.end": lazy("Told that it has ended"),
}
FIELDS = {"experiences": lazy("Project experience"), "notes": lazy("Notes of the agency")}
"""What a profile says beside the fields of its form."""
ROLES = {role.value: role.label for role in PartnerRole}


def details(organisation: Organisation) -> list[Fact]:
    """Return the small facts that everybody may know."""
    register = organisation.register_name
    return _told(
        (_("Type of partner"), partner_type(organisation.partner_type)),
        (_("Size"), str(organisation.size.label) if organisation.size else ""),
        (_("Staff"), _staff(organisation)),
        (_("Department"), organisation.department),
        (_("Region"), region_name(organisation.region_code, organisation.region)),
        (_("Languages"), languages(organisation.languages)),
        (_("Countries of activity"), countries(organisation.activity_countries)),
        (_("Registration number"), organisation.registration_number),
        (_("Register"), register if organisation.registration_number else ""),
        (_("PIC"), organisation.pic or ""),
        (organisation.other_id_kind or _("Other identifier"), organisation.other_id),
        (_("Website"), organisation.website),
    )


def interests(organisation: Organisation) -> list[Fact]:
    """Return what it looks for: roles, programmes, when it is free."""
    wanted = set(organisation.interest_programmes)
    named = (
        [found.name_in(locale()) for found in programmes() if found.slug in wanted]
        if wanted
        else []
    )
    roles = [str(ROLES[role]) for role in organisation.roles_willing if role in ROLES]
    return _told(
        (_("Role wanted"), "; ".join(roles)),
        (_("Programmes"), "; ".join(named)),
        (_("Free from"), day(organisation.available_from)),
    )


def private(organisation: Organisation) -> list[Fact]:
    """Return what only its people and the agency see."""
    recovery = organisation.vat_recovery
    return _told(
        (_("Street and number"), organisation.street),
        (_("Postcode"), organisation.postcode),
        (_("E-mail of the organisation"), organisation.email),
        (_("Telephone"), organisation.phone),
        (_("VAT number"), organisation.vat),
        (_("Gets VAT back"), str(recovery.label) if recovery else ""),
    )


def themes(organisation: Organisation) -> list[str]:
    """Name the themes of the organisation."""
    return [label("themes", code) for code in organisation.themes]


def activities(codes: Iterable[str]) -> list[str]:
    """Name activities by NACE, each behind its code."""
    return [f"{code} {label('nace', code)}" for code in codes]


def languages(codes: Iterable[str]) -> str:
    """Name languages in the order given: the first is spoken best."""
    return ", ".join(label("languages", code) for code in codes)


def countries(codes: Iterable[str]) -> str:
    """Name countries in alphabetical order."""
    return ", ".join(sorted((country(code) for code in codes), key=str.casefold))


def _staff(organisation: Organisation) -> str:
    band = next((one for one in StaffBand if one == organisation.staff_band), None)
    return str(band.label) if band else ""


def _told(*facts: Fact) -> list[Fact]:
    return [(term, value) for term, value in facts if value]
