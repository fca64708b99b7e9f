"""What people do with saved searches, and what the worker does for them."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.times import now
from app.finding import digest, lists, queries
from app.finding.lists import Question
from app.finding.models import Frequency, SavedHit, SavedSearch
from app.finding.subscription import set_frequency

MOST_SAVED = 50


def save_search(person_id: int, question: Question, title: str, frequency: str) -> SavedSearch:
    """Save a question; what is found today is known already, so the person hears of what is new."""
    if same := queries.find_same(person_id, question):
        return same
    number = sa.select(sa.func.count()).where(SavedSearch.person_id == person_id)
    if db.session.scalars(number).one() >= MOST_SAVED:
        raise DomainError(_("You have saved %(n)s searches: delete one first.", n=MOST_SAVED))
    saved = SavedSearch(
        person_id=person_id,
        subject=question.subject,
        query=question.query,
        title=title,
        frequency=Frequency(frequency),
    )
    db.session.add(saved)
    return saved


def change(saved: SavedSearch, title: str, frequency: str) -> None:
    saved.title = title
    set_frequency(saved, Frequency(frequency))


def delete(saved: SavedSearch) -> None:
    db.session.execute(sa.delete(SavedHit).where(SavedHit.saved_search_id == saved.id))
    db.session.execute(sa.delete(SavedSearch).where(SavedSearch.id == saved.id))


def hide(hit: SavedHit) -> None:
    hit.is_hidden = True


def tell_news(saved: SavedSearch) -> int:
    """Send the person what is new, if anything is, and note that it was told; return how much.

    A question that can no longer be read as it was saved finds too much, so it finds nothing.
    """
    question = lists.read_again(saved)
    found = lists.find(question)
    news = [] if question.faults else queries.news(saved, found)
    if news:
        digest.send_digest(saved, question, found, news)
        db.session.add_all(SavedHit(saved_search_id=saved.id, subject_id=id_) for id_ in news)
    saved.looked_at = now()
    return len(news)
