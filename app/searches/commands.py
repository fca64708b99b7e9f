"""What is done with searches: written, imported, amended, and answered by a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts import links
from app.core import fulltext
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import note_edit, record
from app.core.i18n import lazy
from app.core.references import next_reference
from app.core.times import localdate, now
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.queries import staff
from app.inbox.telling import send
from app.programmes.models import Programme
from app.programmes.queries import rule_set
from app.searches import importer
from app.searches.importer.contacts import normalise_phone
from app.searches.models import Criterion, Enquiry, PartnerSearch, SearchState, Slot
from app.searches.narrowing import KIND

EUR = "EUR"
LONGEST_TITLE = 250


def create_search(actor: Actor, values: Mapping[str, Any]) -> PartnerSearch:
    """Begin a draft; its author is the actor, or nobody where the system imports a form."""
    search = PartnerSearch(
        reference=next_reference("PS"), author_id=actor.id, slots=[], state=SearchState.DRAFT
    )
    db.session.add(search)
    edit_search(search, values)
    record(Event(search, "search.create", actor))
    return search


def edit_search(search: PartnerSearch, values: Mapping[str, Any]) -> None:
    """Write facts, by the names of the columns; `programme` and `priority` are entities or None."""
    for name, value in values.items():
        setattr(search, name, value)
    for name in ("phone", "fax"):
        written = getattr(search, name) or ""
        setattr(search, f"{name}_normalised", normalise_phone(written) or "")
    _pin_the_rules(search)
    _is_edited(search)


def amend_search(search: PartnerSearch, actor: Actor, values: Mapping[str, Any], note: str) -> None:
    """Change what is not material in a search that the public knows; the reason is public.

    An earlier deadline is refused with a DomainError; a later one opens a search again that had
    reached its deadline.
    """
    before, after = search.deadline_at, values.get("deadline_at", search.deadline_at)
    if before is not None and (after is None or after < before):
        raise DomainError(lazy("The deadline of a published search can only be moved to later."))
    edit_search(search, values)
    record(Event(search, "search.amend", actor, note=note))


def backdate_search(search: PartnerSearch, actor: Actor, on: date | None, note: str) -> None:
    """Say which day's rules count for the search; None is the day on which one asks."""
    search.rules_as_of = on
    _pin_the_rules(search)
    _is_edited(search)
    record(Event(search, "search.backdate", actor, note=note))


def add_slot(search: PartnerSearch, values: Mapping[str, Any]) -> Slot:
    """Describe one more sought profile, after the others; values as for `edit_slot`."""
    number = max((slot.number for slot in search.slots), default=0) + 1
    slot = Slot(number=number, criteria=[])
    search.slots.append(slot)
    edit_slot(slot, values)
    note_edit(search, {"slot": [None, slot.title]})
    return slot


def edit_slot(slot: Slot, values: Mapping[str, Any]) -> None:
    """Write facts by the names of the columns; `essential` and `nice` are the criteria's texts.

    A criterion whose text stays is the same criterion: answers to it stay answers.
    """
    facts = dict(values)
    if "essential" in facts or "nice" in facts:
        _put_criteria(slot, facts.pop("essential", ()), facts.pop("nice", ()))
    for name, value in facts.items():
        setattr(slot, name, value)
    _is_edited(slot.search)


def remove_slot(slot: Slot) -> None:
    """Take a slot out; the others move up."""
    search = slot.search
    search.slots.remove(slot)
    _number(search.slots)
    note_edit(search, {"slot": [slot.title, None]})
    _is_edited(search)


def shift_slot(slot: Slot, by: int) -> None:
    """Move a slot so many places down, or up where negative; at the end nothing happens."""
    slots = slot.search.slots
    place = slots.index(slot)
    slots.remove(slot)
    slots.insert(max(place + by, 0), slot)
    _number(slots)
    _is_edited(slot.search)


