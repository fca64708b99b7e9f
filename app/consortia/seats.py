"""Checks of the seats: filled by whom the search wants, accredited for what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.consortia.facts import Accreditation, Consortium, Member, Slot
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import day, lazy
from app.programmes import countries


def check_seats(consortium: Consortium) -> Iterable[Finding]:
    """E11: every seat of a mandatory slot is taken, and by a member such as the slot seeks."""
    for slot in consortium.slots:
        yield _filled(slot)
        for member_id in slot.filled_by:
            yield from _unlike(consortium, slot, consortium.member(member_id))


def check_accreditations(consortium: Consortium) -> Iterable[Finding]:
    """E15: who fills a slot that asks for accreditation has one that is verified and lasts.

    Of several accreditations the best counts. Norms and IAF sectors are compared; NACE and the
    countries of a scope are not.
    """
    for slot in consortium.slots:
        if not slot.accreditation_required:
            continue
        for member_id in slot.filled_by:
            for standard in slot.standards or ("",):
                yield _accredited(consortium, slot, consortium.member(member_id), standard)


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


def _accredited(consortium: Consortium, slot: Slot, member: Member, standard: str) -> Finding:
    fitting = [
        _accreditation(consortium, slot, member, accreditation, standard)
        for accreditation in member.accreditations
        if not standard or standard in accreditation.standards
    ]
    if fitting:
        return min(fitting, key=lambda finding: finding.outcome.weight)
    message = lazy(
        "%(name)s has no accreditation for %(standard)s.", name=member.name, standard=standard
    )
    if not standard:
        message = lazy("%(name)s has no accreditation.", name=member.name)
    return CHECKS["E15"].blocks(message, value=standard, subject=member.id)


def _accreditation(
    consortium: Consortium, slot: Slot, member: Member, held: Accreditation, standard: str
) -> Finding:
    known = CHECKS["E15"]
    facts = {"name": member.name, "standard": standard or ", ".join(sorted(held.standards))}
    if problem := _invalid(held, slot, consortium.as_of, facts):
        return known.blocks(problem, value=standard, subject=member.id)
    if held.valid_until is None:
        message = lazy("%(name)s: how long %(standard)s is valid is not stated.", **facts)
        return known.warns(message, value=standard, subject=member.id)
    ends = Shown(day, held.valid_until)
    if consortium.ends_on is None:
        message = lazy(
            "%(name)s: %(standard)s is valid to %(ends)s; the project's end is not stated.",
            **facts,
            ends=ends,
        )
        return known.warns(message, value=standard, subject=member.id)
    short = (consortium.ends_on - held.valid_until).days
    if short > 0:
        message = lazy(
            "%(name)s: %(standard)s is valid to %(ends)s; the project runs to %(last)s, "
            "days short: %(short)s.",
            **facts,
            ends=ends,
            last=Shown(day, consortium.ends_on),
            short=short,
        )
        return known.warns(message, value=str(short), subject=member.id)
    message = lazy(
        "%(name)s: %(standard)s is verified and valid to %(ends)s, past the project's end.",
        **facts,
        ends=ends,
    )
    return known.passes(message, value=standard, subject=member.id)


def _invalid(held: Accreditation, slot: Slot, on: date, facts: dict[str, str]) -> str | None:
    """Say why the accreditation does not count on that day, or nothing."""
    if not held.active:
        return lazy("%(name)s: %(standard)s is suspended or withdrawn.", **facts)
    if not held.verified:
        return lazy("%(name)s: %(standard)s is not verified yet.", **facts)
    if held.valid_from is not None and on < held.valid_from:
        begins = Shown(day, held.valid_from)
        return lazy("%(name)s: %(standard)s is valid only from %(begins)s.", **facts, begins=begins)
    if held.valid_until is not None and held.valid_until < on:
        ends = Shown(day, held.valid_until)
        return lazy("%(name)s: %(standard)s ended on %(ends)s.", **facts, ends=ends)
    if missing := sorted(slot.iaf - held.iaf):
        return lazy(
            "%(name)s: %(standard)s does not cover the IAF sectors %(sectors)s.",
            **facts,
            sectors=", ".join(map(str, missing)),
        )
    return None
