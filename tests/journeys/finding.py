"""The journey of a consultancy that is found: imported, claimed, accredited, verified, searched for.

It is written once and walked twice: over plain HTTP and in a real browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.journeys.cast import Cast

DATA = Path(__file__).parent / "data"
NAME = "JÄRVE NÕUSTAMINE OÜ"
ADDRESS = "mari@jarve-consult.example"
NEWS = "new result"


@dataclass
class Finding(Cast):
    """What the people have brought about so far."""

    profile: str = ""

    def tell(self) -> None:
        """Walk the whole way."""
        self.stage.flask("import-organisations", str(DATA / "entries.csv"), "--apply")
        self.seeker_saves_a_search()
        self.consultancy_claims_its_entry()
        self.agency_moves_in()
        self.agency_verifies_it()
        self.visitor_finds_it()
        self.news_come_once()

    def seeker_saves_a_search(self) -> None:
        """Somebody who looks for partners wants to hear of new ones."""
        self._register_person("seeker")
        seeker = self["seeker"].open(f"/organisations?q={quote('Järve')}")
        assert NAME in seeker.text
        seeker.click("Save this search").press(
            "Save", {"Name": "Partners in Järve", "Tell me by mail": "Every day"}
        )
        assert "Partners in Järve" in seeker.text

    def consultancy_claims_its_entry(self) -> None:
        """Who registers is shown the entry that is there already, and proves it by the mailbox."""
        self._register_person("mari", ADDRESS)
        mari = self["mari"].open("/organisations/new")
        mari.press(
            "Register it",
            {
                "Name, as it is registered": "Järve Nõustamine",
                "What it is": "Consultancy",
                "Type of partner": "SME",
                "Legal status": "Private",
                "Country": "Estonia",
                "City": "Kohtla-Järve",
                "What you do and what you bring": "Quality management systems since 1995.",
            },
        )
        assert "Is it one of these?" in mari.text
        mari.click("Yes, claim this entry").press(
            "Send me the link", {"What you do there": "Director"}
        )
        mari.open(self._link(ADDRESS, NAME)).press("Take the entry over")
        self.profile = mari.path
        mari.click("Change the profile").press(
            "Save",
            {
                "What it is": "Consultancy",
                "Type of partner": "SME",
                "Legal status": "Private",
                "What you do and what you bring": "Quality management systems since 1995.",
            },
        )
        assert NAME in self.hands("anybody").open("/organisations").text, "it stays public"

    def agency_verifies_it(self) -> None:
        """The profile and its accreditation are looked at by the agency."""
        self["mari"].open(self.profile).press("Send for verification")
        self["officer"].open(self.profile).press("Verify the profile")
        self._declare_an_accreditation(self["mari"].open(self.profile))

    def visitor_finds_it(self) -> None:
        """By a filter, by the map, and by the name in other letters."""
        visitor = self.people["visitor"] = self.hands("visitor")
        visitor.open("/organisations").press("Show results", {"Accredited for": ["ISO 9001"]})
        assert (NAME in visitor.text, "NARVA KUTSEKOOL" in visitor.text) == (True, False)
        visitor.open("/map").click("Kohtla-Järve", within="By city")
        assert NAME in visitor.text
        visitor.open(f"/organisations?q={quote('Ярве')}")
        assert NAME in visitor.text
        visitor.click(NAME)
        assert "ISO 9001" in visitor.text

    def news_come_once(self) -> None:
        """A new entry is told the next morning, with the reason, and never again."""
        self.stage.flask("import-organisations", str(DATA / "more-entries.csv"), "--apply")
        self.stage.flask_later(1, "work", "--once")
        mail = self.stage.mail_to("seeker@seeker.example", NEWS)
        assert ("KATSELABOR" in mail, NAME in mail) == (True, False)
        assert "Why:" in mail
        self.stage.flask_later(2, "work", "--once")
        subjects = [str(one["Subject"]) for one in self.stage.mails.parsed()]
        assert len([one for one in subjects if NEWS in one]) == 1
