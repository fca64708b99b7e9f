"""The people of the journeys, and what every journey begins with.

`hands` gives each person a browser of their own; everything they know comes from the pages and from
the mails they get.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyotp

from tests.stage import Stage

PASSWORD = "seven herrings swim past the lighthouse"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
INVITATION = "invites you to take part"


@dataclass
class Cast:
    """The people by their role, each with hands, and the keys of their second factors."""

    stage: Stage
    hands: Callable[[str], Any]
    people: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.people[name]

    def agency_moves_in(self) -> None:
        """The first administrator comes in by a one-time link and invites the others."""
        printed = self.stage.flask("create-admin", "administrator@agency.example")
        link = printed.split("http://", 1)[1].partition("/")[2].strip()
        self._take_the_account("administrator", "Administrator of the agency", f"/{link}")
        for name, role in (
            ("officer", "Officer: runs searches and projects"),
            ("reviewer", "Quality reviewer: approves what others wrote"),
            ("finance", "Finance: checks and accepts budgets"),
            ("director", "Director: releases decisions and signs"),
        ):
            address = f"{name}@agency.example"
            self["administrator"].open("/agency/people").press(
                "Send the invitation",
                {"E-mail address": address, "Function": name, "Roles": [role]},
            )
            link = self._link(address, INVITATION)
            title = f"{name.capitalize()} of the agency"
            self._take_the_account(name, title, link, invited=True)
            self[name].open(link).press("Accept the invitation")

    def _link(self, address: str, words: str) -> str:
        return self.stage.link_to(address, words)

    def _take_the_account(self, name: str, title: str, link: str, *, invited: bool = False) -> None:
        person = self.people[name] = self.hands(name)
        person.open(link)
        if invited:
            person.press("Go on to accept")
        person.press("Take the account and sign in", {"Your name": title, "Password": PASSWORD})
        person.open("/account").click("Set up a second factor")
        key = self.keys[name] = person.code()
        person.press(
            "Switch the second factor on",
            {"Code from the app": pyotp.TOTP(key).now(), "Your password": PASSWORD},
        )
        assert "ecovery codes" in person.text

    def _register_person(self, name: str, address: str = "") -> None:
        person = self.people[name] = self.hands(name)
        address = address or f"{name}@{name}.example"
        person.open("/register").press(
            "Open an account",
            {
                "Your name": f"Signatory of {name}",
                "E-mail address": address,
                "Password": PASSWORD,
            },
        )
        person.open(self._link(address, "Confirm your e-mail address"))
        person.press("Confirm and sign in", {"Your password": PASSWORD})

    def _declare_an_accreditation(self, person: Any) -> None:
        person.click("Add an accreditation").press(
            "Save",
            {
                "Accredited to": "ISO/IEC 17021-1",
                "For": "ISO 9001\nISO 14001",
                "Certificate number": "1234",
                "Accreditation body": "Accreditation Body (example)",
                "Valid from": "2026-01-01",
                "Valid until": "2029-12-31",
                "IAF sectors": ["3 Food products, beverages and tobacco"],
                "Certificate": ("certificate.pdf", PDF),
            },
        )
        person.click("ISO/IEC 17021-1")
        assert "Evidence filed" in person.text
        officer = self["officer"].open("/organisations/waiting").click("ISO/IEC 17021-1")
        officer.press("Verify the accreditation")
        assert "Verified" in officer.text
