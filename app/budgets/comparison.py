"""The same partnership and costs under its own rules and under others: findings and money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.budgets.derivation import Term, share_of
from app.budgets.overview import Overview
from app.consortia import assembly
from app.consortia.eligibility import check
from app.consortia.facts import Member
from app.consortia.findings import CHECKS, Finding, Outcome, verdict
from app.consortia.queries import facts_of, members_of
from app.core.money import HUNDRED, ZERO, Amount, Rate
from app.programmes import countries
from app.programmes.ruleset import FundRate, RuleSet
from app.programmes.statements import Backing, Statement, all_statements, backing_of, differences

COST = "cost"
SEATS = "E11"
"""What it says is about seats of the search or their takers: its subjects may be either."""


@dataclass(frozen=True)
class Pair:
    """What one check says of one subject under both rules."""

    check: str
    subject: str
    now: tuple[Finding, ...]
    there: tuple[Finding, ...]

    @property
    def title(self) -> str:
        return CHECKS[self.check].title

    @property
    def differs(self) -> bool:
        return _said(self.now) != _said(self.there)

    @property
    def turns(self) -> bool:
        """Whether it comes to another outcome there, not only by other numbers and words."""
        return verdict(self.now) != verdict(self.there)

    @property
    def weight(self) -> int:
        """How bad the worst of the findings there is."""
        return verdict(self.there).weight


@dataclass(frozen=True)
class Paid:
    """What a fund pays of a partner's costs now and would pay there; None: it does not pay."""

    fund: str
    rate_now: Rate | None
    now: Amount | None
    rule_now: FundRate | None
    rule_there: FundRate | None
    there: Amount | None


@dataclass(frozen=True)
class PartnerMoney:
    """The money of one partner under both rules; its costs are the same."""

    member: Member
    total: Amount
    funds: tuple[Paid, ...]

    @property
    def contribution_now(self) -> Amount:
        return self.total - sum((paid.now or ZERO for paid in self.funds), ZERO)

    @property
    def contribution_there(self) -> Amount:
        return self.total - sum((paid.there or ZERO for paid in self.funds), ZERO)

    @property
    def difference(self) -> Amount:
        """What the partner would bring in more there; negative where it would be less."""
        return self.contribution_there - self.contribution_now


