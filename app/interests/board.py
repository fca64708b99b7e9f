"""The board of a search: its slots by lanes, the seats, and the money that is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.i18n import _, lazy
from app.core.money import ZERO, half_up
from app.core.sheets import Column, Kind
from app.interests.models import COST_CATEGORIES, OVER, Decision, Interest, InterestState
from app.searches.models import PartnerSearch, Slot

S = InterestState


@dataclass(frozen=True)
class Occupied:
    """How many seats of a slot are taken (confirmed) and held (invited, reply awaited)."""

    taken: int = 0
    held: int = 0

    @property
    def seats(self) -> int:
        return self.taken + self.held

    def open(self, slot: Slot) -> int:
        return max(0, slot.seats - self.seats)


@dataclass(frozen=True)
class Score:
    """The average of the assessments, from 0 to 5 with one decimal, and their number."""

    average: Decimal
    reviewers: int


@dataclass(frozen=True)
class Card:
    """One answer on the board; what is `closed` to the reader shows no judgement."""

    interest: Interest
    score: Score | None
    closed: bool = False

    @property
    def own_share(self) -> Decimal | None:
        """Percent of the budget that the organisation brings itself; none without a budget."""
        total = self.interest.total
        return half_up(self.interest.own_contribution * 100 / total) if total else None


@dataclass(frozen=True)
class Lane:
    title: str
    empty: str
    cards: Sequence[Card]


@dataclass(frozen=True)
class Row:
    """A slot with its lanes."""

    slot: Slot
    occupied: Occupied
    lanes: Sequence[Lane]


@dataclass(frozen=True)
class Demand:
    """What some answers ask for and bring: by fund, own contribution, in all."""

    title: str
    count: int
    funds: Mapping[str, Decimal]
    own: Decimal
    total: Decimal


ALWAYS = (
    ((S.SUBMITTED,), lazy("New"), lazy("Nothing new.")),
    ((S.UNDER_REVIEW,), lazy("In review"), lazy("Nothing in review.")),
    ((S.SHORTLISTED,), lazy("Shortlist"), lazy("Nobody on the shortlist.")),
)
IF_ANY = (
    ((S.RESERVE,), lazy("On reserve")),
    ((S.INVITED,), lazy("Invited")),
    ((S.CONFIRMED, S.PARTNER), lazy("Confirmed")),
    (tuple(sorted(OVER)), lazy("Over")),
)


def rows(
    search: PartnerSearch,
    interests: Iterable[Interest],
    scores: Mapping[int, Score],
    occupied: Mapping[int, Occupied],
    own: Collection[int] = (),
) -> list[Row]:
    """Arrange the answers of a search; `scores` by interest, `occupied` by slot.

    `own` are the organisations that the reader belongs to: how these are judged stays closed.
    """
    of_slot: dict[int, list[Card]] = defaultdict(list)
    for interest in interests:
        closed = interest.organisation_id in own
        score = None if closed else scores.get(interest.id)
        of_slot[interest.slot_id].append(Card(interest, score, closed))
    return [
        Row(slot, occupied.get(slot.id, Occupied()), _lanes(of_slot[slot.id]))
        for slot in search.slots
    ]


def _lanes(cards: Sequence[Card]) -> list[Lane]:
    def within(states: Iterable[InterestState]) -> list[Card]:
        found = [card for card in cards if card.interest.standing in states]
        return sorted(found, key=_best_first)

    shown = [Lane(title, empty, within(states)) for states, title, empty in ALWAYS]
    rest = [Lane(title, "", within(states)) for states, title in IF_ANY]
    return shown + [lane for lane in rest if lane.cards]


def _best_first(card: Card) -> tuple[Decimal, int]:
    return (-card.score.average if card.score else ZERO, card.interest.id)


def demand(interests: Sequence[Interest]) -> list[Demand]:
    """Sum up three selections: who has a seat, these with the prepared invitations, all that live.

    So the plan of funds and own contributions is seen before anything is decided.
    """
    seated = [i for i in interests if i.standing in {S.INVITED, S.CONFIRMED, S.PARTNER}]
    chosen = [i for i in interests if i in seated or i.prepared == Decision.INVITE]
    live = [i for i in interests if i.standing not in OVER]
    codes = list(dict.fromkeys(i.fund for i in sorted(live, key=lambda i: i.fund) if i.fund))
    return [
        _sum(_("Invited and confirmed"), seated, codes),
        _sum(_("With the prepared invitations"), chosen, codes),
        _sum(_("All live answers"), live, codes),
    ]


def _sum(title: str, interests: Sequence[Interest], codes: Sequence[str]) -> Demand:
    return Demand(
        title,
        len(interests),
        {
            code: sum((i.requested_fund for i in interests if i.fund == code), ZERO)
            for code in codes
        },
        sum((i.own_contribution for i in interests), ZERO),
        sum((i.total for i in interests), ZERO),
    )


@dataclass(frozen=True)
class Consequence:
    """What a release of all prepared decisions makes of a slot."""

    slot: Slot
    before: Occupied
    invitations: int

    @property
    def after(self) -> Occupied:
        return Occupied(self.before.taken, self.before.held + self.invitations)

    @property
    def obstacle(self) -> str | None:
        """Say why so many invitations cannot be released together, or None."""
        open_seats = self.before.open(self.slot)
        if self.invitations <= open_seats:
            return None
        return _(
            "%(title)s: %(n)s invitations are prepared, but open seats are only %(open)s. "
            "Take a tick away.",
            title=self.slot.title,
            n=self.invitations,
            open=open_seats,
        )


def consequences(
    search: PartnerSearch, prepared: Sequence[Interest], occupied: Mapping[int, Occupied]
) -> list[Consequence]:
    """Say slot by slot what happens if everything that is prepared is released."""
    invited = Counter(i.slot_id for i in prepared if i.prepared == Decision.INVITE)
    return [
        Consequence(slot, occupied.get(slot.id, Occupied()), invited[slot.id])
        for slot in search.slots
    ]


def columns() -> list[Column]:
    """Return the columns of the board as a table, with heads in the reader's language."""
    return [
        Column("reference", Kind.TEXT, _("Reference")),
        Column("slot", Kind.TEXT, _("Slot")),
        Column("organisation", Kind.TEXT, _("Organisation")),
        Column("country", Kind.TEXT, _("Country")),
        Column("state", Kind.TEXT, _("State")),
        Column("submitted_at", Kind.MOMENT, _("Sent at (UTC)")),
        Column("score", Kind.AMOUNT, _("Score")),
        Column("assessments", Kind.WHOLE, _("Assessments")),
        *(Column(name, Kind.AMOUNT, label) for name, label in COST_CATEGORIES.items()),
        Column("total", Kind.AMOUNT, _("Total")),
        Column("fund", Kind.TEXT, _("Fund")),
        Column("requested_fund", Kind.AMOUNT, _("Requested")),
        Column("own_contribution", Kind.AMOUNT, _("Own contribution")),
        Column("origin", Kind.TEXT, _("Origin")),
        Column("prepared", Kind.TEXT, _("Prepared decision")),
        Column("reply_by", Kind.MOMENT, _("Reply by (UTC)")),
    ]


