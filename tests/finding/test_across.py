"""One text in everything: searches, organisations, experts; nothing that is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.core.db import db
from app.directory.commands import index as index_organisation
from app.directory.models import Organisation
from app.experts.commands import index as index_expert
from app.experts.models import Expert
from app.searches.commands import make_findable
from app.searches.models import SearchState
from app.searches.queries import get_search
from tests.making import Make
from tests.visitor import Visitor


def organisation(make: Make, **given: object) -> Organisation:
    made = make.organisation(accreditations=[], **given)
    index_organisation(made)
    db.session.commit()
    return made


def search(make: Make, **given: object) -> None:
    made = make.search(**given)
    make_findable(get_search(made.reference))
    db.session.commit()


def expert(make: Make, owner: Organisation, **given: object) -> None:
    made = make.save(Expert(organisation=owner, **given))
    index_expert(made)
    db.session.commit()


def test_text_is_found_in_everything_that_is_public(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    search(make, title="Welding of ships")
    search(make, title="Welding in secret", state=SearchState.DRAFT)
    owner = organisation(make, name="Welders of Klaipėda")
    expert(make, owner, name="Ona Jonaitė", expertise=["welding"])
    expert(
        make, owner, name="Jan Nowak", expertise=["welding"], is_public=True, consented_on=date(2026, 1, 2),
    )  # fmt: skip
    hidden = organisation(make, name="Welding Hidden", is_listed=False)
    expert(make, hidden, name="Nobody", expertise=["welding"])

    page = visitor().open("/find?q=welding")

    assert "Welding of ships" in page.text
    assert "Welders of Klaipėda" in page.text
    assert "Expert in welding" in page.text
    assert "Jan Nowak" in page.text
    assert "2 experts" in page.text
    for secret in ("Welding in secret", "Welding Hidden", "Ona Jonaitė"):
        assert secret not in page.text


def test_slip_is_found_and_said(make: Make, visitor: Callable[..., Visitor]) -> None:
    search(make, title="Certification of ships")

    page = visitor().open("/find?q=certifcation")

    assert "Nothing was found for “certifcation”." in page.text
    assert "Showing results for “certification”." in page.text
    assert "Certification of ships" in page.text


def test_lists_say_it_too_and_never_mix(make: Make, visitor: Callable[..., Visitor]) -> None:
    search(make, title="Certification of ships")
    search(make, title="Certifcation misspelt")

    listing = visitor().open("/searches?q=certifcation")
    data = visitor().open("/searches.json?q=certifications+of+shisp")

    assert "Certifcation misspelt" in listing.text
    assert "Certification of ships" not in listing.text
    assert "Showing results for" not in listing.text
    assert data.status == 200
    assert "Certification of ships" not in data.answer.text


def test_words_of_drafts_are_never_proposed(make: Make, visitor: Callable[..., Visitor]) -> None:
    search(make, title="Clandestine venture", state=SearchState.DRAFT)

    page = visitor().open("/searches?q=clandestin+ventur")

    assert "Clandestine" not in page.text
    assert "clandestine" not in visitor().open("/find?q=clandestnie").text


def test_page_without_a_text_asks_for_one(visitor: Callable[..., Visitor]) -> None:
    assert "at once" in visitor().open("/find").text
