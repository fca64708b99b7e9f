"""Whether what a certificate attests covers what is needed. Pure: values in, a verdict out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.choices import Choice
from app.core.i18n import lazy
from app.directory import norms, sectors
from app.directory.norms import Match, Norms, Replacements, shipped_norms
from app.directory.sectors import Reach
from app.programmes import countries


class Outcome(Choice):
    """How somebody stands to what is asked of them, from the best to the worst."""

    MET = "met", lazy("Met"), "good", "pass"
    OPEN = "open", lazy("Not shown yet"), "wait", "question"
    MISSED = "missed", lazy("Not met"), "bad", "warn"

    @property
    def weight(self) -> int:
        return list(Outcome).index(self)


class State(Choice):
    """What is known of a certificate; whether it has ended is a matter of its days."""

    CLAIMED = "claimed", lazy("Not verified")
    VERIFIED = "verified", lazy("Verified")
    SUSPENDED = "suspended", lazy("Suspended")
    WITHDRAWN = "withdrawn", lazy("Withdrawn")


class Reason(StrEnum):
    """Why a certificate covers a need or does not, in the order in which it is looked at."""

    NOTHING_HELD = "nothing-held"
    STANDARD = "standard"
    SUPERSEDED = "superseded"
    CERTIFIED_ONLY = "certified-only"
    """The certificate certifies its holder and accredits it for nothing."""
    OTHER_FAMILY = "other-family"
    """It accredits for another kind of work: a laboratory does not certify."""
    LEGISLATION = "legislation"
    ACT_REPEALED = "act-repealed"
    NOT_NOTIFIED = "not-notified"
    MODULES = "modules"
    MODULES_UNSTATED = "modules-unstated"
    SECTOR = "sector"
    SECTOR_PART = "sector-part"
    SECTOR_UNSTATED = "sector-unstated"
    EDITION = "edition"
    """Its code is of another edition of NACE, and cannot be compared."""
    COUNTRY = "country"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    NOT_YET = "not-yet"
    ENDED = "ended"
    ENDS_EARLY = "ends-early"
    UNVERIFIED = "unverified"
    COVERED = "covered"


OPEN_REASONS = frozenset(
    [
        *(Reason.NOT_NOTIFIED, Reason.MODULES_UNSTATED, Reason.SECTOR_PART),
        *(Reason.SECTOR_UNSTATED, Reason.EDITION, Reason.UNVERIFIED),
    ]
)
"""What the certificate leaves open rather than denies."""


@dataclass(frozen=True)
class Scope:
    """What one certificate says: the norm it accredits to, for what, where, and from when to when.

    `standard` is the accreditation's norm, `schemes` are what its holder may certify; without
    countries it is valid everywhere.
    """

    standard: str
    schemes: tuple[str, ...] = ()
    iaf: frozenset[int] = frozenset()
    nace: tuple[str, ...] = ()
    legislation: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    notified: bool = False
    countries: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    state: State = State.VERIFIED
    number: str = ""


@dataclass(frozen=True)
class Need:
    """What one certificate has to carry at once; what is empty is not asked for.

    `standard` is a norm of accreditation or a scheme. `on` and `until` are the first and the last
    day of the need.
    """

    on: date
    until: date | None = None
    standard: str = ""
    iaf: frozenset[int] = frozenset()
    nace: tuple[str, ...] = ()
    legislation: str = ""
    modules: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def last_day(self) -> date:
        return max(self.on, self.until or self.on)

    def by_sector(self) -> list[Need]:
        """Return one need for each sector: each may stand on a certificate of its own."""
        alone = replace(self, iaf=frozenset(), nace=())
        parts = [replace(alone, iaf=frozenset([number])) for number in sorted(self.iaf)]
        parts += [replace(alone, nace=(code,)) for code in self.nace]
        return parts or [self]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a need, and the certificate and the part of the need it is about."""

    reason: Reason
    scope: Scope | None = None
    need: Need | None = None

    @property
    def outcome(self) -> Outcome:
        if self.reason == Reason.COVERED:
            return Outcome.MET
        return Outcome.OPEN if self.reason in OPEN_REASONS else Outcome.MISSED


def covers(scope: Scope, need: Need, known: Norms | None = None) -> Verdict:
    """Say whether this one certificate carries all of the need through all of its days.

    Of several obstacles the gravest is named, of equally grave ones the first in the order of
    `Reason`.
    """
    known = known or shipped_norms()
    found = [
        *_standard(scope, need, known),
        *_act(scope, need, known.acts),
        *_modules(scope, need),
        *_sectors(scope, need),
        *_countries(scope, need),
        *_standing(scope, need),
    ]
    verdicts = [Verdict(reason, scope, need) for reason in found]
    covered = Verdict(Reason.COVERED, scope, need)
    return max(verdicts, key=lambda verdict: verdict.outcome.weight, default=covered)


