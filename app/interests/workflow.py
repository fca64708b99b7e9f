"""The life of an expression of interest (workflows.md D2)."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.times import now
from app.core.workflow import Flow, Guard, Move
from app.directory.choices import PartnerRole, ProfileState
from app.interests import policy
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import SearchState

DRAFT = InterestState.DRAFT
EXPIRED = InterestState.EXPIRED
SUBMITTED = InterestState.SUBMITTED
UNDER_REVIEW = InterestState.UNDER_REVIEW
SHORTLISTED = InterestState.SHORTLISTED
RESERVE = InterestState.RESERVE
INVITED = InterestState.INVITED
CONFIRMED = InterestState.CONFIRMED
PARTNER = InterestState.PARTNER
DECLINED = InterestState.DECLINED
TURNED_DOWN = InterestState.TURNED_DOWN
LAPSED = InterestState.LAPSED
WITHDRAWN = InterestState.WITHDRAWN
SEARCH_ENDED = InterestState.SEARCH_ENDED

UNDECIDED = (SUBMITTED, UNDER_REVIEW, SHORTLISTED, RESERVE)


def search_is_closed(interest: Interest) -> str | None:
    if interest.search.standing == SearchState.OPEN:
        return None
    if interest.search.standing == SearchState.PAUSED:
        return lazy("The search is paused: you can send your answer as soon as it goes on.")
    return lazy("The search takes no more answers.")


SEND_IT = lazy("Send the profile of your organisation for verification first.")
PROFILE_FIRST = {
    ProfileState.DRAFT: SEND_IT,
    ProfileState.SUSPENDED: SEND_IT,
    ProfileState.UNCLAIMED: lazy("Claim the profile of your organisation first."),
    ProfileState.ARCHIVED: lazy("Your organisation has archived its profile. Bring it back first."),
    ProfileState.MERGED: lazy("This profile has become part of another one. Answer from there."),
}
"""What has to be done first, by the state of the profile that stands in the way."""


def profile_is_unfinished(interest: Interest) -> str | None:
    """An organisation answers with a profile that somebody looks after and that has been sent."""
    return PROFILE_FIRST.get(interest.organisation.state)


def essential_is_unanswered(interest: Interest) -> str | None:
    answered = {answer.criterion_id for answer in interest.answers if answer.met}
    open_ones = [c for c in interest.slot.criteria if c.essential and c.id not in answered]
    if not open_ones:
        return None
    return lazy("Answer the essential criterion “%(text)s”.", text=open_ones[0].text)


def nothing_is_said(interest: Interest) -> str | None:
    return None if interest.motivation else lazy("Say why your organisation wants to take part.")


def no_costs_are_given(interest: Interest) -> str | None:
    """An associated partner takes part without a budget."""
    if interest.total > 0 or interest.role == PartnerRole.ASSOCIATED:
        return None
    return lazy("Give an indicative budget.")


def fund_is_not_chosen(interest: Interest) -> str | None:
    if interest.fund or not interest.requested_fund:
        return None
    return lazy("Choose the fund that you ask for.")


def money_does_not_add_up(interest: Interest) -> str | None:
    if not interest.difference:
        return None
    return lazy(
        "Requested fund and own contribution must make up the budget: EUR %(difference)s differ.",
        difference=abs(interest.difference),
    )


def origin_is_open(interest: Interest) -> str | None:
    if interest.origin or not interest.own_contribution:
        return None
    return lazy("Say where your own contribution comes from.")


def conflict_is_not_declared(interest: Interest) -> str | None:
    if interest.declares_no_conflict or interest.conflicts:
        return None
    return lazy("Declare that there is no conflict of interest, or describe it.")


def sharing_is_not_agreed(interest: Interest) -> str | None:
    if interest.consents_to_sharing:
        return None
    return lazy("Agree that the agency may use what you send to form the partnership.")


def reply_by_is_not_set(interest: Interest) -> str | None:
    if interest.reply_by is not None and interest.reply_by > now():
        return None
    return lazy("Set a date in the future by which the partner has to reply.")


def unless_prepared(decision: Decision) -> Guard[Interest]:
    """What is released is what was prepared: no other decision, and none without its letter."""

    def decision_is_not_prepared(interest: Interest) -> str | None:
        if interest.prepared == decision:
            return None
        return lazy("This decision has not been prepared.")

    return decision_is_not_prepared


def search_seeks_no_more(interest: Interest) -> str | None:
    if interest.search.standing in {SearchState.OPEN, SearchState.PAUSED, SearchState.CLOSED}:
        return None
    return lazy("The search has come to an end.")


COMPLETE = (
    search_is_closed,
    profile_is_unfinished,
    nothing_is_said,
    essential_is_unanswered,
    no_costs_are_given,
    fund_is_not_chosen,
    money_does_not_add_up,
    origin_is_open,
    conflict_is_not_declared,
    sharing_is_not_agreed,
)

FLOW: Flow[Interest] = Flow(
    "interest",
    InterestState,
    Move(
        "submit",
        (DRAFT,),
        SUBMITTED,
        lazy("Send"),
        done=lazy("Sent"),
        by=policy.submit,
        unless=COMPLETE,
    ),
    Move(
        "withdraw",
        (DRAFT, *UNDECIDED),
        WITHDRAWN,
        lazy("Withdraw"),
        done=lazy("Withdrawn"),
        by=policy.withdraw,
        wants_note=True,
    ),
    Move(
        "take-up",
        (SUBMITTED,),
        UNDER_REVIEW,
        lazy("Start the review"),
        done=lazy("Review started"),
        by=policy.assess,
    ),
    Move(
        "shortlist",
        (UNDER_REVIEW,),
        SHORTLISTED,
        lazy("Shortlist"),
        done=lazy("Shortlisted"),
        by=policy.assess,
    ),
    Move(
        "take-off",
        (SHORTLISTED,),
        UNDER_REVIEW,
        lazy("Take off the shortlist"),
        done=lazy("Taken off the shortlist"),
        by=policy.assess,
        wants_note=True,
    ),
    # The next three are prepared by an officer and released together by the director.
    Move(
        "invite",
        (SHORTLISTED, RESERVE),
        INVITED,
        lazy("Invite"),
        done=lazy("Invited"),
        by=policy.release,
        unless=(unless_prepared(Decision.INVITE), search_seeks_no_more, reply_by_is_not_set),
    ),
    Move(
        "reserve",
        (UNDER_REVIEW, SHORTLISTED),
        RESERVE,
        lazy("Place on reserve"),
        done=lazy("Placed on reserve"),
        by=policy.release,
        unless=(unless_prepared(Decision.RESERVE),),
    ),
    Move(
        "decline",
        (UNDER_REVIEW, SHORTLISTED, RESERVE),
        DECLINED,
        lazy("Do not choose"),
        done=lazy("Not chosen"),
        by=policy.release,
        unless=(unless_prepared(Decision.DECLINE),),
        wants_note=True,
    ),
    Move(
        "confirm",
        (INVITED,),
        CONFIRMED,
        lazy("Confirm participation"),
        done=lazy("Participation confirmed"),
        by=policy.answer,
    ),
    Move(
        "turn-down",
        (INVITED,),
        TURNED_DOWN,
        lazy("Turn the invitation down"),
        done=lazy("Invitation turned down"),
        by=policy.answer,
        wants_note=True,
    ),
    Move("lapse", (LAPSED,), LAPSED, lazy("No answer in time"), by=nobody),
    Move(
        "join",
        (CONFIRMED,),
        PARTNER,
        lazy("Become a partner"),
        done=lazy("Became a partner"),
        by=nobody,
    ),
    Move(
        "end-with-search",
        (DRAFT, EXPIRED, *UNDECIDED, INVITED, CONFIRMED),
        SEARCH_ENDED,
        lazy("The search ended"),
        by=nobody,
    ),
)
FLOWS = (FLOW,)

RELEASED = {Decision.INVITE: "invite", Decision.RESERVE: "reserve", Decision.DECLINE: "decline"}
"""The moves that become of prepared decisions."""

BY_HAND: Flow[Interest] = Flow(
    "interest", InterestState, *(move for move in FLOW if move.name not in RELEASED.values())
)
"""The moves that have a button of their own: all but those that are released."""
