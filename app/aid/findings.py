"""The checks on State aid, S1 to S3, of the partners of one project. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.aid.ceilings import limit_on
from app.aid.ledger import Grant, standing
from app.aid.questions import Result
from app.aid.regimes import Regime
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import country, day, lazy, money
from app.core.money import ZERO, Amount

GBER = (Regime.GBER_20, Regime.GBER_20A)


@dataclass(frozen=True)
class Case:
    """A partner, what it answered and what it would be granted in this project, in euros.

    `undertaking` are the ids of all organisations that are one with it, `grants` the de minimis aid
    that they got elsewhere. `is_open` says whether the reader may see these.
    """

    id: str
    name: str
    result: Result
    regime: Regime = Regime.NONE
    state: str = ""
    granted: Amount = ZERO
    undertaking: frozenset[int] = frozenset()
    grants: tuple[Grant, ...] = ()
    is_open: bool = False


def check_aid(cases: Sequence[Case], on: date) -> list[Finding]:
    """Hold the partners against the rules of a day: the questions, de minimis, block exemption."""
    risky = [case for case in cases if case.result.is_risk]
    return [
        *_questions(cases),
        *(one for case in risky if case.regime not in GBER for one in _de_minimis(case, cases, on)),
        *(one for case in risky if case.regime in GBER for one in _exempted(case, cases, on)),
    ]


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


def _de_minimis(case: Case, cases: Sequence[Case], on: date) -> Iterator[Finding]:
    known, planned = CHECKS["S2"], _planned(case, cases, (Regime.NONE, Regime.DE_MINIMIS))
    found = standing(case.grants, case.state, on)
    if found is None:
        said = lazy("No rule on de minimis aid is recorded for %(day)s.", day=Shown(day, on))
        yield known.warns(said, subject=case.id)
        return
    if not planned:
        return
    ceiling = found.ceiling
    fits, facts = planned <= found.left, {"partner": case.name, "planned": Shown(money, planned)}
    if not case.is_open:
        if not fits:
            said = lazy(
                "%(partner)s: the planned grant is more than it may still get as de minimis aid.",
                **facts,
            )
            yield known.warns(said, ceiling.evidence, subject=case.id)
        return
    facts |= {"left": Shown(money, found.left), "most": Shown(money, ceiling.amount)}
    facts |= {"regulation": ceiling.regulation, "state": _granting(found.state)}
    if fits:
        said = lazy(
            "%(partner)s: %(planned)s is planned, %(left)s is left as de minimis aid.", **facts
        )
        yield known.passes(said, ceiling.evidence, subject=case.id)
        return
    said = lazy(
        "%(partner)s: %(planned)s is planned, but only %(left)s of %(most)s is left as de minimis "
        "aid of %(state)s (%(regulation)s).",
        **facts,
    )
    yield known.warns(said, ceiling.evidence, str(planned - found.left), case.id)


def _exempted(case: Case, cases: Sequence[Case], on: date) -> Iterator[Finding]:
    known, planned = CHECKS["S3"], _planned(case, cases, (case.regime,))
    limit = limit_on(case.regime, on)
    if limit is None:
        said = lazy(
            "%(partner)s: no limit is recorded for this rule on %(day)s: %(regime)s.",
            partner=case.name,
            day=Shown(day, on),
            regime=case.regime.label,
        )
        yield known.warns(said, subject=case.id)
        return
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
        yield known.passes(said, limit.evidence, subject=case.id)
        return
    said = lazy(
        "%(partner)s: %(planned)s is planned, but one undertaking may get at most %(most)s in one "
        "project (%(regime)s).",
        **facts,
    )
    yield known.warns(said, limit.evidence, str(planned - limit.amount), case.id)


def _planned(case: Case, cases: Sequence[Case], regimes: Sequence[Regime]) -> Amount:
    """Sum what the whole undertaking would get under these regimes in this project."""
    one = [
        other
        for other in cases
        if other is case
        or (
            other.result.is_risk
            and other.regime in regimes
            and not case.undertaking.isdisjoint(other.undertaking)
        )
    ]
    return sum((other.granted for other in one), ZERO)


def _granting(state: str) -> object:
    return Shown(country, state) if state else lazy("all Member States")
