"""Checks of each member: may this body, from this country, take part in this role?"""

from __future__ import annotations

from collections.abc import Iterable

from app.consortia.facts import LEAD, Consortium, Member
from app.consortia.findings import CHECKS, Finding, Shown
from app.core.i18n import _, country, day, lazy
from app.programmes import countries
from app.programmes.rules import Fact, Lead, ParticipationStatus
from app.programmes.vocabularies import LegalStatus


def may_be_partner(consortium: Consortium, member: Member) -> bool:
    """Whether nothing stated keeps the member's country from full partnership on that day."""
    entry = consortium.rules.participation(member.country, consortium.as_of)
    return entry is None or entry.status == ParticipationStatus.OPEN


def check_lead(consortium: Consortium) -> Iterable[Finding]:
    """E7: the lead partner's country, legal status and area are such as may lead."""
    lead = consortium.rules.lead
    for member in consortium.members:
        if member.role != LEAD:
            continue
        if lead == Lead():
            yield CHECKS["E7"].warns(
                lazy("The rules at hand do not state who may lead."), subject=member.id
            )
        else:
            yield from _lead(consortium, member, lead)


def _lead(consortium: Consortium, member: Member, lead: Lead) -> Iterable[Finding]:
    known = CHECKS["E7"]
    if lead.countries:
        may = member.country in countries.expand(lead.countries.value, consortium.as_of)
        yield (known.passes if may else known.blocks)(
            lazy(
                "%(name)s (%(country)s): the lead partner must be from: %(places)s.",
                name=member.name,
                country=Shown(country, member.country),
                places=Shown(_list_countries, lead.countries.value),
            ),
            lead.countries.evidence,
            member.country,
            member.id,
        )
    if lead.legal_statuses:
        if not member.legal_status:
            say = known.warns
        else:
            say = known.passes if member.legal_status in lead.legal_statuses.value else known.blocks
        yield say(
            lazy(
                "%(name)s has the legal status: %(status)s; the lead partner's may be: "
                "%(statuses)s.",
                name=member.name,
                status=Shown(_status_label, member.legal_status),
                statuses=Shown(_list_statuses, lead.legal_statuses.value),
            ),
            lead.legal_statuses.evidence,
            subject=member.id,
        )
    if lead.adjacent:
        yield _adjacent_lead(member, lead.adjacent)


def _adjacent_lead(member: Member, rule: Fact[bool]) -> Finding:
    known = CHECKS["E7"]
    if rule.value or member.adjacent is False:
        message = lazy("%(name)s may lead, as far as its area is concerned.", name=member.name)
        return known.passes(message, rule.evidence, subject=member.id)
    if member.adjacent is None:
        message = lazy(
            "Partners from adjacent areas may not lead; whether %(name)s sits in one is not "
            "stated.",
            name=member.name,
        )
        return known.warns(message, rule.evidence, subject=member.id)
    message = lazy("%(name)s sits in an adjacent area and may not lead.", name=member.name)
    return known.blocks(message, rule.evidence, subject=member.id)


def check_legal_status(consortium: Consortium) -> Iterable[Finding]:
    """E8: each member is a legal entity of an accepted status; natural persons are not."""
    accepted = consortium.rules.legal_statuses
    evidence = accepted.evidence if accepted else None
    known = CHECKS["E8"]
    for member in consortium.members:
        status = member.legal_status
        label = Shown(_status_label, status)
        if not status:
            yield known.warns(
                lazy("%(name)s: the legal status is not stated.", name=member.name),
                evidence,
                subject=member.id,
            )
        elif status == LegalStatus.NATURAL_PERSON:
            yield known.blocks(
                lazy("%(name)s is a natural person and cannot take part.", name=member.name),
                evidence,
                subject=member.id,
            )
        elif accepted is None:
            yield known.warns(
                lazy(
                    "%(name)s has the legal status: %(status)s; the rules at hand do not state "
                    "which are accepted.",
                    name=member.name,
                    status=label,
                ),
                subject=member.id,
            )
        else:
            yield (known.passes if status in accepted.value else known.blocks)(
                lazy(
                    "%(name)s has the legal status: %(status)s; accepted are: %(statuses)s.",
                    name=member.name,
                    status=label,
                    statuses=Shown(_list_statuses, accepted.value),
                ),
                evidence,
                subject=member.id,
            )


