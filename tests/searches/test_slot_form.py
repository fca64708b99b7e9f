"""The form of a slot: everything that a certificate can be asked for, and what the public reads."""

from __future__ import annotations

from collections.abc import Callable

from app.searches.models import PartnerSearch, SearchState, Slot
from app.searches.queries import get_search
from tests.making import Make
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
WHOLE = {
    "Whom you look for": "Notified body",
    "Essential criteria": "Independent",
    "Languages": ["English", "Russian"],
    "Standards": "Mark of the house",
    "Usual standards and schemes": ["ISO 9001: quality management"],
    "Activities by NACE": "25.1 Structural metal products\n28",
    "Acts in force": ["2014/68/EU: Pressure equipment"],
    "Other acts on products": "97/23/EC",
    "Modules of conformity assessment": ["H: Conformity based on full quality assurance"],
    "An accreditation is required": True,
    "Expertise": "pressure vessels",
    "Themes": ["SME and entrepreneurship"],
}


def draft(make: Make) -> PartnerSearch:
    return make.search(slots=0, state=SearchState.DRAFT)


def only(search: PartnerSearch) -> Slot:
    (slot,) = get_search(search.reference).slots
    return slot


def test_slot_asks_for_all_that_a_certificate_can_say(make: Make, visitor: Visit) -> None:
    search = draft(make)
    officer = visitor(make.staff())

    officer.open(f"/searches/{search.reference}").click("Add a slot").press("Save the slot", WHOLE)

    slot = only(search)
    assert slot.languages == ["en", "ru"]
    assert slot.standards == ["ISO 9001", "Mark of the house"]
    assert slot.nace == ["25.1", "28"]
    assert slot.legislation == ["2014/68/EU", "97/23/EC"]
    assert (slot.modules, slot.expertise) == (["H"], ["pressure vessels"])
    assert slot.accreditation_required
    assert len(slot.themes) == 1


def test_slot_keeps_what_nobody_changed(make: Make, visitor: Visit) -> None:
    search = draft(make)
    slot = make.slot(search, standards=["ISO 14001", "Own mark"], modules=["1+"], nace=["10"])

    page = visitor(make.staff()).open(f"/slots/{slot.uid}")
    page.press("Save the slot")

    after = only(search)
    assert after.standards == ["ISO 14001", "Own mark"]
    assert (after.modules, after.nace) == (["1+"], ["10"])


def test_code_that_is_none_is_refused(make: Make, visitor: Visit) -> None:
    search = draft(make)
    page = visitor(make.staff()).open(f"/searches/{search.reference}").click("Add a slot")

    page.press("Save the slot", WHOLE | {"Activities by NACE": "12345"})

    assert page.status == 422
    assert "“12345” is no code of NACE. Write for example 71.20." in page.text


def test_public_reads_what_a_slot_asks_for(make: Make, visitor: Visit) -> None:
    search = make.search(slots=0)
    make.slot(
        search,
        languages=["ru"],
        nace=["25.1"],
        legislation=["2014/68/EU"],
        modules=["H"],
        expertise=["pressure vessels"],
        themes=["sme-and-entrepreneurship"],
    )

    page = visitor().open(f"/searches/{search.reference}")
    for said in ("Works in one of", "Russian", "25.1", "2014/68/EU", "pressure vessels"):
        assert said in page.text

    (told,) = visitor().open(f"/searches/{search.reference}.json").answer.get_json()["slots"]
    assert told["languages"] == ["ru"]
    assert told["nace"] == ["25.1"]
    assert told["legislation"] == ["2014/68/EU"]
    assert told["modules"] == ["H"]
    assert told["expertise"] == ["pressure vessels"]
    assert told["themes"] == ["sme-and-entrepreneurship"]
