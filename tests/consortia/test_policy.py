"""Who may see and change a project, without a database."""

from __future__ import annotations

import pytest

from app.consortia import policy
from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor
from app.directory.choices import PartnerRole

AGENCY, PARTNER_BODY, STRANGER_BODY, LEAD_BODY = 1, 2, 3, 4


def person(organisation: int, *roles: str, duties: tuple[str, ...] = ()) -> Actor:
    held = frozenset((organisation, role) for role in roles or duties)
    return Actor(id=organisation, name="P", roles=held, duties=frozenset(duties))


OFFICER = person(AGENCY, duties=("officer",))
ADMINISTRATOR = person(AGENCY, duties=("administrator",))
AUDITOR = person(AGENCY, duties=("auditor",))
PARTNER = person(PARTNER_BODY, "viewer")
STRANGER = person(STRANGER_BODY, "editor", "signatory")
ACTORS = {
    "officer": OFFICER,
    "editor-of-the-lead": person(LEAD_BODY, "editor"),
    "administrator": ADMINISTRATOR,
    "auditor": AUDITOR,
    "partner": PARTNER,
    "stranger": STRANGER,
    "anonymous": Actor.ANONYMOUS,
}


def project(state: ProjectState) -> Project:
    partners = [
        Partner(number=1, organisation_id=AGENCY, role=PartnerRole.PARTNER),
        Partner(number=2, organisation_id=PARTNER_BODY),
        Partner(number=3, organisation_id=None),
        Partner(number=4, organisation_id=LEAD_BODY, role=PartnerRole.LEAD),
    ]
    return Project(state=state, partners=partners)


MAY = {
    "view": dict.fromkeys(ProjectState, "officer editor-of-the-lead administrator auditor partner"),
    "edit": {ProjectState.FORMING: "officer"},
    "plan": {ProjectState.FORMING: "officer editor-of-the-lead"},
    "read_card": {
        ProjectState.AGREED: "officer editor-of-the-lead administrator auditor partner stranger anonymous",
        ProjectState.PUBLISHED: "officer editor-of-the-lead administrator auditor partner stranger anonymous",
    },
}


@pytest.mark.parametrize("state", ProjectState)
@pytest.mark.parametrize("rule", MAY)
def test_who_may_do_what_with_a_project(rule: str, state: ProjectState) -> None:
    allowed = [n for n, a in ACTORS.items() if getattr(policy, rule).allows(a, project(state))]

    assert " ".join(allowed) == MAY[rule].get(state, "")


def test_agency_that_leads_is_planned_for_by_its_officers_only() -> None:
    lead = Partner(number=1, organisation_id=AGENCY, role=PartnerRole.LEAD)
    led = Project(state=ProjectState.FORMING, partners=[lead])

    assert policy.plan.allows(OFFICER, led)
    assert not policy.plan.allows(ADMINISTRATOR, led)
