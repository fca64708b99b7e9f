"""What follows from the moves of a search."""

from __future__ import annotations

from app.core import fulltext
from app.core.archive import RESTORED
from app.core.reactions import on
from app.core.times import localdate, now
from app.core.workflow import Event
from app.searches.commands import indexed_texts, make_findable
from app.searches.narrowing import KIND
from app.searches.queries import every_search


@on("search.approve")
def _publish(event: Event) -> None:
    """A search that is approved again keeps the day of its first publication."""
    search = event.subject
    search.published_at = search.published_at or now()
    make_findable(search)


@on("search.approve", "search.confirm", "search.resume", "search.reopen")
def _start_the_days_anew(event: Event) -> None:
    event.subject.confirmed_on = localdate()


@on("search.submit", "search.request-changes")
def _note_the_change(event: Event) -> None:
    event.subject.updated_at = now()


@on(RESTORED)
def _index_all_anew(_: Event) -> None:
    fulltext.clear(KIND)
    every = ((one.id, indexed_texts(one), one.language) for one in every_search())
    fulltext.index_many(KIND, every)
