"""The public directory: what is asked of it, and which organisations that finds."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.core import catalogue, fulltext
from app.core.catalogue import Bits, Catalogue, Entry, Found, bits_of, ids_in
from app.core.changes import watch
from app.core.choices import Choice
from app.core.filters import Fault, Given, Reader, narrowing
from app.core.i18n import lazy
from app.core.keeping import Source, current
from app.core.terms import LETTERS
from app.core.warming import ahead
from app.directory.choices import AccreditationState
from app.directory.models import Accreditation, Organisation

KIND = "organisation"
"""What the full-text index calls organisations."""


class Sort(Choice):
    NAME = "name", lazy("In alphabetical order")
    RELEVANCE = "relevance", lazy("Best text match")


class Freshness(Choice):
    """When somebody of the organisation last confirmed the profile."""

    MONTH = "30", lazy("In the last 30 days")
    HALF_YEAR = "180", lazy("In the last 180 days")
    OLDER = "older", lazy("Longer ago, or never")


@dataclass(frozen=True)
class Wanted:
    """What is looked for, by the names of the parameters; several values mean any of them.

    `standard`, `iaf` are what an organisation is accredited for now, `programme` what it wants to
    take part in; `nace` and `region` cover what belongs to them; `city` is one as it is written.
    Profiles that have faded are found only where `confirmed` says so. Without `sort`, a text's best
    matches go first.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()
    iaf: tuple[str, ...] = ()
    accredited: tuple[str, ...] = ()
    nace: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    partner_type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    sort: Sort | None = None
    page: int = 1
    per_page: int = 20

    @property
    def is_everything(self) -> bool:
        return not self.narrowing

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """List (parameter, value) of every filter that is set."""
        return narrowing(self, Wanted(), FILTERS)


FILTERS = tuple(one.name for one in fields(Wanted) if one.name not in {"sort", "page", "per_page"})
FACETS = tuple(name for name in FILTERS if name not in {"q", "city"})
YES = "yes"
FADED = "faded"
CITY = "city"
"""An order by country and city, as they are written: kept for its keys."""


def read_wanted(given: Given, known: Mapping[str, Collection[str]]) -> tuple[Wanted, list[Fault]]:
    """Read the parameters; what cannot be used is left open and told of."""
    upper = {"country": [value.upper() for value in given.get("country", ())]}
    reader = Reader({**given, **upper}, known)
    asked = {name: reader.several(name) for name in (*FACETS, "city")} | reader.of_every_list()
    asked["sort"] = reader.single("sort", Sort, lazy("Choose one of the values of the page."))
    used = {name: value for name, value in asked.items() if value not in {None, ()}}
    return Wanted(**used), reader.faults


def find(wanted: Wanted, text: str | None = None) -> Found:
    """Find what everybody may see: two statements at most; `text` may take the place of `q`."""
    known = current(ORGANISATIONS)
    text = wanted.q if text is None else text
    chosen = {
        name: known.having(name, values) for name in FACETS if (values := getattr(wanted, name))
    }
    if not wanted.confirmed:
        chosen["confirmed"] = known.everything & ~known.having(FADED, (YES,))
    if wanted.city:
        chosen["city"] = _in_cities(known, wanted.city)
    return catalogue.found(
        known,
        fulltext.find(KIND, text) if text else None,
        chosen,
        known.everything,
        [(known.everything, "name")],
        best_first=wanted.sort != Sort.NAME,
    )


def second_try(wanted: Wanted, first: Found) -> tuple[str, Found] | None:
    """Return a better spelling and what it finds, where the text finds nothing by a slip."""
    return catalogue.second_try(KIND, wanted.q, first, lambda text: find(wanted, text))


def by_city(found: Found) -> Counter[tuple[str, str]]:
    """Count hits by country and city, as they are written."""
    keys = found.catalogue.keys.get(CITY, ())
    return Counter(keys[one] for one in ids_in(found.bits))


