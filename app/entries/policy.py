"""Who may claim, import and merge entries."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.directory.policy import VERIFIERS
from app.entries.models import Claim


@rule
def is_unclaimed(actor: Actor, organisation: Organisation) -> bool:
    return organisation.state == ProfileState.UNCLAIMED


@rule
def is_theirs(actor: Actor, claim: Claim) -> bool:
    return actor.is_known and claim.person_id == actor.id


claim = known & ~is_staff & is_unclaimed
open_link = known
pursue = is_theirs & ~is_staff
decide = duty(*VERIFIERS) & ~is_theirs
view = is_theirs | is_staff
see_waiting = is_staff

look_at_duplicates = is_staff
tell_apart = duty(*VERIFIERS)
merge = duty(*VERIFIERS)
see_merges = is_staff
bring_in = duty(*VERIFIERS, Role.ADMINISTRATOR)
