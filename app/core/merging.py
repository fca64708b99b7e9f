"""Two people write in one form: what each of them did is kept, field by field.

A form that carries a version also carries `as_shown`: of each field, a digest of what it showed.
So it is known later which fields the person has changed, and which somebody else has. What one of
them changed stands; where both did, the person's own is shown, and what is stored beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import StopValidation

from app.core.i18n import _, day
from app.core.look import control, numbered

FIELD = "as_shown"
QUIET = (wtforms.SubmitField, wtforms.PasswordField)

Typed = MultiDict[str, str]


class Difference(NamedTuple):
    """A field whose stored value is not what the person sent; `whose` is both, mine or theirs."""

    id: str
    label: str
    mine: str
    stored: str
    whose: str


class Row(NamedTuple):
    """A row of a list: under which name it was sent, None if it was not, and whether as a whole."""

    entry: Any
    sent_as: str | None
    is_mine: bool = False


class Part(NamedTuple):
    """A field of the form as it is now, and the name it was sent under (None: it was not)."""

    field: Any
    sent_as: str | None
    label: str
    is_mine: bool


def as_shown(form: Any) -> str:
    """Write what a form shows, for its hidden field: `name:digest` of each field."""
    return " ".join(f"{field.name}:{_digest(_values(field))}" for field in _leaves(form))


def merge(form: Any, typed: Typed, shown: str) -> list[Difference]:
    """Put what was typed into the form that shows what is stored now; return what differs.

    `shown` is what `as_shown` wrote when the person opened the form. A field without it keeps what
    is stored. The form remembers what it showed before, for whoever is faster once more.
    """
    before = _read(shown)
    parts = list(_parts(form, "", "", "", before, typed, is_mine=False))
    form.stored_as_shown = as_shown(form)
    found = []
    for part in parts:
        if hasattr(part.field, "kept_name"):
            _keep_file(part, typed)
        elif control(part.field) != "hidden" and (one := _settle(part, typed, before)):
            found.append(one)
    return found


def files_kept(form: Any, typed: Typed) -> Typed:
    """Add the files that were sent with a form to what was typed, as ticked boxes send them."""
    typed = typed.copy()
    for field in _leaves(form):
        if hasattr(field, "kept_name"):
            with suppress(StopValidation):
                field.pre_validate(form)
            if field.stashed:
                typed[field.kept_name] = field.stashed.token
    return typed


def said(form: Any, typed: Typed) -> dict[str, tuple[str, str]]:
    """Give (label, text) of each field that was sent, by its name, as the form calls them."""
    parts = _parts(form, "", "", "", {}, typed, is_mine=False)
    return {
        part.sent_as: (part.label, _said(part.field, typed.getlist(part.sent_as)))
        for part in parts
        if part.sent_as is not None and part.sent_as in typed and control(part.field) != "hidden"
    }


def _settle(part: Part, typed: Typed, before: Mapping[str, str]) -> Difference | None:
    field, stored = part.field, _values(part.field)
    mine = typed.getlist(part.sent_as) if part.sent_as else []
    is_ticked = isinstance(field, wtforms.BooleanField | SelectFieldBase)
    if part.sent_as is None:
        is_new = any(stored) and not is_ticked
        return _differing(part, [], stored, "theirs") if is_new else None
    if _digest(mine) == _digest(stored) or (not mine and not is_ticked):
        return None
    old = before.get(part.sent_as)
    if not part.is_mine and old in {None, _digest(mine)}:
        found = _differing(part, mine, stored, "theirs")
        _fill_in(field, stored)  # some fields draw what was sent once they have errors
        field.errors = [_("Somebody else has changed this. It was: %(text)s", text=found.mine)]
        return found
    is_alone = old == _digest(stored)
    found = _differing(part, mine, stored, "mine" if is_alone else "both")
    _fill_in(field, mine)
    if not is_alone:
        said = _("Somebody else has changed this too. Stored now: %(text)s", text=found.stored)
        field.errors = [*field.process_errors, said]
    return found


def _differing(part: Part, mine: list[str], stored: list[str], whose: str) -> Difference:
    typed, kept = (_said(part.field, values) or "–" for values in (mine, stored))
    return Difference(part.field.id, part.label, typed, kept, whose)


def _fill_in(field: Any, values: list[str]) -> None:
    field.process(MultiDict([(field.name, value) for value in values]))


def _keep_file(part: Part, typed: Typed) -> None:
    if token := typed.get(f"{part.sent_as}-kept"):
        part.field.process(MultiDict({part.field.kept_name: token}))


def _parts(
    fields: Iterable[Any],
    name: str,
    sent_as: str | None,
    label: str,
    before: Mapping[str, str],
    typed: Typed,
    *,
    is_mine: bool,
) -> Iterator[Part]:
    """Walk through fields whose names begin with `name` here and began with `sent_as` there."""
    for field in fields:
        sent = None if sent_as is None else sent_as + field.name[len(name) :]
        called = f"{label}, {field.label.text}" if label else str(field.label.text)
        if field.type == "FormField":
            inner = label if field.name == name else called
            yield from _parts(field.form, name, sent_as, inner, before, typed, is_mine=is_mine)
        elif field.type == "FieldList":
            rows = {row.entry.name: row for row in _rows(field, sent, before, typed)}
            for number, entry in enumerate(field.entries, start=1):
                row, of_row = rows.get(entry.name, Row(entry, None)), numbered(called, number)
                mine = is_mine or row.is_mine
                yield from _parts(
                    [entry], entry.name, row.sent_as, of_row, before, typed, is_mine=mine
                )
        elif not isinstance(field, QUIET):
            yield Part(field, sent, label if field.name == name else called, is_mine)


def _rows(
    field: Any, sent_as: str | None, before: Mapping[str, str], typed: Typed
) -> Iterator[Row]:
    """Find for each row the one that was sent: by its hidden key, or by its place if it has none.

    Rows that the person wrote anew take the empty rows, or get more of them.
    """
    stored = {_key_of(entry): entry for entry in field.entries if _key_of(entry)}
    empty = [entry for entry in field.entries if not _key_of(entry)]
    for number in _numbers(sent_as, typed):
        sent = f"{sent_as}-{number}"
        is_touched = _is_touched(sent, before, typed)
        if (key := _key_sent(field, sent, typed)) in stored:
            yield Row(stored.pop(key), sent)
        elif key is None and number < len(field.entries):
            yield Row(field.entries[number], sent, is_touched)
        elif key is None or is_touched:
            if not empty and len(field.entries) < (field.max_entries or number + 1):
                empty.append(field.append_entry())
            if empty:
                yield Row(empty.pop(0), sent, is_mine=True)


def _key_of(entry: Any) -> str:
    part = _hidden(entry)
    return str(part._value() or "") if part is not None else ""


def _key_sent(field: Any, sent: str, typed: Typed) -> str | None:
    """Return the key of a row as it was sent, empty for a new row; None where rows have no key."""
    part = next((_hidden(entry) for entry in field.entries), None)
    return None if part is None else typed.get(f"{sent}-{part.short_name}", "")


def _hidden(entry: Any) -> Any:
    parts = entry.form if entry.type == "FormField" else ()
    return next((part for part in parts if control(part) == "hidden"), None)


def _numbers(sent_as: str | None, typed: Typed) -> list[int]:
    if sent_as is None:
        return []
    rest = (name[len(sent_as) + 1 :] for name in typed if name.startswith(f"{sent_as}-"))
    firsts = {one.partition("-")[0] for one in rest}
    return sorted(int(one) for one in firsts if one.isdecimal() and len(one) < 5)


def _is_touched(sent: str, before: Mapping[str, str], typed: Typed) -> bool:
    names = {one for one in (*before, *typed) if one == sent or one.startswith(f"{sent}-")}
    return any(before.get(name) != _digest(typed.getlist(name)) for name in names)


def _leaves(fields: Iterable[Any]) -> Iterator[Any]:
    for field in fields:
        if field.type == "FormField":
            yield from _leaves(field.form)
        elif field.type == "FieldList":
            yield from _leaves(field.entries)
        elif not isinstance(field, QUIET):
            yield field


def _values(field: Any) -> list[str]:
    """Return what a browser sends of a field that nobody touches."""
    if isinstance(field, wtforms.FileField):
        return []
    if isinstance(field, wtforms.BooleanField):
        return ["y"] if field.data else []
    if not isinstance(field, SelectFieldBase):
        return [str(field._value())]
    offered = list(field.iter_choices())
    chosen = [str(one.value) for one in offered if one.selected]
    is_list = control(field) == "select" and not isinstance(field, wtforms.SelectMultipleField)
    return chosen or [str(one.value) for one in offered[:1] if is_list]


def _said(field: Any, values: list[str]) -> str:
    """Write values of a field as people read them."""
    if isinstance(field, wtforms.BooleanField):
        return _("Yes") if values else _("No")
    if isinstance(field, SelectFieldBase):
        labels = {str(one.value): str(one.label) for one in field.iter_choices()}
        return ", ".join(labels.get(value, value) for value in values)
    text = "\n".join(values).replace("\r\n", "\n").strip()
    if field.type == "DateField":
        with suppress(ValueError):
            return day(date.fromisoformat(text))
    return text


def _digest(values: list[str]) -> str:
    plain = [value.replace("\r\n", "\n").strip() for value in values]
    return hashlib.blake2s(json.dumps(plain).encode(), digest_size=5).hexdigest()


def _read(shown: str) -> dict[str, str]:
    pairs = (one.rpartition(":") for one in shown.split())
    return {name: digest for name, _colon, digest in pairs}
