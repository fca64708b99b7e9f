"""What the queries of searches load and find."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import NoResultFound

from app.core.db import db
from app.searches.queries import get_search, get_slot


def test_search_comes_with_everything_its_page_shows(make):
    reference = make.search(slots=2, programme=make.programme()).reference
    db.session.expunge_all()

    search = get_search(reference)

    assert search.programme is not None
    assert [len(slot.criteria) for slot in search.slots] == [1, 1]


def test_slot_comes_with_its_search(make):
    search = make.search(slots=0, reference="PS-2026-014", programme=make.programme())
    uid = [make.slot(search, number=number).uid for number in (1, 2)][1]
    db.session.expunge_all()

    slot = get_slot(uid)

    assert slot.number == 2
    assert slot.search.reference == "PS-2026-014"
    assert slot.search.programme is not None
    assert [criterion.text for criterion in slot.criteria] == ["Accredited for ISO 9001"]
    assert [other.number for other in slot.search.slots] == [1, 2]


def test_unknown_reference_is_no_result(app):
    with pytest.raises(NoResultFound):
        get_search("PS-1999-001")
