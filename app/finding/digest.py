"""The mail that tells of what a saved search has found: each entry with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts import links
from app.core.catalogue import Found
from app.core.i18n import _, country, instant, ngettext, speaking
from app.directory.models import Organisation
from app.finding import lists, queries, tokens
from app.finding.lists import PAGES, Question
from app.finding.models import SavedSearch
from app.finding.queries import Entity
from app.finding.reasons import why
from app.inbox.telling import offered, send
from app.searches.models import PartnerSearch

MOST_SHOWN = 20
"""So many entries are written out; of more the mail says how many there are, and where."""


def send_digest(saved: SavedSearch, question: Question, found: Found, news: Sequence[int]) -> None:
    """Write the mail to the person, who must be loaded; `news` are ids, the newest first."""
    person = saved.person
    loaded = queries.whole(saved.subject, news[:MOST_SHOWN])
    shown = [loaded[id_] for id_ in news[:MOST_SHOWN] if id_ in loaded]
    with speaking(offered(person.locale)):
        texts = lists.words(question)
        entries = [_entry(entity, why(saved.subject, texts, found, entity)) for entity in shown]
    send(
        person.email,
        "saved_search",
        language=person.locale,
        person=person,
        link=links.address(PAGES[saved.subject], **question.parameters),
        entries=entries,
        unsubscribe=links.address("finding.unsubscribe", token=tokens.seal(saved.uid)),
        cause="saved-search.digest",
        saved=saved,
        number=len(news),
        more=len(news) - len(shown),
    )


def place_of(entity: Entity) -> tuple[str, dict[str, Any]]:
    """Return the endpoint of the page of an entity, and its values."""
    if isinstance(entity, PartnerSearch):
        return "searches.show", {"reference": entity.reference}
    return "directory.show", {"slug": entity.slug}


def name_of(entity: Entity) -> str:
    return entity.title if isinstance(entity, PartnerSearch) else entity.name


def small_facts(entity: Entity) -> str:
    """Say in a line what decides whether to look closer."""
    if isinstance(entity, Organisation):
        return ", ".join(
            filter(None, [str(entity.kind.label), entity.city, country(entity.country)])
        )
    seats = sum(slot.seats for slot in entity.slots)
    facts = [entity.reference, ngettext("%(num)s seat", "%(num)s seats", seats)]
    if entity.deadline_at:
        until = instant(entity.deadline_at, entity.deadline_zone)
        facts.append(_("deadline %(moment)s", moment=until))
    return ", ".join(facts)


def _entry(entity: Entity, reasons: Sequence[str]) -> dict[str, Any]:
    endpoint, values = place_of(entity)
    return {
        "title": name_of(entity),
        "link": links.address(endpoint, **values),
        "lines": [small_facts(entity), _("Why: %(reasons)s.", reasons="; ".join(reasons))],
    }
