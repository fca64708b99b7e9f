"""Telling people: a table of who hears of what, and the messages that come of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from babel import dates
from flask import current_app

from app.accounts import links
from app.accounts.models import User
from app.core.db import db
from app.core.i18n import _, locale, speaking
from app.core.reactions import on
from app.core.times import local_zone
from app.core.workflow import Event
from app.inbox.models import Message

QUEUED = "mail_queued"
"""Stands in the session's info while its transaction has mail for the worker."""

Address = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Notice:
    """One line of the table: whom an event is told to, with which mail.

    `mail` names a template `mail/<mail>.txt` with the blocks `subject`, `body` and, if there is a
    link, `action`: the words on it. It sees `event`, `subject` (the entity), `person` and `act_by`.
    `link` returns the endpoint and its values. `act_by` returns the moment until which the reader
    must act; `action` is for those who must act without a date. A `receipt` goes to the one who
    acted, too; nobody else is told of what they did themselves.
    """

    event: str
    to: Callable[[Event], Iterable[User]]
    mail: str
    link: Callable[[Event], Address] | None = None
    act_by: Callable[[Event], datetime | date | None] | None = None
    action: bool = False
    receipt: bool = False


TABLE: list[Notice] = []


def tell(*notices: Notice) -> None:
    """Register notices: each is sent in the transaction in which its event happens."""
    for notice in notices:
        TABLE.append(notice)
        on(notice.event)(_teller(notice))


def send(
    address: str,
    mail: str,
    *,
    language: str,
    person: User | None = None,
    link: str = "",
    secret: bool = False,
    listed: bool = False,
    reply_to: str = "",
    act_by: datetime | date | None = None,
    action: bool = False,
    cause: str = "",
    entries: Iterable[dict[str, Any]] = (),
    unsubscribe: str = "",
    **context: Any,
) -> Message:
    """Write a message to an address; it is rendered now and delivered after the commit.

    `link` is a whole address. A `secret` message carries a link that signs in: its text is emptied
    once it has been delivered. A `listed` one is shown in the person's feed; `cause` names what
    it is about. `entries` are what a digest lists, as the Message has them; `unsubscribe` is the
    whole address where a POST without a sign-in ends such mails (RFC 8058).
    """
    moment = _moment(act_by)
    seen = {"person": person, "act_by": moment} | context
    with speaking(offered(language)):
        template = current_app.jinja_env.get_template(f"mail/{mail}.txt")

        def block(name: str) -> str:
            if name not in template.blocks:
                return ""
            return "".join(template.blocks[name](template.new_context(seen))).strip()

        subject = " ".join(f"{_prefix(moment, action)} {block('subject')}".split())
        body, link_text = block("body"), " ".join(block("action").split())
    uid = uuid.uuid4()
    message = Message(
        uid=uid,
        message_id=f"<{uid}@{urlsplit(current_app.config['BASE_URL']).hostname}>",
        person_id=person.id if person else None,
        address=address,
        reply_to=reply_to,
        event=cause or mail,
        subject=subject,
        body=body,
        link=link,
        link_text=link_text if link else "",
        entries=list(entries),
        unsubscribe=unsubscribe,
        language=offered(language),
        is_listed=listed,
        is_secret=secret,
        needs_action=action or moment is not None,
        act_by=moment,
    )
    db.session.add(message)
    db.session().info[QUEUED] = True
    return message


def _teller(notice: Notice) -> Callable[[Event], None]:
    def tell_people(event: Event) -> None:
        endpoint, values = notice.link(event) if notice.link else ("", {})
        people = {person.id: person for person in notice.to(event)}
        if not notice.receipt and event.actor.id is not None:
            people.pop(event.actor.id, None)
        for person in people.values():
            send(
                person.email,
                notice.mail,
                language=person.locale,
                person=person,
                link=links.address(endpoint, **values) if endpoint else "",
                listed=True,
                act_by=notice.act_by(event) if notice.act_by else None,
                action=notice.action,
                cause=event.name,
                event=event,
                subject=event.subject,
            )

    return tell_people


def _prefix(moment: datetime | None, action: bool) -> str:
    if moment is not None:
        local = moment.astimezone(local_zone())
        day = dates.format_date(local, "d MMMM", locale=locale())
        return _("[Action needed by %(day)s]", day=day)
    return _("[Action needed]") if action else ""


def _moment(value: datetime | date | None) -> datetime | None:
    """A date means the end of that day where the agency is."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59, 59), local_zone())


def offered(language: str) -> str:
    """Return the language if this installation speaks it, else its first one."""
    languages: list[str] = current_app.config["LANGUAGES"]
    return language if language in languages else languages[0]
