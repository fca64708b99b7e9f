"""Who may do what with an answer: every kind of actor, every kind of answer, without a database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.actors import Actor
from app.core.policy import Rule
from app.core.times import now
from app.directory.choices import Role
from app.interests import policy
from app.interests.models import Interest, InterestState
from app.searches.models import PartnerSearch, SearchState, Slot

OURS, THEIRS, AGENCY = 7, 8, 1


def member(role: Role, organisation: int = OURS, *duties: Role) -> Actor:
    return Actor(2, "P", frozenset({(organisation, role.value)}), frozenset(duties))


def staff(*duties: Role) -> Actor:
    return Actor(3, "S", frozenset((AGENCY, duty.value) for duty in duties), frozenset(duties))


ACTORS = {
    "anonymous": Actor.ANONYMOUS,
    "known": Actor(9, "K"),
    "stranger": member(Role.SIGNATORY, THEIRS),
    "viewer": member(Role.VIEWER),
    "editor": member(Role.EDITOR),
    "signatory": member(Role.SIGNATORY),
    "administrator": member(Role.ADMINISTRATOR),
    "officer": staff(Role.OFFICER),
    "reviewer": staff(Role.REVIEWER),
    "finance": staff(Role.FINANCE),
    "director": staff(Role.DIRECTOR),
    "auditor": staff(Role.AUDITOR),
    "director of ours": member(Role.VIEWER, OURS, Role.DIRECTOR, Role.OFFICER),
}
WRITERS = "editor signatory administrator"
STAFF = "officer reviewer finance director auditor"
OWN = f"viewer {WRITERS}"
AGENCY_OF_OURS = "director of ours"


def interest(state: InterestState = InterestState.DRAFT) -> Interest:
    search = PartnerSearch(state=SearchState.OPEN, deadline_at=now() + timedelta(days=1))
    sent = None if state == InterestState.DRAFT else now()
    return Interest(organisation_id=OURS, state=state, search=search, submitted_at=sent)


def allowed(rule: Rule[Any], subject: object) -> set[str]:
    return {name for name, actor in ACTORS.items() if rule.allows(actor, subject)}


def names(words: str, *more: str) -> set[str]:
    return set(words.split()) | set(more)


@pytest.mark.parametrize(
    ("rule", "state", "who"),
    [
        (policy.view, InterestState.DRAFT, names(OWN, AGENCY_OF_OURS)),
        (policy.view, InterestState.SUBMITTED, names(f"{OWN} {STAFF}", AGENCY_OF_OURS)),
        (policy.write, InterestState.DRAFT, names(WRITERS)),
        (policy.edit, InterestState.DRAFT, names(WRITERS)),
        (policy.edit, InterestState.SUBMITTED, names(WRITERS)),
        (policy.edit, InterestState.UNDER_REVIEW, set()),
        (policy.submit, InterestState.DRAFT, names(WRITERS)),
        (policy.withdraw, InterestState.SUBMITTED, names(WRITERS)),
        (policy.answer, InterestState.INVITED, names("signatory")),
        (policy.assess, InterestState.DRAFT, set()),
        (policy.assess, InterestState.SUBMITTED, names("officer reviewer director")),
        (policy.prepare, InterestState.SHORTLISTED, names("officer")),
        (policy.prepare, InterestState.DRAFT, set()),
        (policy.release, InterestState.SHORTLISTED, names("director")),
    ],
)
def test_rule_allows_exactly_these(rule: Rule[Any], state: InterestState, who: set[str]) -> None:
    assert allowed(rule, interest(state)) == who


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (policy.mine, set(ACTORS) - {"anonymous"}),
        (policy.read_all, names(STAFF, AGENCY_OF_OURS)),
        (policy.decide, names("director", AGENCY_OF_OURS)),
        (policy.conclude, names("officer", AGENCY_OF_OURS)),
    ],
)
def test_rule_about_all_answers_allows_exactly_these(rule: Rule[Any], who: set[str]) -> None:
    assert allowed(rule, None) == who


def test_slot_is_answered_by_writers_of_public_searches_only() -> None:
    public = Slot(search=PartnerSearch(state=SearchState.CLOSED))
    hidden = Slot(search=PartnerSearch(state=SearchState.IN_REVIEW))

    assert allowed(policy.ask, public) == set(ACTORS) - {"anonymous"}
    assert allowed(policy.express, public) == names(f"stranger {WRITERS}")
    assert allowed(policy.ask, hidden) == allowed(policy.express, hidden) == set()


def test_expired_draft_is_read_but_not_edited() -> None:
    expired = interest()
    expired.search.deadline_at = now() - timedelta(seconds=1)

    assert allowed(policy.edit, expired) == set()
    assert allowed(policy.view, expired) == names(OWN, AGENCY_OF_OURS)
