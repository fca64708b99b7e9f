"""Writing, preparing, releasing and replying, and what follows from it."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import DomainError, Incomplete, NotAllowed
from app.core.history import Entry, advance, broken_links, entries_of
from app.core.times import localdate, now
from app.directory.choices import Role
from app.directory.models import Membership
from app.inbox.models import Message
from app.interests import commands, jobs, queries
from app.interests.board import Occupied
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import SearchState
from app.searches.workflow import FLOW as SEARCH_FLOW
from tests.interests.conftest import Agency, loaded
from tests.making import Make, actor

S = InterestState


def subjects() -> list[str]:
    found = db.session.query(Message).order_by(Message.id)
    return [message.subject.rpartition(": ")[2] for message in found]


def actions(interest: Interest) -> list[str]:
    return [entry.action for entry in reversed(entries_of(interest))]


def test_express_gives_a_reference_and_takes_the_role_of_the_slot(
    agency: Agency, make: Make
) -> None:
    person = make.member()
    organisation = queries.organisations_to_answer_for(actor(person))[0]

    interest = commands.express(agency.slot, organisation, actor(person), "ru")
    db.session.commit()

    assert interest.reference == f"EOI-{localdate().year}-001"
    assert (interest.role, interest.language) == (agency.slot.role, "ru")
    assert commands.express(agency.slot, organisation, actor(person)) is interest


def test_express_is_refused_once_the_search_is_closed(agency: Agency, make: Make) -> None:
    person = make.member()
    organisation = queries.organisations_to_answer_for(actor(person))[0]
    agency.search.deadline_at = now()

    with pytest.raises(DomainError, match="takes no more answers"):
        commands.express(agency.slot, organisation, actor(person))


def test_agency_does_not_answer_itself(agency: Agency, make: Make) -> None:
    administrator = make.staff(Role.ADMINISTRATOR)

    assert queries.organisations_to_answer_for(actor(administrator)) == []
    with pytest.raises(NotAllowed):
        commands.express(agency.slot, make.agency(), actor(administrator))


def test_second_live_answer_is_refused_by_the_database(agency: Agency) -> None:
    first = agency.draft()
    with pytest.raises(IntegrityError):
        agency.draft(organisation=first.organisation)
    db.session.rollback()
    agency.move(loaded(first), "withdraw", loaded(first).author, "We have no time.")

    assert agency.draft(organisation=loaded(first).organisation).state == S.DRAFT


def test_submit_files_a_receipt_of_what_was_sent(agency: Agency) -> None:
    interest = agency.draft(motivation="Wir möchten.")
    agency.move(interest, "submit", interest.author)

    receipt = loaded(interest).receipt
    content = receipt["content"]
    assert receipt["sent_by"] == interest.author.name
    assert content["motivation"] == "Wir möchten."
    assert content["criteria"] == [
        {
            "criterion": "Accredited for ISO 9001",
            "essential": True,
            "met": "yes",
            "evidence": "SWEDAC 1234",
        }
    ]
    assert (content["total"], content["own_contribution"]) == ("1234.50", "617.25")
    assert json.loads(json.dumps(content)) == content


def test_own_assessment_is_changed_that_of_others_stays(agency: Agency) -> None:
    interest = agency.sent(S.UNDER_REVIEW)
    commands.assess(interest, actor(agency.officer), 2, "First thought.")
    commands.assess(interest, actor(agency.reviewer), 5, "Yes.")
    db.session.commit()
    commands.assess(interest, actor(agency.officer), 4, "Second thought.")
    db.session.commit()

    found = [(a.person_id, a.score, a.note) for a in queries.assessments_of(interest)]
    assert found == [
        (agency.officer.id, 4, "Second thought."),
        (agency.reviewer.id, 5, "Yes."),
    ]
    score = queries.scores(agency.search)[interest.id]
    assert (str(score.average), score.reviewers) == ("4.5", 2)


def test_decision_is_prepared_only_where_it_can_be_released(agency: Agency) -> None:
    officer, soon = actor(agency.officer), now() + timedelta(days=3)
    new, short = agency.sent(S.SUBMITTED), agency.sent(S.SHORTLISTED)

    with pytest.raises(DomainError, match="not possible from"):
        commands.prepare(new, officer, Decision.DECLINE, "Why.", None)
    with pytest.raises(Incomplete):
        commands.prepare(short, officer, Decision.DECLINE, "  ", None)
    with pytest.raises(Incomplete):
        commands.prepare(short, officer, Decision.INVITE, "Come.", now())
    commands.prepare(short, officer, Decision.INVITE, "Come.", soon)
    commands.prepare(short, officer, Decision.RESERVE, "", soon)

    assert (short.prepared, short.reply_by) == (Decision.RESERVE, None)


def test_release_makes_all_moves_in_the_name_of_the_director(agency: Agency, make: Make) -> None:
    slot = make.slot(agency.search, number=2)
    chosen = [
        agency.prepared(Decision.INVITE),
        agency.prepared(Decision.RESERVE, slot=slot),
        agency.prepared(Decision.DECLINE, S.UNDER_REVIEW, slot=slot),
    ]
    waiting = agency.prepared(Decision.DECLINE, slot=slot)

    agency.release(*chosen)

    assert [loaded(i).state for i in chosen] == [S.INVITED, S.RESERVE, S.DECLINED]
    assert loaded(waiting).state == S.SHORTLISTED
    first = entries_of(loaded(chosen[0]))
    move = next(entry for entry in first if entry.action == "interest.invite")
    assert (move.actor_id, move.note) == (agency.director.id, "A letter.")
    assert {(loaded(i).prepared, loaded(i).letter) for i in chosen} == {(None, "A letter.")}
    assert loaded(chosen[0]).seat == 1
    assert sorted(subjects()) == [
        f"Invitation to “{agency.slot.title}”",
        f"The decision on your answer {chosen[2].reference}",
        f"Your answer {chosen[1].reference} is on reserve",
    ]
    assert db.session.query(Message).filter(Message.act_by.is_not(None)).count() == 1
    assert list(broken_links()) == []


def test_release_of_nothing_releases_nobody(agency: Agency) -> None:
    interest = agency.prepared(Decision.INVITE)

    with pytest.raises(Incomplete, match="Nobody has been told anything"):
        agency.release()
    db.session.rollback()

    assert loaded(interest).state == S.SHORTLISTED


def test_release_is_all_or_nothing(agency: Agency, make: Make) -> None:
    fits = agency.prepared(Decision.DECLINE)
    one, two = agency.prepared(Decision.INVITE), agency.prepared(Decision.INVITE)
    numbers = (db.session.query(Entry).count(), db.session.query(Message).count())

    with pytest.raises(DomainError, match="No seat of “Certification bodies” is open: 0 taken"):
        agency.release(fits, one, two)
    db.session.rollback()

    assert {loaded(i).state for i in (fits, one, two)} == {S.SHORTLISTED}
    assert (db.session.query(Entry).count(), db.session.query(Message).count()) == numbers


def test_release_of_what_is_not_prepared_is_refused(agency: Agency) -> None:
    agency.prepared(Decision.DECLINE)

    with pytest.raises(DomainError, match="changed or released after you opened the page"):
        commands.release(agency.search, actor(agency.director), {uuid.uuid4(): 1})


def test_release_by_a_director_of_the_applicant_is_refused(agency: Agency, make: Make) -> None:
    interest = agency.prepared(Decision.DECLINE)
    make.save(
        Membership(person=agency.director, organisation=interest.organisation, role=Role.VIEWER)
    )

    with pytest.raises(NotAllowed):
        agency.release(loaded(interest))


def test_seats_are_numbered_and_never_exceeded(agency: Agency) -> None:
    agency.slot.seats = 2
    db.session.commit()
    one, two, three = agency.invited(), agency.invited(), agency.prepared(Decision.INVITE)

    assert sorted([loaded(one).seat or 0, loaded(two).seat or 0]) == [1, 2]
    assert queries.occupied([agency.slot.id]) == {agency.slot.id: Occupied(taken=0, held=2)}
    with pytest.raises(DomainError, match="0 taken and 2 held of 2"):
        agency.release(loaded(three))
    db.session.rollback()

    commands.reply(loaded(one), "turn-down", actor(loaded(one).author), "No auditors left.")
    commands.reply(loaded(two), "confirm", actor(loaded(two).author))
    db.session.commit()
    agency.release(loaded(three))

    assert loaded(one).seat is None
    assert loaded(three).seat == 1
    assert queries.seats_taken([agency.slot.id]) == {agency.slot.id: 2}


def test_two_never_hold_the_same_seat_even_without_the_lock(agency: Agency) -> None:
    one, two = agency.invited(), agency.sent(S.SHORTLISTED)
    loaded(two).seat = loaded(one).seat

    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_invitation_that_lapsed_frees_its_seat_without_the_worker(agency: Agency) -> None:
    late = agency.invited()
    loaded(late).reply_by = now() - timedelta(seconds=1)
    db.session.commit()
    assert queries.seats_taken([agency.slot.id]) == {}

    other = agency.invited()

    assert (loaded(late).state, loaded(late).seat) == (S.LAPSED, None)
    assert (loaded(other).state, loaded(other).seat) == (S.INVITED, 1)


def test_confirm_counts_the_seats_again(agency: Agency) -> None:
    agency.slot.seats = 2
    db.session.commit()
    one, two = agency.invited(), agency.invited()
    commands.reply(loaded(one), "confirm", actor(loaded(one).author))
    agency.slot.seats = 1
    db.session.commit()

    with pytest.raises(DomainError, match="1 taken and 0 held of 1"):
        commands.reply(loaded(two), "confirm", actor(loaded(two).author))
    db.session.rollback()
    with pytest.raises(DomainError, match="No seat"):
        advance(commands.FLOW, loaded(two), "confirm", actor(loaded(two).author))


def test_late_reply_is_refused(agency: Agency) -> None:
    interest = agency.invited()
    loaded(interest).reply_by = now()
    db.session.commit()

    for name in ("confirm", "turn-down"):
        with pytest.raises(DomainError, match="The time to reply ended on"):
            commands.reply(loaded(interest), name, actor(interest.author), "A reason.")


def test_withdrawal_forgets_what_was_prepared(agency: Agency) -> None:
    interest = agency.prepared(Decision.DECLINE)
    agency.move(loaded(interest), "withdraw", loaded(interest).author, "We have no time.")

    assert loaded(interest).prepared is None
    assert queries.prepared_for(agency.search) == []
    assert subjects() == [f"{loaded(interest).organisation.name} has withdrawn its answer"]


def test_worker_notes_a_lapse_once(agency: Agency) -> None:
    interest = agency.invited()
    loaded(interest).reply_by = now() - timedelta(seconds=1)
    db.session.commit()
    before = len(subjects())

    jobs.note_lapsed_invitations()
    jobs.note_lapsed_invitations()

    assert loaded(interest).state == S.LAPSED
    assert actions(loaded(interest)).count("interest.lapse") == 1
    assert sorted(subjects()[before:]) == [
        f"No reply in time from {loaded(interest).organisation.name}",
        "The time to reply to your invitation is over",
    ]


def test_worker_reminds_three_days_and_one_day_before_once_each(agency: Agency) -> None:
    interest = agency.invited()
    before = len(subjects())

    def remind_with(left: timedelta) -> int:
        loaded(interest).reply_by = now() + left
        db.session.commit()
        jobs.remind_of_invitations()
        jobs.remind_of_invitations()
        return len(subjects()) - before

    loaded(interest).decided_at = now() - timedelta(days=10)
    db.session.commit()
    sent = [remind_with(timedelta(days=d)) for d in (4, 2.9, 1.5, 0.9, 0.1)]

    assert sent == [0, 1, 1, 2, 2]
    last = db.session.query(Message).order_by(Message.id.desc()).first()
    assert last.subject.startswith("[Action needed by")
    assert last.address == interest.author.email


def test_short_invitation_is_not_reminded_at_once(agency: Agency) -> None:
    interest = agency.invited()
    loaded(interest).reply_by = now() + timedelta(days=2)
    db.session.commit()

    jobs.remind_of_invitations()

    assert loaded(interest).reminded_days is None


def test_withdrawn_search_ends_all_live_answers(agency: Agency, make: Make) -> None:
    draft, sent, over = agency.draft(), agency.sent(), agency.sent(S.DECLINED)
    invited = agency.invited(slot=make.slot(agency.search, number=2))

    advance(SEARCH_FLOW, agency.search, "withdraw", actor(agency.director), "No funds.")
    db.session.commit()

    assert [loaded(i).state for i in (draft, sent, over, invited)] == [
        S.SEARCH_ENDED,
        S.SEARCH_ENDED,
        S.DECLINED,
        S.SEARCH_ENDED,
    ]
    assert loaded(invited).seat is None
    told = db.session.query(Message).filter(Message.event == "interest.end-with-search")
    assert {message.person_id for message in told} == {
        loaded(i).author_id for i in (draft, sent, invited)
    }
    assert all("No funds." in message.body for message in told)
    assert loaded(draft).receipt is None


def test_search_that_is_given_up_keeps_the_drafts(agency: Agency) -> None:
    draft, sent = agency.draft(), agency.sent()
    agency.search.deadline_at = now()
    db.session.commit()

    advance(SEARCH_FLOW, agency.search, "give-up", actor(agency.officer), "Nobody fits.")
    db.session.commit()

    assert (loaded(draft).state, loaded(draft).standing) == (S.DRAFT, S.EXPIRED)
    assert loaded(sent).state == S.SEARCH_ENDED


def test_partners_are_found_when_all_is_decided(agency: Agency, make: Make) -> None:
    optional = make.slot(agency.search, number=2, mandatory=False, title="Consultants")
    officer = actor(agency.officer)
    with pytest.raises(DomainError, match="Nobody has confirmed yet"):
        commands.declare_partners_found(agency.search, officer)
    agency.sent(S.CONFIRMED)
    waiting = agency.sent(S.UNDER_REVIEW, slot=optional)
    with pytest.raises(DomainError, match=f"{waiting.reference}, .*: Under review"):
        commands.declare_partners_found(agency.search, officer)
    db.session.rollback()
    agency.prepared(Decision.RESERVE, S.UNDER_REVIEW, slot=optional)
    loaded(waiting).state = S.RESERVE
    db.session.commit()
    agency.release(*queries.prepared_for(agency.search))

    commands.declare_partners_found(agency.search, officer)
    db.session.commit()

    assert agency.search.state == SearchState.PARTNERS_FOUND
    last = [(e.action, e.actor_id) for e in entries_of(agency.search)][:2]
    assert last == [
        ("search.find-partners", None),
        ("search.declare-partners-found", officer.id),
    ]


def test_empty_mandatory_slot_keeps_the_search_open(agency: Agency, make: Make) -> None:
    make.slot(agency.search, number=2, title="Consultants")
    agency.sent(S.CONFIRMED)

    with pytest.raises(DomainError, match="Consultants: nobody has confirmed yet"):
        commands.declare_partners_found(agency.search, actor(agency.officer))


def test_public_pages_of_searches_learn_of_the_seats(agency: Agency) -> None:
    from flask import current_app

    agency.invited()

    count = current_app.extensions["seats_taken"]
    assert count([agency.slot.id]) == {agency.slot.id: 1}
    assert count([]) == {}


def test_anonymous_actor_prepares_and_assesses_nothing(agency: Agency) -> None:
    with pytest.raises(NotAllowed):
        commands.assess(agency.sent(), Actor.ANONYMOUS, 3, "")
