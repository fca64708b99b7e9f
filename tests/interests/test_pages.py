"""The pages of answers, as people use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.models import User
from app.core.db import db, now
from app.directory.models import Role
from app.inbox.models import Message
from app.interests import queries
from app.interests.models import Interest, InterestState
from tests.interests.conftest import Agency
from tests.making import Make
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
    found = db.session.query(Message).filter(Message.person_id == person.id).order_by(Message.id)
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
