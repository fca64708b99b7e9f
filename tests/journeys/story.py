"""The main journey, from a form on paper to a partnership in force, as the people tell it.

It is written once and walked twice: over plain HTTP and in a real browser.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.journeys.cast import Cast

FORM = (
    Path(__file__).resolve().parents[2] / "app" / "demo" / "forms" / "european-quality-centre.txt"
)
TODAY = datetime.now(UTC).date()
HUMAN = 4
"""Seconds that a person needs at least to write a message: whoever is faster is a machine."""


@dataclass
class Story(Cast):
    """What the people have brought about so far."""

    search: str = ""
    project: str = ""
    agreement: str = ""

    def tell(self) -> None:
        """Walk the whole way."""
        self.agency_moves_in()
        self.form_becomes_a_search()
        self.public_reads_it()
        self.organisations_register()
        self.organisations_answer()
        self.staff_decide()
        self.partners_confirm()
        self.budgets_close()
        self.agreement_is_made()
        self.everything_left_its_trace()

    # -- the search ---------------------------------------------------------------------------

    def form_becomes_a_search(self) -> None:
        """The officer reads in the form and completes it; another person approves."""
        officer = self["officer"]
        officer.open("/searches/import").press(
            "Read the form", {"The form as text": FORM.read_text()}
        )
        assert "European Quality Centre in Kaliningrad, Russia" in officer.text
        self.search = officer.path.split("/")[2]
        officer.open(f"/searches/{self.search}/edit").press(
            "Save the draft",
            {
                "Acronym": "EQCK",
                "Summary": "A centre that helps companies in Kaliningrad with European quality.",
                "Programme": "BSR INTERREG III B Neighbourhood Programme 2000–2006",
                "Priority": "3 Promotion of institution building, strengthening transnational "
                "spatial development",
                "Duration in months": "24",
                "Answers are taken until": f"{TODAY + timedelta(days=30)}T17:00",
                "Time zone of the deadline": "Europe/Kaliningrad",
            },
        )
        self._describe_the_slots(officer)
        self["administrator"].open(f"/searches/{self.search}").click("Change the day of the rules")
        self["administrator"].press(
            "Save the day",
            {"Rules count as of": "2006-06-01", "Your reason": "The call was that of 2006."},
        )
        officer.open(f"/searches/{self.search}").press("Send to quality review")
        reviewer = self["reviewer"]
        reviewer.open("/desk")
        assert self.search in reviewer.text
        reviewer.open(f"/searches/{self.search}").press("Approve and publish")
        assert "Open" in reviewer.text

    def _describe_the_slots(self, officer: Any) -> None:
        for number, (kind, country, criterion) in enumerate(
            (
                ("Certification body", "Sweden", "Accredited for ISO 9001 certification"),
                ("Consultancy", "Lithuania", "At least three quality systems introduced"),
            )
        ):
            officer.open(f"/searches/{self.search}").click("Edit", within=SLOTS[number])
            officer.press(
                "Save the slot",
                {
                    "Kinds of organisation": [kind],
                    "Countries": [country, "EU Member States"],
                    "Essential criteria": criterion,
                    "Nice-to-have criteria": "Speaks Russian",
                },
            )

    def public_reads_it(self) -> None:
        """Anybody finds the search, without an account and without an e-mail address in sight."""
        visitor = self.people["visitor"] = self.hands("visitor")
        visitor.open("/?q=quality+centre")
        assert "European Quality Centre" in visitor.text
        visitor.click("European Quality Centre in Kaliningrad, Russia")
        assert "Certification authorities" in visitor.text
        assert "@" not in visitor.text
        visitor.click("Write a message")
        time.sleep(HUMAN)
        visitor.press(
            "Send the message",
            {
                "Your name": "A visitor",
                "Your e-mail address": "visitor@elsewhere.example",
                "Your message": "Does the project take part in a fair this autumn?",
                "The agency may see my address and answer me": True,
            },
        )
        assert "fair this autumn" in self.stage.mail_to("officer@agency.example", "A message about")

    # -- the organisations --------------------------------------------------------------------

    def organisations_register(self) -> None:
        """Three people open accounts and register; the agency verifies what they say."""
        for name, title, kind, partner_type, country in ORGANISATIONS:
            self._register_person(name)
            person = self[name]
            person.open("/organisations/new").press(
                "Register it",
                {
                    "Name, as it is registered": title,
                    "What it is": kind,
                    "Type of partner": partner_type,
                    "Legal status": "Private",
                    "Country": country,
                    "City": "City",
                    "What you do and what you bring": "Quality management systems since 1995.",
                    "Expertise": "quality management\nISO 9001",
                },
            )
            profile = person.path
            person.open(profile).press("Send for verification")
            self["officer"].open(profile).press("Verify the profile")
            if kind == "Certification body":
                self._declare_an_accreditation(person.open(profile))
            assert title in self.hands("anybody").open("/organisations").text

    def organisations_answer(self) -> None:
        """Each answers a slot: criteria one by one, and the money."""
        for name, _title, _kind, _type, _country in ORGANISATIONS:
            slot = SLOTS[0] if name == "certifier" else SLOTS[1]
            person = self[name]
            person.open(f"/searches/{self.search}").click("Express interest", within=slot)
            person.press("Write the answer")
            draft = person.path
            person.press(
                "Save and check",
                {
                    "Why does your organisation want to take part?": "We know both sides of the sea.",
                    "What would you do in the project?": "Training, audits and advice.",
                    "What have you done that shows it?": "Three projects since 2001.",
                    "Do you meet criterion 1?": "Yes, we meet this",
                    "Staff": "40000",
                    "Travel and accommodation": "8000.50",
                    "External expertise and services": "1999.50",
                    "Fund you ask for": FUNDS[name],
                    "Amount you ask for": ASKED[name],
                    "Amount you bring yourself": BROUGHT[name],
                    "Where does your own contribution come from?": "Private",
                    "We have no conflict of interest.": True,
                    "The agency may use what we send to form the partnership.": True,
                },
            )
            assert draft.startswith("/interests/")
            person.press("Send")
            assert "EOI-" in person.text
            assert self.stage.mail_to(f"{name}@{name}.example", "We have received your answer")

    # -- the decision -------------------------------------------------------------------------

    def staff_decide(self) -> None:
        """Staff read, shortlist and prepare; the director releases everything at once."""
        officer, director = self["officer"], self["director"]
        board = f"/searches/{self.search}/interests"
        for name, title, *_rest in ORGANISATIONS:
            officer.open(board).click(title)
            officer.press("Start the review")
            officer.press("Save the assessment", {"Score": "4: good", "Why?": "Sound."})
            declined = name == "latecomer"
            if not declined:
                officer.press("Shortlist")
            facts = {
                "Decision": "Do not choose" if declined else "Invite",
                "Letter to the organisation": "Somebody else fits better this time."
                if declined
                else "We are glad to invite you.",
            }
            if not declined:
                facts["Reply by"] = f"{TODAY + timedelta(days=14)}T17:00"
            officer.press("Prepare the decision", facts)
            assert "glad to invite" not in self[name].open("/interests").text
        director.open(f"/searches/{self.search}/decisions")
        director.press(director.button("elease"))
        invitation = self.stage.mail_to("certifier@certifier.example", "[Action needed by")
        assert "glad to invite" in invitation
        letter = self.stage.mail_to("latecomer@latecomer.example", "The decision on your answer")
        assert "not chosen" in letter

    def partners_confirm(self) -> None:
        """Both invited organisations confirm; the consortium exists."""
        for name in ("certifier", "consultant"):
            person = self[name].open("/desk")
            person.open(self._link(f"{name}@{name}.example", "[Action needed by"))
            person.press("Confirm participation")
            assert "Confirmed" in person.text
        self["officer"].open(f"/searches/{self.search}/interests").press(
            "Declare the partners found"
        )
        officer = self["officer"].open("/projects").click("EQCK")
        self.project = officer.path.split("/")[2]
        for partner in ("Lead partner", *(title for _n, title, *_r in ORGANISATIONS[:2])):
            assert partner in officer.text
        officer.click("Edit name and dates").press(
            "Save", {"First day": "2006-09-01", "Last day": "2008-08-31"}
        )

    # -- the money ----------------------------------------------------------------------------

    def budgets_close(self) -> None:
        """Each partner enters its budget; funds and contribution close to the cent."""
        self._enter_budget("officer", "Regional Development Agency, Kaliningrad", "Tacis")
        for name, title, *_rest in ORGANISATIONS[:2]:
            self._enter_budget(name, title, FUNDS[name])
        finance = self["finance"]
        finance.open(f"/projects/{self.project}/budget")
        assert "0.00" in finance.text
        self["director"].open(f"/projects/{self.project}/budget").press("Fix all budgets")

    def _enter_budget(self, name: str, title: str, fund: str) -> None:
        person = self[name].open(f"/projects/{self.project}/budget").click(title)
        budget = person.path
        for category, what, amount in (
            ("Staff", "Team of the centre", "48333.33"),
            ("Office and administration", "Rent and supplies", "1250.10"),
            ("External expertise and services", "Trainers", "3777.77"),
        ):
            person.open(budget).press(
                "Add the line",
                {
                    "Cost category": category,
                    "What for": what,
                    "Price or amount": amount,
                },
            )
        person.open(budget).click("Funds and contribution")
        person.press("Save and compute", {fund: RATES[name]})
        person.press(
            "Save and go back to the budget",
            {"Who pays": title, "Kind of money": "Private", "Amount": person.contribution()},
        )
        assert "0.00" in person.text
        person.press("Send to finance")
        self["finance"].open(budget).press("Accept the budget")
        assert "Accepted by finance" in self["finance"].text

    # -- the agreement ------------------------------------------------------------------------

    def agreement_is_made(self) -> None:
        """All accept and sign the same text, the lead partner last; the search says so."""
        officer, director = self["officer"], self["director"]
        officer.open(f"/projects/{self.project}/agreement").press(
            "Draft the text",
            {"Law that applies": "law of Lithuania", "Place of the courts": "Vilnius"},
        )
        self.agreement = officer.path
        director.open(self.agreement).press("Put before the parties")
        parties = ("certifier", "consultant", "director")
        for name in parties:
            self[name].open(self.agreement).press(
                "Accept this version",
                {"We have read this version and its annex, and agree to this text.": True},
            )
        assert "each partner declares its contribution" in director.open(self.agreement).text
        for name in parties:
            self._declare(name)
        director.open(self.agreement).press("Send out for signature")
        for name in parties:
            self._sign(name)
        assert "In force" in director.open(self.agreement).text
        visitor = self["visitor"].open(f"/searches/{self.search}")
        assert "Partnership agreed" in visitor.text

    def _declare(self, name: str) -> None:
        """The desk leads to the declaration on what the organisation contributes."""
        self[name].open("/desk").click("Read and sign")
        self[name].press(
            "Sign the declaration",
            {
                "Your full name": self._title(name),
                "Your function": "Managing director",
                "What entitles you to sign": "Statutes",
                "I may sign for this organisation, and sign this declaration.": True,
            },
        )

    def _title(self, name: str) -> str:
        return "Director of the agency" if name == "director" else f"Signatory of {name}"

    def _sign(self, name: str) -> None:
        self[name].open(self.agreement).press(
            "Sign the agreement",
            {
                "Your full name": self._title(name),
                "Your function": "Managing director",
                "Place": "Vilnius",
                "I may sign for this organisation, and sign this text.": True,
            },
        )

    def everything_left_its_trace(self) -> None:
        """The history holds, the mails were delivered, and nobody's desk is left with a task of it."""
        assert "holds from its first line to its last" in self.stage.flask("audit", "verify")
        assert "in force" in self.stage.mail_to("consultant@consultant.example", "in force")
        history = self["officer"].open(f"/searches/{self.search}").text
        assert "Approved and published" in history


SLOTS = (
    "Certification authorities from the EU (and candidate) countries",
    "consultants with experience in quality management",
)
ORGANISATIONS = (
    ("certifier", "Öresund Certification AB (example)", "Certification body", "SME", "Sweden"),
    ("consultant", "Kokybės konsultacijos UAB (example)", "Consultancy", "SME", "Lithuania"),
    ("latecomer", "Qualitätsberatung GmbH (example)", "Consultancy", "SME", "Germany"),
)
FUNDS = {"certifier": "ERDF", "consultant": "ERDF", "latecomer": "ERDF"}
ASKED = {"certifier": "25000", "consultant": "37500", "latecomer": "25000"}
BROUGHT = {"certifier": "25000", "consultant": "12500", "latecomer": "25000"}
RATES = {"officer": "90", "certifier": "50", "consultant": "75"}
