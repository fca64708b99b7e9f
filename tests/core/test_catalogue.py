"""Sets of subjects, orders and counts: pure, no database."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.core.catalogue import Catalogue, Entry, Found, bits_of, found, ids_in, renewed
from app.core.fulltext import Hits

ORDERS = ("name",)
entries = st.dictionaries(
    st.integers(1, 2000),
    st.one_of(
        st.none(),
        st.builds(
            lambda values, key: Entry([("colour", value) for value in values], {"name": key}),
            st.sets(st.sampled_from(["red", "green", "blue"])),
            st.integers(0, 5),
        ),
    ),
    max_size=40,
)


@given(st.sets(st.integers(0, 5000)))
def test_set_gives_back_its_ids(ids: set[int]) -> None:
    assert list(ids_in(bits_of(ids))) == sorted(ids)


@given(st.lists(entries, max_size=4))
def test_changes_lead_to_what_a_plain_dictionary_says(
    changes: list[dict[int, Entry | None]],
) -> None:
    known, plain = Catalogue(date(2026, 1, 1)), {}
    for change in changes:
        known = renewed(known, ORDERS, change)
        plain |= change
    there = {one: entry for one, entry in plain.items() if entry}

    everything = Found(known, known.everything, {}, [(known.everything, "name")])
    assert everything.ids == sorted(there, key=lambda one: (there[one].order["name"], one))
    for colour in ("red", "green", "blue"):
        having = {one for one, entry in there.items() if ("colour", colour) in entry.values}
        assert set(ids_in(known.having("colour", [colour]))) == having
        assert everything.counts("colour").get(colour, 0) == len(having)
    for key in range(6):
        up_to = {one for one, entry in there.items() if entry.order["name"] <= key}
        assert set(ids_in(known.at_most("name", key))) == up_to


def test_best_tier_goes_first_and_the_order_holds_within_it() -> None:
    names = {1: "d", 2: "c", 3: "b", 4: "a"}
    entries = {one: Entry([], {"name": name}) for one, name in names.items()}
    known = renewed(Catalogue(date(2026, 1, 1)), ORDERS, entries)
    hits = Hits([[1], [1, 2], [1, 2, 3, 4, 99]], unwanted=[3])
    orders = [(known.everything, "name")]

    best = found(known, hits, {}, known.everything, orders, best_first=True)
    named = found(known, hits, {}, known.everything, orders, best_first=False)

    assert best.ids == [1, 2, 4]
    assert best.part(2, 2) == [4]
    assert named.ids == [4, 2, 1]
    assert best.total == 3
