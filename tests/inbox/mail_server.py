"""A real SMTP server for the tests, which remembers what it has taken."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """`answer` may refuse a recipient; `taken` is called when a mail is taken, before it is said."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.answer: Callable[[str], str | None] = lambda recipient: None
        self.taken: Callable[[], object] = lambda: None
        self.connections = 0
        self.grown = threading.Condition()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.url = f"smtp://127.0.0.1:{port}"

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if reply := self.answer(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self.grown:
            self.mails.append(envelope.original_content)
            self.grown.notify_all()
        self.taken()
        return "250 Taken"

    def wait_for(self, count: int, seconds: float = 60) -> None:
        with self.grown:
            assert self.grown.wait_for(lambda: len(self.mails) >= count, seconds), len(self.mails)

    def parsed(self) -> list[EmailMessage]:
        return [message_from_bytes(mail, policy=policy.SMTP) for mail in self.mails]  # type: ignore[misc]

    def counts(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in self.parsed())
