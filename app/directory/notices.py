"""Who is told of what happens in the directory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.accounts.models import User
from app.core.workflow import Event
from app.directory.choices import ProfileState, Role
from app.directory.policy import KEEPERS, VERIFIERS
from app.directory.queries import everybody_of, staff
from app.inbox.telling import Notice, tell


def verifiers(_: Event) -> list[User]:
    return staff(*VERIFIERS)


def officers(event: Event) -> list[User]:
    """The agency hears of the accreditations of others; those of its own its keepers know."""
    return [] if event.subject.organisation.is_agency else staff(Role.OFFICER)


def verifiers_unless_the_profile_waits(event: Event) -> list[User]:
    """While the profile itself is not sent, its accreditations wait with it."""
    unsent = {ProfileState.DRAFT, ProfileState.RETURNED}
    return [] if event.subject.organisation.state in unsent else staff(*VERIFIERS)


def keepers(event: Event) -> list[User]:
    return everybody_of(event.subject.id, *KEEPERS)


def keepers_of_its_organisation(event: Event) -> list[User]:
    return everybody_of(event.subject.organisation_id, *KEEPERS)


def profile(event: Event) -> tuple[str, dict[str, Any]]:
    return "directory.show", {"slug": event.subject.slug}


def accreditation(event: Event) -> tuple[str, dict[str, Any]]:
    return "accreditations.show", {"uid": event.subject.uid}


To = Callable[[Event], list[User]]


def _of_profile(move: str, to: To, mail: str, *, action: bool = False) -> Notice:
    return Notice(f"organisation.{move}", to, mail, link=profile, action=action)


def _of_accreditation(move: str, to: To, mail: str, *, action: bool = False) -> Notice:
    return Notice(f"accreditation.{move}", to, mail, link=accreditation, action=action)


tell(
    _of_profile("submit", verifiers, "organisation_submitted", action=True),
    _of_profile("return", keepers, "organisation_returned", action=True),
    _of_profile("verify", keepers, "organisation_verified"),
    Notice("organisation.suspend", keepers, "organisation_suspended"),
    _of_profile("reinstate", keepers, "organisation_reinstated"),
    _of_accreditation(
        "file-evidence", verifiers_unless_the_profile_waits, "accreditation_filed", action=True
    ),
    _of_accreditation("renew", verifiers, "accreditation_filed", action=True),
    _of_accreditation("verify", keepers_of_its_organisation, "accreditation_verified"),
    _of_accreditation("suspend", keepers_of_its_organisation, "accreditation_suspended"),
    _of_accreditation("reinstate", keepers_of_its_organisation, "accreditation_verified"),
    _of_accreditation("end-soon", keepers_of_its_organisation, "accreditation_ending", action=True),
    _of_accreditation("end-soon", officers, "accreditation_ending_told"),
    _of_accreditation("end", keepers_of_its_organisation, "accreditation_ended", action=True),
    _of_accreditation("end", officers, "accreditation_ended_told"),
)
