"""What can be filtered, kept in memory: for every value of every facet, who has it.

A set of subjects is an integer, bit by bit: to combine filters is `&` and `|`, to count is
`bit_count`, and a quarter of a million subjects are combined and counted in microseconds. The
database stays the truth (see `keeping`). A catalogue never changes; one that is out of date is
replaced.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.core import fulltext
from app.core.db import db
from app.core.fulltext import Hits

Bits = int
Facts = Sequence[Any]
"""Rows of one subject: several where it has several parts."""
FEW = 500  # changes that are put in their places one by one
SPARSE = 16  # one in so many: then what is found is sorted, not everything walked through


@dataclass(frozen=True)
class Entry:
    """What the filters know of a subject: (facet, value) pairs, and its place in every order."""

    values: Iterable[tuple[str, str]]
    order: Mapping[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """All subjects of a kind at one moment; the place of a subject in a set is its id."""

    day: date
    seen: int = 0
    applied: frozenset[tuple[int, int]] = frozenset()
    everything: Bits = 0
    facets: Mapping[str, Mapping[str, Bits]] = field(default_factory=dict)
    keys: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    orders: Mapping[str, Sequence[int]] = field(default_factory=dict)
    _ranges: dict[tuple[str, int], Bits] = field(default_factory=dict)

    def having(self, facet: str, values: Iterable[str]) -> Bits:
        """Return who has any of the values."""
        known = self.facets.get(facet, {})
        return reduce(or_, (known.get(value, 0) for value in values), 0)

    def at_most(self, order: str, key: Any) -> Bits:
        """Return whose key in an order is not greater."""
        keys, placed = self.keys.get(order, ()), self.orders.get(order, ())
        end = bisect_right(placed, key, key=keys.__getitem__)
        if (order, end) not in self._ranges:
            if len(self._ranges) > FEW:
                self._ranges.clear()
            self._ranges[order, end] = bits_of(placed[:end])
        return self._ranges[order, end]

    def of(self, ids: Collection[int]) -> Bits:
        """Return the subjects with these ids; one that nobody may find is left out."""
        return bits_of(ids) & self.everything

    def values(self, facet: str) -> list[str]:
        """List the values that anybody has."""
        return [value for value, bits in self.facets.get(facet, {}).items() if bits]

    def counts(
        self, facet: str, among: Bits, values: Iterable[str] | None = None
    ) -> dict[str, int]:
        """Count by value, of those values where any are named; what nobody has is not there."""
        known = self.facets.get(facet, {})
        named = known if values is None else known.keys() & set(values)
        numbers = ((value, (known[value] & among).bit_count()) for value in named)
        return {value: number for value, number in numbers if number}

    def walk(self, bits: Bits, order: str) -> Iterator[int]:
        """Yield ids in an order; what is equal in it goes by id."""
        if not bits:
            return
        flags = format(bits, "b")[::-1]
        if bits.bit_count() * SPARSE < len(self.orders[order]):
            keys = self.keys[order]
            yield from (one for _, one in sorted((keys[one], one) for one in _ones(flags)))
            return
        size = len(flags)
        for one in self.orders[order]:
            if one < size and flags[one] == "1":
                yield one


def bits_of(ids: Collection[int]) -> Bits:
    """Make a set of some ids."""
    if not ids:
        return 0
    flags = bytearray(b"0" * (max(ids) + 1))
    for one in ids:
        flags[one] = 49  # the figure 1
    flags.reverse()
    return int(flags, 2)


def ids_in(bits: Bits) -> Iterator[int]:
    """Yield the ids in a set, the smallest first."""
    return _ones(format(bits, "b")[::-1])


def _ones(flags: str) -> Iterator[int]:
    return (match.start() for match in re.finditer("1", flags))


def renewed(
    base: Catalogue,
    orders: Sequence[str],
    entries: Mapping[int, Entry | None],
    seen: int = 0,
    applied: frozenset[tuple[int, int]] = frozenset(),
) -> Catalogue:
    """Put entries in the place of what was known of their subjects; None takes it away."""
    gone = bits_of(entries.keys())
    there = {one: entry for one, entry in entries.items() if entry}
    keys = _keys(base, orders, there)
    return Catalogue(
        day=base.day,
        seen=seen,
        applied=applied,
        everything=base.everything & ~gone | bits_of(there.keys()),
        facets=_facets(base, there, gone),
        keys=keys,
        orders={
            name: _placed(base.orders.get(name, ()), there, gone, keys[name]) for name in orders
        },
    )


def _facets(base: Catalogue, there: Mapping[int, Entry], gone: Bits) -> dict[str, dict[str, Bits]]:
    having: dict[tuple[str, str], list[int]] = {}
    for one, entry in there.items():
        for pair in entry.values:
            having.setdefault(pair, []).append(one)
    stay = ~gone
    facets = {
        facet: {value: bits & stay for value, bits in values.items()}
        for facet, values in base.facets.items()
    }
    for (facet, value), some in having.items():
        values = facets.setdefault(facet, {})
        values[value] = values.get(value, 0) | bits_of(some)
    return facets


def _keys(
    base: Catalogue, orders: Iterable[str], there: Mapping[int, Entry]
) -> dict[str, list[Any]]:
    keys: dict[str, list[Any]] = {}
    for name in orders:
        column = list(base.keys.get(name, ()))
        column.extend([None] * (max(there, default=-1) + 1 - len(column)))
        for one, entry in there.items():
            column[one] = entry.order[name]
        keys[name] = column
    return keys


def _placed(
    before: Sequence[int], there: Iterable[int], gone: Bits, keys: Sequence[Any]
) -> list[int]:
    """Put all in order anew where many have changed, else only those in their places."""

    def key(one: int) -> tuple[Any, int]:
        return keys[one], one

    flags = format(gone, "b")[::-1]
    placed = [one for one in before if one >= len(flags) or flags[one] == "0"]
    new = list(there)
    if len(new) > FEW:
        return sorted([*placed, *new], key=key)
    for one in new:
        insort(placed, one, key=key)
    return placed


@dataclass(frozen=True)
class Found:
    """What a question finds: each facet's choice by itself, so that it can be left open.

    `ranking` are the orders that the hits are shown in, one after the other: those of the first
    set by its order, then those of the second that were not among them, and so on.
    """

    catalogue: Catalogue
    among: Bits
    chosen: Mapping[str, Bits]
    ranking: Sequence[tuple[Bits, str]]

    @property
    def bits(self) -> Bits:
        return self.but("")

    @property
    def total(self) -> int:
        return self.bits.bit_count()

    @property
    def ids(self) -> list[int]:
        """All ids in order."""
        return list(self)

    def __iter__(self) -> Iterator[int]:
        left = self.bits
        for some, order in self.ranking:
            yield from self.catalogue.walk(left & some, order)
            left &= ~some

    def hits_among(self, ids: Collection[int]) -> int:
        """Count those of some subjects that are found."""
        return (self.catalogue.of(ids) & self.bits).bit_count()

    def part(self, number: int, per_page: int) -> list[int]:
        """Return the ids of one page; pages count from 1."""
        start = (number - 1) * per_page
        return list(islice(self, start, start + per_page))

    def holds(self, column: Any) -> sa.ColumnElement[bool]:
        """Say in SQL that a column holds the id of a hit; one parameter, however many they are."""
        ids = list(ids_in(self.bits))
        if db.engine.dialect.name == "postgresql":
            array = sa.cast(sa.literal(ids, ARRAY(sa.BigInteger)), ARRAY(sa.BigInteger))
            return sa.cast(column == sa.any_(array), sa.Boolean)
        each = sa.func.json_each(json.dumps(ids)).table_valued("value")
        return sa.cast(column.in_(sa.select(each.c.value)), sa.Boolean)

    def counts(self, facet: str, values: Iterable[str] | None = None) -> dict[str, int]:
        """Count what values of a facet (all, or some) would find beside the other filters."""
        return self.catalogue.counts(facet, self.but(facet), values)

    def but(self, facet: str) -> Bits:
        """Return what is found with one filter left open."""
        others = (bits for name, bits in self.chosen.items() if name != facet)
        return reduce(and_, others, self.among)


def found(
    catalogue: Catalogue,
    hits: Hits | None,
    chosen: Mapping[str, Bits],
    among: Bits,
    orders: Sequence[tuple[Bits, str]],
    *,
    best_first: bool,
) -> Found:
    """Put a text's hits and the filters together; `hits` is None where no text was asked for.

    With `best_first` the tiers of the text go before the `orders`, which then hold in each tier.
    """
    ranking = list(orders)
    if hits:
        among &= ~catalogue.of(hits.unwanted)
        if hits.tiers is not None:
            tiers = [catalogue.of(tier) for tier in hits.tiers]
            among &= tiers[-1]
            if best_first:
                ranking = [(tier & some, order) for tier in tiers for some, order in orders]
    return Found(catalogue, among, chosen, ranking)


def second_try(
    kind: str, text: str, first: Found, again: Callable[[str], Found]
) -> tuple[str, Found] | None:
    """Find what may have been meant, where nothing holds the words: the better text, and its hits.

    The filters are not asked: that they leave nothing of what the words find is no slip.
    """
    if not text or first.among:
        return None
    better = fulltext.better_text(kind, text, lambda ids: first.catalogue.of(ids).bit_count())
    if better is None:
        return None
    meant = again(better)
    return (better, meant) if meant.among else None