def import_form(text: str, actor: Actor) -> PartnerSearch:
    """Make a draft of a filled form; every line of it is kept in `imported`.

    The author is the actor, nobody for `Actor.SYSTEM`. What the form leaves open stays open.
    """
    form = importer.import_form(text)
    facts = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(form.fields).items()
        if value is not None and name in _taken_over()
    }
    budget = form.fields.estimated_budget
    if budget and budget.currency == EUR:
        facts["estimated_budget"] = budget.amount
    facts["imported"] = {
        "form": importer.as_json(form, None),
        "remarks": [[remark.message, dict(remark.values)] for remark in form.warnings],
        "text": text,
    }
    search = create_search(actor, facts)
    for sought in form.slots:
        whole = sought.title
        add_slot(
            search,
            {
                "title": whole[:LONGEST_TITLE],
                "description": whole if len(whole) > LONGEST_TITLE else "",
                "seats": sought.count or 1,
                "partner_types": list(sought.partner_types),
                "countries": list(sought.countries),
                "standards": list(sought.standards),
            },
        )
    record(Event(search, "search.import", actor))
    return search


def import_json(search: PartnerSearch) -> dict[str, Any]:
    """Return what `flask import-search` prints of a search that came from a form."""
    form = (search.imported or {})["form"]
    fields = importer.FormFields.__dataclass_fields__
    return {
        "reference": search.reference,
        "fields": {name: form["fields"][name] for name in fields},
        "slots": form["slots"],
        "warnings": form["warnings"],
        "unmatched": form["unmatched"],
    }


def enquire(search: PartnerSearch, values: Mapping[str, Any], language: str) -> Enquiry:
    """Pass a visitor's message on to the officers, and mail a receipt that does not repeat it.

    Values are `name`, `organisation`, `email`, `text`, `discloses`: only where the visitor
    discloses it do the officers see the address.
    """
    enquiry = Enquiry(search_id=search.id, **values)
    db.session.add(enquiry)
    officers = staff(Role.OFFICER) or staff()
    people = {person.id: person for person in [search.author, *officers] if person}
    for person in people.values():
        send(
            person.email,
            "search_enquiry",
            language=person.locale,
            person=person,
            link=links.address("searches.show", reference=search.reference),
            reply_to=enquiry.email if enquiry.discloses else "",
            listed=True,
            cause="search.enquire",
            enquiry=enquiry,
            subject=search,
        )
    send(enquiry.email, "search_enquiry_receipt", language=language, subject=search)
    return enquiry


def make_findable(search: PartnerSearch) -> None:
    """Write the full-text index; the listing itself sees to it that drafts are not found."""
    fulltext.index(KIND, search.id, indexed_texts(search), search.language)


def indexed_texts(search: PartnerSearch) -> dict[str, str]:
    """Return the texts that the search is found by; slots and criteria must be loaded."""
    sought = [search.partners_sought]
    for slot in search.slots:
        sought += [slot.title, slot.description, *slot.standards, *slot.expertise]
        sought += [criterion.text for criterion in slot.criteria]
    body = [search.description, *search.objectives, *search.benefits, *search.found_partners]
    return {
        "A": _lines([search.title, search.acronym, search.reference]),
        "B": _lines(sought),
        "C": _lines([search.summary, *search.keywords]),
        "D": _lines([*body, search.lead_applicant]),
    }


def _is_edited(search: PartnerSearch) -> None:
    search.updated_at = now()
    db.session.flush()  # the index names the search by its id
    make_findable(search)


def _pin_the_rules(search: PartnerSearch) -> None:
    programme: Programme | None = search.programme
    with db.session.no_autoflush:
        try:
            found = rule_set(programme, search.rules_as_of or localdate()) if programme else None
        except NoResultFound:
            found = None
    search.rule_set = found


def _put_criteria(slot: Slot, essential: Sequence[str], nice: Sequence[str]) -> None:
    known = {criterion.text: criterion for criterion in slot.criteria}
    before = [criterion.text for criterion in slot.criteria]
    wanted = dict.fromkeys(nice, False) | dict.fromkeys(essential, True)
    ordered = sorted(wanted, key=lambda text: not wanted[text])
    slot.criteria[:] = [known.get(text) or Criterion(text=text) for text in ordered]
    for number, criterion in enumerate(slot.criteria, start=1):
        criterion.number, criterion.essential = number, wanted[criterion.text]
    if known.keys() != wanted.keys():
        note_edit(slot.search, {"criteria": [before, ordered]})


def _number(slots: Iterable[Slot]) -> None:
    for number, slot in enumerate(slots, start=1):
        slot.number = number


def _taken_over() -> frozenset[str]:
    """The facts that a form and a search call by the same name, but the budget."""
    named = importer.FormFields.__dataclass_fields__.keys()
    columns = sa.inspect(PartnerSearch).column_attrs.keys()
    return frozenset(named & set(columns)) - {"estimated_budget"}


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