def table(rows: Sequence[Row]) -> list[list[object]]:
    """Return the board as a table: one row for each answer."""
    return [_cells(row.slot, card) for row in rows for lane in row.lanes for card in lane.cards]


def _cells(slot: Slot, card: Card) -> list[object]:
    i, score = card.interest, card.score
    prepared = None if card.closed else i.prepared
    return [
        *(i.reference, slot.title, i.organisation.name, i.organisation.country),
        *(i.standing.label, i.submitted_at),
        *(score.average if score else None, score.reviewers if score else None),
        *(*i.costs.values(), i.total, i.fund, i.requested_fund, i.own_contribution),
        i.origin.label if i.origin else None,
        prepared.label if prepared else None,
        None if card.closed else i.reply_by,
    ]


def keeps_it_open(
    search: PartnerSearch, interests: Sequence[Interest], occupied: Mapping[int, Occupied]
) -> list[str]:
    """List what stands between a search and “partners found” (workflows.md D1)."""
    if not any(held.taken for held in occupied.values()):
        return [_("Nobody has confirmed yet.")]
    empty = [
        _("%(title)s: nobody has confirmed yet.", title=slot.title)
        for slot in search.slots
        if slot.mandatory and not occupied.get(slot.id, Occupied()).taken
    ]
    waiting = {S.SUBMITTED, S.UNDER_REVIEW, S.SHORTLISTED, S.INVITED}
    undecided = [
        _(
            "%(reference)s, %(organisation)s: %(state)s.",
            reference=i.reference,
            organisation=i.organisation.name,
            state=i.standing.label,
        )
        for i in interests
        if i.standing in waiting
    ]
    return empty + undecided