def judge(scopes: Collection[Scope], need: Need, known: Norms | None = None) -> Verdict:
    """Say how a body stands to a need, by the best of its certificates.

    Each sector of the need must be on one certificate together with the standard and the
    countries; the sectors may be spread over several certificates.
    """
    verdicts = [
        min((covers(scope, part, known) for scope in scopes), key=_distance, default=None)
        or Verdict(Reason.NOTHING_HELD, None, part)
        for part in need.by_sector()
    ]
    return max(verdicts, key=lambda verdict: verdict.outcome.weight)


def _distance(verdict: Verdict) -> tuple[int, int, int]:
    """Order verdicts from the best to the worst, those that last longest first."""
    ends = verdict.scope.valid_until if verdict.scope else None
    looked_at = list(Reason).index(verdict.reason)
    return verdict.outcome.weight, -looked_at, -(ends or date.max).toordinal()


def _standard(scope: Scope, need: Need, known: Norms) -> Iterator[Reason]:
    if not need.standard:
        return
    asked, held = norms.key(need.standard), norms.key(scope.standard)
    schemes = [norms.key(scheme) for scheme in scope.schemes]
    families = known.families(held)
    if known.families(asked):
        # The slot asks for a norm of accreditation: what is certified does not matter.
        yield from _named([held], asked, need, known.standards)
        return
    belongs = known.families_of_scheme(asked)
    if not families and known.families_of_scheme(held) and not schemes:
        same = _match([held], asked, need, known.standards) != Match.OTHER
        yield Reason.CERTIFIED_ONLY if same else Reason.STANDARD
    elif families and belongs and not families & belongs:
        named = _match(schemes, asked, need, known.standards) != Match.OTHER
        yield Reason.OTHER_FAMILY if named else Reason.STANDARD
    else:
        yield from _named([held, *schemes], asked, need, known.standards)


def _named(held: list[str], asked: str, need: Need, replaced: Replacements) -> Iterator[Reason]:
    match _match(held, asked, need, replaced):
        case Match.SUPERSEDED:
            yield Reason.SUPERSEDED
        case Match.OTHER:
            yield Reason.STANDARD


def _match(held: Iterable[str], asked: str, need: Need, replaced: Replacements) -> Match:
    """Return the best match that lasts from the first to the last day."""
    days = (need.on, need.last_day)
    order = list(Match).index

    def through(one: str) -> Match:
        return max((norms.compare(one, asked, day, replaced) for day in days), key=order)

    return min(map(through, held), key=order, default=Match.OTHER)


def _act(scope: Scope, need: Need, replaced: Replacements) -> Iterator[Reason]:
    if not need.legislation:
        return
    asked = norms.act_key(need.legislation)
    held = [norms.act_key(name) for name in scope.legislation]
    match _match(held, asked, need, replaced):
        case Match.SUPERSEDED:
            yield Reason.ACT_REPEALED
        case Match.OTHER:
            yield Reason.LEGISLATION
        case Match.SAME if not scope.notified:
            yield Reason.NOT_NOTIFIED


def _modules(scope: Scope, need: Need) -> Iterator[Reason]:
    missing = {_module(name) for name in need.modules} - {_module(name) for name in scope.modules}
    if missing:
        yield Reason.MODULES if scope.modules else Reason.MODULES_UNSTATED


def _module(name: str) -> str:
    return name.casefold().removeprefix("module").replace(" ", "")


def _sectors(scope: Scope, need: Need) -> Iterator[Reason]:
    if not (need.iaf or need.nace):
        return
    held = [code for text in scope.nace if (code := sectors.nace(text, scope.valid_from))]
    if not (scope.iaf or held):
        yield Reason.SECTOR_UNSTATED
        return
    for number in sorted(need.iaf):
        yield from _reached(sectors.reach_of_iaf(number, scope.iaf, held))
    for text in need.nace:
        code = sectors.nace(text, need.on)
        reach = sectors.reach_of_nace(code, scope.iaf, held) if code else Reach.NOT
        yield from _reached(reach)


def _reached(reach: Reach) -> Iterator[Reason]:
    if reach != Reach.WHOLE:
        yield {
            Reach.PART: Reason.SECTOR_PART,
            Reach.UNSURE: Reason.EDITION,
            Reach.NOT: Reason.SECTOR,
        }[reach]


def _countries(scope: Scope, need: Need) -> Iterator[Reason]:
    if scope.countries and need.countries:
        valid_in = countries.expand(scope.countries, need.on)
        if not countries.expand(need.countries, need.on) <= valid_in:
            yield Reason.COUNTRY


def _standing(scope: Scope, need: Need) -> Iterator[Reason]:
    if scope.state == State.WITHDRAWN:
        yield Reason.WITHDRAWN
    if scope.state == State.SUSPENDED:
        yield Reason.SUSPENDED
    if scope.valid_from and need.on < scope.valid_from:
        yield Reason.NOT_YET
    if scope.valid_until and scope.valid_until < need.on:
        yield Reason.ENDED
    elif scope.valid_until and scope.valid_until < need.last_day:
        yield Reason.ENDS_EARLY
    if scope.state == State.CLAIMED:
        yield Reason.UNVERIFIED
