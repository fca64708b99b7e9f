"""A rule set as administrators edit it: out of a document into fields, and back; pure."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.programmes.outline import FACTS, LISTS, NUMBERS, Kind, ListEntry

Values = Mapping[str, Any]
Document = dict[str, Any]


def values_of(document: Values) -> dict[str, Any]:
    """Return what the fields show of a document."""
    valid = document["valid"]
    values: dict[str, Any] = {
        "valid_from": date.fromisoformat(valid["from"]),
        "valid_to": date.fromisoformat(valid["to"]),
        "validity": _shown_evidence(valid),
    }
    for fact in FACTS:
        stated = _find(document, fact.path)
        values[fact.name] = (
            {"value": _shown(stated["value"], fact.kind)} | _shown_evidence(stated)
            if stated
            else {}
        )
    for entry in LISTS:
        values[entry.name] = [_shown_row(row, entry) for row in _rows_at(document, entry)]
        if entry.stated:
            found = _find(document, entry.path)
            values[f"{entry.name}_stated"] = (
                {"value": True} | _shown_evidence(found) if found else {}
            )
    return values


def document_of(basis: Values, values: Values, version: int) -> Document:
    """Make the document of a new version: the facts from the form, all else from the basis.

    `values` has only the rows that are not blank. Raises nothing: `rules.parse` judges the result.
    """
    document: Document = copy.deepcopy(dict(basis))
    document["version"] = version
    document["valid"] = {
        "from": _iso(values["valid_from"]),
        "to": _iso(values["valid_to"]),
        **_evidence(values["validity"]),
    }
    for fact in FACTS:
        given = values[fact.name]
        stated = None if is_blank(given["value"]) else _fact(given, fact.kind)
        _put(document, fact.path, stated)
    for entry in LISTS:
        rows = [_row(row, entry, basis) for row in values[entry.name]]
        if entry.stated:
            about = values[f"{entry.name}_stated"]
            holds = rows or about["value"]
            _put(document, entry.path, {"value": rows, **_evidence(about)} if holds else None)
        else:
            keep = rows or "." not in entry.path  # those of the top level must be there
            _put(document, entry.path, rows if keep else None)
    return document


def unconfirmed(basis: Values, document: Values) -> list[str]:
    """Name the facts that say something new and still cite what was read for the old value."""
    named = []
    for fact in FACTS:
        old, new = _find(basis, fact.path), _find(document, fact.path)
        if old and new and _shown(old["value"], fact.kind) != _shown(new["value"], fact.kind):
            named += [fact.label] if _cites(new, [old]) else []
    for entry in LISTS:
        before, after = _rows_at(basis, entry), _rows_at(document, entry)
        known = [_shown_row(row, entry) for row in before]
        fresh = [row for row in after if _shown_row(row, entry) not in known]
        named += [entry.label] if any(_cites(row, before) for row in fresh) else []
    return named


def _cites(new: Values, old: list[Any]) -> bool:
    evidence = new["evidence"]
    return bool(evidence["verified"]) and any(one["evidence"] == evidence for one in old)


def is_blank(value: object) -> bool:
    """Whether nothing was entered; zero is something."""
    return value is None or value is False or value in ("", [], ())


def is_empty(row: Values) -> bool:
    """Whether a row holds nothing at all, not even evidence."""
    return all(is_blank(value) for value in row.values())


def _rows_at(document: Values, entry: ListEntry) -> list[Any]:
    found: Any = _find(document, entry.path) or []
    rows: list[Any] = found["value"] if entry.stated and found else found
    return rows


def _shown_row(row: Values, entry: ListEntry) -> dict[str, Any]:
    shown = {
        column.key: _shown(row[column.key], column.kind)
        for column in entry.columns
        if row.get(column.key) is not None
    }
    return shown | _shown_evidence(row)


def _row(row: Values, entry: ListEntry, basis: Values) -> Document:
    made = {
        column.key: _stored(row[column.key], column.kind)
        for column in entry.columns
        if column.kind is Kind.TICK or not is_blank(row[column.key])
    }
    if "names" in made:
        names = {one["code"]: one["names"] for one in basis["funds"]}
        made["names"] = {**names.get(made.get("code"), {}), "en": made["names"]}
    return made | _evidence(row)


def _fact(given: Values, kind: Kind) -> Document:
    return {"value": _stored(given["value"], kind), **_evidence(given)}


def _shown(value: Any, kind: Kind) -> Any:
    if kind in NUMBERS:
        return Decimal(value)
    if kind is Kind.FLAG:
        return "yes" if value else "no"
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    return value["en"] if kind is Kind.NAME else value


def _stored(value: Any, kind: Kind) -> Any:
    if kind in NUMBERS:
        return format(value.normalize(), "f")
    if kind is Kind.FLAG:
        return value == "yes"
    if kind is Kind.DAY:
        return _iso(value)
    return list(value) if isinstance(value, tuple) else value


def _shown_evidence(stated: Values) -> dict[str, Any]:
    evidence = stated["evidence"]
    sources = [evidence["source"], *evidence.get("also", ())] if evidence.get("source") else []
    return {"verified": evidence["verified"], "sources": sources}


def _evidence(given: Values) -> Document:
    """Return the evidence as documents hold it; without a tick there is no source."""
    sources = list(given.get("sources") or ())
    if not given.get("verified"):
        return {"evidence": {"verified": False}}
    evidence = {"verified": True, "source": sources[0]} if sources else {"verified": True}
    return {"evidence": evidence | ({"also": sources[1:]} if sources[1:] else {})}


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _find(document: Values, path: str) -> Any:
    found: Any = document
    for step in path.split("."):
        found = (found or {}).get(step)
    return found


def _put(document: Document, path: str, value: Any) -> None:
    """Set or, for None, take out what a path leads to; a group that is empty goes too."""
    *groups, key = path.split(".")
    place = document
    for step in groups:
        place = place.setdefault(step, {})
    if value is None:
        place.pop(key, None)
    else:
        place[key] = value
    if groups and not place:
        del document[groups[0]]
