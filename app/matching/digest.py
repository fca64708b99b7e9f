"""The mail that tells of new seats that fit an organisation, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts import links
from app.core.i18n import _, instant, ngettext, speaking
from app.finding import tokens
from app.inbox.telling import offered, send
from app.matching import queries
from app.matching.fitting import Seat, seats_for
from app.matching.models import Alert
from app.matching.reasons import why_it_fits


def fitting_since(alert: Alert) -> list[Seat]:
    """List the seats that fit among those of searches published since the alert looks."""
    organisation = queries.whole_organisation(alert.organisation_id)
    return [
        seat
        for seat in seats_for(organisation, queries.MOST_SEATS)
        if seat.slot.search.published_at and seat.slot.search.published_at > alert.since
    ]


def send_digest(alert: Alert, seats: Sequence[Seat]) -> None:
    """Write the mail to the person, who must be loaded."""
    person, organisation = alert.person, alert.organisation
    with speaking(offered(person.locale)):
        entries = [_entry(seat) for seat in seats]
    send(
        person.email,
        "fitting_seats",
        language=person.locale,
        person=person,
        link=links.address("matching.seats", slug=organisation.slug),
        entries=entries,
        unsubscribe=links.address("matching.unsubscribe", token=tokens.seal(alert.uid)),
        cause="matching.digest",
        organisation=organisation,
        number=len(seats),
    )


def _entry(seat: Seat) -> dict[str, Any]:
    slot, search = seat.slot, seat.slot.search
    facts = [search.reference, search.title, ngettext("%(num)s seat", "%(num)s seats", slot.seats)]
    if search.deadline_at:
        until = instant(search.deadline_at, search.deadline_zone)
        facts.append(_("deadline %(moment)s", moment=until))
    return {
        "title": slot.title,
        "link": links.address("searches.show", reference=search.reference, _anchor="seats"),
        "lines": [
            ", ".join(facts),
            _("Why: %(reasons)s", reasons=" ".join(why_it_fits(seat))),
        ],
    }
