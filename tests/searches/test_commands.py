"""What is done with searches, and what it must not break."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import DomainError
from app.core.history import act_as, advance, entries_of
from app.core.times import now
from app.directory.choices import Role
from app.inbox.models import Message
from app.programmes.commands import load_programmes
from app.programmes.queries import get_programme
from app.searches import commands
from app.searches.models import Criterion, SearchState
from app.searches.queries import get_search
from app.searches.workflow import FLOW
from tests.making import actor

FORM = Path(__file__).parents[2] / "app/demo/forms/european-quality-centre.txt"


def fresh(reference: str):
    db.session.commit()
    db.session.expunge_all()
    return get_search(reference)


def test_search_is_created_with_its_author_and_a_reference(make):
    person = make.staff()
    search = commands.create_search(actor(person), {"title": "Quality", "phone": "+7 0112 430851"})
    search = fresh(search.reference)

    assert search.reference.endswith("-001")
    assert (search.author_id, search.state) == (person.id, SearchState.DRAFT)
    assert search.phone_normalised == "+70112430851"
    assert [entry.action for entry in entries_of(search)][-1] == "search.create"


def test_edit_is_written_to_the_history_once_and_without_noise(make):
    search = make.search(state=SearchState.DRAFT, title="Old", keywords=["a"])
    search = fresh(search.reference)
    commands.edit_search(search, {"title": "New", "keywords": ["a"]})
    search = fresh(search.reference)

    assert [entry.changes for entry in entries_of(search)] == [{"title": ["Old", "New"]}]


def test_rules_are_those_of_the_programme_on_the_day(app, make):
    load_programmes()
    search = make.search(state=SearchState.DRAFT)
    commands.edit_search(
        get_search(search.reference), {"programme": get_programme("bsr-interreg-iii-b")}
    )
    search = fresh(search.reference)

    assert search.rule_set is not None
    assert search.rule_set.document["slug"] == "bsr-interreg-iii-b"

    commands.edit_search(search, {"programme": None})
    assert fresh(search.reference).rule_set is None


def test_criterion_whose_text_stays_is_the_same_criterion(make):
    search = make.search(slots=0, state=SearchState.DRAFT)
    slot = commands.add_slot(
        get_search(search.reference), {"title": "A", "essential": ["One", "Two"], "nice": ["Three"]}
    )
    before = {criterion.text: criterion.id for criterion in slot.criteria}
    search = fresh(search.reference)

    commands.edit_slot(search.slots[0], {"essential": ["Three", "One", "Four"], "nice": []})
    slot = fresh(search.reference).slots[0]
    after = {criterion.text: criterion.id for criterion in slot.criteria}

    assert [criterion.text for criterion in slot.criteria] == ["Three", "One", "Four"]
    assert all(criterion.essential for criterion in slot.criteria)
    assert (after["One"], after["Three"]) == (before["One"], before["Three"])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Criterion)) == 3


def test_slot_that_is_removed_takes_its_criteria_along(make):
    search = make.search(slots=3, state=SearchState.DRAFT)
    commands.remove_slot(get_search(search.reference).slots[1])
    search = fresh(search.reference)

    assert [slot.number for slot in search.slots] == [1, 2]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Criterion)) == 2


@pytest.mark.parametrize(
    ("place", "by", "order"), [(0, -1, "ABC"), (0, 1, "BAC"), (2, -1, "ACB"), (2, 1, "ABC")]
)
def test_slot_is_moved_and_stops_at_the_end(make, place, by, order):
    search = make.search(slots=0, state=SearchState.DRAFT)
    for number, title in enumerate("ABC", start=1):
        make.slot(search, number=number, title=title)
    search = fresh(search.reference)
    commands.shift_slot(search.slots[place], by)

    assert "".join(slot.title for slot in fresh(search.reference).slots) == order


def test_edit_of_a_slot_meets_a_submission_at_the_same_moment(make):
    search = make.search(state=SearchState.DRAFT)
    version = search.version
    commands.edit_slot(get_search(search.reference).slots[0], {"title": "Other"})

    assert fresh(search.reference).version == version + 1


def test_amendment_moves_the_deadline_to_later_only(make):
    search = get_search(make.search().reference)
    officer = actor(make.staff())

    with pytest.raises(DomainError):
        commands.amend_search(search, officer, {"deadline_at": now() + timedelta(days=1)}, "Hurry")
    with pytest.raises(DomainError):
        commands.amend_search(search, officer, {"deadline_at": None}, "Never")

    later = now() + timedelta(days=90)
    commands.amend_search(search, officer, {"deadline_at": later}, "More time")
    assert fresh(search.reference).deadline_at == later


def test_imported_form_loses_nothing_and_chooses_nothing(make):
    text = FORM.read_text(encoding="utf-8")
    search = commands.import_form(text, Actor.SYSTEM)
    search = fresh(search.reference)
    told = commands.import_json(search)

    assert search.author_id is None
    assert search.priority_id is None
    assert search.imported is not None
    assert search.imported["text"] == text
    assert list(told) == ["reference", "fields", "slots", "warnings", "unmatched"]
    assert told["reference"] == search.reference
    assert list(told["fields"])[:3] == ["title", "acronym", "lead_applicant"]
    assert told["fields"]["estimated_budget"] == {"amount": "300000.00", "currency": "EUR"}
    assert len(told["fields"]["priority_options"]) == 3
    assert [slot["title"] for slot in told["slots"]] == [slot.title for slot in search.slots]


def test_budget_in_another_currency_is_left_open(make):
    search = commands.import_form(
        "Project title\n\nQuality\n\nEstimated budget\n\n300 000 SEK\n", Actor.SYSTEM
    )
    search = fresh(search.reference)

    assert search.estimated_budget is None
    assert commands.import_json(search)["fields"]["estimated_budget"] == {
        "amount": "300000.00",
        "currency": "SEK",
    }


def test_search_is_found_as_it_reads_after_the_last_edit(make):
    from app.searches.filters import Wanted
    from app.searches.queries import listing

    search = make.search(title="Old")
    commands.edit_search(get_search(search.reference), {"title": "Lighthouse"})
    db.session.commit()

    assert [found.title for found in listing(Wanted(q="lighthouses"))] == ["Lighthouse"]
    assert listing(Wanted(q="old")).total == 0


class TestReview:
    @pytest.fixture
    def search(self, make):
        author = make.staff(email="author@example.org")
        make.staff(Role.OFFICER, email="officer@example.org")
        make.staff(Role.REVIEWER, email="reviewer@example.org")
        self.author, self.reviewer = author, make.staff(Role.REVIEWER, email="second@example.org")
        search = make.search(
            state=SearchState.DRAFT, published_at=None, author_id=author.id, **make.whole()
        )
        return get_search(search.reference)

    def told(self) -> set[tuple[str, str]]:
        db.session.commit()
        rows = db.session.scalars(sa.select(Message)).all()
        return {(row.event, row.address) for row in rows}

    def test_submission_is_told_to_the_reviewers(self, search):
        advance(FLOW, search, "submit", actor(self.author))

        assert self.told() == {
            ("search.submit", "reviewer@example.org"), ("search.submit", "second@example.org"),
        }  # fmt: skip
        subjects = db.session.scalars(sa.select(Message.subject)).all()
        assert all(subject.startswith("[Action needed]") for subject in subjects)

    def test_changes_are_told_to_the_author_with_the_reason(self, search):
        advance(FLOW, search, "submit", actor(self.author))
        advance(FLOW, search, "request-changes", actor(self.reviewer), "Name the standards.")
        told = self.told()
        mail = db.session.scalars(
            sa.select(Message).where(Message.event == "search.request-changes")
        ).one()

        assert ("search.request-changes", "author@example.org") in told
        assert "Name the standards." in mail.body

    def test_approval_publishes_and_is_told_to_author_and_officers(self, search):
        advance(FLOW, search, "submit", actor(self.author))
        advance(FLOW, search, "approve", actor(self.reviewer))
        told = self.told()
        search = fresh(search.reference)

        assert search.standing == SearchState.OPEN
        assert search.published_at is not None
        assert {address for event, address in told if event == "search.approve"} == {
            "author@example.org", "officer@example.org",
        }  # fmt: skip

    def test_withdrawal_is_told_to_the_officers(self, make, search):
        advance(FLOW, search, "submit", actor(self.author))
        advance(FLOW, search, "approve", actor(self.reviewer))
        advance(FLOW, search, "withdraw", actor(make.staff(Role.DIRECTOR)), "The project ended.")

        assert ("search.withdraw", "officer@example.org") in self.told()

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"summary": ""}, "The summary is missing."),
            ({"priority": None}, "The priority is not chosen."),
            ({"deadline_at": None}, "The deadline is missing."),
            ({"description": "Write to me@example.org"}, "“me@example.org” stands in a text"),
            (
                {"contact_name": "A. Person", "objectives": ["Ask A. Person"]},
                "“A. Person” stands in a text",
            ),
        ],
    )
    def test_submission_says_what_is_wrong(self, search, facts, sentence):
        commands.edit_search(search, facts)

        with pytest.raises(DomainError) as refusal:
            advance(FLOW, search, "submit", actor(self.author))
        assert str(refusal.value.reason).startswith(sentence)

    def test_submission_needs_slots_with_criteria(self, search):
        commands.edit_slot(search.slots[0], {"essential": [], "nice": []})
        with pytest.raises(DomainError, match="has no criterion"):
            advance(FLOW, search, "submit", actor(self.author))

        commands.remove_slot(search.slots[0])
        with pytest.raises(DomainError, match="at least one slot"):
            advance(FLOW, search, "submit", actor(self.author))

    def test_deadline_in_the_past_is_refused(self, search):
        commands.edit_search(search, {"deadline_at": now() - timedelta(minutes=1)})

        with pytest.raises(DomainError, match="lies in the past"):
            advance(FLOW, search, "submit", actor(self.author))


def test_backdating_keeps_the_reason(make):
    search = get_search(make.search().reference)
    administrator = actor(make.staff(Role.ADMINISTRATOR))
    act_as(administrator)
    commands.backdate_search(search, administrator, date(2006, 6, 8), "The case of 2006.")
    search = fresh(search.reference)
    moved = next(entry for entry in entries_of(search) if entry.action == "search.backdate")

    assert search.rules_as_of == date(2006, 6, 8)
    assert moved.note == "The case of 2006."


def test_command_imports_a_form_and_prints_what_was_read(app, make):
    person = make.staff(email="officer@example.org")
    answer = app.test_cli_runner().invoke(
        args=["import-search", str(FORM), "--as", "officer@example.org"]
    )
    told = json.loads(answer.stdout)

    assert answer.exit_code == 0
    assert told["fields"]["title"] == "European Quality Centre in Kaliningrad, Russia"
    assert fresh(told["reference"]).author_id == person.id


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (b"", (), "The file is empty."),
        (b"\x00\x01\x02" * 100, (), "The file is not text: it holds binary data."),
        (b"a" * 10_000_000, (), "The file is larger than 1 MB"),
        (b"Project title\nX", ("--as", "nobody@example.org"), "Nobody has an account with the address"),
        (b"Project title\nX", ("--format", "docx"), "Forms can be read as text only"),
    ],
)  # fmt: skip
def test_command_refuses_in_one_sentence(app, tmp_path, content, arguments, sentence):
    file = tmp_path / "form"
    file.write_bytes(content)
    answer = app.test_cli_runner().invoke(args=["import-search", str(file), *arguments])

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith(sentence)
    assert answer.stderr.count("\n") == 1


def test_command_refuses_an_author_who_is_no_officer(app, make):
    make.member(email="guest@example.org")
    answer = app.test_cli_runner().invoke(
        args=["import-search", str(FORM), "--as", "guest@example.org"]
    )

    assert (answer.exit_code, answer.stderr) == (
        1,
        "guest@example.org is no officer of the agency.\n",
    )
