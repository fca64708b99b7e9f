"""Who may do what with a budget, without a database."""

from __future__ import annotations

import pytest

from app.budgets import policy
from app.budgets.models import Budget, BudgetState
from app.budgets.workflow import FLOW
from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.policy import Rule
from app.directory.models import Organisation
from tests.making import person

S = BudgetState
AGENCY, BODY, OTHER = 1, 2, 3


ACTORS = {
    "editor": person(1, BODY, "editor"),
    "administrator": person(8, BODY, "administrator"),
    "viewer": person(2, BODY, "viewer"),
    "other-partner": person(3, OTHER, "editor", "signatory"),
    "officer": person(4, AGENCY, "officer", duties=True),
    "finance": person(5, AGENCY, "finance", duties=True),
    "director": person(6, AGENCY, "director", duties=True),
    "technician": person(9, AGENCY, "administrator", duties=True),
    "anonymous": Actor.ANONYMOUS,
}


def budget(state: BudgetState, organisation: int = BODY, preparers: tuple[int, ...] = ()) -> Budget:
    body = Organisation(id=organisation, is_agency=organisation == AGENCY)
    partner = Partner(
        number=2, name="Body", country="SE", organisation_id=organisation, organisation=body,
        project=Project(rule_set=None), interest=None,
    )  # fmt: skip
    return Budget(
        partner=partner, state=state, preparers=list(preparers), lines=[], funding=[], sources=[]
    )


MOVES = {
    S.DRAFT: {"editor": "submit", "administrator": "submit"},
    S.RETURNED: {"editor": "submit", "administrator": "submit"},
    S.SUBMITTED: {"finance": "accept return"},
    S.BASELINE: {
        "editor": "ask-change",
        "administrator": "ask-change",
        "officer": "ask-change",
        "finance": "close",
    },
    S.CHANGING: {
        "editor": "send-change withdraw-change",
        "administrator": "send-change withdraw-change",
        "officer": "withdraw-change",
    },
    S.CHANGE_SENT: {
        "finance": "accept-change pass-change-on return-change refuse-change",
        "director": "refuse-change",
    },
    S.CHANGE_CHECKED: {
        "finance": "return-change refuse-change",
        "director": "approve-change refuse-change",
    },
}


@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.parametrize("state", S)
def test_who_is_offered_which_move(state: BudgetState, name: str) -> None:
    offered = " ".join(offer.move.name for offer in FLOW.offers(budget(state), ACTORS[name]))

    assert offered == MOVES.get(state, {}).get(name, "")


@pytest.mark.parametrize("state", S)
def test_own_budget_of_the_agency_is_written_by_officer_and_finance(state: BudgetState) -> None:
    own = budget(state, AGENCY)
    writers = [name for name, actor in ACTORS.items() if policy.edit.allows(actor, own)]

    assert writers == (["officer", "finance"] if state in {S.DRAFT, S.RETURNED, S.CHANGING} else [])


def test_budget_of_a_partner_is_written_by_its_administrator_too() -> None:
    writers = [name for name, actor in ACTORS.items() if policy.edit.allows(actor, budget(S.DRAFT))]

    assert writers == ["editor", "administrator"]


def test_nobody_judges_what_they_prepared() -> None:
    finance = ACTORS["finance"]

    assert policy.judge.allows(finance, budget(S.SUBMITTED, AGENCY, preparers=(4,)))
    assert not policy.judge.allows(finance, budget(S.SUBMITTED, AGENCY, preparers=(4, 5)))


@pytest.mark.parametrize(("identity", "rule"), [(5, policy.judge), (6, policy.decide)])
def test_nobody_decides_of_a_change_that_they_prepared(identity: int, rule: Rule[Budget]) -> None:
    who = next(one for one in ACTORS.values() if one.id == identity)
    change = budget(S.CHANGE_SENT, AGENCY, preparers=(identity,))

    assert not rule.allows(who, change)
    assert not policy.refuse_change.allows(who, change)
    assert rule.allows(who, budget(S.CHANGE_SENT, AGENCY))


def test_finance_people_who_belong_to_the_partner_do_not_judge_its_budget() -> None:
    both = Actor(id=7, roles=frozenset({(AGENCY, "finance"), (BODY, "viewer")}),
                 duties=frozenset({"finance"}))  # fmt: skip

    assert not policy.judge.allows(both, budget(S.SUBMITTED))
    assert policy.judge.allows(both, budget(S.SUBMITTED, OTHER))


def test_lines_are_seen_by_the_partner_and_staff_alone() -> None:
    seen = [n for n, actor in ACTORS.items() if policy.view.allows(actor, budget(S.ACCEPTED))]

    staff = ["officer", "finance", "director", "technician"]
    assert seen == ["editor", "administrator", "viewer", *staff]


def test_every_move_of_the_table() -> None:
    table = [(m.name, [s.value for s in m.source], m.target.value, m.wants_note) for m in FLOW]

    assert table == [
        ("submit", ["draft", "returned"], "submitted", False),
        ("accept", ["submitted"], "accepted", False),
        ("return", ["submitted"], "returned", True),
        ("fix", ["accepted"], "baseline", False),
        ("ask-change", ["baseline"], "changing", True),
        ("send-change", ["changing"], "change-sent", False),
        ("accept-change", ["change-sent"], "baseline", False),
        ("pass-change-on", ["change-sent"], "change-checked", False),
        ("approve-change", ["change-checked"], "baseline", False),
        ("return-change", ["change-sent", "change-checked"], "changing", True),
        ("refuse-change", ["change-sent", "change-checked"], "baseline", True),
        ("withdraw-change", ["changing"], "baseline", False),
        ("close", ["baseline"], "closed", False),
    ]
