"""Two entries made one, and two again; and pairs that are told apart."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.core import fulltext
from app.core.actors import Actor
from app.core.db import db, lock
from app.core.errors import DomainError
from app.core.history import advance, record
from app.core.i18n import _, lazy
from app.core.times import now
from app.core.workflow import Event
from app.directory.choices import ProfileState
from app.directory.commands import index
from app.directory.models import Organisation
from app.directory.queries import memberships_of
from app.directory.workflow import FLOW
from app.entries import references
from app.entries.merging import differences, obstacle, plain, restored, taken
from app.entries.models import Difference, Merge
from app.entries.references import Led

PEOPLE = ("membership", "invitation")


def merge(kept: Organisation, merged: Organisation, actor: Actor, fields: Collection[str]) -> Merge:
    """Make one entry part of another, which takes over these facts and all that refers to it.

    What was changed is written down, so that it can be undone. Raises DomainError with the reason.
    """
    _hold(kept, merged)
    if reason := obstacle(kept, merged):
        raise DomainError(reason)
    facts = taken(merged, differences(kept, merged), fields)
    was = {
        "state_before": plain(merged.state_before),
        "is_listed": merged.is_listed,
        "pic": merged.pic,
    }
    done = Merge(
        kept=kept,
        merged=merged,
        merged_by_id=actor.id,
        facts={name: [plain(getattr(kept, name)), plain(new)] for name, new in facts.items()},
        was=was,
    )
    advance(FLOW, merged, "merge", actor, kept.name)
    merged.merged_into_id = kept.id
    if "pic" in facts:
        merged.pic = None
        db.session.flush()  # the PIC is free only now
    for name, value in facts.items():
        setattr(kept, name, value)
    db.session.flush()  # rows are led over behind the session's back
    led = references.lead(merged.id, kept.id, staying(kept, merged))
    done.moved = [_row(one.table, one.column, one.ids) for one in led if one.ids]
    done.stayed = [_row(one.table, one.column, one.stayed) for one in led if one.stayed]
    db.session.add(done)
    counts = {one.table: [None, len(one.ids)] for one in led if one.ids}
    record(Event(kept, "organisation.absorb", actor, note=merged.name), counts)
    fulltext.remove("organisation", merged.id)
    _index_anew(kept)
    return done


def staying(kept: Organisation, merged: Organisation) -> Collection[str]:
    """Name the tables whose rows are not led over: those that say who acts for whom.

    Whoever entered a copy that the agency has never verified gets no rights in an entry that
    others look after; these can invite them.
    """
    return PEOPLE if merged.verified_at is None and memberships_of(kept.id) else ()


def undo(done: Merge, actor: Actor) -> None:
    """Make two entries again of what was merged: facts, references and state as they were.

    What has been changed in the kept entry since then stays with it. Raises DomainError with the
    reason where too much time has passed or others have built upon the merge.
    """
    _hold(done.kept, done.merged)
    if reason := why_not_undone(done):
        raise DomainError(reason)
    kept, merged = done.kept, done.merged
    for name, (own, new) in done.facts.items():
        if plain(getattr(kept, name)) == new:
            setattr(kept, name, restored(name, own))
    merged.merged_into_id = None
    db.session.flush()  # the PIC is free only now; rows are led back behind the session's back
    for row in done.moved:
        references.lead_back(row["table"], row["column"], row["ids"], kept.id, merged.id)
    if merged.pic is None and kept.pic != done.was["pic"]:
        merged.pic = done.was["pic"]
    advance(FLOW, merged, "unmerge", actor, kept.name)
    merged.state_before = restored("state_before", done.was["state_before"])
    merged.is_listed = done.was["is_listed"]
    done.undone_at, done.undone_by_id = now(), actor.id
    record(Event(kept, "organisation.release", actor, note=merged.name))
    _index_anew(kept, merged)


def why_not_undone(done: Merge) -> str | None:
    """Say why a merge cannot be undone, or None."""
    if done.undone_at is not None:
        return lazy("This merge has been undone already.")
    if now() > done.undo_until:
        return lazy("A merge can be undone for 30 days; they have passed.")
    if done.kept.state == ProfileState.MERGED or done.merged.merged_into_id != done.kept_id:
        return lazy("The entry that was kept has been merged itself: undo that first.")
    moved = [Led(row["table"], row["column"], row["ids"]) for row in done.moved]
    for led in moved:
        if made := references.built_upon(led.table, led.ids, done.kept_id, moved):
            return _(
                "Others have built upon it since: %(what)s came of what was taken over.",
                what=references.name(made),
            )
    return None


def tell_apart(one: Organisation, other: Organisation, actor: Actor) -> None:
    """Remember that two entries are not the same, so that nobody is asked again."""
    first, second = sorted((one, other), key=lambda organisation: organisation.id)
    if first is second:
        raise DomainError(lazy("These are not two entries."))
    known = sa.select(Difference.id).where(
        Difference.first_id == first.id, Difference.second_id == second.id
    )
    if db.session.scalar(known) is None:
        db.session.add(Difference(first_id=first.id, second_id=second.id, person_id=actor.id))
        record(Event(first, "organisation.tell-apart", actor, note=second.name))


def _hold(one: Organisation, other: Organisation) -> None:
    """Hold both entries, always in the same order, and see them as they are now."""
    for organisation in sorted((one, other), key=lambda entry: entry.id):
        lock(organisation)
    for organisation in (one, other):
        db.session.refresh(organisation, _facts_of(organisation))


def _facts_of(organisation: Organisation) -> list[str]:
    return [column.key for column in sa.inspect(organisation).mapper.column_attrs]


def _row(table: str, column: str, ids: list[int]) -> dict[str, object]:
    return {"table": table, "column": column, "ids": ids}


def _index_anew(*entries: Organisation) -> None:
    """Read the accreditations as they are now and make the entries findable by them."""
    db.session.flush()  # the state is written before the rows are read anew
    for entry in entries:
        db.session.refresh(entry, ["accreditations"])
        index(entry)
