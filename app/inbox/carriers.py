"""Where mail goes: to an SMTP server, or as files into a folder."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PERMANENT = range(500, 600)
CLOSING = 421


class Undelivered(Exception):
    """The mail was not taken. `is_final`: it never will be; `is_out`: nothing else will be now."""

    def __init__(self, reason: str, *, is_final: bool = False, is_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_out = is_out


class Carrier(Protocol):
    """Takes mails over, one at a time."""

    def carry(self, mail: EmailMessage, seconds: float) -> None:
        """Hand the mail over within so many seconds; raises Undelivered."""

    def close(self) -> None:
        """Let go of the connection, if there is one."""


class Folder:
    """Files each mail as `<message-id>.eml`; the same mail filed twice is one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def carry(self, mail: EmailMessage, seconds: float) -> None:
        name = str(mail["Message-ID"]).strip("<>").replace("/", "_")
        fresh = self.path / f".{name}.{os.getpid()}"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(mail.as_bytes())
            fresh.replace(self.path / f"{name}.eml")
        except OSError as error:
            raise Undelivered(str(error), is_out=True) from error

    def close(self) -> None:
        pass


class Relay:
    """Hands mails to an SMTP server, over one connection as long as it lasts.

    The connection is encrypted where the server offers it, and its certificate is checked; a
    password is never sent in the clear, but to this machine.
    """

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.line: _Line | None = None

    def carry(self, mail: EmailMessage, seconds: float) -> None:
        deadline = monotonic() + seconds
        line = self.line or self._connect(deadline)
        line.deadline = deadline
        try:
            line.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, text = next(iter(refusal.recipients.values()))
            raise self._refused(code, text) from refusal
        except smtplib.SMTPSenderRefused as refusal:
            # The sender is always ourselves: this is about the installation, not about the mail.
            raise Undelivered(
                _said(refusal.smtp_code, refusal.smtp_error), is_out=True
            ) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise self._refused(refusal.smtp_code, refusal.smtp_error) from refusal
        except smtplib.SMTPNotSupportedError as refusal:
            raise Undelivered(str(refusal), is_final=True) from refusal
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Undelivered(str(error) or type(error).__name__) from error

    def close(self) -> None:
        if self.line is not None:
            self.line.deadline = monotonic() + 1
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.line.quit()
            self.line.close()
            self.line = None

    def _refused(self, code: int, text: bytes | str) -> Undelivered:
        if code == CLOSING:
            self.close()
        return Undelivered(_said(code, text), is_final=code in PERMANENT)

    def _connect(self, deadline: float) -> _Line:
        host = self.url.hostname or "localhost"
        context = ssl.create_default_context()
        try:
            line: _Line
            if self.url.scheme == "smtps":
                line = _SecureLine(host, self.url.port or 465, deadline, context=context)
            else:
                line = _Line(host, self.url.port or 25, deadline)
            self.line = line
            line.ehlo_or_helo_if_needed()
            is_secret = self.url.scheme == "smtps"
            if not is_secret and line.has_extn("starttls"):
                line.starttls(context=context)
                line.ehlo()
                is_secret = True
            if self.url.username:
                if not is_secret and host not in LOOPBACK:
                    self.close()
                    raise Undelivered("The mail server offers no encryption.", is_out=True)
                line.login(unquote(self.url.username), unquote(self.url.password or ""))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Undelivered(str(error) or type(error).__name__, is_out=True) from error
        return line


class _Line(smtplib.SMTP):
    """A connection on which all answers to one mail together may take until the deadline."""

    def __init__(self, host: str, port: int, deadline: float, **how: Any) -> None:
        self.deadline = deadline
        super().__init__(host, port, timeout=max(deadline - monotonic(), 0.001), **how)

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(max(self.deadline - monotonic(), 0.001))
        return super().getreply()


class _SecureLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"
