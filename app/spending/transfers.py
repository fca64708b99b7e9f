"""Money that moves: what the programme paid, what the lead partner still has to forward; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.budgets.models import Source
from app.budgets.plan import Pledge
from app.consortia.finance import fund_order
from app.consortia.models import Partner
from app.core.money import ZERO, Amount
from app.directory.choices import PartnerRole
from app.spending.models import Payment, PaymentKind


@dataclass(frozen=True)
class Forwarding:
    """What a partner has to get of a fund: the lead partner pays in full, without deductions."""

    partner: Partner
    fund: str
    certified: Amount
    forwarded: Amount

    @property
    def rest(self) -> Amount:
        """What is still to be forwarded; negative where more was paid than is certified."""
        return self.certified - self.forwarded

    @property
    def is_own(self) -> bool:
        """Whether it is the lead partner's own share, which it keeps."""
        return self.partner.role == PartnerRole.LEAD


@dataclass(frozen=True)
class Holding:
    """A fund as the lead partner sees it: received, its own certified share, forwarded."""

    fund: str
    received: Amount
    forwarded: Amount
    own: Amount
    due: Amount
    """What other partners still have to get."""

    @property
    def held(self) -> Amount:
        """What the lead partner holds of it, its own share included."""
        return self.received - self.forwarded


@dataclass(frozen=True)
class Transfers:
    """Certified shares by partner and fund, against the payments of the project."""

    certified: Mapping[Partner, Mapping[str, Amount]]
    payments: Sequence[Payment]

    @cached_property
    def forwardings(self) -> list[Forwarding]:
        """By partner and fund, wherever something is certified or was forwarded."""
        paid = self._paid(PaymentKind.FORWARDED)
        rows = [
            Forwarding(partner, fund, funds.get(fund, ZERO), paid.get((partner.id, fund), ZERO))
            for partner, funds in self.certified.items()
            for fund in self.funds
        ]
        return [row for row in rows if row.certified or row.forwarded]

    @cached_property
    def holdings(self) -> list[Holding]:
        """By fund, from the view of the lead partner."""
        received: dict[str, Amount] = {}
        for payment in self.payments:
            if payment.kind == PaymentKind.INSTALMENT:
                received[payment.fund] = received.get(payment.fund, ZERO) + payment.amount
        rows = []
        for fund in self.funds:
            mine = [row for row in self.forwardings if row.fund == fund]
            others = [row for row in mine if not row.is_own]
            rows.append(
                Holding(
                    fund,
                    received.get(fund, ZERO),
                    sum((row.forwarded for row in others), ZERO),
                    sum((row.certified for row in mine if row.is_own), ZERO),
                    sum((max(row.rest, ZERO) for row in others), ZERO),
                )
            )
        return rows

    @property
    def waiting(self) -> list[Holding]:
        """The funds that the lead partner holds and other partners have to get."""
        return [one for one in self.holdings if one.due and one.held > 0]

    @cached_property
    def funds(self) -> list[str]:
        named = {fund for funds in self.certified.values() for fund in funds}
        named |= {p.fund for p in self.payments if p.kind != PaymentKind.CONTRIBUTION}
        return sorted(named, key=fund_order)

    def _paid(self, kind: PaymentKind) -> dict[tuple[int | None, str], Amount]:
        paid: dict[tuple[int | None, str], Amount] = {}
        for payment in self.payments:
            if payment.kind == kind:
                key = (payment.partner_id, payment.fund)
                paid[key] = paid.get(key, ZERO) + payment.amount
        return paid


@dataclass(frozen=True)
class Origin:
    """An origin of a partner's contribution: how certain it is, and what has come of it.

    `source` is None for money from an origin that the budget does not name any more.
    """

    partner: Partner
    name: str
    source: Source | None
    received: Amount

    @property
    def amount(self) -> Amount:
        return self.source.amount if self.source else ZERO

    @property
    def intended(self) -> Amount:
        return self._if(Pledge.INTENDED)

    @property
    def committed(self) -> Amount:
        return self._if(Pledge.COMMITTED)

    @property
    def proved(self) -> Amount:
        return self._if(Pledge.PROVED)

    @property
    def rest(self) -> Amount:
        """What is still to come, below zero where more came; the partner's own money is there."""
        is_own = self.source is not None and self.source.is_partner
        return ZERO if is_own else self.amount - self.received

    def _if(self, pledge: Pledge) -> Amount:
        """An origin is as certain as it is: what is proved is not committed or intended besides."""
        return self.amount if self.source and self.source.pledge == pledge else ZERO


def origins_of(
    partner: Partner, sources: Iterable[Source], payments: Iterable[Payment]
) -> list[Origin]:
    """List the origins of a partner's contribution with what was received from each."""
    received: dict[str, Amount] = {}
    for payment in payments:
        if payment.kind == PaymentKind.CONTRIBUTION and payment.partner_id == partner.id:
            before = received.get(payment.source_name, ZERO)
            received[payment.source_name] = before + payment.amount
    rows = [
        Origin(partner, source.name, source, received.pop(source.name, ZERO)) for source in sources
    ]
    return [*rows, *(Origin(partner, name, None, sum_) for name, sum_ in received.items())]
