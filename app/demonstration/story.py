"""The story of the demonstration, told by the commands of the house and by who may use them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.core.db import db
from app.demonstration import answers, harbours, partnerships, searches, signing
from app.demonstration.answers import Offer
from app.demonstration.organisations import found_organisations
from app.demonstration.people import employ_the_staff
from app.demonstration.published import show_published_projects
from app.demonstration.searches import Written
from app.interests.models import Decision, Met

HALF, THREE_QUARTERS = Decimal(50), Decimal(75)
OLD_MEMBER = Offer("ERDF", HALF, staff=32000, travel=6000, external=8000)
NEW_MEMBER = Offer("ERDF", THREE_QUARTERS, staff=21000, travel=5000, equipment=2000)
FROM_KALININGRAD = Offer("TACIS", Decimal(90), staff=15000, travel=2500)
DECLINED = (
    "Thank you for your answer. The slot asks for experience with quality management in several "
    "kinds of enterprises; you have worked with food enterprises only. We keep you in mind for "
    "searches on food safety."
)
RESERVE = "Both seats are offered to others first. If one becomes free, we write to you at once."


def tell() -> None:
    """Tell all of it; the programmes must be there, and nothing else."""
    hashed = employ_the_staff()
    db.session.flush()
    found_organisations(hashed)
    written = searches.write_searches()
    _seek_partners_for_the_quality_centre(written["quality-centre"])
    _agree_on_bread(written["bread"])
    _begin_to_sign(written["workshops"])
    harbours.form_them(written["harbours"])
    _leave_the_rest_on_the_way(written)
    show_published_projects()


def _seek_partners_for_the_quality_centre(search: str) -> None:
    """The real form: open, with answers in every state that an open search can have."""
    searches.publish(search)
    invited = answers.send(search, 1, "oresund", OLD_MEMBER)
    prepared = answers.send(search, 1, "kvaliteet", NEW_MEMBER)
    answers.send(search, 1, "ostseekueste", OLD_MEMBER)
    answers.draft(search, 1, "zulawy", NEW_MEMBER)
    read = answers.send(search, 2, "kokybe", NEW_MEMBER)
    reserve = answers.send(search, 2, "saaristo", OLD_MEMBER)
    declined = answers.send(search, 2, "yantar", FROM_KALININGRAD, Met.PARTLY)
    shortlisted = answers.send(search, 2, "riga", NEW_MEMBER)
    for uid in (invited, prepared, reserve, shortlisted):
        answers.shortlist(uid)
    answers.read_it(declined)
    answers.prepare(invited, Decision.INVITE, "We would like to have you with us.", days=10)
    answers.prepare(reserve, Decision.RESERVE, RESERVE)
    answers.prepare(declined, Decision.DECLINE, DECLINED)
    answers.release(search)
    answers.read_it(read)
    answers.prepare(prepared, Decision.INVITE, "We would like to have you with us.")


def _agree_on_bread(search: str) -> None:
    """From the search to an agreement in force, under the rules of 2006."""
    searches.publish(search)
    answers.join(
        search,
        (1, "kvalitetsforum", OLD_MEMBER),
        (2, "kvaliteet", NEW_MEMBER),
        (3, "kokybe", NEW_MEMBER),
    )
    project = partnerships.project_of(search)
    partnerships.describe_project(project, "BREAD", date(2006, 9, 1), date(2008, 8, 31))
    partnerships.take_over_the_offers(project)
    partnerships.accept_all_and_fix(project)
    partnerships.declare_all(project)
    agreement = signing.put_before_the_parties(project)
    signing.accept_by_all(agreement)
    signing.sign_by_all(agreement)


def _begin_to_sign(search: str) -> None:
    """An agreement that one party has signed; the others have not, and the lead comes last."""
    searches.publish(search)
    answers.join(search, (1, "peipsi", NEW_MEMBER), (2, "ostseekueste", OLD_MEMBER))
    answers.declare_partners_found(search)
    project = partnerships.project_of(search)
    partnerships.describe_project(project, "YARDS", date(2006, 9, 1), date(2008, 2, 29))
    partnerships.take_over_the_offers(project)
    partnerships.accept_all_and_fix(project)
    partnerships.declare_all(project)
    agreement = signing.put_before_the_parties(project)
    signing.accept_by_all(agreement)
    signing.sign_by(agreement, "ostseekueste")


def _leave_the_rest_on_the_way(written: Written) -> None:
    """Two more are open, one was closed early, one waits for its review, one for changes."""
    searches.publish(written["honey"])
    answers.send(written["honey"], 1, "pomorskie", NEW_MEMBER)
    searches.publish(written["schools"])
    answers.draft(written["schools"], 1, "saaristo", harbours.OF_TODAY)
    searches.publish(written["lighthouses"])
    searches.close_early(written["lighthouses"])
    searches.send_to_review(written["ferries"])
    searches.ask_for_changes(written["reed"])
