"""The partner searches of the demonstration: one from a real form, the others invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.core.db import db
from app.core.history import advance
from app.core.times import local_zone, localdate
from app.demonstration.data import form, read
from app.demonstration.people import acting
from app.directory.choices import PartnerRole
from app.programmes.queries import get_programme
from app.searches import commands
from app.searches.models import PartnerSearch
from app.searches.queries import get_search
from app.searches.workflow import FLOW

ZONE = "Europe/Kaliningrad"
THE_YEAR_OF_THE_FORM = date(2006, 6, 1)
WHY_BACKDATED = "Demonstration: the form is from 2006, so the rules of 2006 count."
WHY_CLOSED = "Demonstration: closed early, so that a closed search can be seen."
WHY_CHANGES = "Please say which buildings are meant, and who will use them afterwards."

QUALITY_CENTRE_SLOTS: Sequence[Mapping[str, Any]] = (
    {
        "title": "Certification body",
        "seats": 2,
        "kinds": ["certification-body"],
        "countries": ["EU", "CANDIDATE"],
        "standards": ["ISO/IEC 17021-1"],
        "accreditation_required": True,
        "essential": [
            "You are accredited for the certification of management systems",
            "You have certified small enterprises in at least two countries",
        ],
        "nice": ["Some of your auditors speak Russian"],
        "budget_min": Decimal("40000.00"),
        "budget_max": Decimal("95000.00"),
        "expected_contribution": Decimal("25.00"),
    },
    {
        "title": "Consultants with experience in quality management",
        "seats": 2,
        "kinds": ["consultancy", "university"],
        "essential": ["You have introduced quality management in small enterprises"],
        "nice": ["You have trained trainers"],
        "budget_min": Decimal("20000.00"),
        "budget_max": Decimal("60000.00"),
        "expected_contribution": Decimal("25.00"),
    },
)


@dataclass(frozen=True)
class Written:
    """The references of the searches by the names under which the story knows them."""

    references: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.references[key]


def write_searches() -> Written:
    """Write all searches; those in `searches.json` end as drafts, the story goes on with them."""
    references = {"quality-centre": _read_in_the_form()}
    for told in read("searches.json"):
        references[told["key"]] = _invent(told)
    return Written(references)


def publish(reference: str) -> None:
    """Send a search to quality review and have it approved by another person."""
    send_to_review(reference)
    advance(FLOW, get_search(reference), "approve", acting("reviewer"))


def send_to_review(reference: str) -> None:
    advance(FLOW, get_search(reference), "submit", acting("officer"))


def ask_for_changes(reference: str) -> None:
    send_to_review(reference)
    advance(FLOW, get_search(reference), "request-changes", acting("reviewer"), WHY_CHANGES)


def _read_in_the_form() -> str:
    officer = acting("officer")
    search = commands.import_form(form("european-quality-centre.txt"), officer)
    facts = _programme("bsr-interreg-iii-b", "3") | {
        "summary": "A centre in Kaliningrad will help enterprises to adopt European quality "
        "standards. Certification bodies and consultants are sought.",
        "duration_months": 24,
        "is_demonstration": True,
        **_deadline(35),
    }
    commands.edit_search(search, facts)
    for slot, sought in zip(search.slots, QUALITY_CENTRE_SLOTS, strict=True):
        commands.edit_slot(slot, {"description": f"In the form: {slot.title}", **sought})
    return _backdated(search, THE_YEAR_OF_THE_FORM)


def _invent(told: Mapping[str, Any]) -> str:
    officer = acting("officer")
    plain = ("title", "language", "lead_applicant", "summary", "description", "objectives")
    facts = {field: told[field] for field in (*plain, "benefits", "keywords", "duration_months")}
    search = commands.create_search(
        officer,
        facts
        | _programme(told["programme"], told["priority"])
        | _deadline(told["days"])
        | {"estimated_budget": Decimal(told["estimated_budget"]), "is_demonstration": True},
    )
    for sought in told["slots"]:
        role = next(one for one in PartnerRole if one == sought.get("role", "partner"))
        commands.add_slot(search, {**sought, "role": role})
    if as_of := told.get("rules_as_of"):
        return _backdated(search, date.fromisoformat(as_of))
    return search.reference


def _backdated(search: PartnerSearch, on: date) -> str:
    commands.backdate_search(search, acting("administrator"), on, WHY_BACKDATED)
    db.session.flush()  # what follows is read anew, as the next page would
    return search.reference


def _programme(slug: str, code: str) -> dict[str, Any]:
    programme = get_programme(slug)
    priority = next(one for one in programme.priorities if one.code == code)
    return {"programme": programme, "priority": priority}


def _deadline(days: int) -> dict[str, Any]:
    day = localdate(zone=ZONE) + timedelta(days=days)
    moment = datetime.combine(day, time(17), local_zone(ZONE))
    return {"deadline_at": moment, "deadline_zone": ZONE}


def close_early(reference: str) -> None:
    advance(FLOW, get_search(reference), "close", acting("officer"), WHY_CLOSED)
