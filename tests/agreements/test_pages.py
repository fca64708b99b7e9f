"""The pages of an agreement, by real requests: from the first draft to the signed PDF."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.agreements.models import Agreement
from app.consortia.models import Project
from app.core.db import db
from app.inbox.models import Message
from tests.agreements.partnership import Partnership, partnership
from tests.making import Make
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def story(make: Make) -> Partnership:
    return partnership(make)


def begin(story: Partnership, visitor: Visit) -> str:
    officer = visitor(story.officer).open(f"/projects/{story.reference}/agreement")
    officer.press(
        "Draft the text",
        {"Law that applies": "law of Lithuania", "Place of the courts": "Vilnius"},
    )
    return officer.path


def accept(page: Visitor, path: str) -> Visitor:
    confirmation = "We have read this version and its annex, and agree to this text."
    return page.open(path).press("Accept this version", {confirmation: True})


def sign(page: Visitor, path: str, name: str) -> Visitor:
    return page.open(path).press(
        "Sign the agreement",
        {
            "Your full name": name,
            "Your function": "Managing director",
            "Place": "Malmö",
            "I may sign for this organisation, and sign this text.": True,
        },
    )


def subjects(person_id: int) -> list[str]:
    found = sa.select(Message.subject).where(Message.person_id == person_id).order_by(Message.id)
    return list(db.session.scalars(found))


def test_agreement_goes_from_draft_to_force(story: Partnership, visitor: Visit) -> None:
    path = begin(story, visitor)
    director, swede, balt = (
        visitor(story.director),
        visitor(story.swede),
        visitor(story.lithuanian),
    )
    assert swede.open(path).status == 404  # a draft is the agency's own
    assert "No agreement to read yet" in swede.open(f"/projects/{story.reference}/agreement").text
    director.open(path).press("Put before the parties")
    for page in (swede, balt, director):
        accept(page, path)
    assert "Text agreed" in director.text
    director.open(path).press("Send out for signature")
    assert "The lead partner signs last" in director.open(path).text

    officer = visitor(story.officer).open(path).click("Record a signature on paper")
    officer.press(
        "Record the signature",
        {
            "Party": "Kokybės konsultacijos UAB",
            "Name of who signed": "Signatory in Vilnius",
            "Function of who signed": "Director",
            "Signed on": "2026-11-20",
            "Place of signing": "Vilnius",
            "Scan of the signed page": ("signed.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n"),
        },
    )
    sign(swede, path, "Signatory in Malmö")
    sign(director, path, "Director of the Agency")

    assert "In force" in director.text
    assert director.status == 200
    public = visitor().open(f"/partnerships/{story.reference}")
    assert public.status == 200
    assert subjects(story.swede.id)[-1].endswith("the partnership agreement is in force")


def test_pdf_carries_annex_signatures_and_the_hash(story: Partnership, visitor: Visit) -> None:
    path = begin(story, visitor)

    answer = visitor(story.officer).client.get(f"{path}/agreement.pdf")

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    agreement = db.session.scalars(sa.select(Agreement)).one()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert agreement.reference in text
    assert "4500.00" in re.sub(r"[\s,\u00a0\u202f]", "", text)
    assert "Öresund Certification AB" in text


def test_sign_that_no_font_has_is_named(story: Partnership, visitor: Visit) -> None:
    db.session.scalars(sa.select(Project)).one().acronym = "EQ😀"
    path = begin(story, visitor)

    page = visitor(story.officer).open(f"{path}/agreement.pdf")

    assert page.status == 409
    assert "its fonts lack these signs: 😀" in page.text


def test_signature_wants_the_persons_own_name(story: Partnership, visitor: Visit) -> None:
    path = begin(story, visitor)
    director = visitor(story.director).open(path).press("Put before the parties")
    for person in (story.swede, story.lithuanian, story.director):
        accept(visitor(person), path)
    director.open(path).press("Send out for signature")

    page = sign(visitor(story.swede), path, "Somebody Else")

    assert page.status == 422
    assert "Write your name as in your account" in page.text


def test_party_cannot_accept_for_another(story: Partnership, visitor: Visit) -> None:
    path = begin(story, visitor)
    visitor(story.director).open(path).press("Put before the parties")
    page = visitor(story.swede).open(path)
    own = next(form["action"] for form in page.page.select("form") if "accept" in form["action"])
    other = db.session.execute(sa.text("SELECT uid FROM partner WHERE number = 3")).scalar_one()
    token = page.page.select_one('input[name="csrf_token"]')["value"]

    answer = page.client.post(
        own.replace(own.split("/parties/")[1].split("/")[0], str(uuid.UUID(str(other)))),
        data={"csrf_token": token, "has_read": "y"},
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["stranger", "anonymous"])
def test_others_do_not_know_of_an_agreement(
    story: Partnership, visitor: Visit, make: Make, role: str
) -> None:
    path = begin(story, visitor)
    visitor(story.director).open(path).press("Put before the parties")
    other = visitor(make.member()) if role == "stranger" else visitor()

    assert other.open(path).status == 404
    assert other.open(f"{path}/agreement.pdf").status == 404


def test_parties_are_told_that_they_have_to_act(story: Partnership, visitor: Visit) -> None:
    path = begin(story, visitor)
    visitor(story.director).open(path).press("Put before the parties")

    assert subjects(story.swede.id)[-1].startswith("[Action needed]")
    assert subjects(story.officer.id) == []
