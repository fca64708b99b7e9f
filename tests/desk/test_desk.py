"""The desk shows what waits, by how things stand, to whoever has to act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.agreements.models import Acceptance, Agreement, AgreementState, Method, Signature
from app.budgets.models import BudgetState
from app.consortia.models import Partner, Project
from app.core.db import db
from app.core.times import localdate, now
from app.desk import queries
from app.directory.choices import PartnerRole, ProfileState, Role
from app.directory.models import Membership
from app.interests.models import Decision, InterestState
from app.searches.models import SearchState
from tests.desk.conftest import Work
from tests.making import Make, actor
from tests.visitor import Visitor

See = Callable[..., Visitor]


def tasks(visitor: Visitor) -> list[str]:
    """The tasks on the desk, with how urgent they are."""
    visitor.open("/desk")
    return [
        f"{one.h3.get_text(' ', strip=True)}: {one.p.get_text(' ', strip=True)}"
        for one in visitor.page.select("#mine .task")
    ]


def titles(person: User, visitor: See) -> list[str]:
    return [task.rpartition(": ")[0] for task in tasks(visitor(person))]


def others(visitor: Visitor) -> list[str]:
    """What waits for others, with who has to act."""
    visitor.open("/desk")
    return [
        " | ".join(cell.get_text(" ", strip=True) for cell in row.select("a, td:nth-child(2)"))
        for row in visitor.page.select("#others tbody tr")
    ]


def test_desk_is_for_those_who_have_signed_in(visitor: See) -> None:
    assert visitor().open("/desk").path == "/sign-in"


def test_desk_says_that_nothing_waits(make: Make, visitor: See) -> None:
    page = visitor(make.user()).open("/desk")

    assert "Nothing waits for you" in page.text
    assert page.page.select_one(".topnav .bubble") is None


def test_reviewer_sees_the_searches_of_others(make: Make, visitor: See) -> None:
    reviewer = make.staff(Role.REVIEWER)
    make.search(title="Mine", state=SearchState.IN_REVIEW, author_id=reviewer.id)
    make.search(title="Theirs", state=SearchState.IN_REVIEW, author_id=make.staff().id)
    make.search(title="Imported", state=SearchState.IN_REVIEW)
    make.search(title="Published")

    assert titles(reviewer, visitor) == [
        "Review the search “Imported”",
        "Review the search “Theirs”",
    ]


def test_officer_sees_what_to_change_and_what_others_review(make: Make, visitor: See) -> None:
    officer = make.staff()
    make.search(title="A", state=SearchState.CHANGES_REQUESTED)
    make.search(title="B", state=SearchState.IN_REVIEW)
    make.search(title="C", state=SearchState.DRAFT, author_id=officer.id)
    make.search(title="D", state=SearchState.DRAFT, author_id=make.staff().id)

    assert titles(officer, visitor) == [
        "Change the search “A” as the reviewer asks",
        "Complete your draft “C”",
    ]
    assert others(visitor(officer)) == ["Review of “B” | The quality reviewer In review"]


def test_tasks_come_by_their_day_and_late_ones_say_so(make: Make, visitor: See, work: Work) -> None:
    organisation, today = make.organisation(), now()
    person = make.member(organisation)
    in_5_days = today + timedelta(days=5)
    work.answer(organisation, InterestState.INVITED, reply_by=in_5_days)
    make.interest(work.seat(deadline_at=today + timedelta(days=2)), organisation)
    forgotten = make.organisation(name="Forgotten")
    work.answer(forgotten, InterestState.SUBMITTED, submitted_at=today - timedelta(days=20))

    assert [task.rpartition(" in ")[2] for task in tasks(visitor(person))] == ["2 days", "5 days"]
    (late,) = (task for task in tasks(visitor(make.staff())) if "Forgotten" in task)
    assert late.startswith("Start to read the interest of Forgotten")
    assert late.endswith(" days late")


def test_drafts_of_closed_searches_and_lapsed_invitations_do_not_wait(
    make: Make, visitor: See, work: Work
) -> None:
    organisation, before = make.organisation(), now() - timedelta(hours=1)
    make.interest(work.seat(deadline_at=before), organisation)
    work.answer(organisation, InterestState.INVITED, reply_by=before)

    assert titles(make.member(organisation), visitor) == []
    assert len(titles(make.staff(), visitor)) == 1


def test_only_signatories_answer_invitations(make: Make, visitor: See, work: Work) -> None:
    organisation = make.organisation(name="Alpha")
    editor, signatory = (make.member(organisation, role) for role in (Role.EDITOR, Role.SIGNATORY))
    work.answer(organisation, InterestState.INVITED)

    assert titles(editor, visitor) == []
    assert titles(signatory, visitor) == ["Answer the invitation to Alpha"]


def test_officer_does_not_judge_the_own_organisation(make: Make, visitor: See, work: Work) -> None:
    officer, organisation = make.staff(), make.organisation()
    make.member(organisation)
    make.save(_membership(officer, organisation.id))
    work.answer(organisation, InterestState.SUBMITTED)

    assert titles(officer, visitor) == []


def test_director_releases_by_search(make: Make, visitor: See, work: Work) -> None:
    director, search = make.staff(Role.DIRECTOR), make.search(0, title="Quality")
    for slot in (make.slot(search), make.slot(search, number=2)):
        make.interest(slot, state=InterestState.SHORTLISTED, prepared=Decision.DECLINE)

    assert titles(director, visitor) == ["Release the prepared decisions on “Quality”"]
    assert others(visitor(make.staff())) == [
        "Release of the decisions on “Quality” | The director Open"
    ]


def test_finance_checks_what_it_did_not_prepare(make: Make, visitor: See, work: Work) -> None:
    finance = make.staff(Role.FINANCE)
    organisation, own = make.organisation(name="Alpha"), make.organisation(name="Own")
    make.save(_membership(finance, own.id))
    work.budget(organisation, BudgetState.SUBMITTED)
    work.budget(organisation, BudgetState.SUBMITTED, preparers=[finance.id])
    work.budget(organisation, BudgetState.SUBMITTED, preparers=[finance.id * 10 + 1])
    work.budget(own, BudgetState.SUBMITTED)
    work.budget(organisation, BudgetState.ACCEPTED)

    assert titles(finance, visitor) == ["Check the budget of Alpha"] * 2


def test_only_the_newest_budget_waits(make: Make, visitor: See, work: Work) -> None:
    organisation = make.organisation(name="Alpha")
    first = work.budget(organisation, BudgetState.RETURNED)
    make.save(type(first)(partner=first.partner, number=2, state=BudgetState.SUBMITTED))

    assert titles(make.member(organisation), visitor) == []
    assert titles(make.staff(Role.FINANCE), visitor) == ["Check the budget of Alpha"]


def test_agreement_waits_for_those_who_have_not_accepted(
    make: Make, visitor: See, work: Work
) -> None:
    organisation = make.organisation()
    person, director = make.member(organisation), make.staff(Role.DIRECTOR)
    agreement = work.agreement(organisation, AgreementState.NEGOTIATION)
    version = agreement.versions[0]
    partner = next(p for p in _partners(agreement.project_id) if p.number == 2)

    assert titles(person, visitor) == [f"Read and accept the agreement of “{_title(agreement)}”"]
    assert len(titles(director, visitor)) == 1

    make.save(
        Acceptance(version=version, partner_id=partner.id, person_id=person.id, digest="d" * 64)
    )

    assert titles(person, visitor) == []
    assert others(visitor(person)) == [
        f"Partnership agreement of “{_title(agreement)}” | The other parties "
        "Waits for the parties' acceptance"
    ]
    assert len(titles(director, visitor)) == 1


def test_lead_partner_signs_last(make: Make, visitor: See, work: Work) -> None:
    organisation = make.organisation()
    lead, director = make.member(organisation), make.staff(Role.DIRECTOR)
    agreement = work.agreement(organisation, AgreementState.PARTLY_SIGNED, PartnerRole.LEAD)
    agency = next(p for p in _partners(agreement.project_id) if p.number == 1)

    assert titles(lead, visitor) == []
    assert titles(director, visitor) == [f"Sign the agreement of “{_title(agreement)}”"]

    make.save(
        Signature(
            version=agreement.versions[0],
            partner=agency,
            signatory="The director",
            method=Method.TYPED,
            signed_on=localdate(),
            digest="d" * 64,
            recorded_by_id=director.id,
        )
    )

    assert titles(lead, visitor) == [f"Sign the agreement of “{_title(agreement)}”"]
    assert titles(director, visitor) == []


def test_officer_records_on_paper_where_nobody_can_sign_here(
    make: Make, visitor: See, work: Work
) -> None:
    officer, organisation = make.staff(), make.organisation()
    make.staff(Role.DIRECTOR)
    agreement = work.agreement(organisation, AgreementState.OUT_FOR_SIGNATURE)

    assert f"Record signatures on paper for “{_title(agreement)}”" in titles(officer, visitor)

    make.member(organisation)

    assert titles(officer, visitor) == []


def test_profiles_wait_for_their_people_and_for_the_agency(make: Make, visitor: See) -> None:
    returned = make.organisation(name="Alpha", state=ProfileState.RETURNED)
    pending = make.organisation(name="Beta", state=ProfileState.PENDING, submitted_at=now())
    stale = make.organisation(name="Gamma", confirmed_on=localdate() - timedelta(days=400))

    assert titles(make.member(returned), visitor) == ["Complete the profile of Alpha"]
    assert titles(make.member(returned, Role.VIEWER), visitor) == []
    assert titles(make.member(stale), visitor) == [
        "Confirm that the profile of Gamma is still valid"
    ]
    assert titles(make.staff(), visitor) == ["Verify the profile of Beta"]
    assert others(visitor(make.member(pending))) == [
        "Verification of the profile of Beta | The agency Waits for verification"
    ]


def test_administrator_sees_staff_without_a_second_factor(make: Make, visitor: See) -> None:
    administrator = make.staff(Role.ADMINISTRATOR, tf_primary_method="x", tf_totp_secret="x")
    make.staff(name="Nora")
    make.staff(name="Example", is_demonstration=True)
    make.staff(name="Gone", active=False)
    make.member()

    assert titles(administrator, visitor) == ["Ask Nora to set up the second factor"]


def test_desk_shows_the_last_notices(make: Make, visitor: See, work: Work) -> None:
    person = make.user()
    for number in range(7):
        work.notice(person.id, f"Notice {number}")
    work.notice(make.user().id, "For somebody else")
    page = visitor(person).open("/desk")

    assert [h3.get_text(strip=True) for h3 in page.page.select("#notices h3")] == [
        f"Notice {number}" for number in (6, 5, 4, 3, 2)
    ]
    assert "7new notices" in page.text


def test_desk_takes_the_same_few_statements_for_one_and_for_thirty(
    make: Make,
    visitor: See,
    work: Work,
    counting: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    organisation = make.organisation()
    partners, duties = (Role.EDITOR, Role.SIGNATORY), [*Role][4:]
    people = {role: make.member(organisation, role) for role in partners}
    people |= {role: make.staff(role) for role in duties}
    readers = {role: visitor(person) for role, person in people.items()}

    def statements_of(reader: Visitor) -> int:
        reader.open("/inbox")  # notes that somebody is there, once a minute
        with counting() as statements:
            reader.open("/desk")
        return len(statements)

    work.everything(organisation, 1)
    few = {role: statements_of(reader) for role, reader in readers.items()}
    work.everything(organisation, 29)
    many = {role: statements_of(reader) for role, reader in readers.items()}

    assert many == few
    assert max(few.values()) <= 12


def test_frame_counts_the_tasks_in_one_statement(
    app: Flask,
    make: Make,
    visitor: See,
    work: Work,
    counting: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    officer = make.staff()
    work.everything(make.organisation(), 2)
    with app.test_request_context(), counting() as statements:
        found = queries.waiting(queries.TURNS, actor(officer))

    assert len(statements) == 2  # the actor, and all that waits
    assert len(found) == len(tasks(visitor(officer)))
    assert len(found) > 20


def test_visitors_are_counted_nothing(
    client: FlaskClient, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with counting() as statements:
        client.get("/sign-in")

    assert statements == []


def test_components_page_opens(client: FlaskClient) -> None:
    answer = client.get("/desk/components")

    assert answer.status_code == 200
    assert "Costs by category and period" in answer.text
    assert 'class="task task--late"' in answer.text


def _membership(person: User, organisation_id: int) -> Membership:
    return Membership(person=person, organisation_id=organisation_id, role=Role.EDITOR)


def _partners(project_id: int) -> Sequence[Partner]:
    return db.session.scalars(sa.select(Partner).where(Partner.project_id == project_id)).all()


def _title(agreement: Agreement) -> str:
    return db.session.get_one(Project, agreement.project_id).title
