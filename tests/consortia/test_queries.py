"""Which projects one sees, and what the checks are told of them."""

from __future__ import annotations

from datetime import date, timedelta

from app.consortia import assembly, policy
from app.consortia.models import Partner, Project
from app.consortia.queries import facts_of, get_project, members_of, projects_of
from app.core.actors import Actor
from app.core.db import db
from app.core.paging import paginate
from app.core.times import now
from app.directory.choices import AccreditationState, Role
from app.directory.models import Accreditation
from app.directory.scope import State
from tests.making import actor
from tests.partnership import found


def many(make, numbers, organisation_id):
    for n in numbers:
        project = make.save(Project(reference=f"PR-2025-{n:03}", title=f"Project {n}"))
        facts = {"number": 1, "name": "Body", "country": "LT", "organisation_id": organisation_id}
        make.save(Partner(project_id=project.id, **facts))


def test_list_and_rule_agree_for_every_kind_of_actor(make):
    world = found(make, "SE")
    other = make.organisation()
    many(make, range(2), other.id)
    people = [world.people["SE"], make.staff(Role.AUDITOR), make.member(other), make.user()]
    everything = [get_project(p.reference) for p in db.session.query(Project).order_by("id")]

    for who in [*(actor(person) for person in people), Actor.ANONYMOUS]:
        listed = {project.reference for project in db.session.scalars(projects_of(who)).unique()}
        assert listed == {p.reference for p in everything if policy.view.allows(who, p)}


def test_list_takes_the_same_statements_for_one_project_and_for_thirty(make, counting):
    body = make.organisation()
    who, body_id = actor(make.member(body)), body.id
    counts = []
    for numbers in (range(1), range(1, 30)):
        many(make, numbers, body_id)
        db.session.expunge_all()
        with counting() as statements:
            page = paginate(projects_of(who), 1, 50)
            assert [(p.programme, len(p.partners)) for p in page] == [(None, 1)] * numbers.stop
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 4


def test_facts_hold_seats_accreditations_and_the_day_of_the_rules(make):
    world = found(make, "SE")
    body = world.partner("SE").organisation
    make.save(
        Accreditation(
            organisation_id=body.id,
            standard="ISO/IEC 17021-1",
            schemes=["ISO 9001"],
            certificate_number="1",
            accreditation_body="SWEDAC",
            iaf_sectors=[3],
            valid_from=date(2005, 1, 1),
            valid_until=date(2009, 1, 1),
            state=AccreditationState.VERIFIED,
            verified_at=now() - timedelta(days=1),
        )
    )
    db.session.expunge_all()
    project = world.project
    facts = facts_of(project, members_of(project), assembly.rules_of(project))
    member = facts.member(facts.slots[0].filled_by[0])

    assert (member.name, member.country, member.legal_status) == ("Body of SE", "SE", "private")
    (held,) = member.accreditations
    assert (held.standard, held.schemes, held.state) == (
        "ISO/IEC 17021-1",
        ("ISO 9001",),
        State.VERIFIED,
    )
    assert (facts.as_of, facts.months, str(facts.estimated_budget)) == (
        date(2006, 6, 8),
        24,
        "300000.00",
    )
    assert member.budget is None


def test_months_count_from_the_first_to_the_last_day(make):
    project = Project(starts_on=date(2006, 9, 1), ends_on=date(2008, 8, 31), search=None)

    assert assembly.months_of(project) == 24
