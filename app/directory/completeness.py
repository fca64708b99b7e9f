"""What a profile still lacks, and why it would help. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.i18n import lazy
from app.directory.models import Organisation
from app.programmes.vocabularies import LegalStatus


@dataclass(frozen=True)
class Wish:
    """Something that a whole profile says; `field` is where it is entered, a name of the form."""

    field: str
    label: str
    why: str
    is_met: Callable[[Organisation], object]
    is_group: bool = False
    """Whether its field is a group of boxes, of which the first can be linked to."""

    @property
    def anchor(self) -> str:
        return f"{self.field}-0" if self.is_group else self.field


WISHES = (
    Wish(
        "name_english",
        lazy("Name in English"),
        lazy("Partners abroad can find and pronounce you."),
        lambda one: one.name_english,
    ),
    Wish(
        "description",
        lazy("What you do"),
        lazy("It is what a reader sees first."),
        lambda one: one.description,
    ),
    Wish(
        "expertise",
        lazy("Expertise"),
        lazy("Searches look into it before they look into texts."),
        lambda one: one.expertise,
    ),
    Wish(
        "themes",
        lazy("Themes"),
        lazy("You are told of searches on your themes."),
        lambda one: one.themes,
        is_group=True,
    ),
    Wish(
        "nace",
        lazy("Activities by NACE"),
        lazy("Some seats ask for experience in one industry."),
        lambda one: one.nace,
    ),
    Wish(
        "languages",
        lazy("Languages you work in"),
        lazy("Most seats ask for one."),
        lambda one: one.languages,
        is_group=True,
    ),
    Wish(
        "region_code",
        lazy("Region"),
        lazy("Many programmes are open to some regions only."),
        lambda one: one.region_code or one.region,
    ),
    Wish(
        "website",
        lazy("Website"),
        lazy("Partners look you up before they write."),
        lambda one: one.website,
    ),
    Wish(
        "public_law_tests",
        lazy("What makes you a body governed by public law"),
        lazy("Programmes ask for it, because the rate of the grant may depend on it."),
        lambda one: one.public_law_tests or one.legal_status != LegalStatus.PUBLIC_EQUIVALENT,
        is_group=True,
    ),
    Wish(
        "registration_number",
        lazy("Registration number"),
        lazy("The agency verifies you faster."),
        lambda one: one.registration_number,
    ),
    Wish(
        "competences",
        lazy("Competences for projects"),
        lazy("Applications ask each partner for them: you write them once."),
        lambda one: one.competences,
    ),
    Wish(
        "role_sought",
        lazy("What you look for"),
        lazy("The agency proposes you where it fits."),
        lambda one: one.role_sought or one.roles_willing,
    ),
    Wish(
        "experiences",
        lazy("Project experience"),
        lazy("Similar projects of the past are the best argument for a partner."),
        lambda one: one.experiences or one.experience,
    ),
)


@dataclass(frozen=True)
class Completeness:
    """How many of the wishes a profile meets, and those that it does not."""

    met: int
    of: int
    lacks: Sequence[Wish]


def completeness(organisation: Organisation) -> Completeness:
    """Count; the experience of the organisation must be loaded."""
    lacks = [wish for wish in WISHES if not wish.is_met(organisation)]
    return Completeness(len(WISHES) - len(lacks), len(WISHES), lacks)
