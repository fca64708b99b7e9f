"""A message as an e-mail: two bodies in the reader's language, headers that nobody can forge."""

from __future__ import annotations

import re
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from app.core.i18n import _, instant, speaking
from app.inbox.models import Message

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class Unfolded(UnstructuredHeader):
    """A header with one long address in it, which a line break would spoil for mail providers."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Unfolded)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=HEADERS)


def compose(message: Message) -> EmailMessage:
    """Make the e-mail; `message.person` must be loaded. Raises ValueError for a bad address."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    agency = current_app.config["AGENCY_NAME"]
    mail = EmailMessage(policy=POLICY)
    mail["Message-ID"] = message.message_id
    mail["Date"] = message.at
    mail["From"] = Address(_line(f"{agency} via Kontor"), addr_spec=current_app.config["MAIL_FROM"])
    mail["To"] = _mailbox(message.address)
    if message.reply_to:
        mail["Reply-To"] = _mailbox(message.reply_to)
    mail["Subject"] = _line(message.subject)
    mail["List-Id"] = f"<notices.{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with speaking(message.language):
        shown = _shown(message)
        mail.set_content(render_template("mail/frame.txt", **shown))
        mail.add_alternative(render_template("mail/frame.html", **shown), subtype="html")
    mail["Content-Language"] = message.language  # last: setting the content clears such headers
    return mail


def _shown(message: Message) -> dict[str, Any]:
    """What both frames show; nothing but our own link becomes a link."""
    name = message.person.name if message.person else ""
    paragraphs = [part.strip() for part in message.body.split("\n\n") if part.strip()]
    if message.link_text and not message.needs_action:
        paragraphs.append(_("%(what)s:", what=message.link_text))
    return {
        "subject": message.subject,
        "greeting": _("Dear %(name)s,", name=name) if name else _("Good day,"),
        "paragraphs": paragraphs,
        "todo": _todo(message) if message.needs_action else "",
        "link": message.link,
        "entries": message.entries,
        "facts": [],
        "next": [],
        "agency": current_app.config["AGENCY_NAME"],
        "reason": _("You get this mail because you have an account at Kontor.")
        if message.person
        else _("You get this mail because somebody entered your address at Kontor."),
        "settings": message.unsubscribe,
    }


def _todo(message: Message) -> str:
    what = message.link_text or _("Please answer")
    if message.act_by is None:
        return what
    return _("%(what)s, by %(moment)s.", what=what, moment=instant(message.act_by))


def _mailbox(address: str) -> Address:
    """Write the domain as every mail server takes it: пример.рф is xn--e1afmkfd.xn--p1ai."""
    name, _at, domain = address.rpartition("@")
    return Address(addr_spec=f"{name}@{domain.encode('idna').decode()}")


def _line(text: str) -> str:
    return CONTROL.sub(" ", text).strip()
