"""Two people in one form: who is slower gets it again, with what both of them did."""

from __future__ import annotations

import pytest

from app.directory.models import Role
from tests.core.test_inspection import png
from tests.partnership import found


@pytest.fixture
def world(make):
    return found(make, "SE")


def table(page):
    """The rows of the comparison: field with whose change it is, what was typed, what is stored."""
    return [
        tuple(" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"]))
        for row in page.page.select(".error-summary tbody tr")
    ]


def value(page, name):
    control = page.page.find(attrs={"name": name})
    return control.get("value", control.get_text().strip())


def two(visitor, world, path):
    return [visitor(world.people["SE"]).open(path) for _ in range(2)]


def test_line_keeps_the_price_of_the_one_and_the_note_of_the_other(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/lines/{budget.lines[0].uid}"
    quick, slow = two(visitor, world, path)
    before = value(slow, "unit_price")

    quick.press("Save the line", {"unit_price": "6000"})
    slow.press("Save the line", {"note": "Only the note"})

    assert slow.status == 409
    assert [row[0].partition(" Changed ")[2] for row in table(slow)] == [
        "by somebody else", "by you alone",
    ]  # fmt: skip
    assert table(slow)[0][1:] == (before, "6,000.00")
    assert (value(slow, "unit_price"), value(slow, "note")) == ("6,000.00", "Only the note")
    slow.press("Save the line")

    assert slow.status == 200
    line = world.budget("SE").lines[0]
    assert (str(line.unit_price), line.note) == ("6000.00", "Only the note")


def test_what_both_have_changed_is_marked_and_shown_beside(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/lines/{budget.lines[0].uid}"
    quick, slow = two(visitor, world, path)

    quick.press("Save the line", {"unit_price": "6000"})
    slow.press("Save the line", {"unit_price": "7000"})

    assert [row[1:] for row in table(slow)] == [("7000", "6,000.00")]
    assert "Changed by both" in table(slow)[0][0]
    assert value(slow, "unit_price") == "7000"
    assert "Stored now: 6,000.00" in slow.text
    for token in ("csrf_token", "as_shown", "version"):
        assert token not in slow.text
    slow.press("Save the line")
    assert str(world.budget("SE").lines[0].unit_price) == "7000.00"


def test_third_who_was_faster_is_seen_as_well(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/lines/{budget.lines[0].uid}"
    quick, slow = two(visitor, world, path)

    quick.press("Save the line", {"unit_price": "6000"})
    slow.press("Save the line", {"note": "Mine"})
    quick.open(path).press("Save the line", {"unit_price": "6500"})
    slow.press("Save the line")

    assert slow.status == 409
    assert ("6,000.00", "6,500.00") in [row[1:] for row in table(slow)]
    slow.press("Save the line")
    line = world.budget("SE").lines[0]
    assert (str(line.unit_price), line.note) == ("6500.00", "Mine")


def test_rows_of_a_list_are_told_apart(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/funding"
    person = visitor(world.people["SE"]).open(path)
    for number, name in enumerate(("City", "Port")):
        row = {"name": name, "amount": "100", "status": "Public"}
        person.press(
            "Save and compute",
            {f"sources-{number}-{part}": text for part, text in row.items()}
            | {f"sources-{number}-is_partner": False},
        )
    quick, slow = two(visitor, world, path)

    quick.press("Save and compute", {"sources-0-amount": "150", "sources-2-name": "Bank",
                "sources-2-amount": "5"})  # fmt: skip
    slow.press("Save and compute", {"sources-1-amount": "250", "sources-2-name": "Club",
               "sources-2-amount": "7"})  # fmt: skip

    assert slow.status == 409
    assert "Origins of the contribution, number 1, Amount" in slow.text
    assert "y" not in {cell for row in table(slow) for cell in row}
    slow.press("Save and compute")

    assert slow.status == 200
    assert sorted((one.name, str(one.amount)) for one in world.budget("SE").sources) == [
        ("Bank", "5.00"), ("City", "150.00"), ("Club", "7.00"), ("Port", "250.00"),
    ]  # fmt: skip


def test_plan_keeps_both_in_rows_within_rows(world, visitor):
    path = f"/projects/{world.reference}/plan/edit"
    officer = visitor(world.duty(Role.OFFICER)).open(path)
    officer.press("Save", {"work_packages-0-title": "Work",
                  "work_packages-0-activities-0-title": "Talk"})  # fmt: skip
    quick, slow = (visitor(world.duty(Role.OFFICER)).open(path) for _ in range(2))

    quick.press("Save", {"work_packages-0-title": "Better work"})
    slow.press("Save", {"work_packages-0-activities-0-title": "Better talk"})
    assert slow.status == 409
    slow.press("Save")

    names = ("work_packages-0-title", "work_packages-0-activities-0-title")
    slow.open(path)
    assert [value(slow, name) for name in names] == ["Better work", "Better talk"]


def test_profile_keeps_what_was_ticked_and_what_was_not(make, visitor):
    organisation = make.organisation(city="Vilnius", description="Before.")
    path = f"/organisations/{organisation.slug}/edit"
    quick, slow = (visitor(make.member(organisation, Role.EDITOR)).open(path) for _ in range(2))

    quick.press("Save", {"City": "Kaunas"})
    slow.press("Save", {"What you do and what you bring": "After."})
    assert slow.status == 409
    slow.press("Save")

    assert slow.status == 200
    assert (organisation.city, organisation.description) == ("Kaunas", "After.")


def test_form_that_has_grown_old_keeps_its_version_and_says_its_labels(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/lines/{budget.lines[0].uid}"
    quick, slow = two(visitor, world, path)

    quick.press("Save the line", {"unit_price": "6000"})
    slow.press("Save the line", {"note": "Mine", "csrf_token": "old"})

    labels = [label.get_text() for label in slow.page.select("main label")]
    assert {"Cost category", "Price or amount", "Note"} <= set(labels)
    assert "Staff" in slow.text
    slow.press("Send again")
    assert (slow.status, value(slow, "unit_price")) == (409, "6,000.00")
    slow.press("Save the line")
    line = world.budget("SE").lines[0]
    assert (str(line.unit_price), line.note) == ("6000.00", "Mine")


def test_file_that_was_sent_too_late_is_kept(world, visitor):
    budget = world.write("SE")
    path = f"/budgets/{budget.uid}/funding"
    quick, slow = two(visitor, world, path)

    quick.press("Save and compute", {"sources-1-name": "Bank", "sources-1-amount": "5"})
    slow.press(
        "Save and compute",
        {
            "sources-1-name": "Club",
            "sources-1-amount": "7",
            "sources-1-file": ("letter.png", png(2, 2)),
        },
    )
    assert "Kept: letter.png" in slow.text
    slow.press("Save and compute")

    evidence = {one.name: one.evidence is not None for one in world.budget("SE").sources}
    assert (evidence["Bank"], evidence["Club"]) == (False, True)
