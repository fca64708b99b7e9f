"""What people fill in about organisations, accreditations and who belongs where."""

from __future__ import annotations

from app.directory.forms.accreditations import AccreditationForm
from app.directory.forms.choices import IN_ORGANISATIONS, labels_of
from app.directory.forms.experience import ExperienceForm
from app.directory.forms.organisations import NotesForm, OrganisationForm
from app.directory.forms.registration import RegistrationForm

__all__ = [
    "IN_ORGANISATIONS",
    "AccreditationForm",
    "ExperienceForm",
    "NotesForm",
    "OrganisationForm",
    "RegistrationForm",
    "labels_of",
]
