"""Who may read by the API, and who may hold tokens."""

from __future__ import annotations

from app.api.models import ApiToken
from app.core.actors import Actor
from app.core.policy import anyone, known, rule


@rule
def holds_it(actor: Actor, token: ApiToken) -> bool:
    return actor.id == token.person_id


read = anyone
read_own = known
keep_tokens = known
revoke = holds_it
