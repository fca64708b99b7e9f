"""How the pages of the directory word what they show: facts and events."""

from __future__ import annotations

import babel

from app.core.i18n import _, lazy, locale
from app.directory.models import Organisation
from app.programmes.vocabularies import partner_types

EVENTS = {
    "organisation.register": lazy("Registered"),
    "organisation.edit": lazy("Profile changed"),
    "organisation.change-people": lazy("People and roles changed"),
    "accreditation.declare": lazy("Declared"),
    "accreditation.edit": lazy("Accreditation changed"),
}


def details(organisation: Organisation) -> list[tuple[str, str]]:
    """Return the small facts that everybody may know."""
    languages = babel.Locale.parse(locale()).languages
    facts = [
        (_("Type of partner"), str(partner_types().get(organisation.partner_type, ""))),
        (_("Region"), organisation.region),
        (_("Languages"), ", ".join(languages.get(code, code) for code in organisation.languages)),
        (_("Registration number"), organisation.registration_number),
        (_("Website"), organisation.website),
    ]
    return [(term, value) for term, value in facts if value]


def private(organisation: Organisation) -> list[tuple[str, str]]:
    """Return what only its people and the agency see."""
    facts = [
        (_("Street and number"), organisation.street),
        (_("Postcode"), organisation.postcode),
        (_("E-mail of the organisation"), organisation.email),
        (_("Telephone"), organisation.phone),
    ]
    return [(term, value) for term, value in facts if value]
