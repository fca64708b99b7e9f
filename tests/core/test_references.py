"""References are given one by one, per prefix and year, also to two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask import Flask

from app.core.db import db
from app.core.references import ReferenceCounter, next_reference


def test_reference_counts_from_one_for_each_prefix(app, clock):
    clock(datetime(2026, 5, 1, tzinfo=UTC))

    given = [next_reference("PS"), next_reference("PS"), next_reference("EOI")]

    assert given == ["PS-2026-001", "PS-2026-002", "EOI-2026-001"]


def test_reference_takes_the_year_of_the_agencys_zone(app, clock):
    clock(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    assert next_reference("PS") == "PS-2027-001"


def test_reference_goes_on_beyond_three_digits(app, clock):
    clock(datetime(2026, 5, 1, tzinfo=UTC))
    db.session.add(ReferenceCounter(prefix="PS", year=2026, last_number=999))
    db.session.commit()

    assert next_reference("PS") == "PS-2026-1000"


def test_reference_not_committed_is_given_again(app):
    first = next_reference("PS")
    db.session.rollback()

    assert next_reference("PS") == first


def test_references_are_different_for_all_who_ask_at_once(app: Flask):
    def take(_: int) -> str:
        with app.app_context():
            reference = next_reference("PS")
            db.session.commit()
            return reference

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(take, range(40)))

    assert len(set(given)) == 40
    assert sorted(int(reference.rpartition("-")[2]) for reference in given) == list(range(1, 41))
