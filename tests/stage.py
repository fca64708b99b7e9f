"""A whole installation for the journeys: server, worker and mail server as processes of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.inbox.mail_server import MailServer

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 240


@dataclass
class Stage:
    """A running installation: its address, the mails it sent, and its commands."""

    url: str
    mails: MailServer
    environment: dict[str, str]

    def mail_to(self, address: str, words: str) -> str:
        """Wait for a mail to the address whose subject has these words; return its text."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in reversed(self.mails.parsed()):
                if address in str(mail["To"]) and words in str(mail["Subject"]):
                    body = mail.get_body(("plain",))
                    assert body is not None
                    return str(body.get_content())
            time.sleep(0.1)
        subjects = [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails.parsed()]
        raise AssertionError(f"no mail {words!r} to {address}, only {subjects}")

    def link_to(self, address: str, words: str) -> str:
        """Return the path of the link in that mail."""
        found = re.search(r"https?://[^/\s]+(/\S+)", self.mail_to(address, words))
        assert found
        return found[1]

    def flask(self, *command: str) -> str:
        """Run a command of the application and return what it prints."""
        return self._run("flask", "--app", "wsgi:app", *command)

    def flask_later(self, days: int, *command: str) -> str:
        """Run a command as on a later day."""
        return self._run("tests.journeys.later", str(days), *command)

    def _run(self, module: str, *arguments: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@contextmanager
def stage(database_url: str, folder: Path) -> Iterator[Stage]:
    """Run an installation on an empty database for as long as the block."""
    port = free_port()
    mails = MailServer()
    mails.controller.start()
    environment = {
        **os.environ,
        "INSTANCE_PATH": str(folder / "instance"),
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "MAIL_URL": mails.url,
        "SECRET_KEY": "a secret that only this journey knows, long enough",
        "LOG_LEVEL": "WARNING",
    }
    command = ["-m", "app.start", "--production", "--port", str(port), "--workers", "2"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", server, folder)
            yield Stage(environment["BASE_URL"], mails, environment)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
            mails.controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The server did not start: {(folder / 'server.log').read_text()}")
