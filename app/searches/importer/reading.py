"""Reads the sections of a form into a draft, each by the kind of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.searches.importer.amounts import read_money
from app.searches.importer.contacts import count_phones, normalise_phone
from app.searches.importer.draft import Draft, remark
from app.searches.importer.labelwords import OTHER
from app.searches.importer.persons import (
    CONTACT_FIELDS,
    add_to_address,
    place_loose,
    read_address,
    read_contact,
    read_name,
)
from app.searches.importer.phrases import read_date, read_duration
from app.searches.importer.places import place_named, places_listed
from app.searches.importer.priorities import ask_for_priority, read_priority, take_options
from app.searches.importer.profiles import read_profiles, split_outside_parentheses
from app.searches.importer.sections import (
    LONGEST_KEYWORD,
    Section,
    item_text,
    items,
    paragraphs,
    words_of,
)

MISSING = {
    "title": remark("No title was found."),
    "lead_applicant": remark("No lead applicant was found."),
    "contact_name": remark("No contact person was found."),
    "description": remark("No description was found."),
    "objectives": remark("No objectives were found."),
    "partners_sought": remark("The form does not say which partners are sought."),
    "estimated_budget": remark("No estimated budget could be read."),
}


def read_sections(sections: Iterable[Section]) -> Draft:
    """Read a form; its lines end in the draft's values and slots or are left over."""
    draft = Draft()
    preamble: Section | None = None
    for section in sections:
        draft.see(section)
        if section.field is None:
            preamble = section
        else:
            draft.labels.add(section.field)
            READERS.get(section.field, read_name)(draft, section)
    if not draft.labels:
        draft.remarks.append(
            remark("No label of a partner-search form was found: no line could be placed.")
        )
        return draft
    if preamble:
        take_options(draft, preamble.pieces)
    place_loose(draft)
    _gather_countries(draft)
    _say_what_is_missing(draft)
    return draft


def _read_description(draft: Draft, section: Section) -> None:
    draft.extend(
        "description", [paragraphs(section.pieces)] if section.pieces else [], section.pieces
    )


def _read_items(draft: Draft, section: Section) -> None:
    for item in items(section.pieces):
        if not item[0].says_nothing:
            draft.extend(str(section.field), [item_text(item)], item)


def _read_found_partners(draft: Draft, section: Section) -> None:
    for item in items(section.pieces):
        if not item[0].says_nothing:
            partners = split_outside_parentheses(item_text(item), ";")
            draft.extend("found_partners", partners, item)


def _read_keywords(draft: Draft, section: Section) -> None:
    for item, words in words_of(section.pieces):
        if all(len(word) <= LONGEST_KEYWORD for word in words) and not item[0].says_nothing:
            draft.extend("keywords", words, item)


def _read_partners_sought(draft: Draft, section: Section) -> None:
    pieces = [piece for piece in section.pieces if not piece.says_nothing]
    if not pieces:
        return
    draft.extend("partners_sought", [paragraphs(pieces)], pieces)
    for item in items(pieces):
        text = item_text(item)
        if not text.endswith(":"):
            draft.slots.extend(read_profiles(text))


def _read_countries(draft: Draft, section: Section) -> None:
    for piece in section.pieces:
        if piece.says_nothing:
            continue
        codes, understood = places_listed(piece.marked.text)
        draft.extend("countries", codes, [piece] if understood else [])
        if not understood:
            draft.quote("Not every country in “%(text)s” is known.", [piece])


def _gather_countries(draft: Draft) -> None:
    named = draft.values.pop("countries", [])
    sought = [code for slot in draft.slots for code in slot.countries]
    if codes := list(dict.fromkeys((*named, *sought))):
        draft.values["countries"] = codes


def _read_other(draft: Draft, section: Section) -> None:
    """A programme may be followed by its priorities, an address by its country."""
    words = section.words.casefold()
    if section.pieces and "address" in draft.values and place_named(section.pieces[0].text):
        add_to_address(draft, section.pieces[:1])
    if "program" in words or "програм" in words:
        take_options(draft, section.pieces)


def _read_budget(draft: Draft, section: Section) -> None:
    def read(text: str) -> tuple[object, bool] | None:
        money = read_money(text, section.words)
        return (money, money.complete) if money else None

    _read_phrase(draft, section, read)


def _read_date(draft: Draft, section: Section) -> None:
    def read(text: str) -> tuple[object, bool] | None:
        found = read_date(text)
        if found and found.assumed:
            draft.quote("“%(text)s” was read as day, month, year.", section.pieces)
        return (found.day, found.complete) if found else None

    _read_phrase(draft, section, read)


def _read_duration(draft: Draft, section: Section) -> None:
    def read(text: str) -> tuple[object, bool] | None:
        found = read_duration(text, section.words)
        return (found.months, found.complete) if found else None

    _read_phrase(draft, section, read)


def _read_phrase(
    draft: Draft, section: Section, read: Callable[[str], tuple[object, bool] | None]
) -> None:
    """Fill a field from the first line that says it, else from all of them together."""
    attempts = [[piece] for piece in section.pieces]
    if len(section.pieces) > 1:
        attempts.append(list(section.pieces))
    for pieces in attempts:
        if found := read(" ".join(piece.text for piece in pieces)):
            value, complete = found
            if draft.put(str(section.field), value, pieces if complete else ()) and not complete:
                draft.quote("“%(text)s” says more than could be read from it.", pieces)
            return
    if section.pieces and not section.pieces[0].says_nothing:
        draft.quote("“%(text)s” could not be read with certainty.", section.pieces)


def _say_what_is_missing(draft: Draft) -> None:
    draft.remarks.extend(text for field, text in MISSING.items() if field not in draft.values)
    if "form_date" in draft.labels and "form_date" not in draft.values:
        draft.remarks.append(remark("The form gives no date on which it was filled in."))
    ask_for_priority(draft)
    for field in ("phone", "fax"):
        written = draft.values.get(field)
        if not written:
            continue
        if normalise_phone(written) is None:
            draft.remarks.append(
                remark("“%(number)s” has no country code that could be read.", number=written)
            )
        elif count_phones(written) > 1:
            draft.remarks.append(
                remark("“%(number)s” holds several numbers: the first is used.", number=written)
            )


READERS: dict[str, Callable[[Draft, Section], None]] = {
    "keywords": _read_keywords,
    "description": _read_description,
    "objectives": _read_items,
    "benefits": _read_items,
    "found_partners": _read_found_partners,
    "partners_sought": _read_partners_sought,
    "countries": _read_countries,
    "estimated_budget": _read_budget,
    "form_date": _read_date,
    "duration_months": _read_duration,
    "priority": read_priority,
    "address": read_address,
    OTHER: _read_other,
    **dict.fromkeys(CONTACT_FIELDS, read_contact),
}
"""How the lines under a label are read; all others are names."""
