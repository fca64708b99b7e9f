"""Saving a search, looking after it, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.times import now
from app.finding import commands, jobs, lists
from app.finding.models import Frequency, SavedHit, SavedSearch, Subject
from tests.making import Make

Saved = Callable[..., SavedSearch]


def everything() -> list[SavedSearch]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(SavedSearch).order_by(SavedSearch.id)))


def test_search_is_saved_from_the_list_and_runs_again(make: Make, visitor: Any) -> None:
    person = make.member()
    make.search(title="Quality", language="pl")
    make.search(title="Unrelated")
    reader = visitor(person).open(
        "/saved-searches/new/searches?language=pl&page=2&status=open&sort=newest"
    )

    assert "Polski" in reader.text
    reader.press("Save", Name="In Polish", Tell_me_by_mail="Every Monday")

    [one] = everything()
    assert (one.query, one.title, one.frequency) == ("language=pl", "In Polish", Frequency.WEEKLY)
    assert reader.heading == "Saved searches"
    reader.click("Run it now")
    assert "Quality" in reader.text
    assert "Unrelated" not in reader.text


def test_visitor_is_led_to_the_sign_in_and_back(make: Make, visitor: Any) -> None:
    reader = visitor().open("/saved-searches/new/searches?language=pl", follow_redirects=False)

    assert reader.status == 303
    assert "next=/saved-searches/new/searches?language%3Dpl" in reader.answer.location


def test_same_question_is_saved_once(make: Make, visitor: Any) -> None:
    reader = visitor(make.member())
    for address in ("?country=LT&country=PL&q=x", "?q=x&country=PL&country=LT&lang=en&per_page=50"):
        reader.open(f"/saved-searches/new/searches{address}").press("Save")

    assert len(everything()) == 1


def test_what_cannot_be_read_is_not_saved(make: Make, visitor: Any) -> None:
    reader = visitor(make.member()).open("/saved-searches/new/searches?country=Atlantis")

    assert "The value of country cannot be used." in reader.text
    reader.press("Save")
    assert reader.status == 409
    assert everything() == []


def test_name_and_frequency_change_and_delete(make: Make, visitor: Any, saved: Saved) -> None:
    person = make.member()
    saved(person, title="Old")
    make.search()
    jobs.send_digests()
    reader = visitor(person).open("/saved-searches").click("Change or delete: Old")

    reader.press("Save", Name="New", Tell_me_by_mail="No mails")
    [one] = everything()
    assert (one.title, one.frequency) == ("New", Frequency.OFF)

    reader.click("Change or delete: New").press("Delete this saved search")
    assert everything() == []
    assert db.session.scalars(sa.select(SavedHit)).all() == []


def test_hits_are_listed_and_can_be_hidden(make: Make, visitor: Any, saved: Saved) -> None:
    person = make.member()
    saved(person)
    make.search(title="First", published_at=now() - timedelta(hours=2))
    make.search(title="Second")
    jobs.send_digests()
    reader = visitor(person).open("/saved-searches")

    assert "First" in reader.text
    reader.press("Hide this one: First")

    assert "First" not in reader.text
    assert "Second" in reader.text


def test_saved_search_is_nobody_elses(make: Make, visitor: Any, saved: Saved) -> None:
    one = saved(make.member())
    make.search()
    jobs.send_digests()
    hit = db.session.scalars(sa.select(SavedHit)).one()
    stranger = visitor(make.member())

    assert "What I look for" not in stranger.open("/saved-searches").text
    assert stranger.open(f"/saved-searches/{one.uid}").status == 404
    token = stranger.open("/saved-searches/new/searches").page.find("input", {"name": "csrf_token"})
    for path in (f"{one.uid}", f"{one.uid}/delete", f"hits/{hit.uid}/hide"):
        data = {"csrf_token": token["value"], "title": "Mine", "frequency": "off"}
        assert stranger.open(f"/saved-searches/{path}", method="POST", data=data).status == 404
    assert [found.title for found in everything()] == ["What I look for"]


def test_page_asks_as_often_for_many_as_for_one(
    make: Make, visitor: Any, saved: Saved, counting: Any
) -> None:
    def statements() -> int:
        with counting() as seen:
            reader.open("/saved-searches")
        return len(seen)

    person = make.member()
    saved(person, "language=en")
    saved(person, "country=LT", subject=Subject.ORGANISATIONS)
    make.search()
    make.organisation(country="LT")
    jobs.send_digests()
    reader = visitor(person)
    statements()
    few = statements()
    for number in range(10):
        saved(person, f"q={number}")

    assert statements() == few


def test_nobody_saves_without_end(
    make: Make, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_SAVED", 1)
    person = make.member()
    saved(person)
    question = lists.read(Subject.SEARCHES, {"language": ["pl"]})

    with pytest.raises(commands.DomainError):
        commands.save_search(person.id, question, "More", "daily")


@pytest.mark.parametrize(
    ("path", "subject"), [("/searches", "searches"), ("/organisations", "organisations")]
)
def test_list_leads_to_saving_and_to_other_formats(
    make: Make, visitor: Any, path: str, subject: str
) -> None:
    person = make.member(make.organisation(country="LT"))
    reader = visitor(person).open(f"{path}?country=LT&page=1")

    offered = {link.get_text(): link["href"] for link in reader.page.select(".link-list a")}
    assert offered["CSV"] == f"/{subject}.csv?country=LT"
    for address in offered.values():
        assert reader.client.get(address).status_code == 200
    feed = reader.page.select_one('link[type="application/atom+xml"]')
    assert feed["href"] == f"/{subject}.atom?country=LT"
    reader.click("Save this search").press("Save", Tell_me_by_mail="No mails")
    [one] = everything()
    assert (one.subject, one.query) == (subject, "country=LT")
