"""The pages of answers, as people use them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from app.accounts.models import User
from app.core.db import db
from app.core.i18n import day
from app.core.times import now
from app.directory.choices import Kind, Role
from app.directory.models import Membership
from app.inbox.models import Message
from app.interests import commands, queries
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import SearchState, Slot
from tests.interests.conftest import Agency, loaded
from tests.making import Make, actor
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

FILLED = {
    "Why does your organisation want to take part?": "We certify laboratories.",
    "Do you meet criterion 1?": "Yes, we meet this",
    "Evidence for criterion 1": "SWEDAC 1234",
    "Staff": "1 000,00",
    "Travel and accommodation": "234.50",
    "Fund you ask for": "ERDF",
    "Amount you ask for": "617.25",
    "Amount you bring yourself": "617.25",
    "Where does your own contribution come from?": "Public",
    "We have no conflict of interest.": True,
    "The agency may use what we send to form the partnership.": True,
}


def only() -> Interest:
    return queries.get_interest(db.session.query(Interest).one().uid)


def mails_to(person: User) -> list[str]:
    """Subjects of what the person was told about answers."""
    found = (
        db.session.query(Message)
        .filter(Message.person_id == person.id, Message.event.startswith("interest."))
        .order_by(Message.id)
    )
    return [message.subject for message in found]


def test_organisation_answers_a_slot_from_draft_to_receipt(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    person = make.member()
    page = visitor(person).open(
        f"/searches/{agency.search.reference}/slots/{agency.slot.uid}/answer"
    )
    page.press("Write the answer")
    assert page.heading == "Expression of interest"
    assert "Give an indicative budget." in page.text

    page.press("Save the draft", FILLED, within="Declarations")
    assert "Your draft is saved." in page.text
    assert "1,234.50" in page.text
    assert "Difference 0.00" in page.text
    page.press("Save and check")
    assert page.heading == "Check and send"
    page.press("Send")

    interest = only()
    assert interest.state == InterestState.SUBMITTED
    assert interest.receipt["version"] == 1
    assert interest.receipt["sha256"][:4] in page.text
    assert "You hear from us by" in page.text
    assert mails_to(agency.officer) == [
        f"{agency.search.reference}: New answer from {interest.organisation.name}"
    ]
    assert mails_to(person) == [
        f"{agency.search.reference}: We have received your answer {interest.reference}"
    ]


def test_answer_of_the_organisation_is_found_again(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    person = make.member()
    way = f"/searches/{agency.reference}/slots/{agency.slot.uid}/answer"
    visitor(person).open(way).press("Write the answer")
    before = only()

    page = visitor(person).open(way)
    assert before.reference in page.text
    page.press("Write the answer")

    assert only().uid == before.uid
    assert page.path == f"/interests/{before.uid}/edit"


def test_person_of_two_organisations_chooses_one(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    person, second = make.member(), make.organisation(name="Zeta Lab")
    make.save(Membership(person=person, organisation=second, role=Role.EDITOR))
    way = f"/searches/{agency.reference}/slots/{agency.slot.uid}/answer"

    visitor(person).open(way).press(
        "Write the answer", {"For which organisation do you answer?": "Zeta Lab"}
    )

    assert only().organisation_id == second.id


def test_whoever_belongs_nowhere_is_told_what_to_do(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    way = f"/searches/{agency.reference}/slots/{agency.slot.uid}/answer"

    assert "Describe your organisation first" in visitor(make.user()).open(way).text
    assert visitor().open(way).path == "/sign-in"


def test_precheck_gives_reasons_and_does_not_bar(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    slot = make.slot(
        agency.search,
        number=2,
        countries=["EU"],
        kinds=["certification-body"],
        standards=["ISO 9001"],
        accreditation_required=True,
    )
    person = make.member(make.organisation(country="RU", kind=Kind.CONSULTANCY))

    page = visitor(person).open(f"/searches/{agency.reference}/slots/{slot.uid}/answer")
    assert "Russia is not one of them." in page.text
    assert "The profile says: Consultancy." in page.text
    assert "The profile has no such accreditation." in page.text
    page.press("Write the answer")

    assert only().state == InterestState.DRAFT


def test_wrong_amount_is_explained_and_nothing_typed_is_lost(
    agency: Agency, visitor: Visit
) -> None:
    interest = agency.draft()

    page = visitor(interest.author).open(f"/interests/{interest.uid}/edit")
    page.press(
        "Save the draft",
        {"Staff": "8.111,1l", "Why does your organisation want to take part?": "New words."},
        within="Declarations",
    )

    assert page.status == 422
    assert page.errors == [
        "Staff: Write the amount with a point and two decimals, for example 8111.11."
    ]
    assert page.page.find(id="cost_staff")["value"] == "8.111,1l"
    assert "New words." in page.page.find(id="motivation").text
    assert loaded(interest).motivation == "We certify laboratories around the Baltic."


def test_second_of_two_colleagues_keeps_what_they_typed(agency: Agency, visitor: Visit) -> None:
    interest = agency.draft()
    first = visitor(interest.author).open(f"/interests/{interest.uid}/edit")
    second = visitor(interest.author).open(f"/interests/{interest.uid}/edit")

    first.press("Save the draft", {"Evidence for criterion 1": "A"}, within="Declarations")
    second.press("Save the draft", {"Evidence for criterion 1": "B"}, within="Declarations")

    assert second.status == 409
    assert "somebody was faster" in second.text
    assert loaded(interest).answers[0].evidence == "A"


def test_sent_answer_can_be_changed_until_it_is_read(agency: Agency, visitor: Visit) -> None:
    interest = agency.draft()
    page = visitor(interest.author).open(f"/interests/{interest.uid}/review").press("Send")
    first = loaded(interest).receipt

    page.click("Change it").press("Send the changes", Staff="1 100.00", Amount_you_ask_for="717.25")
    second = loaded(interest).receipt
    page.click("Change it").press("Send the changes", Staff="5.00")

    assert (first["version"], second["version"]) == (1, 2)
    assert first["sha256"] != second["sha256"]
    assert page.status == 409
    assert "must make up the budget" in page.text
    assert loaded(interest).receipt == second
    agency.move(loaded(interest), "take-up", agency.officer)
    assert (
        visitor(interest.author)
        .open(f"/interests/{interest.uid}/edit")
        .path.endswith(str(interest.uid))
    )


def test_receipt_can_be_checked_by_its_hash(agency: Agency, visitor: Visit) -> None:
    interest = agency.draft()
    visitor(interest.author).open(f"/interests/{interest.uid}/review").press("Send")

    page = visitor(interest.author).open(f"/interests/{interest.uid}/receipt.json")

    assert hashlib.sha256(page.answer.data).hexdigest() == loaded(interest).receipt["sha256"]
    assert page.answer.json["costs"]["travel"] == "234.50"


def test_search_that_closed_meanwhile_keeps_the_text(agency: Agency, visitor: Visit) -> None:
    interest = agency.draft()
    page = visitor(interest.author).open(f"/interests/{interest.uid}/edit")
    agency.search.deadline_at = now() - timedelta(minutes=1)
    db.session.commit()

    page.press("Save the draft", {"Evidence for criterion 1": "Too late"}, within="Declarations")

    assert page.status == 409
    assert "Too late" in page.text
    assert "Not sent in time" in visitor(interest.author).open(f"/interests/{interest.uid}").text


def test_officer_reviews_and_director_releases(agency: Agency, visitor: Visit) -> None:
    interest = agency.draft()
    applicant = visitor(interest.author).open(f"/interests/{interest.uid}/review").press("Send")
    staff = visitor(agency.officer).open(f"/searches/{agency.reference}/interests")

    staff.click(interest.organisation.name).press("Start the review")
    staff.press("Save the assessment", {"Score": "4: good", "Why?": "Solid."})
    staff.press("Shortlist")
    staff.press(
        "Prepare the decision",
        {
            "Decision": "Invite",
            "Letter to the organisation": "We would like you to join.",
            "Reply by": (now() + timedelta(days=10)).strftime("%Y-%m-%dT17:00"),
        },
    )
    assert "Nobody has been told yet." in staff.text
    assert "Invite" in staff.open(f"/searches/{agency.reference}/interests").text

    director = visitor(agency.director).open(f"/searches/{agency.reference}/decisions")
    assert "We would like you to join." in director.text
    assert "[Action needed by" in director.text
    director.press("Release the ticked decisions: 1 mail at most")
    assert "Released: 1." in director.text

    applicant.open(f"/interests/{interest.uid}")
    assert "We would like you to join." in applicant.text
    applicant.press("Confirm participation")
    assert "Confirmed" in applicant.text
    assert loaded(interest).state == InterestState.CONFIRMED
    assert [subject.partition(": ")[2] for subject in mails_to(interest.author)] == [
        f"We have received your answer {interest.reference}",
        f"Your answer {interest.reference} is being read",
        f"Invitation to “{interest.slot.title}”",
        f"You take part: “{interest.slot.title}”",
    ]
    assert mails_to(interest.author)[2].startswith("[Action needed by")

    staff.open(f"/searches/{agency.reference}/interests").press("Declare the partners found")
    assert agency.search.state == SearchState.PARTNERS_FOUND


def test_release_of_nothing_is_refused(agency: Agency, visitor: Visit) -> None:
    interest = agency.prepared(Decision.DECLINE)
    page = visitor(agency.director).open(f"/searches/{agency.reference}/decisions")

    page.press("Release the ticked decisions: 1 mail at most", {"decision": False})

    assert page.status == 422
    assert "Tick at least one decision" in page.errors[0]
    assert loaded(interest).state == InterestState.SHORTLISTED


def test_director_sees_that_more_are_invited_than_there_are_seats(
    agency: Agency, visitor: Visit
) -> None:
    both = [agency.prepared(Decision.INVITE), agency.prepared(Decision.INVITE)]
    readers = [loaded(interest).author for interest in both]
    page = visitor(agency.director).open(f"/searches/{agency.reference}/decisions")
    assert "2 invitations are prepared, but open seats are only 1" in page.text

    page.press("Release the ticked decisions: 2 mails at most")

    assert page.status == 409
    assert "Nothing was changed and nobody has been told anything." in page.text
    assert {loaded(i).state for i in both} == {InterestState.SHORTLISTED}
    assert [mails_to(person) for person in readers] == [[], []]


def test_letter_that_was_changed_after_it_was_read_is_not_released(
    agency: Agency, visitor: Visit
) -> None:
    interest = agency.prepared(Decision.DECLINE)
    page = visitor(agency.director).open(f"/searches/{agency.reference}/decisions")
    officer = visitor(agency.officer).open(f"/interests/{interest.uid}")
    officer.press("Prepare the decision", {"Letter to the organisation": "Something else."})

    page.press("Release the ticked decisions: 1 mail at most")

    assert page.status == 409
    assert "changed or released after you opened the page" in page.text


def test_officer_takes_a_prepared_decision_back(agency: Agency, visitor: Visit) -> None:
    interest = agency.prepared(Decision.INVITE)

    visitor(agency.officer).open(f"/interests/{interest.uid}").press(
        "Take the prepared decision back"
    )

    assert (loaded(interest).prepared, loaded(interest).reply_by) == (None, None)
    page = visitor(agency.director).open(f"/searches/{agency.reference}/decisions")
    assert "No decision is prepared" in page.text


def test_decline_needs_a_letter_and_an_invitation_a_date(agency: Agency, visitor: Visit) -> None:
    interest = agency.sent(InterestState.SHORTLISTED)
    page = visitor(agency.officer).open(f"/interests/{interest.uid}")

    page.press("Prepare the decision", {"Decision": "Do not choose"})
    assert page.errors == [
        "Letter to the organisation: Write why it is not chosen: the organisation will read it."
    ]
    page.press("Prepare the decision", {"Decision": "Invite"})
    assert page.errors == ["Decision: Set the date by which the partner has to reply."]
    page.press("Prepare the decision", {"Decision": "Invite", "Reply by": "2020-01-01T12:00"})
    assert page.status == 422
    assert loaded(interest).prepared is None


def test_late_reply_is_refused_with_the_reason(agency: Agency, visitor: Visit) -> None:
    interest = agency.invited()
    page = visitor(interest.author).open(f"/interests/{interest.uid}")
    loaded(interest).reply_by = now() - timedelta(minutes=1)
    db.session.commit()

    page.press("Confirm participation")

    assert page.status == 409
    assert "The time to reply ended on" in page.text
    assert "Confirm participation" not in page.open(f"/interests/{interest.uid}").buttons


def test_mine_lists_what_waits_first(agency: Agency, make: Make, visitor: Visit) -> None:
    organisation = make.organisation()
    person = make.member(organisation)
    over = agency.sent(InterestState.DECLINED, organisation=organisation)
    invited = agency.invited(slot=make.slot(agency.search, number=2), organisation=organisation)
    agency.sent()

    page = visitor(person).open("/interests")

    shown = [link.find_next("small").text.split()[0] for link in page.page.select("th a")]
    assert shown == [invited.reference, over.reference]
    assert "You are invited" in page.text
    assert visitor(make.user()).open("/interests").text.count("No answers yet") == 1
    assert visitor().open("/interests").path == "/sign-in"


@pytest.mark.parametrize("path", ["", "/edit", "/review", "/receipt.json"])
def test_answer_is_unknown_to_strangers(
    agency: Agency, make: Make, visitor: Visit, path: str
) -> None:
    interest = agency.sent()
    address = f"/interests/{interest.uid}{path}"

    assert visitor(make.member()).open(address).status == 404
    assert visitor().open(address).status == 404


def test_staff_never_see_drafts(agency: Agency, visitor: Visit) -> None:
    draft = agency.draft(motivation="Canary")
    withdrawn = agency.draft(motivation="Canary")
    agency.move(withdrawn, "withdraw", withdrawn.author, "We have no time.")
    staff = visitor(agency.officer)

    assert staff.open(f"/interests/{draft.uid}").status == 404
    assert staff.open(f"/interests/{withdrawn.uid}").status == 404
    assert draft.reference not in staff.open(f"/searches/{agency.reference}/interests").text
    assert mails_to(agency.officer) == []
    assert (
        staff.client.post(
            f"/interests/{draft.uid}/assessment",
            data={"csrf_token": token_of(staff, agency), "score": "3"},
        ).status_code
        == 404
    )


def token_of(staff: Visitor, agency: Agency) -> str:
    page = staff.open(f"/interests/{agency.sent().uid}")
    return str(page.page.find(attrs={"name": "csrf_token"})["value"])


def test_nothing_prepared_and_no_score_reaches_the_applicant(
    agency: Agency, visitor: Visit
) -> None:
    interest = agency.sent(InterestState.UNDER_REVIEW)
    commands.assess(interest, actor(agency.officer), 1, "Canary-score")
    db.session.commit()
    agency.move(interest, "shortlist", agency.officer)
    when = now() + timedelta(days=40)
    commands.prepare(interest, actor(agency.officer), Decision.INVITE, "Canary-letter", when)
    db.session.commit()
    person = visitor(interest.author)

    seen = ""
    for path in ("/interests", f"/interests/{interest.uid}", f"/interests/{interest.uid}/review"):
        seen += person.open(path).answer.text
    person.open(f"/searches/{agency.reference}")
    seen += person.answer.text + " ".join(m.body for m in db.session.query(Message))

    for leak in ("Canary", "Invite", "Shortlist", "Prepared", day(when), agency.officer.name):
        assert leak not in seen, leak
    assert "Being read" in seen
    for path in ("interests", "interests.csv", "decisions"):
        assert person.open(f"/searches/{agency.reference}/{path}").status == 403
    assert visitor(agency.reviewer).open(f"/interests/{interest.uid}").text.count("Canary") == 2


def test_staff_member_of_the_applicant_sees_no_judgement(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    interest = agency.prepared(Decision.DECLINE)
    commands.assess(interest, actor(agency.officer), 1, "Canary-score")
    make.save(
        Membership(person=agency.director, organisation=interest.organisation, role=Role.VIEWER)
    )
    director = visitor(agency.director)

    assert "Being read" in director.open(f"/interests/{interest.uid}").text
    board = director.open(f"/searches/{agency.reference}/interests")
    assert "of 5, from 1 reviewer" not in board.text
    assert "Prepared: Do not choose" not in board.text
    assert (
        "No decision is prepared" in director.open(f"/searches/{agency.reference}/decisions").text
    )


def test_viewer_reads_but_does_not_send(agency: Agency, make: Make, visitor: Visit) -> None:
    interest = agency.draft()
    viewer = make.member(interest.organisation, Role.VIEWER)
    page = visitor(viewer).open(f"/interests/{interest.uid}")

    assert page.status == 200
    assert page.buttons == []
    assert page.open(f"/interests/{interest.uid}/edit").status == 403
    assert page.open(f"/interests/{interest.uid}/review").status == 403


def test_auditor_reads_and_changes_nothing(agency: Agency, make: Make, visitor: Visit) -> None:
    interest = agency.prepared(Decision.INVITE)
    auditor = visitor(make.staff(Role.AUDITOR))

    for path in (f"/interests/{interest.uid}", f"/searches/{agency.reference}/interests"):
        assert auditor.open(path).buttons == []
    assert auditor.open(f"/searches/{agency.reference}/decisions").buttons == []


def test_csv_of_the_board_is_safe_for_spreadsheets(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    agency.sent(organisation=make.organisation(name="=HYPERLINK(1)"))

    answer = visitor(agency.officer).open(f"/searches/{agency.reference}/interests.csv").answer

    head, line = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    shown = dict(zip(head, line, strict=True))
    assert shown["Organisation"] == "'=HYPERLINK(1)"
    assert (shown["Staff"], shown["Total"], shown["Requested"]) == ("1000.00", "1234.50", "617.25")


def test_board_asks_the_same_number_of_questions_for_any_number_of_answers(
    agency: Agency, visitor: Visit, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    staff = visitor(agency.director)
    numbers = {}
    for count in (1, 30):
        while db.session.query(Interest).count() < count:
            agency.prepared(Decision.INVITE)
        for path in ("interests", "interests.csv", "decisions"):
            with counting() as statements:
                staff.open(f"/searches/{agency.reference}/{path}")
            numbers.setdefault(path, []).append(len(statements))

    assert {path: one == many for path, (one, many) in numbers.items()} == dict.fromkeys(
        numbers, True
    ), numbers


def test_mine_asks_the_same_number_of_questions_for_any_number_of_answers(
    agency: Agency,
    make: Make,
    visitor: Visit,
    counting: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    organisation = make.organisation()
    person = visitor(make.member(organisation))
    numbers = []
    for count in (1, 15):
        while db.session.query(Interest).count() < count:
            number = db.session.query(Slot).count() + 1
            agency.draft(make.slot(agency.search, number=number), organisation)
        with counting() as statements:
            person.open("/interests")
        numbers.append(len(statements))

    assert numbers[0] == numbers[1]
