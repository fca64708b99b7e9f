"""What can be said beforehand about an organisation and a slot: advice with reasons, no bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.choices import Choice
from app.core.i18n import _, country, lazy
from app.directory.models import Accreditation, AccreditationState, Kind, Organisation
from app.programmes import countries
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.searches.models import Slot

IN_FORCE = (AccreditationState.VERIFIED, AccreditationState.EXPIRING)
CLAIMED = (AccreditationState.DECLARED, AccreditationState.EVIDENCED)


class Outcome(Choice):
    """How an organisation stands to one requirement."""

    MET = "met", lazy("Met"), "good", "pass"
    OPEN = "open", lazy("Not shown yet"), "wait", "question"
    MISSED = "missed", lazy("Not met"), "bad", "warn"


@dataclass(frozen=True)
class Requirement:
    """One thing that a slot asks for, how the organisation stands to it, and why."""

    title: str
    outcome: Outcome
    reason: str


def requirements(slot: Slot, organisation: Organisation, on: date) -> list[Requirement]:
    """Compare what the slot asks for with the profile; what it does not ask for is left out.

    `on` is the day whose EU membership counts. Accreditations, which must be loaded, count as they
    stand today.
    """
    return [*_facts(slot, organisation, on), *_accreditations(slot, organisation)]


def _facts(slot: Slot, organisation: Organisation, on: date) -> Iterator[Requirement]:
    if slot.countries:
        sought = ", ".join(country(code) for code in slot.countries)
        fits = organisation.country in countries.expand(slot.countries, on)
        name = country(organisation.country)
        yield Requirement(
            _("Country: %(sought)s", sought=sought),
            _outcome(fits),
            _("%(country)s is one of them.", country=name)
            if fits
            else _("%(country)s is not one of them.", country=name),
        )
    if slot.kinds:
        labels = {str(kind): str(kind.label) for kind in Kind}
        yield _word(
            _("Kind of organisation: %(sought)s", sought=_list(slot.kinds, labels)),
            organisation.kind.value,
            slot.kinds,
            labels,
        )
    if slot.partner_types:
        types = {code: str(label) for code, label in partner_types().items()}
        yield _word(
            _("Type of partner: %(sought)s", sought=_list(slot.partner_types, types)),
            organisation.partner_type,
            slot.partner_types,
            types,
        )


def _word(title: str, own: str, sought: list[str], labels: dict[str, str]) -> Requirement:
    if not own:
        return Requirement(title, Outcome.OPEN, _("Your profile does not say."))
    said = _("Your profile says: %(own)s.", own=labels.get(own, own))
    return Requirement(title, _outcome(own in sought), said)


def _accreditations(slot: Slot, organisation: Organisation) -> Iterator[Requirement]:
    held = organisation.accreditations
    if slot.accreditation_required and not slot.standards and not slot.iaf_sectors:
        yield _shown(_("A valid accreditation"), held)
    for standard in slot.standards:
        fitting = [item for item in held if _covers(item, standard)]
        if slot.accreditation_required:
            yield _shown(_("A valid accreditation for %(standard)s", standard=standard), fitting)
        else:
            title = _("Experience with %(standard)s", standard=standard)
            yield _shown(title, fitting) if fitting else _to_be_told(title)
    names = iaf_sectors()
    for number in slot.iaf_sectors:
        sector = _("IAF sector %(number)s, %(name)s", number=number, name=names.get(number, ""))
        fitting = [item for item in held if number in item.iaf_sectors]
        if slot.accreditation_required:
            yield _shown(_("Accredited in %(sector)s", sector=sector), fitting)
        else:
            yield _shown(sector, fitting) if fitting else _to_be_told(sector)


def _to_be_told(title: str) -> Requirement:
    return Requirement(title, Outcome.OPEN, _("Say in your answer what you have done."))


def _shown(title: str, held: Iterable[Accreditation]) -> Requirement:
    """Judge by the best of the accreditations that fit."""
    standings = {item.standing: item for item in held}
    for state in IN_FORCE:
        if item := standings.get(state):
            until = _("Verified: certificate %(no)s.", no=item.certificate_number)
            return Requirement(title, Outcome.MET, until)
    for state in CLAIMED:
        if item := standings.get(state):
            waits = _("Certificate %(no)s is not verified yet.", no=item.certificate_number)
            return Requirement(title, Outcome.OPEN, waits)
    if standings:
        item = next(iter(standings.values()))
        gone = _(
            "Certificate %(no)s: %(state)s.",
            no=item.certificate_number,
            state=str(item.standing.label).lower(),
        )
        return Requirement(title, Outcome.MISSED, gone)
    return Requirement(title, Outcome.MISSED, _("Your profile has no such accreditation."))


def _covers(item: Accreditation, standard: str) -> bool:
    """Compare names of standards without regard to case, spaces and years of edition."""
    return _bare(standard) in {_bare(name) for name in (item.standard, *item.schemes)}


def _bare(standard: str) -> str:
    return "".join(standard.partition(":")[0].casefold().split())


def _outcome(fits: bool) -> Outcome:
    return Outcome.MET if fits else Outcome.MISSED


def _list(codes: list[str], labels: dict[str, str]) -> str:
    return ", ".join(labels.get(code, code) for code in codes)