def check_area(consortium: Consortium) -> Iterable[Finding]:
    """E9, as far as countries go: partners sit in the programme area, or a rule lets them be out.

    Members whose country may not take part are left to E10.
    """
    area, outside, known = consortium.rules.area, consortium.rules.outside_area, CHECKS["E9"]
    if area is None:
        yield known.warns(lazy("The rules at hand do not state the programme area."))
        return
    inside = countries.expand(area.value, consortium.as_of)
    for member in consortium.partners:
        if not member.country or not may_be_partner(consortium, member):
            continue
        facts = {"name": member.name, "country": Shown(country, member.country)}
        if member.country in inside:
            message = lazy("%(name)s (%(country)s): in the programme area.", **facts)
            yield known.passes(message, area.evidence, member.country, member.id)
        elif outside is None:
            message = lazy(
                "%(name)s (%(country)s): outside the programme area; the rules at hand do not "
                "state what holds there.",
                **facts,
            )
            yield known.warns(message, area.evidence, member.country, member.id)
        elif outside.value:
            message = lazy(
                "%(name)s (%(country)s): outside the programme area; special rules hold there.",
                **facts,
            )
            yield known.warns(message, outside.evidence, member.country, member.id)
        else:
            message = lazy("%(name)s (%(country)s): outside the programme area.", **facts)
            yield known.blocks(message, outside.evidence, member.country, member.id)


def check_countries(consortium: Consortium) -> Iterable[Finding]:
    """E10: each member's country may take part in its role on the day whose rules count."""
    rules = consortium.rules
    if not rules.valid_from <= consortium.as_of <= rules.valid_to:
        yield CHECKS["E10"].warns(
            lazy(
                "These rules count from %(first)s to %(last)s; the day here is %(day)s.",
                first=Shown(day, rules.valid_from),
                last=Shown(day, rules.valid_to),
                day=Shown(day, consortium.as_of),
            ),
            rules.valid_evidence,
            consortium.as_of.isoformat(),
        )
    for member in consortium.members:
        yield _country(consortium, member)


def _country(consortium: Consortium, member: Member) -> Finding:
    known = CHECKS["E10"]
    if not member.country:
        return known.warns(
            lazy("%(name)s: the country is not stated.", name=member.name), subject=member.id
        )
    facts = {
        "name": member.name,
        "country": Shown(country, member.country),
        "day": Shown(day, consortium.as_of),
    }
    entry = consortium.rules.participation(member.country, consortium.as_of)
    if entry is None:
        message = lazy(
            "%(name)s (%(country)s): the rules at hand do not state whether this country takes "
            "part on %(day)s.",
            **facts,
        )
        return known.warns(message, None, member.country, member.id)
    if entry.status == ParticipationStatus.SUSPENDED:
        message = lazy(
            "%(name)s (%(country)s): this country's participation in the programme is suspended on "
            "%(day)s.",
            **facts,
        )
        return known.blocks(message, entry.evidence, member.country, member.id)
    if entry.status == ParticipationStatus.ASSOCIATED_ONLY and not member.is_associated:
        message = lazy(
            "%(name)s (%(country)s): this country takes part only by associated organisations on "
            "%(day)s.",
            **facts,
        )
        return known.blocks(message, entry.evidence, member.country, member.id)
    message = lazy("%(name)s (%(country)s): this country takes part on %(day)s.", **facts)
    return known.passes(message, entry.evidence, member.country, member.id)


def _status_label(status: str | None) -> str:
    labels = {known.value: known.label for known in LegalStatus}
    return str(labels.get(status, status)) if status else _("not stated")


def _list_statuses(statuses: Iterable[LegalStatus]) -> str:
    return ", ".join(_status_label(status) for status in statuses)


def _list_countries(codes: Iterable[str]) -> str:
    return ", ".join(country(code) for code in codes)
