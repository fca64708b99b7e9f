"""The sheet of a budget: rows read cell by cell, drafts, conflicts, all without JavaScript."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.budgets.plan import Category
from app.budgets.sheet import Ground, Typed, digest, gap_of, parse_units
from app.budgets.sheet_reading import read
from app.consortia.models import Activity, WorkPackage
from app.core.db import db
from app.directory.choices import Role
from tests.budgets.test_pages import plain, rows

D = Decimal
STAFF = Ground((Category.STAFF, Category.TRAVEL), periods=2)


def typed(**cells: str) -> Typed:
    return Typed("n1", "staff", cells)


def sheet_of(world, visitor, country="SE"):
    return visitor(world.people[country]).open(f"/budgets/{world.budget(country).uid}/sheet")


def test_row_is_read_with_commas_points_and_spaces(app):
    with app.test_request_context():
        reading = read(
            typed(description=" Lead  auditors ", unit_type="day", units="20,5",
                  unit_price="1 811,11", p1="20 000", p2="17127.75"), STAFF,
        )  # fmt: skip

    assert not reading.faults
    assert (reading.cost.description, reading.cost.units) == ("Lead auditors", D("20.50"))
    assert reading.cost.amount == D("37127.75")
    assert reading.cost.periods == {"1": "20000.00", "2": "17127.75"}
    assert gap_of(reading.cost.amount, reading.cost.periods) == 0


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"unit_price": "5"}, {"description"}),
        ({"description": "x"}, {"unit_price"}),
        ({"description": "x", "unit_price": "1.2.3"}, {"unit_price"}),
        ({"description": "x", "unit_price": "5", "units": "1.234"}, {"units"}),
        ({"description": "x", "unit_price": "5", "unit_type": "day"}, {"units"}),
        ({"description": "x", "unit_price": "999999", "units": "99999"}, {"units"}),
        ({"description": "x", "unit_price": "5", "p2": "half"}, {"p2"}),
        ({"description": "x" * 251, "unit_price": "5"}, {"description"}),
    ],
)
def test_wrong_cells_are_named(app, cells, wrong):
    with app.test_request_context():
        assert set(read(typed(**cells), STAFF).faults) == wrong


def test_gap_of_the_periods_is_signed(app):
    with app.test_request_context():
        cost = read(typed(description="x", unit_price="100", p1="30", p2="80.01"), STAFF).cost

    assert gap_of(cost.amount, cost.periods) == D("-10.01")


def test_units_are_read_as_people_write_them():
    written = ("12", "1,5", "1 200", "1,200.50")

    assert [parse_units(text) for text in written] == [12, D("1.5"), 1200, D("1200.5")]


def test_two_ways_to_write_a_number_are_no_change():
    assert digest({"units": "20,50", "unit_price": "1,811.10", "note": ""}) == digest(
        {"units": "20.5", "unit_price": "1 811.1"}
    )
    assert digest({"units": "20.5"}) != digest({"units": "20.51"})


def test_sheet_saves_good_rows_and_keeps_wrong_ones(world, visitor):
    person = sheet_of(world, visitor)
    person.press(
        "Save",
        {
            "r.nstaff1.description": "Auditors",
            "r.nstaff1.units": "20.5",
            "r.nstaff1.unit_price": "811.11",
            "r.nstaff2.description": "Managers",
            "r.nstaff2.unit_price": "lots",
        },
    )

    assert [line.description for line in world.budget("SE").lines] == ["Auditors"]
    assert person.errors == [
        "Staff, 2: Price or amount: Write the amount with a point and two decimals, "
        "for example 8111.11."
    ]
    fault = person.page.select_one(".error-summary a")["href"].removeprefix("#")
    assert person.page.find(id=fault)["value"] == "lots"

    again = sheet_of(world, visitor)  # another session: what was typed is still there
    assert again.page.find(id=fault)["value"] == "lots"
    key = fault.split("-")[1]
    again.press("Save and close", {f"r.{key}.unit_price": "1000"})
    assert ["Managers", "amount only", "1,000.00"] in rows(again, "#costs")


def test_ten_rows_more_keep_what_was_typed(world, visitor):
    person = sheet_of(world, visitor)
    before = len(person.page.select("#part-staff tbody tr"))
    person.press("Add ten rows Staff", {"r.nstaff1.description": "Half a thought"})

    assert len(person.page.select("#part-staff tbody tr")) == before + 10
    assert person.errors == []
    assert person.page.find(id="c-nstaff1-description")["value"] == "Half a thought"
    assert world.budget("SE").lines == []


def test_rows_are_changed_and_deleted_by_tick(world, visitor):
    world.write("SE")
    first, second = (line.uid.hex for line in world.budget("SE").lines[:2])
    person = sheet_of(world, visitor)
    person.press("Save", {f"r.{first}.units": "10", f"r.{second}.delete": True})

    budget = world.budget("SE")
    assert [(line.description, line.units) for line in budget.lines] == [
        ("Lead auditors", 10), ("Documentation system", 1)
    ]  # fmt: skip
    assert budget.lines[0].uid.hex == first


def test_figures_are_computed_and_nothing_is_saved(world, visitor):
    world.write("SE")
    person = sheet_of(world, visitor)
    line = world.budget("SE").lines[0].uid.hex
    form = {i["name"]: i.get("value", "") for i in person.page.select("form.sheet input[name]")
            if i.get("type") != "checkbox"}  # fmt: skip
    answer = person.client.post(
        f"{person.path}/figures", data=form | {f"r.{line}.units": "1", "r.nstaff1.unit_price": "9"}
    )

    assert answer.json["texts"][f"a-{line}"] == "811.11"
    assert answer.json["texts"]["t-staff"] == "820.11"
    assert "Own contribution" in answer.json["outcome"]
    assert world.budget("SE").lines[0].units == D("20.5")


def test_draft_is_kept_while_typing_and_thrown_away(world, visitor):
    person = sheet_of(world, visitor)
    form = {"csrf_token": person.page.main.find(attrs={"name": "csrf_token"})["value"],
            "version": str(world.budget("SE").version)}  # fmt: skip
    data = form | {"r.n1.category": "travel", "r.n1.description": "To Gdansk"}
    assert person.client.post(f"{person.path}/draft", data=data).json == {"said": "Draft kept."}

    again = sheet_of(world, visitor)
    assert "1 row is not saved in the budget yet." in again.text
    assert again.page.find(id="c-n1-description")["value"] == "To Gdansk"
    again.press("Throw the draft away")
    assert "To Gdansk" not in str(again.page)


def test_second_of_two_editors_sees_both_and_takes_over_row_by_row(world, make, visitor):
    world.write("SE")
    first, second = (line.uid.hex for line in world.budget("SE").lines[:2])
    colleague = make.member(world.partner("SE").organisation)
    slow, quick = sheet_of(world, visitor), visitor(colleague)
    quick.open(slow.path).press("Save", {f"r.{first}.units": "10"})
    mine = {f"r.{first}.units": "11", f"r.{second}.units": "8", "r.ntravel1.description": "Ferry",
            "r.ntravel1.unit_price": "50"}  # fmt: skip
    slow.press("Save", mine)

    assert slow.status == 409
    assert [line.units for line in world.budget("SE").lines[:2]] == [10, 9]
    assert "Changed by both" in slow.text
    assert ["Units", "11", "10"] in rows(slow, "main")
    ticked = [box["value"] for box in slow.page.select("[name=take][checked]")]
    assert ticked == [second, "ntravel1"]

    back = sheet_of(world, visitor)  # the rows of the second survive the end of a session
    assert "Changed by both" in back.text
    back.press("Save what is ticked")
    budget = world.budget("SE")
    assert [line.units for line in budget.lines[:2]] == [10, 8]
    assert budget.lines[-1].description == "Ferry"
    assert "Changed by both" not in sheet_of(world, visitor).text


def test_row_that_was_deleted_meanwhile_can_be_taken_over_as_new(world, make, visitor):
    world.write("SE")
    first = world.budget("SE").lines[0].uid.hex
    colleague = make.member(world.partner("SE").organisation)
    slow, quick = sheet_of(world, visitor), visitor(colleague)
    quick.open(slow.path).press("Save", {f"r.{first}.delete": True})
    slow.press("Save", {f"r.{first}.units": "7"})
    assert slow.status == 409
    slow.press("Save what is ticked", {"take": [first]})

    line = world.budget("SE").lines[-1]
    assert (line.description, line.units) == ("Lead auditors", 7)


def test_category_takes_three_hundred_lines(world, visitor):
    world.write("SE", {"travel": [(f"Trip {n}", "1", "1.00") for n in range(299)]}, {})
    person = sheet_of(world, visitor)
    form = {i["name"]: i.get("value", "") for i in person.page.select("form.sheet input[name]")
            if i.get("type") != "checkbox"}  # fmt: skip
    for n in (1, 2):
        form |= {f"r.n{n}.category": "travel", f"r.n{n}.description": "More",
                 f"r.n{n}.unit_price": "1"}  # fmt: skip
    person.client.post(person.path, data=form)

    assert len(world.budget("SE").lines) == 300
    assert "A category takes at most 300 lines." in sheet_of(world, visitor).errors[0]


def test_sheet_of_a_sent_budget_is_closed(world, visitor):
    world.write("SE")
    world.move("SE", "submit")

    assert sheet_of(world, visitor).status == 403
    assert sheet_of(world, visitor, "LT").status == 200
    uid = world.budget("SE").uid
    assert visitor(world.people["LT"]).open(f"/budgets/{uid}/sheet").status == 404


def test_rows_typed_while_a_colleague_sends_the_budget_are_kept(world, visitor):
    world.write("SE")
    first = world.budget("SE").lines[0].uid.hex
    slow = sheet_of(world, visitor)
    world.move("SE", "submit")
    slow.press("Save", {f"r.{first}.units": "7", "r.ntravel1.description": "Ferry"})

    assert slow.status == 403
    assert "The rows that you typed are kept" in slow.text
    assert world.budget("SE").lines[0].units == D("20.50")

    world.move("SE", "return", world.duty(Role.FINANCE), "Why so many trips?")
    again = sheet_of(world, visitor)
    assert again.page.find(id=f"c-{first}-units")["value"] == "7"
    assert again.page.find(id="c-ntravel1-description")["value"] == "Ferry"


def test_sheet_takes_the_same_statements_however_long_it_is(world, visitor, counting):
    person, counts = visitor(world.people["SE"]), []
    for more in (1, 29):
        world.write("SE", {"staff": [(f"Line {n}", "1", "10.00") for n in range(more)]})
        path = f"/budgets/{world.budget('SE').uid}/sheet"
        person.open(path)
        with counting() as statements:
            person.open(path)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_text_of_several_lines_is_left_as_it_is(world, visitor):
    """Browsers take new lines out of fields for one line."""
    world.write("SE", {"travel": [("Audits\non site", "1", "80.00")]}, {})
    line = world.budget("SE").lines[0].uid.hex
    person = sheet_of(world, visitor)
    sent = person.page.find(id=f"c-{line}-description")["value"].replace("\n", "")
    person.press("Save", {f"r.{line}.description": sent, "r.ntravel1.description": "Ferry",
                          "r.ntravel1.unit_price": "5"})  # fmt: skip

    assert [one.description for one in world.budget("SE").lines] == ["Audits\non site", "Ferry"]


def test_text_of_the_sheet_is_plain(world, visitor):
    world.write("SE")

    assert "16,627.75" in plain(sheet_of(world, visitor).text)


def test_all_that_a_line_has_is_entered_in_the_sheet(world, make, visitor):
    project = world.project
    project.periods = 2
    package = WorkPackage(project_id=project.id, number=1, title="Training")
    db.session.add(package)
    db.session.flush()
    activity = Activity(work_package_id=package.id, number=2, title="Courses")
    db.session.add(activity)
    db.session.commit()
    person = sheet_of(world, visitor)
    person.press(
        "Save",
        {
            "r.nstaff1.description": "Trainer", "r.nstaff1.staff_function": "Courses",
            "r.nstaff1.unit_type": "day", "r.nstaff1.units": "10", "r.nstaff1.unit_price": "100",
            "r.nstaff1.p1": "400", "r.nstaff1.p2": "500", "r.nstaff1.work": "1.2",
            "r.nstaff1.note": "Two courses",
            "r.nlumpsums1.description": "Preparation", "r.nlumpsums1.unit_price": "5 000,00",
            "r.nlumpsums1.period": "preparation",
            "r.nunitcosts1.description": "Hours", "r.nunitcosts1.units": "3",
            "r.nunitcosts1.unit_price": "29.50", "r.nunitcosts1.costs_as": "external",
            "r.nunitcosts1.p1": "80", "r.nunitcosts1.p2": "8.51",
        },
    )  # fmt: skip

    staff, lump, unit = world.budget("SE").lines
    assert (staff.staff_function, staff.unit_type, staff.note) == ("Courses", "day", "Two courses")
    assert (staff.periods, staff.activity_id) == ({"1": "400.00", "2": "500.00"}, activity.id)
    assert (lump.period, lump.units, lump.unit_price) == ("preparation", 1, D("5000.00"))
    assert (unit.costs_as, unit.units) == (Category.EXTERNAL, 3)
    assert unit.periods == {"1": "80.00", "2": "8.51"}
    assert person.page.find(id=f"g-{unit.uid.hex}").get_text() == "gap -0.01"
    assert not person.page.find(id=f"g-{lump.uid.hex}")
    assert person.page.find(id=f"g-{staff.uid.hex}").get_text() == "gap 100.00"
    assert person.page.select_one(f"#c-{staff.uid.hex}-work option[selected]")["value"] == "1.2"


def test_periods_say_their_days_above_their_columns(world, visitor):
    world.project.periods, world.project.starts_on = 2, date(2026, 7, 1)
    db.session.commit()
    person = sheet_of(world, visitor)
    heads = [plain(head.get_text(" ")) for head in person.page.select("#part-unit_costs th")]

    assert "Period 1 1 Jul – 31 Dec 2026" in heads
    assert "Period 2 1 Jan – 30 Jun 2027" in heads


def test_own_draft_is_shown_over_what_others_have_changed_elsewhere(world, make, visitor):
    world.write("SE")
    first, second = (line.uid.hex for line in world.budget("SE").lines[:2])
    person = sheet_of(world, visitor)
    person.press("Add ten rows Staff", {f"r.{first}.units": "7"})
    colleague = visitor(make.member(world.partner("SE").organisation)).open(person.path)
    colleague.press("Save", {f"r.{second}.units": "1"})
    again = sheet_of(world, visitor)

    assert "The budget has changed since you typed this" in again.text
    again.press("Save")
    assert [line.units for line in world.budget("SE").lines[:2]] == [7, 1]
