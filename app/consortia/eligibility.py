"""Eligibility: whether the rules allow this consortium; pure, and nothing unknown ever passes.

`check` runs the whole catalogue; `check_partnership` serves while nobody has a budget yet. The
checks carry the ids of the catalogue in `findings.CHECKS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from app.consortia.budget_checks import check_budgets
from app.consortia.facts import LEAD, Consortium, Member
from app.consortia.findings import CHECKS, Finding
from app.consortia.participants import (
    check_area,
    check_countries,
    check_lead,
    check_legal_status,
    may_be_partner,
)
from app.consortia.seats import check_accreditations, check_seats
from app.core.i18n import lazy
from app.programmes import countries
from app.programmes.rules import Combination, Evidence, Fact

SECTION_B = Evidence(
    verified=True, source="InterregCE/plugin_V8, pre-submission checks, SectionBChecks"
)


def check(consortium: Consortium) -> list[Finding]:
    """Run every check, partnership and budgets, in the order of the catalogue."""
    return check_partnership(consortium) + check_budgets(consortium)


def check_partnership(consortium: Consortium) -> list[Finding]:
    """Run the checks that need no budget."""
    checks: tuple[Callable[[Consortium], Iterable[Finding]], ...] = (
        check_lead_count,
        check_partner_count,
        check_country_count,
        check_combinations,
        check_lead,
        check_legal_status,
        check_area,
        check_countries,
        check_seats,
        check_identities,
        check_accreditations,
    )
    return list(chain.from_iterable(one(consortium) for one in checks))


def check_lead_count(consortium: Consortium) -> Iterable[Finding]:
    """E1: exactly one lead partner."""
    count = sum(member.role == LEAD for member in consortium.members)
    say = CHECKS["E1"].passes if count == 1 else CHECKS["E1"].blocks
    yield say(
        lazy("Lead partners: %(count)s; there must be exactly one.", count=count),
        SECTION_B,
        str(count),
    )


def check_partner_count(consortium: Consortium) -> Iterable[Finding]:
    """E2: enough partners who may take part."""
    yield _at_least(
        "E2",
        len(_taking_part(consortium)),
        consortium.rules.min_partners,
        lambda count, minimum: lazy(
            "Partners that may take part: %(count)s; needed: at least %(minimum)s.",
            count=count,
            minimum=minimum,
        ),
        lazy("The rules at hand do not state how many partners are needed."),
    )


def check_country_count(consortium: Consortium) -> Iterable[Finding]:
    """E3: enough countries, and enough partners from EU Member States, on the day that counts."""
    partners = _taking_part(consortium)
    union = countries.members("EU", consortium.as_of)
    yield _at_least(
        "E3",
        len({member.country for member in partners if member.country}),
        consortium.rules.min_countries,
        lambda count, minimum: lazy(
            "Countries of the partners that may take part: %(count)s; "
            "needed: at least %(minimum)s.",
            count=count,
            minimum=minimum,
        ),
        lazy("The rules at hand do not state how many countries are needed."),
    )
    yield _at_least(
        "E3",
        sum(member.country in union for member in partners),
        consortium.rules.min_member_state_partners,
        lambda count, minimum: lazy(
            "Partners from EU Member States: %(count)s; needed: at least %(minimum)s.",
            count=count,
            minimum=minimum,
        ),
        lazy("The rules at hand do not state how many partners from EU Member States are needed."),
    )


def check_combinations(consortium: Consortium) -> Iterable[Finding]:
    """E4: the countries and regions that must be represented, where the rule set names any."""
    for combination in consortium.rules.combinations:
        yield _combination(consortium, combination)


def check_identities(consortium: Consortium) -> Iterable[Finding]:
    """E12: each organisation and abbreviation once; associated ones linked, without a budget."""
    found = [*_repeated(consortium.members), *_associated(consortium)]
    yield from found or [
        CHECKS["E12"].passes(
            lazy(
                "Members: %(count)s, each organisation and abbreviation once.",
                count=len(consortium.members),
            ),
            value=str(len(consortium.members)),
        )
    ]


def _taking_part(consortium: Consortium) -> list[Member]:
    """Return the partners whom no suspension or other limit of their country keeps out."""
    return [member for member in consortium.partners if may_be_partner(consortium, member)]


def _at_least(
    check_id: str,
    count: int,
    minimum: Fact[int] | None,
    sentence: Callable[[int, int], str],
    not_stated: str,
) -> Finding:
    known = CHECKS[check_id]
    if minimum is None:
        return known.warns(not_stated, value=str(count))
    say = known.passes if count >= minimum.value else known.blocks
    return say(sentence(count, minimum.value), minimum.evidence, f"{count} / {minimum.value}")


def _combination(consortium: Consortium, wanted: Combination) -> Finding:
    there = countries.expand(wanted.countries, consortium.as_of)
    here = [member for member in _taking_part(consortium) if member.country in there]
    sure = sum(not wanted.regions or member.region in wanted.regions for member in here)
    unknown = sum(bool(wanted.regions) and not member.region for member in here)
    message = lazy(
        "Partners from: %(places)s; there are %(count)s, needed: at least %(minimum)s.",
        places=", ".join(wanted.regions or wanted.countries),
        count=sure,
        minimum=wanted.minimum,
    )
    value = f"{sure} / {wanted.minimum}"
    if sure >= wanted.minimum:
        return CHECKS["E4"].passes(message, wanted.evidence, value)
    if sure + unknown >= wanted.minimum:
        return CHECKS["E4"].warns(
            lazy(
                "Partners are needed from: %(places)s; partners whose region is not stated: "
                "%(unknown)s.",
                places=", ".join(wanted.regions),
                unknown=unknown,
            ),
            wanted.evidence,
            value,
        )
    return CHECKS["E4"].blocks(message, wanted.evidence, value)


def _repeated(members: tuple[Member, ...]) -> Iterable[Finding]:
    identities = Counter(_identity(member) for member in members)
    abbreviations = Counter(member.abbreviation.casefold() for member in members)
    for member in members:
        times = identities[_identity(member)]
        if times > 1:
            yield CHECKS["E12"].blocks(
                lazy(
                    "%(name)s takes part %(times)s times; once is possible.",
                    name=member.name,
                    times=times,
                ),
                value=str(times),
                subject=member.id,
            )
        elif member.abbreviation and abbreviations[member.abbreviation.casefold()] > 1:
            yield CHECKS["E12"].blocks(
                lazy(
                    "%(name)s: the abbreviation %(abbreviation)s is used by another member.",
                    name=member.name,
                    abbreviation=member.abbreviation,
                ),
                subject=member.id,
            )


def _identity(member: Member) -> tuple[str, str]:
    """Return the organisation where it is known, else what a reader would take for the same."""
    if member.organisation:
        return ("", member.organisation)
    return (member.country, " ".join(member.name.casefold().split()))


def _associated(consortium: Consortium) -> Iterable[Finding]:
    partners = {member.id for member in consortium.partners}
    for member in consortium.members:
        if not member.is_associated:
            continue
        if member.budget is not None and member.budget.total:
            yield CHECKS["E12"].blocks(
                lazy("%(name)s is associated and can have no budget.", name=member.name),
                value=str(member.budget.total),
                subject=member.id,
            )
        if member.linked_to is None:
            yield CHECKS["E12"].warns(
                lazy(
                    "%(name)s is associated; the partner that it belongs to is not stated.",
                    name=member.name,
                ),
                subject=member.id,
            )
        elif member.linked_to not in partners:
            yield CHECKS["E12"].blocks(
                lazy("%(name)s is linked to nobody who is a partner.", name=member.name),
                subject=member.id,
            )
