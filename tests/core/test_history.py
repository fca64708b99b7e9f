"""The history chain: written with every commit, and honest about what was done to it."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.history import Entry, broken_links
from app.directory.models import Organisation
from tests.making import Make


def test_edit_of_a_tracked_model_writes_old_and_new(make: Make) -> None:
    organisation = make.organisation(city="Vilnius")

    organisation.city = "Kaunas"
    db.session.commit()

    entry = db.session.scalars(sa.select(Entry)).one()
    assert (entry.action, entry.changes) == (
        "organisation.edit",
        {"city": ["Vilnius", "Kaunas"]},
    )


def test_rollback_leaves_no_line(make: Make) -> None:
    organisation = make.organisation()
    organisation.city = "Kaunas"
    db.session.flush()
    db.session.rollback()
    db.session.commit()

    assert db.session.scalars(sa.select(Entry)).all() == []


def edits(make: Make, number: int) -> Organisation:
    organisation = make.organisation()
    for n in range(number):
        organisation.city = f"City {n}"
        db.session.commit()
    return organisation


def test_chain_of_untouched_rows_holds(make: Make) -> None:
    edits(make, 5)

    assert list(broken_links()) == []


def test_chain_breaks_where_a_value_was_changed(make: Make) -> None:
    edits(make, 5)
    db.session.execute(sa.update(Entry).where(Entry.id == 3).values(note="something else"))
    db.session.commit()

    assert [text.split(" (")[0] for text in broken_links()] == ["Entry 3"]


def test_chain_breaks_where_a_row_was_taken_out(make: Make) -> None:
    edits(make, 5)
    db.session.execute(sa.delete(Entry).where(Entry.id == 3))
    db.session.commit()

    assert [text.split(" (")[0] for text in broken_links()] == ["Entry 4"]


def test_chain_holds_after_personal_values_were_erased(make: Make) -> None:
    edits(make, 5)
    db.session.execute(
        sa.update(Entry)
        .where(Entry.id == 3)
        .values(actor_name=None, note=None, changes=None, salt=None)
    )
    db.session.commit()

    assert list(broken_links()) == []
