"""Accreditations that answers stand on: flagged where they do not last as long as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.db import db
from app.core.times import localdate
from app.directory import jobs
from app.directory.choices import AccreditationState, Role
from app.directory.models import Accreditation, Organisation
from app.directory.watch import uses_of
from app.inbox.models import Message
from app.interests.models import Interest, InterestState
from app.searches.models import Slot
from tests.interests.conftest import Agency
from tests.making import Make
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
TITLE = "A required accreditation does not last"


def required(agency: Agency, make: Make, months: int | None = 24) -> Slot:
    agency.search.duration_months = months
    db.session.commit()
    return make.slot(agency.search, number=2, standards=["ISO 9001"], accreditation_required=True)


def held(make: Make, days: int, **given: Any) -> tuple[Organisation, Accreditation]:
    organisation = make.organisation(name="Ending AB")
    end = localdate() + timedelta(days=days)
    return organisation, make.accreditation(organisation, valid_until=end, **given)


def test_answer_is_flagged_when_its_accreditation_ends_before_the_project(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    slot = required(agency, make)
    organisation, one = held(make, 400)
    interest = agency.sent(slot=slot, organisation=organisation)
    way = f"/interests/{interest.uid}"

    for reader in (interest.author, agency.officer):
        page = visitor(reader).open(way)
        assert TITLE in page.text
        assert f"Certificate {one.certificate_number} ends on" in page.text

    one.valid_until = localdate() + timedelta(days=2000)
    db.session.commit()
    assert TITLE not in visitor(agency.officer).open(way).text
    one.state = AccreditationState.SUSPENDED
    db.session.commit()
    page = visitor(agency.officer).open(way)
    assert f"Certificate {one.certificate_number} is suspended." in page.text


def test_answer_without_a_required_accreditation_is_not_flagged(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    organisation, _one = held(make, 10)
    interest = agency.sent(organisation=organisation)

    assert TITLE not in visitor(agency.officer).open(f"/interests/{interest.uid}").text


def test_uses_name_the_search_the_end_and_what_is_wrong(agency: Agency, make: Make) -> None:
    slot = required(agency, make)
    organisation, one = held(make, 400)
    other = make.accreditation(organisation, schemes=["ISO 14001"])
    interest = agency.sent(slot=slot, organisation=organisation)

    (use,) = uses_of([one, other])[one.id]
    assert use.title == f"{agency.reference}, “{slot.title}”"
    assert use.until is not None
    assert use.said.startswith(f"Certificate {one.certificate_number} ends on")
    assert use.link == ("interests.show", {"uid": interest.uid})
    assert uses_of([one, other])[other.id] == []


def test_second_accreditation_that_lasts_takes_the_flag_away(agency: Agency, make: Make) -> None:
    slot = required(agency, make)
    organisation, one = held(make, 400)
    make.accreditation(organisation, valid_until=localdate() + timedelta(days=2000))
    agency.sent(slot=slot, organisation=organisation)

    assert [use.said for use in uses_of([one])[one.id]] == [""]


def test_drafts_and_answers_that_are_over_need_nothing(agency: Agency, make: Make) -> None:
    slot = required(agency, make)
    organisation, one = held(make, 400)
    agency.draft(slot=slot, organisation=organisation)
    agency.sent(InterestState.DECLINED, slot=slot, organisation=organisation)

    assert uses_of([one])[one.id] == []


def test_mail_on_the_end_says_what_it_is_needed_for(agency: Agency, make: Make) -> None:
    slot = required(agency, make)
    organisation, _one = held(make, 20)
    agency.sent(slot=slot, organisation=organisation)

    jobs.tell_of_ends()

    mails = db.session.query(Message).filter(Message.event == "accreditation.end-soon").all()
    assert mails
    assert all(f"It is needed for {agency.reference}" in mail.body for mail in mails)


def test_profile_warns_its_people_and_staff_and_not_the_public(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    slot = required(agency, make)
    organisation, _one = held(make, 400)
    interest: Interest = agency.sent(slot=slot, organisation=organisation)
    way = f"/organisations/{organisation.slug}"
    warning = "Accreditations that do not last as long as they are needed"

    assert warning in visitor(interest.author).open(way).text
    assert warning in visitor(make.staff(Role.OFFICER)).open(way).text
    public = visitor().open(way)
    assert public.status == 200
    assert warning not in public.text
    assert agency.reference not in public.text


def test_staff_see_that_one_body_offers_certification_and_advice(
    agency: Agency, make: Make, visitor: Visit
) -> None:
    certification = make.slot(agency.search, number=2, kinds=["certification-body"])
    advice = make.slot(agency.search, number=3, kinds=["consultancy"])
    body, other = make.organisation(), make.organisation()
    interest = agency.sent(slot=certification, organisation=body)
    agency.sent(slot=advice, organisation=body)
    alone = agency.sent(slot=certification, organisation=other)
    officer = visitor(agency.officer)
    sentence = "A body that advises a client on its management system cannot certify it"

    assert sentence in officer.open(f"/interests/{interest.uid}").text
    assert sentence not in officer.open(f"/interests/{alone.uid}").text
