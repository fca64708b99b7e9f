"""Who may see and change a project, without a database."""

from __future__ import annotations

import pytest

from app.consortia import policy
from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor

AGENCY, PARTNER_BODY, STRANGER_BODY = 1, 2, 3


def person(organisation: int, *roles: str, duties: tuple[str, ...] = ()) -> Actor:
    held = frozenset((organisation, role) for role in roles or duties)
    return Actor(id=organisation, name="P", roles=held, duties=frozenset(duties))


OFFICER = person(AGENCY, duties=("officer",))
AUDITOR = person(AGENCY, duties=("auditor",))
PARTNER = person(PARTNER_BODY, "viewer")
STRANGER = person(STRANGER_BODY, "editor", "signatory")
ACTORS = {
    "officer": OFFICER,
    "auditor": AUDITOR,
    "partner": PARTNER,
    "stranger": STRANGER,
    "anonymous": Actor.ANONYMOUS,
}


def project(state: ProjectState) -> Project:
    partners = [
        Partner(number=1, organisation_id=AGENCY),
        Partner(number=2, organisation_id=PARTNER_BODY),
        Partner(number=3, organisation_id=None),
    ]
    return Project(state=state, partners=partners)


MAY = {
    "view": dict.fromkeys(ProjectState, "officer auditor partner"),
    "edit": {ProjectState.FORMING: "officer"},
    "read_card": {
        ProjectState.AGREED: "officer auditor partner stranger anonymous",
        ProjectState.PUBLISHED: "officer auditor partner stranger anonymous",
    },
}


@pytest.mark.parametrize("state", ProjectState)
@pytest.mark.parametrize("rule", MAY)
def test_who_may_do_what_with_a_project(rule: str, state: ProjectState) -> None:
    allowed = [n for n, a in ACTORS.items() if getattr(policy, rule).allows(a, project(state))]

    assert " ".join(allowed) == MAY[rule].get(state, "")
