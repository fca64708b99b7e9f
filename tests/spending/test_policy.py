"""Who may do what with reports, payments and rates, without a database."""

from __future__ import annotations

import pytest

from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.directory.choices import PartnerRole
from app.directory.models import Organisation
from app.spending import policy, workflow
from app.spending.models import Report, ReportState
from app.spending.workflow import FLOW
from tests.making import person

S = ReportState
AGENCY, BODY, OTHER = 1, 2, 3


ACTORS = {
    "editor": person(1, BODY, "editor"),
    "viewer": person(2, BODY, "viewer"),
    "other-partner": person(3, OTHER, "editor", "signatory"),
    "officer": person(4, AGENCY, "officer", duties=True),
    "finance": person(5, AGENCY, "finance", duties=True),
    "auditor": person(6, AGENCY, "auditor", duties=True),
    "anonymous": Actor.ANONYMOUS,
    # Finance of the agency who also works for the partner.
    "both": Actor(
        7, "P", frozenset({(AGENCY, "finance"), (BODY, "editor")}), frozenset({"finance"})
    ),
}


def partner(organisation: int = BODY, role: PartnerRole = PartnerRole.PARTNER) -> Partner:
    body = Organisation(id=organisation, is_agency=organisation == AGENCY)
    return Partner(
        number=2, name="Body", organisation_id=organisation, organisation=body, role=role
    )


def report(state: ReportState, organisation: int = BODY, preparers: tuple[int, ...] = ()) -> Report:
    return Report(partner=partner(organisation), state=state, preparers=list(preparers), items=[])


MOVES = {
    S.DRAFT: {"editor": "submit", "both": "submit"},
    S.SUBMITTED: {"finance": "take return"},
    S.IN_CONTROL: {"finance": "certify return"},
    S.CERTIFIED: {},
}


@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.parametrize("state", S)
def test_who_is_offered_which_move(
    state: ReportState, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "has_accepted_budget", lambda partner: False)
    offered = " ".join(offer.move.name for offer in FLOW.offers(report(state), ACTORS[name]))

    assert offered == MOVES[state].get(name, "")


def test_whoever_wrote_in_a_report_does_not_control_it() -> None:
    finance = ACTORS["finance"]

    assert policy.control.allows(finance, report(S.SUBMITTED, AGENCY))
    assert not policy.control.allows(finance, report(S.SUBMITTED, AGENCY, preparers=(5,)))


@pytest.mark.parametrize("state", S)
def test_items_are_written_in_drafts_only(state: ReportState) -> None:
    may = {name for name, one in ACTORS.items() if policy.edit.allows(one, report(state))}

    assert may == ({"editor", "both"} if state == S.DRAFT else set())


@pytest.mark.parametrize("state", S)
def test_items_are_cut_in_control_only(state: ReportState) -> None:
    may = {name for name, one in ACTORS.items() if policy.cut.allows(one, report(state))}

    assert may == ({"finance"} if state == S.IN_CONTROL else set())


def test_other_partners_see_no_report() -> None:
    seen = {name for name, one in ACTORS.items() if policy.view.allows(one, report(S.CERTIFIED))}

    assert seen == {"editor", "viewer", "officer", "finance", "auditor", "both"}


def test_associated_partners_have_no_spending() -> None:
    associated = partner(role=PartnerRole.ASSOCIATED)

    assert policy.read_partner.allows(ACTORS["editor"], partner())
    assert not policy.read_partner.allows(ACTORS["editor"], associated)
    assert not policy.begin.allows(ACTORS["editor"], associated)
    assert not policy.begin.allows(ACTORS["viewer"], partner())


def test_lead_partner_alone_writes_down_what_moves() -> None:
    lead = partner(OTHER, PartnerRole.LEAD)
    project = Project(partners=[lead, partner()])
    may = {name for name, one in ACTORS.items() if policy.forward.allows(one, project)}

    assert may == {"other-partner"}


def test_finance_alone_keeps_the_rates() -> None:
    assert {name for name, one in ACTORS.items() if policy.keep_rates.allows(one, None)} == {
        "finance", "both",
    }  # fmt: skip
    assert not policy.see_rates.allows(Actor.ANONYMOUS, None)


def test_money_of_the_agency_is_not_for_its_administrator() -> None:
    """In an organisation the administrator may be the only person; in the agency it is a duty."""
    technician = person(8, AGENCY, "administrator", duties=True)
    administrator = person(9, BODY, "administrator")
    own, theirs = partner(AGENCY, PartnerRole.LEAD), partner(BODY, PartnerRole.LEAD)

    for rule in (policy.begin, policy.receive):
        assert [rule.allows(technician, one) for one in (own, theirs)] == [False, False]
        assert [rule.allows(administrator, one) for one in (own, theirs)] == [False, True]
        assert rule.allows(ACTORS["finance"], own)
    assert not policy.forward.allows(technician, Project(partners=[own]))
    assert policy.forward.allows(administrator, Project(partners=[theirs]))
    assert not policy.submit.allows(technician, report(S.DRAFT, AGENCY))
    assert policy.submit.allows(ACTORS["officer"], report(S.DRAFT, AGENCY))
