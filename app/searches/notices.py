"""Who is told of what happens to a search."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.core.db import db
from app.core.workflow import Event
from app.directory.choices import Role
from app.directory.queries import staff
from app.inbox.telling import Notice, tell
from app.searches.models import PartnerSearch


def author(event: Event) -> list[User]:
    """The author, or the officers where a form was imported without one."""
    search: PartnerSearch = event.subject
    person = db.session.get(User, search.author_id) if search.author_id else None
    return [person] if person else staff(Role.OFFICER)


def reviewers(event: Event) -> list[User]:
    """Those who may approve it: the author is not among them."""
    return [person for person in staff(Role.REVIEWER) if person.id != event.subject.author_id]


def author_and_officers(event: Event) -> list[User]:
    return author(event) + staff(Role.OFFICER)


def page_of_the_search(event: Event) -> tuple[str, dict[str, Any]]:
    return "searches.show", {"reference": event.subject.reference}


tell(
    Notice("search.submit", reviewers, "search_submitted", page_of_the_search, action=True),
    Notice(
        "search.request-changes",
        author,
        "search_changes_requested",
        page_of_the_search,
        action=True,
    ),
    Notice("search.approve", author_and_officers, "search_approved", page_of_the_search),
    Notice("search.withdraw", author_and_officers, "search_withdrawn", page_of_the_search),
)
