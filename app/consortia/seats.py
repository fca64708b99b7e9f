"""Checks of the seats: filled by whom the search wants, accredited for what it asks."""

from __future__ import annotations

from collections.abc import Iterable

from app.consortia.facts import Consortium, Member, Slot
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import day, lazy
from app.directory.attested import known_norms, sentence
from app.directory.scope import Need, Outcome, Reason, Scope, judge
from app.programmes import countries


def check_seats(consortium: Consortium) -> Iterable[Finding]:
    """E11: every seat of a mandatory slot is taken, and by a member such as the slot seeks."""
    for slot in consortium.slots:
        yield _filled(slot)
        for member_id in slot.filled_by:
            yield from _unlike(consortium, slot, consortium.member(member_id))


def check_accreditations(consortium: Consortium) -> Iterable[Finding]:
    """E15: who fills a slot that asks for accreditation has one that is verified and lasts.

    One certificate has to carry the standard together with the sectors and the countries; of
    several the best counts.
    """
    for slot in consortium.slots:
        if not slot.accreditation_required:
            continue
        for member_id in slot.filled_by:
            member = consortium.member(member_id)
            for need in _needs(consortium, slot, member):
                yield _accredited(consortium, member, need)


def _needs(consortium: Consortium, slot: Slot, member: Member) -> list[Need]:
    """One need for each standard and each act; none of them is any accreditation."""
    on, until = consortium.as_of, consortium.ends_on
    where = (member.country,) if slot.countries else ()
    standards = slot.standards or (() if slot.legislation else ("",))
    return [
        *(Need(on, until, name, slot.iaf, slot.nace, countries=where) for name in standards),
        *(
            Need(on, until, legislation=act, modules=slot.modules, countries=where)
            for act in slot.legislation
        ),
    ]


def _filled(slot: Slot) -> Finding:
    known, filled = CHECKS["E11"], len(slot.filled_by)
    say = known.blocks if slot.mandatory else known.warns
    if filled >= slot.seats:
        say = known.passes
    return say(
        lazy(
            "%(slot)s: %(filled)s of %(seats)s seats filled.",
            slot=slot.title,
            filled=filled,
            seats=slot.seats,
        ),
        value=f"{filled} / {slot.seats}",
        subject=slot.id,
    )


def _unlike(consortium: Consortium, slot: Slot, member: Member) -> Iterable[Finding]:
    """Warn of a member who is not of the sought kind: the agency may still want it."""
    facts = {"name": member.name, "slot": slot.title}
    if slot.partner_types and member.partner_type not in slot.partner_types:
        message = lazy("%(name)s is not of a partner type that is sought for: %(slot)s.", **facts)
        if not member.partner_type:
            message = lazy(
                "%(name)s: the partner type is not stated; %(slot)s asks for it.", **facts
            )
        yield CHECKS["E11"].warns(message, value=member.partner_type, subject=member.id)
    if slot.kinds and member.kind not in slot.kinds:
        message = lazy("%(name)s is not a kind of organisation sought for: %(slot)s.", **facts)
        if not member.kind:
            message = lazy(
                "%(name)s: the kind of organisation is not stated; %(slot)s asks for it.", **facts
            )
        yield CHECKS["E11"].warns(message, value=member.kind, subject=member.id)
    if slot.countries and member.country not in countries.expand(slot.countries, consortium.as_of):
        message = lazy("%(name)s is not from a country that is sought for: %(slot)s.", **facts)
        yield CHECKS["E11"].warns(message, value=member.country, subject=member.id)


def _accredited(consortium: Consortium, member: Member, need: Need) -> Finding:
    """Judge a member by the best of its certificates; one that only ends early is a warning."""
    known = CHECKS["E15"]
    verdict = judge(member.accreditations, need, known_norms())
    asked = need.standard or need.legislation
    held = verdict.scope
    facts = {"name": member.name, "standard": asked or (_named(held) if held else "")}
    if verdict.outcome == Outcome.MET and held:
        return _lasting(consortium, member, held, facts, asked)
    if verdict.reason == Reason.ENDS_EARLY and held and held.valid_until and consortium.ends_on:
        short = (consortium.ends_on - held.valid_until).days
        message = lazy(
            "%(name)s: %(standard)s is valid to %(ends)s; the project runs to %(last)s, "
            "days short: %(short)s.",
            **facts,
            ends=Shown(day, held.valid_until),
            last=Shown(day, consortium.ends_on),
            short=short,
        )
        return known.warns(message, value=str(short), subject=member.id)
    message = lazy("%(name)s: %(said)s", name=member.name, said=Shown(sentence, verdict))
    if verdict.reason in {Reason.NOTHING_HELD, Reason.STANDARD}:
        message = lazy("%(name)s has no accreditation for %(standard)s.", **facts)
        if not asked:
            message = lazy("%(name)s has no accreditation.", **facts)
    open_ = verdict.outcome == Outcome.OPEN and verdict.reason != Reason.UNVERIFIED
    return (known.warns if open_ else known.blocks)(message, value=asked, subject=member.id)


def _lasting(
    consortium: Consortium, member: Member, held: Scope, facts: dict[str, str], asked: str
) -> Finding:
    known = CHECKS["E15"]
    if held.valid_until is None:
        message = lazy("%(name)s: how long %(standard)s is valid is not stated.", **facts)
        return known.warns(message, value=asked, subject=member.id)
    ends = Shown(day, held.valid_until)
    if consortium.ends_on is None:
        message = lazy(
            "%(name)s: %(standard)s is valid to %(ends)s; the project's end is not stated.",
            **facts,
            ends=ends,
        )
        return known.warns(message, value=asked, subject=member.id)
    message = lazy(
        "%(name)s: %(standard)s is verified and valid to %(ends)s, past the project's end.",
        **facts,
        ends=ends,
    )
    return known.passes(message, value=asked, subject=member.id)


def _named(held: Scope) -> str:
    return ", ".join(sorted({held.standard, *held.schemes}))
