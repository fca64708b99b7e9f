"""What a slot asks of an organisation, point by point, with the reason for each answer.

Pure over loaded models: the accreditations of the organisation must be loaded, nothing is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.core.i18n import _, country, day
from app.core.times import localdate
from app.directory import norms
from app.directory.attested import (
    certifies_management,
    known_norms,
    scopes_of,
    sectors_in_words,
    sentence,
    title_of,
)
from app.directory.choices import Kind, PartnerRole
from app.directory.impartiality import Engagement, Work, conflicts
from app.directory.models import Organisation
from app.directory.norms import Family
from app.directory.scope import Need, Outcome, Reason, Scope, judge
from app.directory.wording import languages
from app.programmes import countries
from app.programmes.ruleset import ParticipationStatus, RuleSet
from app.programmes.vocabularies import partner_types
from app.searches.models import PartnerSearch, Slot

__all__ = [
    "LAPSED",
    "Outcome",
    "Requirement",
    "lapses",
    "needed",
    "needs_of",
    "requirements",
    "work_of",
]

LAPSED = frozenset([Reason.ENDED, Reason.ENDS_EARLY, Reason.SUSPENDED, Reason.WITHDRAWN])
"""What befalls an accreditation that is right in all else."""


@dataclass(frozen=True)
class Requirement:
    """One thing that a slot asks for, how the organisation stands to it, and why.

    `key` is one of country, kind, partner-type, language, programme, accreditation, experience,
    impartiality; the last three may come several times. A hard one that is missed keeps the
    organisation out of what is proposed; it never bars an answer.
    """

    key: str
    title: str
    outcome: Outcome
    reason: str
    is_hard: bool
    cause: Reason | None = None
    """Of accreditations: the key of the reason."""


def requirements(
    slot: Slot,
    organisation: Organisation,
    on: date,
    until: date | None = None,
    rules: RuleSet | None = None,
    also: Collection[Slot] = (),
) -> list[Requirement]:
    """Compare what the slot asks for with the profile; what it does not ask for is left out.

    `on` is the day whose rules count, with `until` the days through which an accreditation is
    needed (see `needed`). `rules` are those of the search's programme; without them nothing is
    said of the programme. `also` are other slots of the search that it answers.
    """
    return [
        *_facts(slot, organisation, on),
        *_programme(slot, organisation, on, rules),
        *_attested(slot, organisation, on, until),
        *_impartial(slot, organisation, on, also),
    ]


def lapses(found: Iterable[Requirement]) -> list[Requirement]:
    """Pick what an accreditation once met and does not, or will not, to the end."""
    return [item for item in found if item.cause in LAPSED]


def needed(search: PartnerSearch, today: date) -> tuple[date, date | None]:
    """Return the first and the last day for which the search's partners are needed.

    The last is the planned end of the project: its duration, counted from the deadline, or from
    the day whose rules count where the search is backdated; None where no duration is stated.
    """
    first = search.rules_as_of or today
    if search.duration_months is None:
        return first, None
    begins = first
    if search.rules_as_of is None and search.deadline_at:
        begins = max(first, localdate(search.deadline_at, search.deadline_zone))
    return first, _months_later(begins, search.duration_months)


def needs_of(slot: Slot, organisation: Organisation, on: date, until: date | None) -> list[Need]:
    """Return what certificates would have to carry: one need for each standard and each act.

    The sectors belong to the standards, the modules to the acts. Where the slot seeks partners
    from certain countries, a certificate has to be valid in that of the organisation.
    """
    where = (organisation.country,) if slot.countries else ()
    asked = Need(on, until, countries=where)
    iaf, nace = frozenset(slot.iaf_sectors or ()), tuple(slot.nace or ())
    needs = [
        Need(on, until, standard=standard, iaf=iaf, nace=nace, countries=where)
        for standard in slot.standards or ()
    ]
    if not needs and (iaf or nace):
        needs = [Need(on, until, iaf=iaf, nace=nace, countries=where)]
    needs += [
        Need(on, until, legislation=act, modules=tuple(slot.modules or ()), countries=where)
        for act in slot.legislation or ()
    ]
    return needs or ([asked] if slot.accreditation_required else [])


def _facts(slot: Slot, organisation: Organisation, on: date) -> Iterator[Requirement]:
    if slot.countries:
        sought = ", ".join(country(code) for code in slot.countries)
        fits = organisation.country in countries.expand(slot.countries, on)
        name = country(organisation.country)
        yield Requirement(
            "country",
            _("Country: %(sought)s", sought=sought),
            _outcome(fits),
            _("%(country)s is one of them.", country=name)
            if fits
            else _("%(country)s is not one of them.", country=name),
            is_hard=True,
        )
    if slot.kinds:
        labels = {str(kind): str(kind.label) for kind in Kind}
        title = _("Kind of organisation: %(sought)s", sought=_list(slot.kinds, labels))
        yield _said("kind", title, [organisation.kind.value], slot.kinds, labels)
    if slot.partner_types:
        types = {code: str(label) for code, label in partner_types().items()}
        title = _("Type of partner: %(sought)s", sought=_list(slot.partner_types, types))
        own = [organisation.partner_type] if organisation.partner_type else []
        yield _said("partner-type", title, own, slot.partner_types, types)
    if slot.languages:
        own = organisation.languages or []
        names = {code: languages([code]) for code in {*slot.languages, *own}}
        title = _("Works in one of: %(sought)s", sought=_list(slot.languages, names))
        yield _said("language", title, own, slot.languages, names)


def _said(
    key: str, title: str, own: list[str], sought: list[str], labels: Mapping[str, str]
) -> Requirement:
    if not own:
        return Requirement(key, title, Outcome.OPEN, _("The profile does not say."), is_hard=True)
    said = _("The profile says: %(own)s.", own=_list(own, labels))
    return Requirement(key, title, _outcome(bool(set(own) & set(sought))), said, is_hard=True)


def _programme(
    slot: Slot, organisation: Organisation, on: date, rules: RuleSet | None
) -> Iterator[Requirement]:
    if rules is None:
        return
    entry = rules.participation(organisation.country, on)
    told = {"country": country(organisation.country), "day": day(on)}
    if entry is None:
        outcome = Outcome.OPEN
        reason = _("The rules at hand do not state whether %(country)s takes part.", **told)
    elif entry.status == ParticipationStatus.SUSPENDED:
        outcome = Outcome.MISSED
        reason = _("The participation of %(country)s is suspended on %(day)s.", **told)
    elif (
        entry.status == ParticipationStatus.ASSOCIATED_ONLY and slot.role != PartnerRole.ASSOCIATED
    ):
        outcome = Outcome.MISSED
        reason = _("From %(country)s only associated organisations take part on %(day)s.", **told)
    else:
        outcome = Outcome.MET
        reason = _("%(country)s takes part on %(day)s.", **told)
    yield Requirement(
        "programme", _("The country takes part in the programme"), outcome, reason, is_hard=True
    )


def _attested(
    slot: Slot, organisation: Organisation, on: date, until: date | None
) -> Iterator[Requirement]:
    held = scopes_of(organisation.accreditations)
    for need in needs_of(slot, organisation, on, until):
        if slot.accreditation_required:
            yield _accredited(need, held)
        else:
            yield _experienced(need, held)


def _accredited(need: Need, held: Collection[Scope]) -> Requirement:
    verdict = judge(held, need, known_norms())
    return Requirement(
        "accreditation",
        title_of(need),
        verdict.outcome,
        sentence(verdict),
        is_hard=True,
        cause=verdict.reason,
    )


def _experienced(need: Need, held: Collection[Scope]) -> Requirement:
    """An accreditation shows experience also where none is required."""
    sought = " ".join(filter(None, (need.standard or need.legislation, sectors_in_words(need))))
    title = _("Experience with %(sought)s", sought=sought)
    verdict = judge(held, replace(need, until=None, countries=()), known_norms())
    if verdict.reason == Reason.COVERED:
        return Requirement("experience", title, Outcome.MET, sentence(verdict), is_hard=False)
    open_ = _("To be told in the answer.")
    return Requirement("experience", title, Outcome.OPEN, open_, is_hard=False)


def work_of(slot: Slot) -> Work | None:
    """Return what its partner does for those whom the project serves, where that is plain.

    A slot is for certification where it seeks certification bodies or an accreditation to certify
    management systems, for consultancy where it seeks consultancies.
    """
    if str(Kind.CERTIFICATION_BODY) in slot.kinds:
        return Work.CERTIFICATION
    if str(Kind.CONSULTANCY) in slot.kinds:
        return Work.CONSULTANCY
    asked = [norms.key(standard) for standard in slot.standards or ()]
    known = known_norms()
    manages = any(
        Family.MANAGEMENT in known.families(one) | known.families_of_scheme(one) for one in asked
    )
    return Work.CERTIFICATION if slot.accreditation_required and manages else None


def _impartial(
    slot: Slot, organisation: Organisation, on: date, also: Collection[Slot]
) -> Iterator[Requirement]:
    """Warn of a body that would certify those whom it advises, or itself."""
    me, served = "it", "those whom the project serves"
    works = [work for one in (slot, *also) if (work := work_of(one))]
    engagements = [Engagement(me, served, work) for work in works]
    if organisation.is_agency:
        engagements += [Engagement(me, me, work) for work in works if work == Work.CERTIFICATION]
    certifiers = [me] if certifies_management(organisation) else []
    for conflict in conflicts(engagements, on, certifiers=certifiers):
        yield Requirement(
            "impartiality", _("Impartiality"), Outcome.MISSED, str(conflict.label), is_hard=False
        )


def _months_later(start: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    following = date(first.year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(start.day, (following - first).days))


def _outcome(fits: bool) -> Outcome:
    return Outcome.MET if fits else Outcome.MISSED


def _list(codes: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(code, code) for code in codes)
