"""Names in a form and what stands around them without labels: address, telephone, fax, mail."""

from __future__ import annotations

from collections.abc import Sequence

from app.searches.importer import contacts
from app.searches.importer.draft import SECOND_ANSWER, Draft, remark
from app.searches.importer.labelwords import PHONE_AND_FAX
from app.searches.importer.places import place_named
from app.searches.importer.priorities import take_options
from app.searches.importer.sections import Piece, Section, continues

FEWEST_DIGITS = 5
"""A labelled number is kept as it is written when it has so many."""

CONTACT_FIELDS = frozenset({"phone", "fax", PHONE_AND_FAX, "email", "website"})
LONGEST_ADDRESS_TAIL = 60
SECOND_IS_FAX = remark(
    "Two numbers have no label: the first was taken as telephone, the second as fax."
)


def read_name(draft: Draft, section: Section) -> None:
    """Read a title, an acronym, an organisation or a person; options may follow, or contacts."""
    field = str(section.field)
    rest = take_options(draft, section.pieces)
    start = next((n for n, piece in enumerate(rest) if _is_name(field, piece)), len(rest))
    taken = rest[start : start + 1]
    if taken and field == "contact_name" and _has_inner_labels(taken[0]):
        parts = contacts.parts_of(taken[0].text)
        if _place(draft, parts[1:], labelled=True):
            draft.put(field, parts[0][1], taken)
    elif taken:
        for piece in rest[start + 1 :]:
            if not _goes_on(field, taken[-1], piece):
                break
            taken.append(piece)
        draft.put(field, " ".join(piece.text for piece in taken), taken)
    if field not in {"title", "acronym"}:
        draft.loose.extend(piece for piece in rest if piece not in taken)


def _goes_on(field: str, before: Piece, piece: Piece) -> bool:
    return continues(before, piece) and _is_name(field, piece)


def _has_inner_labels(piece: Piece) -> bool:
    return len(contacts.parts_of(piece.text)) > 1


def _is_name(field: str, piece: Piece) -> bool:
    text = piece.text
    if piece.says_nothing or (text.startswith("(") and text.endswith(")")):
        return False
    if contacts.is_phone(text) or contacts.is_email(text) or contacts.is_marked_website(text):
        return False
    if field in {"lead_applicant", "contact_name"}:
        kinds = contacts.parts_of(text)
        if not kinds or kinds[0][0]:
            return False
    if field == "contact_name" and contacts.find_address(text) is not None:
        return False
    return any(map(str.isalpha, text))


def read_contact(draft: Draft, section: Section) -> None:
    """Read what a label announces as telephone, fax, mail or website; more lines are loose."""
    kind = "both" if section.field == PHONE_AND_FAX else str(section.field)
    for number, piece in enumerate(section.pieces):
        if piece.says_nothing:
            continue
        if number:
            draft.loose.append(piece)
            continue
        parts = contacts.parts_of(piece.text)
        if parts and not parts[0][0]:
            parts[0] = (kind, parts[0][1])
        if _place(draft, parts, labelled=True):
            draft.take([piece])
        elif kind in draft.values:
            draft.quote(SECOND_ANSWER.message, [piece])
        else:
            draft.quote("“%(text)s” does not read as what its label announces.", [piece])


def read_address(draft: Draft, section: Section) -> None:
    """Read an address line by line; labels of its parts (street, city) add to it."""
    lines: list[Piece] = []
    for piece in section.pieces:
        ends = bool(lines) and piece.gap
        if ends or _is_contact(piece) or piece.says_nothing or _has_inner_labels(piece):
            draft.loose.append(piece)
        else:
            lines.append(piece)
    if lines:
        add_to_address(draft, lines)


def place_loose(draft: Draft) -> None:
    """Give the lines that stood near a name to the fields that no label has filled."""
    may_guess_fax = "phone" not in draft.values
    address: Piece | None = None
    for piece in draft.loose:
        if address and _ends_address(address, piece):
            add_to_address(draft, [piece])
            address = piece
            continue
        address = None
        parts = contacts.parts_of(piece.text)
        kinds = [(kind or _kind_of(draft, text), text) for kind, text in parts]
        guesses_fax = ("fax", piece.text) in kinds and not parts[0][0]
        if guesses_fax and not may_guess_fax:
            continue
        if _place(draft, kinds, labelled=False):
            draft.take([piece])
            address = piece if kinds[-1][0] == "address" else None
            if guesses_fax:
                draft.remarks.append(SECOND_IS_FAX)


def _ends_address(before: Piece, piece: Piece) -> bool:
    """Recognise the last lines of an address: a country, or what follows a comma."""
    if piece.gap or len(piece.text) > LONGEST_ADDRESS_TAIL or _is_contact(piece):
        return False
    return before.text.endswith(",") or place_named(piece.text) is not None


def _is_contact(piece: Piece) -> bool:
    text = piece.text
    return contacts.is_phone(text) or contacts.is_email(text) or contacts.is_marked_website(text)


def _kind_of(draft: Draft, text: str) -> str:
    """Name what a text without a label is; empty when it is nothing known."""
    if contacts.is_phone(text):
        return "fax" if "phone" in draft.values else "phone"
    if contacts.is_email(text):
        return "email"
    if contacts.is_marked_website(text):
        return "website"
    return "address" if contacts.find_address(text) else ""


def _place(draft: Draft, parts: Sequence[tuple[str, str]], *, labelled: bool) -> bool:
    """Fill the fields of all parts of a line, or none of them."""
    values: dict[str, str] = {}
    for kind, text in parts:
        for field in ("phone", "fax") if kind == "both" else (kind,):
            if (
                field in draft.values
                or field in values
                or not _fits(field, text, labelled=labelled)
            ):
                return False
            values[field] = text.strip("<> ") if field in {"email", "website"} else text
    draft.values.update(values)
    return bool(values)


def _fits(field: str, text: str, *, labelled: bool) -> bool:
    if field in {"phone", "fax"}:
        return contacts.is_phone(text) or (
            labelled and sum(map(str.isdigit, text)) >= FEWEST_DIGITS and "@" not in text
        )
    if field == "email":
        return contacts.is_email(text)
    return field == "address" or (field == "website" and contacts.is_website(text))


def add_to_address(draft: Draft, lines: Sequence[Piece]) -> None:
    """Join lines to the address, with a comma where they have none."""
    text = draft.values.get("address", "")
    for piece in lines:
        text = _joined(text, piece.text)
    draft.values["address"] = text
    draft.take(lines)


def _joined(before: str, after: str) -> str:
    if not before:
        return after
    return f"{before} {after}" if before.endswith(",") else f"{before}, {after}"
