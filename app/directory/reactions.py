"""What follows from the moves of a profile and of an accreditation."""

from __future__ import annotations

from app.core import fulltext
from app.core.archive import RESTORED
from app.core.reactions import on
from app.core.times import localdate, now
from app.core.workflow import Event
from app.directory.choices import ProfileState
from app.directory.commands.organisations import indexed_texts
from app.directory.listing import KIND
from app.directory.queries import every_organisation


@on("organisation.submit")
def _note_the_submission(event: Event) -> None:
    event.subject.submitted_at = now()


@on("organisation.verify")
def _note_the_verification(event: Event) -> None:
    event.subject.verified_at = now()


@on("organisation.verify", "organisation.confirm", "organisation.reinstate")
def _start_the_days_anew(event: Event) -> None:
    event.subject.confirmed_on = localdate()


@on("organisation.verify", "organisation.reinstate")
def _show_it_to_the_public(event: Event) -> None:
    event.subject.is_listed = True


@on("organisation.suspend", "organisation.archive", "organisation.merge")
def _take_it_from_the_public(event: Event) -> None:
    event.subject.is_listed = False


@on("organisation.archive", "organisation.merge")
def _remember_what_it_was(event: Event) -> None:
    aged = event.before == ProfileState.STALE  # which time made, and time will make again
    event.subject.state_before = ProfileState.VERIFIED if aged else ProfileState(event.before)


@on("organisation.restore", "organisation.unmerge")
def _show_it_again_if_the_public_knew_it(event: Event) -> None:
    organisation = event.subject
    hidden = {ProfileState.SUSPENDED, ProfileState.ARCHIVED}
    is_imported = bool(organisation.source) or organisation.state == ProfileState.UNCLAIMED
    known = organisation.verified_at is not None or is_imported
    organisation.is_listed = known and organisation.state not in hidden
    organisation.state_before = None


@on("accreditation.verify")
def _note_the_verified_accreditation(event: Event) -> None:
    event.subject.verified_at = now()
    event.subject.verified_by_id = event.actor.id


@on(RESTORED)
def _index_all_anew(_: Event) -> None:
    fulltext.clear(KIND)
    every = ((one.id, indexed_texts(one), one.language) for one in every_organisation())
    fulltext.index_many(KIND, every)