def _in_cities(known: Catalogue, names: Collection[str]) -> Bits:
    """Look through all: cities are too many to keep a set of each."""
    placed = enumerate(known.keys.get(CITY, ()))
    return bits_of([one for one, place in placed if place and place[1] in names])


def _facts() -> sa.Select[*tuple[Any, ...]]:
    one, held = Organisation, Accreditation
    is_attested = sa.and_(held.organisation_id == one.id, held.state == AccreditationState.VERIFIED)
    texts = (one.nace, one.languages, one.themes, one.interest_programmes)
    attested = (held.schemes, held.iaf_sectors, held.nace)
    return (
        sa.select(
            *(one.id, one.name, one.country, one.city, one.region_code, one.partner_type),
            one.confirmed_on,
            *(sa.cast(one.kind, sa.String).label("kind"), one.is_faded.label(FADED)),
            *(sa.cast(column, sa.Text).label(column.key) for column in texts),
            *(held.standard, held.valid_from, held.valid_until),
            *(sa.cast(column, sa.Text).label(f"held_{column.key}") for column in attested),
        )
        .join_from(one, held, is_attested, isouter=True)
        .where(one.is_listed)
    )


def _entry(rows: Any, day: date) -> Entry:
    one = rows[0]
    values = {
        *(("kind", one.kind), ("country", one.country), ("partner_type", one.partner_type)),
        *(("region", region) for region in _regions(one.region_code)),
        *(("nace", code) for code in _nace(one.nace)),
        *(("language", code) for code in listed(one.languages)),
        *(("theme", code) for code in listed(one.themes)),
        *(("programme", slug) for slug in listed(one.interest_programmes)),
        *(("confirmed", value) for value in _freshness(one.confirmed_on, day)),
    }
    if one.faded:
        values.add((FADED, YES))
    for held in rows:
        if held.standard and held.valid_from <= day <= held.valid_until:
            values |= {("accredited", YES), ("standard", held.standard)}
            values |= {("standard", scheme) for scheme in listed(held.held_schemes)}
            values |= {("iaf", number) for number in listed(held.held_iaf_sectors)}
            values |= {("nace", code) for code in _nace(held.held_nace)}
    return Entry(
        [pair for pair in values if pair[1]],
        {"name": _alphabetical(one.name), CITY: (one.country, one.city)},
    )


@lru_cache(maxsize=20_000)
def listed(text: str) -> tuple[str, ...]:
    """Read a JSON list as the database keeps it."""
    return tuple(map(str, json.loads(text)))


@lru_cache(maxsize=20_000)
def _nace(text: str) -> tuple[str, ...]:
    return tuple({part for code in listed(text) for part in with_wider(code)})


def with_wider(code: str) -> Iterator[str]:
    """Yield a code of activities and those that it belongs to: 71.20, 71.2, 71."""
    yield code
    while len(code) > 2:
        code = code[:-1].rstrip(".")
        yield code


def _regions(code: str) -> Iterable[str]:
    """Return a region and those that it belongs to: LT011, LT01, LT0; others stand alone."""
    if "-" in code or len(code) < 3:
        return (code,) if code else ()
    return [code[:length] for length in range(3, len(code) + 1)]


def _alphabetical(name: str) -> str:
    """Order names alike on every database: without case and accents, Ø as O."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _freshness(confirmed_on: date | None, day: date) -> list[str]:
    days = (Freshness.MONTH, Freshness.HALF_YEAR)
    recent = [
        one.value
        for one in days
        if confirmed_on and confirmed_on + timedelta(days=int(one.value)) > day
    ]
    return recent or [Freshness.OLDER.value]


ORGANISATIONS = Source(KIND, ("name", CITY), _facts, _entry)
ahead(lambda: current(ORGANISATIONS))
watch(Organisation, KIND, lambda organisation: organisation.id)
watch(Accreditation, KIND, lambda accreditation: accreditation.organisation_id)