class OwnRules:
    """The rules that a project, the get_project of an overview, is pinned to; it may have none."""

    def __init__(self, whole: Overview) -> None:
        self.project = whole.project
        self.rules = assembly.rules_of(self.project)
        self.as_of = assembly.as_of(self.project)
        stated = {int(member.id): member.budget for member in whole.members if member.budget}
        self.members = members_of(self.project, stated)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the checks say, partnership and budgets; empty without rules."""
        return check(facts_of(self.project, self.members, self.rules)) if self.rules else []

    @property
    def outcome(self) -> Outcome:
        return verdict(self.findings)

    @cached_property
    def statements(self) -> list[Statement]:
        return all_statements(self.rules) if self.rules else []

    @property
    def backing(self) -> Backing:
        return backing_of(self.statements)


class Comparison:
    """A project under its own rules and under others on a day; nothing is changed."""

    def __init__(self, ours: OwnRules, other: RuleSet, on: date) -> None:
        self.ours, self.other, self.on = ours, other, on
        self.project, self.own, self.members = ours.project, ours.rules, ours.members

    @property
    def findings_now(self) -> list[Finding]:
        """Empty where the project has no rules yet."""
        return self.ours.findings

    @cached_property
    def findings_there(self) -> list[Finding]:
        return check(facts_of(self.project, self.members, self.other, self.on))

    @property
    def rules(self) -> list[tuple[str, Statement | None, Statement | None]]:
        """Title, what the project's own rules state and what the others do, where they differ."""
        return differences(self.other, self.own) if self.own else []

    @property
    def outcome_now(self) -> Outcome:
        return verdict(self.findings_now)

    @property
    def outcome_there(self) -> Outcome:
        return verdict(self.findings_there)

    @cached_property
    def pairs(self) -> list[Pair]:
        """All checks by subject: those that differ first, the worst of them first of all."""
        keys = dict.fromkeys(map(_key, [*self.findings_now, *self.findings_there]))
        pairs = [
            Pair(*key, _of(self.findings_now, key), _of(self.findings_there, key)) for key in keys
        ]
        order = list(CHECKS)
        return sorted(pairs, key=lambda one: (not one.differs, -one.weight, order.index(one.check)))

    @property
    def differing(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.differs]

    @property
    def turning(self) -> dict[str, list[Pair]]:
        """What comes to another outcome there, by check, the worst check first."""
        found: dict[str, list[Pair]] = {}
        for pair in self.differing:
            if pair.turns:
                found.setdefault(pair.check, []).append(pair)
        return found

    def member_of(self, pair: Pair) -> Member | None:
        """Return whom a check speaks of; None where it is about all of them, or a seat."""
        return None if pair.check == SEATS else self._by_id.get(pair.subject)

    @cached_property
    def _by_id(self) -> dict[str, Member]:
        return {member.id: member for member in self.members}

    @cached_property
    def money(self) -> list[PartnerMoney]:
        """The partners that have a budget, in their order."""
        return [self._money_of(member) for member in self.members if member.budget]

    @property
    def funds(self) -> list[tuple[str, Amount, Amount]]:
        """List each fund with what it pays now and would pay there, as sums over the partners."""
        codes = dict.fromkeys(paid.fund for one in self.money for paid in one.funds)
        return [(code, *self._sums(code)) for code in codes]

    @property
    def total(self) -> Amount:
        return sum((one.total for one in self.money), ZERO)

    @property
    def contributions(self) -> tuple[Amount, Amount]:
        """What the partners bring in now, and would bring in there."""
        return (
            sum((one.contribution_now for one in self.money), ZERO),
            sum((one.contribution_there for one in self.money), ZERO),
        )

    def _sums(self, fund: str) -> tuple[Amount, Amount]:
        paid = [one for partner in self.money for one in partner.funds if one.fund == fund]
        return (
            sum((one.now or ZERO for one in paid), ZERO),
            sum((one.there or ZERO for one in paid), ZERO),
        )

    def _money_of(self, member: Member) -> PartnerMoney:
        budget = member.budget
        assert budget is not None
        now = {share.fund: share for share in budget.funds}
        there = self._rates_there(member, list(now))
        own, day = self.own, self.ours.as_of
        funds = []
        for code in dict.fromkeys([*now, *there]):
            share, rate = now.get(code), there.get(code)
            rule = own.max_rate(code, member.country, member.legal_status, day) if own else None
            funds.append(
                Paid(
                    fund=code,
                    rate_now=share.rate if share else None,
                    now=share.amount if share else None,
                    rule_now=rule,
                    rule_there=rate,
                    there=_paid(rate.maximum, budget.total) if rate else None,
                )
            )
        return PartnerMoney(member, budget.total, tuple(funds))

    def _rates_there(self, member: Member, drawn: Sequence[str]) -> dict[str, FundRate]:
        """Return the rates that would count there, by fund: at most 100 percent together.

        The funds that the partner draws on already go first, then the one that pays most.
        """
        rates = [
            rate
            for fund in self.other.funds
            if fund.countries is None or member.country in countries.expand(fund.countries, self.on)
            if (
                rate := self.other.max_rate(fund.code, member.country, member.legal_status, self.on)
            )
        ]
        kept = [rate for rate in rates if rate.fund in drawn]
        if not kept:
            kept = sorted(rates, key=lambda rate: -rate.maximum)[:1]
        left, fitting = HUNDRED, {}
        for rate in kept:
            if rate.maximum <= left:
                fitting[rate.fund] = rate
                left -= rate.maximum
        return fitting


def _paid(rate: Rate, total: Amount) -> Decimal:
    return share_of(rate, [Term(COST, total)]).result


def _key(finding: Finding) -> tuple[str, str]:
    return finding.check, finding.subject or ""


def _of(findings: Iterable[Finding], key: tuple[str, str]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if _key(finding) == key)


def _said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.outcome.value, str(finding.message)) for finding in findings]
