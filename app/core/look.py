"""What the macros of `templates/ui/` need to draw: icons, shares of a bar, the faults of a form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, g, url_for
from markupsafe import Markup

from app.core.i18n import _
from app.core.paging import page_numbers

STATIC = Path(__file__).resolve().parents[1] / "static"
SYMBOL = re.compile(r'<symbol id="i-([\w-]+)".*?</symbol>', re.DOTALL)
HUNDRED = Decimal(100)

# Every source of money has one hue and one texture, so that a reader knows it again on each page.
HUES = {
    "erdf": "erdf",
    "interreg": "erdf",
    "tacis": "tacis",
    "phare": "tacis",
    "enpi": "tacis",
    "eni": "tacis",
    "ipa": "tacis",
    "ndici": "tacis",
    "national": "national",
    "own": "own",
}

NESTED = {"FormField": "form", "FieldList": "list"}
DRAWN_AS = {
    "hidden": "hidden",
    "submit": "submit",
    "checkbox": "tick",
    "select": "select",
    "textarea": "area",
}


class Share(NamedTuple):
    """One part of a bar: where it starts and how wide it is, in percent of the whole bar."""

    hue: str
    start: str
    width: str


class Fault(NamedTuple):
    """One thing to mend in a form; id and label are empty where it is the form as a whole."""

    id: str
    label: str
    text: str


@cache
def symbols() -> dict[str, str]:
    """Return the drawing of every icon by its name."""
    drawn = (STATIC / "icons.svg").read_text(encoding="utf-8")
    return {match[1]: match[0] for match in SYMBOL.finditer(drawn)}


def icon(name: str, title: str = "") -> Markup:
    """Draw an icon; it is hidden from screen readers unless it has a title.

    Raises KeyError for a name that `icons.svg` does not have.
    """
    if name not in symbols():
        raise KeyError(name)
    g.setdefault("icons", set()).add(name)
    seen = Markup('role="img" aria-label="{}"').format(title)
    how = seen if title else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="#i-{}"/></svg>').format(how, name)


def sprite() -> Markup:
    """Return the symbols that this page used so far.

    They are inlined because some browsers refuse an external `<use>` under `default-src 'none'`.
    """
    used = g.get("icons", set()) - {"kontor"}  # base.html draws the mark itself, in two colours
    # The only text marked as safe is our own file of icons.
    return Markup("".join(symbols()[name] for name in sorted(used)))  # noqa: S704


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]


def asset(name: str) -> str:
    """Return the address of a static file; it changes whenever the file does."""
    return url_for("static", filename=name, v=_fingerprint(name))


def hue(key: str) -> str:
    """Return the hue of a source of money: erdf, tacis, national, own, or other."""
    return HUES.get(key.lower(), "other")


def per_cent(value: Decimal | int, whole: Decimal | int, places: int = 0) -> Decimal:
    """Return how many percent of `whole` the value is; 0 of nothing. Write it with `|percent`.

    It is rounded half up; 100 is only the whole itself.
    """
    if not whole:
        return Decimal(0)
    unit = Decimal(1).scaleb(-places)
    percent = (Decimal(value) * HUNDRED / whole).quantize(unit, ROUND_HALF_UP)
    if percent == HUNDRED and value != whole:
        return percent - unit if value < whole else percent + unit
    return percent


def portion(value: Decimal | int, whole: Decimal | int) -> str:
    """Return the percentage as an SVG attribute wants it: two decimals, never beyond the bar."""
    return f"{min(max(per_cent(value, whole, 2), Decimal(0)), HUNDRED):.2f}"


def shares(sources: Sequence[tuple[str, str, Decimal]], of: Decimal | None = None) -> list[Share]:
    """Lay (key, name, amount) side by side on a bar; `of` puts several bars on one scale."""
    whole = of or sum((source[2] for source in sources), Decimal(0))
    laid, start = [], Decimal(0)
    for key, _name, amount in sources:
        laid.append(Share(hue(key), portion(start, whole), portion(amount, whole)))
        start += amount
    return laid


def faults(form: Any) -> list[Fault]:
    """List what must be mended in a form, nested forms and lists included, in reading order."""
    whole = [Fault("", "", str(text)) for text in form.form_errors]
    return whole + [fault for field in form for fault in _faults_of(field, str(field.label.text))]


def _faults_of(field: Any, name: str) -> Iterator[Fault]:
    """Walk into a field; `name` is what it is called from outside."""
    if field.type == "FormField":
        for part in field.form:
            yield from _faults_of(part, f"{name}, {part.label.text}")
    elif field.type == "FieldList":
        for number, entry in enumerate(field.entries, start=1):
            yield from _faults_of(entry, numbered(name, number))
    for text in own_errors(field):
        target = _target(field)
        yield Fault(target, name if target else "", text)


def numbered(name: str, number: int) -> str:
    """Name one entry of a list, as its legend and the summary of faults do."""
    return _("%(what)s, number %(n)s", what=name, n=number)


def own_errors(field: Any) -> list[str]:
    """Return the errors of a field, without those that nested forms and lists repeat."""
    if field.type == "FormField":
        return []
    return [str(text) for text in field.errors if not isinstance(text, list | tuple | dict)]


def _target(field: Any) -> str:
    """Return the id a link can lead to: the first option of a group, nothing for a hidden field."""
    if _is_hidden(field):
        return ""
    if is_group(field):
        return next((str(option.id) for option in field), str(field.id))
    return str(field.id)


def _is_hidden(field: Any) -> bool:
    return getattr(field.widget, "input_type", "") == "hidden"


def is_group(field: Any) -> bool:
    """Whether a field is several radio buttons or check boxes under one legend."""
    return hasattr(field, "option_widget") and hasattr(field.widget, "html_tag")


def control(field: Any) -> str:
    """Name the way a field is drawn; `ui/forms.html` has one macro for each name."""
    if field.type in NESTED:
        return NESTED[field.type]
    if is_group(field):
        return "group"
    if getattr(field, "is_money", False):
        return "money"
    kind = getattr(field.widget, "input_type", type(field.widget).__name__.lower())
    return DRAWN_AS.get(kind, "input")


def init_app(app: Flask) -> None:
    """Give every template the functions above."""
    app.jinja_env.globals.update(
        icon=icon,
        sprite=sprite,
        asset=asset,
        hue=hue,
        per_cent=per_cent,
        portion=portion,
        shares=shares,
        page_numbers=page_numbers,
        faults=faults,
        own_errors=own_errors,
        numbered=numbered,
        control=control,
        icon_names=sorted(symbols()),
    )
