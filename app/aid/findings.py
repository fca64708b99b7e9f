"""The checks on State aid, S1 to S3, of the partners of one project. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.aid.ceilings import limit_on
from app.aid.ledger import Grant, Plan, Standing, standing
from app.aid.questions import Result
from app.aid.regimes import Regime
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import country, day, lazy, money
from app.core.money import ZERO, Amount

GBER = (Regime.GBER_20, Regime.GBER_20A)


@dataclass(frozen=True)
class Case:
    """A partner, what it answered and what it would be granted in this project, in euros.

    `entered` is the part of what is planned that was granted already, as the ledger has it.
    `undertaking` are the ids of all organisations that are one with it, `activities` their codes of
    NACE, `grants` all de minimis aid that they got, here and elsewhere, `elsewhere` what is
    still planned for them besides the cases that are checked with this one. `is_open` says whether
    the reader may see these.
    """

    id: str
    name: str
    result: Result
    regime: Regime = Regime.NONE
    state: str = ""
    planned: Amount = ZERO
    entered: Amount = ZERO
    undertaking: frozenset[int] = frozenset()
    activities: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    elsewhere: tuple[Plan, ...] = ()
    is_open: bool = False

    @property
    def still_planned(self) -> Amount:
        """What is planned and no grant yet: the rest counts with the grants, and only once."""
        return max(self.planned - self.entered, ZERO)

    @property
    def plan(self) -> Plan:
        return Plan(self.still_planned, self.state)


def check_aid(cases: Sequence[Case], on: date) -> list[Finding]:
    """Hold the partners against the rules of a day: the questions, de minimis, block exemption."""
    risky = [case for case in cases if case.result.is_risk]
    small = (_de_minimis(case, cases, on) for case in risky if case.regime not in GBER)
    exempted = (_exempted(case, cases, on) for case in risky if case.regime in GBER)
    return [*_questions(cases), *filter(None, small), *exempted]


def _questions(cases: Sequence[Case]) -> Iterator[Finding]:
    known = CHECKS["S1"]
    silent = [case.name for case in cases if case.result is Result.INCOMPLETE]
    if silent:
        yield known.warns(
            lazy(
                "The questions on State aid are not all answered yet by %(partners)s.",
                partners=", ".join(silent),
            ),
            value=str(len(silent)),
        )
    for case in cases:
        if case.result.is_risk:
            yield _risk(case)
    if cases and all(case.result is Result.NONE for case in cases):
        yield known.passes(lazy("No partner has a risk of State aid."))


def _risk(case: Case) -> Finding:
    known, facts = CHECKS["S1"], {"partner": case.name, "risk": case.result.label}
    if case.regime is Regime.NONE:
        said = lazy(
            "%(partner)s: %(risk)s. It is not chosen yet under which rules the grant is given.",
            **facts,
        )
        return known.warns(said, subject=case.id)
    said = lazy(
        "%(partner)s: %(risk)s. The grant is given as: %(regime)s.",
        **facts | {"regime": case.regime.label},
    )
    return known.passes(said, subject=case.id)


def _de_minimis(case: Case, cases: Sequence[Case], on: date) -> Finding | None:
    """Hold all that was granted, and what is planned beyond it, against the ceiling of the day.

    A new grant may not take the undertaking over it: none of it would be de minimis aid then
    (Regulation (EU) 2023/2831, Article 3(2) and (7)).
    """
    known = CHECKS["S2"]
    found = standing(case.grants, case.state, on, case.activities)
    if found is None:
        said = lazy("No rule on de minimis aid is recorded for %(day)s.", day=Shown(day, on))
        return known.warns(said, subject=case.id)
    regimes = (Regime.NONE, Regime.DE_MINIMIS)
    one = [one for one in _one_undertaking(case, cases, regimes) if found.counts(one.plan)]
    planned = found.together(other.plan for other in one)
    ceiling, facts = found.ceiling, {"partner": case.name, "planned": _rest(planned, one)}
    if not planned:
        said = lazy("%(partner)s: more was granted than the ceiling allows.", **facts)
        exceeded = known.warns(said, ceiling.evidence, subject=case.id)
        return exceeded if found.is_exceeded else None
    fits = planned <= found.left
    if not case.is_open:
        said = lazy(
            "%(partner)s: the planned grant is more than it may still get as de minimis aid.",
            **facts,
        )
        return None if fits else known.warns(said, ceiling.evidence, subject=case.id)
    facts |= {"left": Shown(money, found.left), "most": Shown(money, ceiling.amount)}
    facts |= {"regulation": ceiling.regulation, "state": _granting(found.state)}
    if fits:
        more = found.together(case.elsewhere)
        if planned + more > found.left:
            return _beside_others(case, found, planned, more)
        said = lazy(
            "%(partner)s: %(planned)s is planned, %(left)s is left as de minimis aid.", **facts
        )
        return known.passes(said, ceiling.evidence, subject=case.id)
    said = lazy(
        "%(partner)s: %(planned)s is planned, but only %(left)s of %(most)s is left as de minimis "
        "aid of %(state)s (%(regulation)s).",
        **facts,
    )
    return known.warns(said, ceiling.evidence, str(planned - found.left), case.id)


def _beside_others(case: Case, found: Standing, planned: Amount, more: Amount) -> Finding:
    said = lazy(
        "%(partner)s: %(planned)s is planned here and %(more)s elsewhere, but only %(left)s "
        "is left as de minimis aid of %(state)s.",
        partner=case.name,
        planned=Shown(money, planned),
        more=Shown(money, more),
        left=Shown(money, found.left),
        state=_granting(found.state),
    )
    over = str(planned + more - found.left)
    return CHECKS["S2"].warns(said, found.ceiling.evidence, over, case.id)


def _exempted(case: Case, cases: Sequence[Case], on: date) -> Finding:
    known, one = CHECKS["S3"], _one_undertaking(case, cases, (case.regime,))
    planned = sum((other.planned for other in one), ZERO)
    limit = limit_on(case.regime, on)
    if limit is None:
        said = lazy(
            "%(partner)s: no limit is recorded for this rule on %(day)s: %(regime)s.",
            partner=case.name,
            day=Shown(day, on),
            regime=case.regime.label,
        )
        return known.warns(said, subject=case.id)
    facts = {
        "partner": case.name,
        "planned": Shown(money, planned),
        "most": Shown(money, limit.amount),
        "regime": case.regime.label,
    }
    if planned <= limit.amount:
        said = lazy(
            "%(partner)s: %(planned)s is planned, %(most)s is allowed (%(regime)s).", **facts
        )
        return known.passes(said, limit.evidence, subject=case.id)
    said = lazy(
        "%(partner)s: %(planned)s is planned, but one undertaking may get at most %(most)s in one "
        "project (%(regime)s).",
        **facts,
    )
    return known.warns(said, limit.evidence, str(planned - limit.amount), case.id)


def _one_undertaking(case: Case, cases: Sequence[Case], regimes: Sequence[Regime]) -> list[Case]:
    """List the partners that are one undertaking with this one and have a grant of that kind."""
    return [
        other
        for other in cases
        if other is case
        or (
            other.result.is_risk
            and other.regime in regimes
            and not case.undertaking.isdisjoint(other.undertaking)
        )
    ]


def _rest(planned: Amount, one: Sequence[Case]) -> object:
    """Say what is still planned, and where it is a rest, what was granted of it already."""
    entered = sum((other.entered for other in one), ZERO)
    if not entered:
        return Shown(money, planned)
    given = {"rest": Shown(money, planned), "entered": Shown(money, entered)}
    return lazy("%(rest)s (besides %(entered)s granted in the project already)", **given)


def _granting(state: str) -> object:
    return Shown(country, state) if state else lazy("all Member States")
