"""Who may save searches and change what is saved; results are for everybody in every format."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, known, rule
from app.finding.models import SavedSearch


@rule
def is_theirs(actor: Actor, saved: SavedSearch) -> bool:
    return actor.is_known and actor.id == saved.person_id


browse = anyone
save = known
change = is_theirs
holds_the_link = anyone
"""Who has the signed link of a mail may switch that mail off; the link is the proof."""
