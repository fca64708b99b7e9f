"""How a partnership forms: confirmations found the project and bring partners into it."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.budgets.models import Budget
from app.consortia import commands
from app.consortia.models import Partner, Project, ProjectState
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import Entry
from app.directory.choices import PartnerRole
from app.interests.models import Interest, InterestState
from app.searches.models import PartnerSearch, SearchState
from tests.partnership import confirm, found, invite


def test_first_confirmation_founds_the_project_with_the_agency_as_lead(make):
    world = found(make, "SE")
    project = world.project

    assert re.fullmatch(r"PR-\d{4}-001", project.reference)
    assert (project.title, project.acronym) == ("European Quality Centre in Kaliningrad", "EQC")
    assert project.programme.slug == "bsr-interreg-iii-b"
    assert project.rules_as_of == date(2006, 6, 8)
    assert [(p.number, p.role, p.country) for p in project.partners] == [
        (1, PartnerRole.LEAD, "RU"),
        (2, PartnerRole.PARTNER, "SE"),
    ]


def test_later_confirmations_join_the_same_project(make):
    world = found(make, "SE", "LT", "PL")

    assert [p.name for p in world.project.partners][1:] == [
        "Body of SE",
        "Body of LT",
        "Body of PL",
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Project)) == 1


def test_every_joining_is_written_down(make):
    found(make, "SE")
    actions = db.session.scalars(
        sa.select(Entry.action)
        .where(Entry.subject_type.in_(("project", "partner", "budget")))
        .order_by(Entry.id)
    ).all()

    assert list(actions) == [
        "project.found",
        "partner.join",
        "budget.open",
        "partner.join",
        "budget.open",
    ]


def test_partner_stays_as_it_joined_when_its_organisation_changes(make):
    world = found(make, "SE")
    world.partner("SE").organisation.name = "Renamed"
    db.session.commit()

    assert world.partner("SE").name == "Body of SE"


def test_rules_are_those_of_the_programme_when_the_search_names_none(make):
    world = found(make, "SE", rule_set=None)

    assert world.project.rule_set.document["slug"] == "bsr-interreg-iii-b"


def test_organisation_that_confirms_a_second_seat_stays_one_partner(make):
    world = found(make, "SE")
    slot = make.slot(world.search, number=2, title="Second")
    second = invite(make, slot, world.partner("SE").organisation, world.people["SE"])
    confirm(second, world.people["SE"])

    assert [p.number for p in world.project.partners] == [1, 2]


def test_who_is_found_for_the_lead_takes_it_over_from_the_agency(make):
    world = found(make, "SE")
    slot = make.slot(world.search, number=2, role=PartnerRole.LEAD)
    body = make.organisation(country="LT")
    person = make.member(body)
    confirm(invite(make, slot, body, person), person)

    assert [(p.country, p.role.value) for p in world.project.partners] == [
        ("RU", "partner"),
        ("SE", "partner"),
        ("LT", "lead"),
    ]


@pytest.mark.parametrize(
    ("role", "others", "refusal"),
    [
        (PartnerRole.PARTNER, 48, "at most 50 partners"),
        (PartnerRole.ASSOCIATED, 30, "at most 30 associated organisations"),
    ],
)
def test_project_has_at_most_so_many_partners(make, role, others, refusal):
    world = found(make, "SE")  # the lead and one partner
    project = world.project.id
    db.session.add_all(
        Partner(project_id=project, number=n, role=role, name=f"Body {n}", country="LT")
        for n in range(3, others + 3)
    )
    organisation = make.organisation(country="PL", name="One too many")
    person = make.member(organisation)
    slot = make.slot(world.search, number=9, title="More", role=role)

    with pytest.raises(DomainError, match=refusal):
        confirm(invite(make, slot, organisation, person), person)
    db.session.rollback()
    last = db.session.scalars(sa.select(Partner).where(Partner.number == others + 2)).one()
    db.session.delete(last)
    confirm(
        db.session.scalars(sa.select(Interest).where(Interest.slot_id == slot.id)).one(), person
    )
    assert len(world.project.partners) == others + 2


def test_associated_partner_joins_without_a_budget(make):
    world = found(make, "SE")
    slot = make.slot(world.search, number=2, role=PartnerRole.ASSOCIATED)
    body = make.organisation(country="LT")
    person = make.member(body)
    confirm(invite(make, slot, body, person), person)
    with_budget = db.session.scalars(sa.select(Partner.country).join(Budget)).all()

    assert sorted(with_budget) == ["RU", "SE"]
    assert world.partner("LT").role == PartnerRole.ASSOCIATED


@pytest.mark.parametrize("state", [SearchState.OPEN, SearchState.PARTNERS_FOUND])
def test_agreement_in_force_moves_project_interests_and_search(make, state):
    world = found(make, "SE", state=state)
    commands.enter_into_force(world.project)
    db.session.commit()

    assert world.project.state == ProjectState.AGREED
    assert db.session.scalars(sa.select(Interest.state)).all() == [InterestState.PARTNER]
    assert db.session.scalars(sa.select(PartnerSearch.state)).all() == [SearchState.AGREED]
