"""Who may do what with a partner search."""

from __future__ import annotations

from app.core.actors import Actor
from app.core.policy import anyone, duty, is_staff, rule
from app.directory.choices import Role
from app.searches.models import HIDDEN, PartnerSearch, SearchState


@rule
def is_public(actor: Actor, search: PartnerSearch) -> bool:
    return search.state not in HIDDEN


@rule
def is_being_written(actor: Actor, search: PartnerSearch) -> bool:
    return search.state in {SearchState.DRAFT, SearchState.CHANGES_REQUESTED}


@rule
def takes_answers(actor: Actor, search: PartnerSearch) -> bool:
    return search.standing == SearchState.OPEN


@rule
def is_the_author(actor: Actor, search: PartnerSearch) -> bool:
    return actor.is_known and actor.id == search.author_id


runs_searches = duty(Role.OFFICER)

browse = anyone
contact = is_public
work = is_staff
view = is_public | is_staff
create = runs_searches
edit = runs_searches & is_being_written
amend = runs_searches & is_public
submit = pause = close = conclude = confirm = runs_searches
review = duty(Role.REVIEWER) & ~is_the_author
withdraw = duty(Role.DIRECTOR)
backdate = duty(Role.ADMINISTRATOR)
