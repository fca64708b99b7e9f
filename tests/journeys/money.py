"""The journey of a partner's money: 25 lines entered, questioned, corrected and accepted.

It is written once and walked twice: over plain HTTP, and with two people at a real browser, who type
and paste as they would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyotp

from app.accounts.security import NEAR
from tests.journeys.cast import PASSWORD
from tests.journeys.story import ORGANISATIONS, Story

Rows = tuple[tuple[str, ...], ...]

STAFF: Rows = (
    ("Lead auditor", "Audits", "day", "20.5", "811.11"),
    ("Second auditor", "Audits", "day", "18", "640"),
    ("Project manager", "Management", "month", "12", "1500,50"),
    ("Accountant", "Finance", "month", "12", "333.33"),
    ("Interpreter", "", "", "", "2999.99"),
)
"""Typed by keyboard: what for, function, unit, units, price."""
EXPERTS: Rows = tuple(
    (f"Training course {n}", "course", "2", f"1 {n:03},{n:02}") for n in range(1, 16)
)
TRIPS: Rows = tuple((f"Audit in city {n}", "trip", f"{n}", "450.10") for n in range(1, 6))
"""Pasted from a spreadsheet, with commas and spaces as it writes them."""
QUESTION = "Is the interpreter not a matter of external expertise?"


def total_of(*blocks: Rows) -> Decimal:
    """Add up what the rows come to, by other means than the application."""
    cents = 0
    for row in (row for rows in blocks for row in rows):
        units, price = (text.replace(" ", "").replace(",", ".") or "1" for text in row[-2:])
        cents += int(Decimal(units) * 100) * int(Decimal(price) * 100) // 100
    return Decimal(cents).scaleb(-2)


@dataclass
class Money(Story):
    """What the people have brought about so far; `at_screen` gives hands to who sits down there."""

    at_screen: Callable[[str], Any] | None = None
    budget: str = ""

    def tell(self) -> None:
        """Walk the whole way."""
        self.agency_moves_in()
        self.form_becomes_a_search()
        self.organisations_register()
        self.organisations_answer()
        self.staff_decide()
        self.partners_confirm()
        self.two_sit_down()
        self.partner_enters_its_budget()
        self.partner_says_who_pays()
        self.finance_returns_one_line()
        self.partner_corrects_it()
        self.finance_accepts()

    def two_sit_down(self) -> None:
        """Where there is a screen, the partner and finance sign in at it."""
        if self.at_screen is None:
            return
        for name, address in (
            ("certifier", "certifier@certifier.example"),
            ("finance", "finance@agency.example"),
        ):
            person = self.people[name] = self.at_screen(name)
            person.open("/sign-in").press(
                "Sign in", {"E-mail address": address, "Password": PASSWORD}
            )
            if name in self.keys:
                # The code of this half minute may be used up: their account was made just now.
                code = pyotp.TOTP(self.keys[name]).at(time.time() + NEAR)
                person.press("Go on", {"Code": code})

    def partner_enters_its_budget(self) -> None:
        """Five lines by keyboard, twenty from a spreadsheet; the totals move with them."""
        person = self["certifier"].open(f"/projects/{self.project}/budget")
        person.click(ORGANISATIONS[0][1])
        self.budget = person.path
        person.click("Edit as a sheet")
        person.type_rows("staff", "Staff", STAFF)
        person.sees_total(total_of(STAFF))
        person.paste_rows("external", "External expertise and services", EXPERTS)
        person.sees_total(total_of(STAFF, EXPERTS))
        person.paste_rows("travel", "Travel and accommodation", TRIPS)
        person.sees_total(total_of(STAFF, EXPERTS, TRIPS))
        person.press("Save and close")
        assert f"{total_of(STAFF, EXPERTS, TRIPS):,}" in person.text
        assert all(row[0] in person.text for row in (*STAFF, *EXPERTS, *TRIPS))

    def partner_says_who_pays(self) -> None:
        """Half comes from the fund; the rest, to the cent, from the partner."""
        person = self["certifier"].open(self.budget).click("Funds and contribution")
        person.press("Save and compute", {"ERDF": "50"})
        person.press(
            "Save and go back to the budget",
            {
                "Who pays": ORGANISATIONS[0][1],
                "Kind of money": "Private",
                "Amount": person.contribution(),
            },
        )
        person.press("Send to finance")
        assert "Sent to finance" in person.text

    def finance_returns_one_line(self) -> None:
        """Finance asks about one line, and the partner reads it there."""
        finance = self["finance"].open(self.budget).click("Comment on lines")
        finance.press("Save the comments", {"Staff: Interpreter": QUESTION})
        finance.press("Return with a question", {"Your reason": "Please look at one line."})
        assert QUESTION in self["certifier"].open(self.budget).text

    def partner_corrects_it(self) -> None:
        """The line moves to where it belongs, and everything closes again."""
        person = self["certifier"].click("Edit as a sheet")
        assert QUESTION in person.text
        key = person.key_of("Interpreter")
        person.press("Save", {f"r.{key}.delete": True})
        person.paste_rows(
            "external",
            "External expertise and services",
            (("Interpreter", "", "", "2500"),),
        )
        person.press("Save and close")
        person.click("Funds and contribution")
        person.press("Save and go back to the budget", {"sources-0-amount": person.contribution()})
        person.press("Send to finance")

    def finance_accepts(self) -> None:
        finance = self["finance"].open(self.budget)
        finance.press("Accept the budget")
        assert "Accepted by finance" in finance.text
