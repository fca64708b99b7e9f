"""How the pages word what they show of a search: its seats, its small facts, its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.history import Entry
from app.core.i18n import LANGUAGES, _, country, day, lazy, locale, money, ngettext, percent
from app.core.timeline import Line, timeline
from app.directory.choices import Kind
from app.directory.forms import labels_of
from app.directory.wording import languages
from app.programmes.vocabularies import iaf_sector, partner_type
from app.searches.forms import DraftForm
from app.searches.models import PartnerSearch, Slot
from app.searches.workflow import FLOW
from app.vocabularies.queries import label

EVENTS = {
    "search.create": lazy("Draft begun"),
    "search.import": lazy("Imported from a form"),
    "search.amend": lazy("Amended"),
    "search.backdate": lazy("Day of the rules changed"),
    "partner_search.edit": lazy("Edited"),
}
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Seats:
    """The seats of a slot, or of several: taken, still open, open and optional."""

    taken: int = 0
    open: int = 0
    optional: int = 0

    @property
    def free(self) -> int:
        return self.open + self.optional

    @property
    def all(self) -> int:
        return self.taken + self.free


def seats_of(slot: Slot, taken: Mapping[int, int]) -> Seats:
    """Count the seats of one slot; `taken` are occupied seats by the slots' ids."""
    filled = min(taken.get(slot.id, 0), slot.seats)
    free = slot.seats - filled
    return Seats(filled, free if slot.mandatory else 0, 0 if slot.mandatory else free)


def together(counted: Iterable[Seats]) -> Seats:
    """Sum the seats of several slots up."""
    every = list(counted)
    return Seats(
        sum(seats.taken for seats in every),
        sum(seats.open for seats in every),
        sum(seats.optional for seats in every),
    )


Card = tuple[PartnerSearch, list[tuple[Slot, Seats]], Seats, str]


def card_of(search: PartnerSearch, taken: Mapping[int, int]) -> Card:
    """Return a search with the seats of each slot, of all together, and the countries it seeks."""
    seats = [(slot, seats_of(slot, taken)) for slot in search.slots]
    sought = {country(code) for slot in search.slots for code in slot.countries}
    all_seats = together(counted for _slot, counted in seats)
    return search, seats, all_seats, ", ".join(sorted(sought))


def facts_of_slot(slot: Slot) -> Facts:
    """Return whom a slot is open to, and what it is about in money."""
    kinds = {kind.value: str(kind.label) for kind in Kind}
    who = [kinds.get(code, code) for code in slot.kinds]
    who += [partner_type(code) for code in slot.partner_types]
    facts = [
        (_("Role"), str(slot.role.label)),
        (_("Open to"), ", ".join(who) or _("every kind of organisation")),
        (_("Countries"), ", ".join(map(country, slot.countries))),
        (_("Works in one of"), languages(slot.languages)),
        (_("Standards"), ", ".join(slot.standards)),
        (_("IAF sectors"), ", ".join(f"{n} {iaf_sector(n)}" for n in slot.iaf_sectors)),
        (_("Activities by NACE"), ", ".join(slot.nace)),
        (_("Notified for"), ", ".join(slot.legislation)),
        (_("Modules"), ", ".join(slot.modules)),
        (_("Accreditation"), _("required") if slot.accreditation_required else ""),
        (_("Expertise"), ", ".join(slot.expertise)),
        (_("Themes"), ", ".join(label("themes", theme) for theme in slot.themes)),
        (_("Indicative budget"), _budget(slot)),
        (_("Expected own contribution"), percent(slot.expected_contribution)),
    ]
    return [(term, value) for term, value in facts if value]


def glance(search: PartnerSearch) -> Facts:
    """Return the small facts that the public may know."""
    months = search.duration_months
    facts = [
        (_("Lead applicant"), search.lead_applicant),
        (_("Programme"), search.programme.name_in(locale()) if search.programme else ""),
        (_("Priority"), search.priority.title_in(locale()) if search.priority else ""),
        (_("Estimated budget"), money(search.estimated_budget, search.currency)),
        (_("Duration"), ngettext("%(num)s month", "%(num)s months", months) if months else ""),
        (_("Language of these texts"), LANGUAGES.get(search.language, search.language)),
        (_("Website"), search.website),
        (_("Published"), day(search.published_at)),
        (_("Rules count as of"), day(search.rules_as_of)),
    ]
    return [(term, value) for term, value in facts if value]


def contact(search: PartnerSearch) -> Facts:
    """Return what the staff alone sees."""
    facts = [
        (_("Contact person"), search.contact_name),
        (_("Address"), search.address),
        (_("Telephone"), _number(search.phone, search.phone_normalised)),
        (_("Fax"), _number(search.fax, search.fax_normalised)),
        (_("E-mail"), search.email),
        (_("Date on the form"), day(search.form_date)),
        (_("Author"), search.author.name if search.author else _("Imported by the system")),
    ]
    return [(term, value or "–") for term, value in facts]


def history(entries: Sequence[Entry]) -> list[Line]:
    """Word the history with the labels of the form's fields."""
    return timeline(entries, FLOW, EVENTS, _labels())


def _budget(slot: Slot) -> str:
    least, most = slot.budget_min, slot.budget_max
    if least is not None and most is not None:
        return f"{money(least, cents=False)} – {money(most, cents=False)}"
    if most is not None:
        return _("up to %(most)s", most=money(most, cents=False))
    return _("from %(least)s", least=money(least, cents=False)) if least is not None else ""


def _number(written: str, normalised: str) -> str:
    return f"{written} ({normalised})" if normalised and normalised != written else written


def _labels() -> dict[str, str]:
    named = labels_of(DraftForm)
    return named | {"deadline_at": named["deadline"], "priority_id": named["priority"]}
