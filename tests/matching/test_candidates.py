"""Who is proposed for a slot: what filters, what ranks, what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from app.core.actors import Actor
from app.core.db import db
from app.core.history import advance
from app.core.times import localdate, now
from app.directory.choices import Kind, ProfileState
from app.directory.duplicates import fold
from app.directory.models import Experience, Organisation
from app.interests.models import Decision, InterestState
from app.interests.workflow import FLOW as INTERESTS
from app.matching import commands, queries
from app.matching.candidates import Found, candidates
from app.matching.reasons import Explaining
from app.searches.models import PartnerSearch, Slot
from tests.making import Make, actor


@pytest.fixture
def search(make: Make) -> PartnerSearch:
    make.agency()
    return make.search(
        slots=0,
        title="Beekeeping across the border",
        description="Honey of known origin, hives that survive the winter, and beekeepers who learn.",
    )


@pytest.fixture
def slot(make: Make, search: PartnerSearch) -> Slot:
    return make.slot(
        search, title="Experts of honey", kinds=["consultancy"], countries=["LT", "PL"]
    )


def took_part(make: Make, organisation: Organisation, title: str, project: str = "") -> None:
    make.save(Experience(organisation=organisation, title=title, project_id=project))


def found_for(slot: Slot) -> Found:
    return candidates(queries.get_slot(slot.uid))


def names(found: Found) -> list[str]:
    return [one.profile.name for one in found.candidates]


def reasons(found: Found, name: str) -> dict[str, str]:
    explaining = Explaining(found)
    (one,) = [one for one in found.candidates if one.profile.name == name]
    return {reason.key: reason.sentence for reason in explaining.of(one)}


def test_what_is_required_filters_with_the_reason(make: Make, slot: Slot) -> None:
    make.organisation(name="Fits")
    make.organisation(name="Wrong country", country="SE")
    make.organisation(name="Wrong in two ways", country="SE", kind=Kind.UNIVERSITY)
    found = found_for(slot)
    assert names(found) == ["Fits"]
    assert {title: sorted(one.profile.name for one in them) for title, them in found.reasons} == {
        "Country: Lithuania, Poland": ["Wrong country", "Wrong in two ways"],
        "Kind of organisation: Consultancy": ["Wrong in two ways"],
    }


def test_only_listed_organisations_are_proposed_and_never_the_agency(
    make: Make, slot: Slot
) -> None:
    make.organisation(name="Draft", state=ProfileState.DRAFT)
    make.organisation(name="Listed")
    assert names(found_for(slot)) == ["Listed"]


def test_past_projects_like_this_one_rank_and_are_named(make: Make, slot: Slot) -> None:
    accountants = make.organisation(name="Accountants")
    keepers = make.organisation(name="Keepers of bees")
    took_part(make, accountants, "Ledgers of harbours", "P1")
    took_part(make, keepers, "Honey and hives of the north", "P2")
    found = found_for(slot)
    assert names(found) == ["Keepers of bees", "Accountants"]
    assert "Honey and hives of the north" in reasons(found, "Keepers of bees")["projects"]


def test_work_with_the_lead_counts_and_is_named(make: Make, slot: Slot) -> None:
    lead = make.organisation(name="Lead Ltd", folded_name=fold("Lead Ltd"), kind=Kind.AUTHORITY)
    slot.search.lead_applicant = "Lead Ltd"
    friend, stranger = make.organisation(name="Friend"), make.organisation(name="Stranger")
    took_part(make, stranger, "Ledgers", "P0")
    took_part(make, lead, "Ledgers of ships", "P1")
    took_part(make, friend, "Ledgers of ships", "P1")
    db.session.commit()
    assert queries.lead_of(slot.search) == lead
    found = found_for(slot)
    assert names(found)[0] == "Friend"
    assert reasons(found, "Friend")["lead"] == "Worked with Lead Ltd in Ledgers of ships."


def test_own_words_rank_where_there_is_no_history(make: Make, slot: Slot) -> None:
    make.organisation(name="A bank", expertise=["loans"], description="We lend money.")
    make.organisation(name="Bee school", expertise=["honey"], description="We teach beekeeping.")
    found = found_for(slot)
    assert names(found) == ["Bee school", "A bank"]
    assert [one.profile.name for one in found.newcomers] == ["Bee school"]


def test_newcomers_are_those_without_history_who_meet_what_is_required(
    make: Make, slot: Slot
) -> None:
    old = make.organisation(name="Old hand", expertise=["honey"])
    took_part(make, old, "Honey", "P1")
    make.organisation(name="New one", expertise=["honey"])
    make.organisation(name="New elsewhere", expertise=["honey"], country="SE")
    assert [one.profile.name for one in found_for(slot).newcomers] == ["New one"]


def test_accreditation_that_is_asked_for_is_met_missed_and_counted(
    make: Make, search: PartnerSearch
) -> None:
    slot = make.slot(search, number=2, standards=["ISO 9001"], accreditation_required=True)
    held = make.accreditation(make.organisation(name="Certifier", kind=Kind.CERTIFICATION_BODY))
    make.organisation(name="Without any")
    found = found_for(slot)
    assert names(found) == [held.organisation.name]
    assert found.candidates[0].parts["accreditation"] > 0
    assert reasons(found, "Certifier")["accreditation"]


@pytest.mark.parametrize("state", ["submitted", "declined", "turned-down"])
def test_those_who_answered_are_not_proposed_again(make: Make, slot: Slot, state: str) -> None:
    organisation = make.organisation(name="Answered")
    make.interest(slot, organisation, state=InterestState(state))
    found = found_for(slot)
    assert (names(found), found.answered) == ([], 1)


def test_those_who_worked_with_a_partner_of_this_search_rise(make: Make, slot: Slot) -> None:
    partner = make.organisation(name="Partner")
    friend, stranger = make.organisation(name="Friend"), make.organisation(name="Stranger")
    took_part(make, stranger, "Ledgers", "P0")
    took_part(make, partner, "Ships", "P1")
    took_part(make, friend, "Ships", "P1")
    other = make.slot(slot.search, number=2)
    make.interest(other, partner, state=InterestState.CONFIRMED)
    found = found_for(slot)
    assert reasons(found, "Friend")["partners"] == "Worked with Partner in Ships."
    assert names(found).index("Friend") < names(found).index("Stranger")


def test_fresh_profiles_and_quick_answers_count(make: Make, slot: Slot) -> None:
    stale = localdate() - timedelta(days=300)
    make.organisation(name="Stale", confirmed_on=stale)
    quick = make.organisation(name="Quick", confirmed_on=stale)
    slow = make.organisation(name="Slow", confirmed_on=stale)
    make.organisation(name="Fresh")
    asked = make.slot(make.search(), number=2, seats=5)
    for organisation, name in ((quick, "confirm"), (slow, "lapse")):
        interest = make.interest(
            asked,
            organisation,
            state=InterestState.SHORTLISTED,
            prepared=Decision.INVITE,
            prepared_note="Welcome",
        )
        interest.reply_by = now() + timedelta(days=5)
        advance(INTERESTS, interest, "invite", Actor.SYSTEM, "Welcome")
        db.session.commit()
        if name == "lapse":
            interest.reply_by = now() - timedelta(days=1)
        advance(INTERESTS, interest, name, Actor.SYSTEM)
        db.session.commit()
    found = found_for(slot)
    parts = {one.profile.name: one.parts.get("answers", 0.0) for one in found.candidates}
    assert parts["Quick"] > 0 > parts["Slow"]
    assert parts["Stale"] == 0
    assert names(found).index("Fresh") < names(found).index("Stale") < names(found).index("Slow")
    said = reasons(found, "Quick")["answers"]
    assert said == "Answered 1 of 1 times it was asked, usually within 1 day."


def test_setting_aside_excludes_and_lowers_those_of_the_same_kind(
    make: Make, search: PartnerSearch
) -> None:
    slot = make.slot(search, number=2)
    officer = make.staff()
    bad = make.organisation(name="Too academic", kind=Kind.UNIVERSITY)
    make.organisation(name="Also academic", kind=Kind.UNIVERSITY)
    make.organisation(name="Practical")
    assert names(found_for(slot)) == ["Too academic", "Also academic", "Practical"]
    judgement = commands.set_aside(search, bad, actor(officer), "kind", "No theory please")
    db.session.commit()
    found = found_for(slot)
    assert names(found) == ["Practical", "Also academic"]
    assert "wrong kind" in reasons(found, "Also academic")["judged"].casefold()
    assert [one.profile.name for one in found.judged] == ["Too academic"]
    commands.take_back(queries.get_judgement(judgement.uid))
    db.session.commit()
    assert names(found_for(slot)) == ["Too academic", "Also academic", "Practical"]


def test_judgement_is_of_one_search_only(make: Make, slot: Slot) -> None:
    officer, organisation = make.staff(), make.organisation(name="Unlucky")
    commands.set_aside(slot.search, organisation, actor(officer), "other", "")
    commands.set_aside(slot.search, organisation, actor(officer), "field", "said again")
    db.session.commit()
    assert names(found_for(slot)) == []
    assert len(queries.judgements_of(slot.search)) == 1
    other = make.slot(make.search(), number=3)
    assert "Unlucky" in names(found_for(other))


def test_what_is_known_is_read_anew_when_it_changes(make: Make, slot: Slot) -> None:
    first, second = make.organisation(name="First"), make.organisation(name="Second")
    assert names(found_for(slot)) == ["First", "Second"]
    took_part(make, second, "Honey and hives", "P1")
    assert names(found_for(slot)) == ["Second", "First"]
    first.expertise = ["beekeeping", "honey", "hives", "origin of honey"]
    db.session.commit()
    assert found_for(slot).candidates[1].parts["words"] > 0


def test_shares_of_the_reasons_make_a_whole(make: Make, slot: Slot) -> None:
    organisation = make.organisation(expertise=["honey"])
    took_part(make, organisation, "Honey and hives", "P1")
    found = found_for(slot)
    shares = [reason.share for reason in Explaining(found).of(found.candidates[0])]
    assert 98 <= sum(share for share in shares if share > 0) <= 102


def test_statements_do_not_grow_with_organisations(
    make: Make, slot: Slot, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def count() -> int:
        db.session.expunge_all()
        with counting() as statements:
            found = found_for(slot)
            explaining: Any = Explaining(found)
            for one in found.candidates:
                explaining.of(one)
        return len(statements)

    took_part(make, make.organisation(), "Honey", "P1")
    make.accreditation()
    found_for(slot)
    few = count()
    for number in range(20):
        took_part(make, make.accreditation().organisation, "Honey again", f"P{number % 3}")
    found_for(slot)
    assert count() == few


def test_short_list_is_made_where_too_many_are_listed(
    make: Make, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.directory.commands import enter

    monkeypatch.setattr("app.matching.candidates.MOST_KEPT", 1)
    for name, words in (("Bees", "honey and hives"), ("Bank", "loans")):
        enter(
            {
                "name": name,
                "kind": Kind.CONSULTANCY,
                "country": "LT",
                "description": words,
                "state": ProfileState.UNCLAIMED,
            }
        )
    db.session.commit()
    found = found_for(slot)
    assert (found.listed, found.seen) == (2, 1)
    assert names(found) == ["Bees"]


def test_text_that_names_somebody_says_so(make: Make, slot: Slot) -> None:
    slot.search.found_partners = ["University of Šiauliai Honey"]
    named = make.organisation(name="University of Siauliai Honey")
    took_part(make, named, "Ledgers", "P1")
    took_part(make, make.organisation(name="Nobody"), "Ledgers too", "P2")
    found = found_for(slot)
    assert names(found)[0] == named.name
    assert reasons(found, named.name)["named"] == "The text of the search names it."
