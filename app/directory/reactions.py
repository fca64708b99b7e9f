"""What follows from the moves of a profile and of an accreditation."""

from __future__ import annotations

from app.core.db import now
from app.core.reactions import on
from app.core.workflow import Event


@on("organisation.submit")
def _note_the_submission(event: Event) -> None:
    event.subject.submitted_at = now()


@on("organisation.verify")
def _note_the_verification(event: Event) -> None:
    event.subject.verified_at = now()


@on("organisation.verify", "organisation.confirm", "organisation.reinstate")
def _start_the_year_anew(event: Event) -> None:
    event.subject.confirmed_on = now().date()


@on("organisation.verify", "organisation.reinstate")
def _show_it_to_the_public(event: Event) -> None:
    event.subject.is_listed = True


@on("organisation.suspend")
def _take_it_from_the_public(event: Event) -> None:
    event.subject.is_listed = False


@on("accreditation.verify")
def _note_the_verified_accreditation(event: Event) -> None:
    event.subject.verified_at = now()
