"""The plan of a project: its periods, work packages and activities."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.budgets.models import Line
from app.consortia import commands, queries
from app.consortia.commands import Planned
from app.consortia.models import Activity, Partner, Project, ProjectState, WorkPackage
from app.core.db import db
from app.core.history import Entry
from app.directory.choices import PartnerRole, Role
from tests.budgets.changes import fix
from tests.budgets.test_pages import rows
from tests.partnership import found
from tests.visitor import plain


@pytest.fixture
def world(make):
    return found(make, "SE", "LT")


def planned(project: Project) -> list[str]:
    db.session.expire_all()
    return commands.outline(queries.load_plan(queries.get_project(project.reference)))


def write(project: Project, *packages: Planned, periods: int = 4, months: int = 6) -> None:
    commands.plan(queries.load_plan(project), periods, months, packages)
    db.session.commit()


def again(row: WorkPackage | Activity, **changed: object) -> Planned:
    facts = {"title": row.title, "uid": row.uid, "number": row.number}
    if isinstance(row, WorkPackage):
        facts["activities"] = [again(step) for step in row.activities]
    return Planned(**facts | changed)


def test_plan_is_written_with_numbers_given_and_found(world):
    project = world.project
    steps = [Planned("Audits", number=2), Planned("Handbook")]
    write(project, Planned("Management"), Planned("Training", number=3, activities=steps))

    assert planned(project) == ["3 Training", "3.2 Audits", "3.3 Handbook", "4 Management"]
    assert (world.project.periods, world.project.months_in_period) == (4, 6)


def test_work_packages_change_places(world):
    project = world.project
    write(project, Planned("A"), Planned("B"))
    a, b = project.work_packages
    write(project, again(a, number=2), again(b, number=1))

    assert planned(project) == ["1 B", "2 A"]


def test_new_one_takes_the_number_of_one_that_goes(world):
    project = world.project
    write(project, Planned("A", activities=[Planned("a")]), Planned("B"))
    write(project, Planned("C", number=1), again(project.work_packages[1]))

    assert planned(project) == ["1 C", "2 B"]
    assert db.session.scalar(sa.select(sa.func.count(Activity.id))) == 0


def test_history_says_what_the_plan_was_and_is(world):
    project = world.project
    write(project, Planned("A"))
    write(project, again(project.work_packages[0], title="B", activities=[Planned("b")]))
    rows = sa.select(Entry.changes).where(Entry.action == "project.edit").order_by(Entry.id)
    said = [row["work_packages"] for row in db.session.scalars(rows) if "work_packages" in row]

    assert said == [[[], ["1 A"]], [["1 A"], ["1 B", "1.1 b"]]]


def test_officer_writes_the_plan_on_its_page(world, visitor):
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}")
    officer.click("Plan").click("Edit the plan")
    officer.press(
        "Save and get more rows",
        **{
            "periods": "4",
            "months_in_period": "6",
            "work_packages-0-title": "Management",
            "work_packages-0-is_management": True,
            "work_packages-0-activities-0-title": "Kick-off",
        },
    )
    assert officer.path.endswith("/plan/edit")
    officer.press(
        "Save", **{"work_packages-1-title": "Training", "work_packages-0-title": "Managing"}
    )

    assert officer.path == f"/projects/{world.reference}/plan"
    assert planned(world.project) == ["1 Managing (management)", "1.1 Kick-off", "2 Training"]
    assert "4 periods, 6 months each" in officer.text
    assert [row[0] for row in rows(officer, "#plan tbody")] == [
        "1 Managing Management", "1.1 Kick-off", "2 Training"
    ]  # fmt: skip
    assert "The periods cover" not in officer.text


def test_plan_says_what_it_comes_to_for_everybody_in_the_project(make, world, visitor):
    project = world.project
    project.starts_on = date(2026, 1, 1)
    write(project, Planned("Training", activities=[Planned("Audits")]), Planned("Rest"), periods=2)
    package = project.work_packages[0]
    step = package.activities[0]
    tie(world, "SE", work_package_id=package.id, activity_id=step.id, periods={"1": "6627.75"})
    tie(world, "LT", work_package_id=package.id)
    address = f"/projects/{world.reference}/plan"

    for person in (world.people["LT"], world.duty(Role.FINANCE), world.duty(Role.AUDITOR)):
        page = visitor(person).open(address)
        assert "Edit the plan" not in page.text
        table = rows(page, "#plan tbody")
        both = "2 partners 2. Body of SE: 16,627.75 3. Body of LT: 39,999.99"
        assert table[0] == ["1 Training", both, "56,627.74"]
        assert table[1:3] == [
            ["1.1 Audits", "2. Body of SE", "16,627.75"], ["2 Rest", "–", "–"]
        ]  # fmt: skip
        assert table[3][2] == "15,111.05"  # what the partners write without naming a package
        periods = rows(page, "#plan-periods")
        assert periods[1][:2] == ["Period 1", "1 January 2026 to 30 June 2026"]
        assert [row[-1] for row in periods[1:]] == ["6,627.75", "65,111.04", "71,738.79"]
        assert "= periods = EUR 71,738.79. Difference 0.00." in plain(page.text)
    assert visitor(make.member()).open(address).status == 404


def test_plan_of_a_budget_that_is_changed_says_what_counts_and_keeps_what_is_used(world, visitor):
    project = world.project
    write(project, Planned("Training"), Planned("Later"), periods=4)
    first, second = project.work_packages
    tie(world, "SE", work_package_id=first.id, periods={"4": "16627.75"})
    fix(world)
    world.move("SE", "ask-change", note="More of it later.")
    line = world.budget("SE").lines[0]
    line.work_package_id, line.periods = second.id, {}
    db.session.commit()
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/plan")

    assert [row[2] for row in rows(officer, "#plan tbody")[:2]] == ["16,627.75", "–"]
    officer.click("Edit the plan").press("Save", {"work_packages-0-remove": True, "periods": "3"})
    assert officer.status == 422
    assert officer.errors == [
        "Number of periods: Later periods hold costs of Body of SE. These have to be moved first.",
        "Work packages, number 1, Remove it: Costs of Body of SE stand on it. "
        "These have to be moved first.",
    ]
    assert planned(project) == ["1 Training", "2 Later"]


def test_fixed_budgets_keep_the_numbers_of_packages_and_activities(world, visitor):
    project = world.project
    steps = [Planned("Audits"), Planned("Reports")]
    write(project, Planned("Training", activities=steps), Planned("Later"))
    form = f"/projects/{world.reference}/plan/edit"
    officer = visitor(world.duty(Role.OFFICER)).open(form)
    other = {"work_packages-0-number": "2", "work_packages-1-number": "1"}
    officer.press("Save", **other)
    assert planned(project) == ["1 Later", "2 Training", "2.1 Audits", "2.2 Reports"]

    fix(world)
    officer.open(form).press("Save", **other, **{"work_packages-1-activities-0-number": "5"})
    assert officer.status == 422
    assert [one.partition(": ")[2] for one in officer.errors] == [
        "It stays number 1: fixed budgets name it so.",
        "It stays number 2: fixed budgets name it so.",
        "It stays number 1: fixed budgets name it so.",
    ]
    assert planned(project) == ["1 Later", "2 Training", "2.1 Audits", "2.2 Reports"]


def test_difference_of_periods_and_duration_is_said(world, visitor):
    write(world.project, periods=3, months=6)
    page = visitor(world.people["SE"]).open(f"/projects/{world.reference}/plan")

    assert "The periods cover 18 months, the project lasts 24." in page.text
    assert "the last period is shorter" not in page.text
    write(world.project, periods=5, months=5)
    page.open(f"/projects/{world.reference}/plan")
    assert "cover 25 months, the project lasts 24. So the last period is shorter." in page.text


def tie(world, country: str, **given: object) -> None:
    line = db.session.get_one(Line, world.write(country).lines[0].id)
    for name, value in given.items():
        setattr(line, name, value)
    db.session.commit()


def test_what_costs_stand_on_is_not_removed(world, visitor):
    project = world.project
    steps = [Planned("Audits"), Planned("Free")]
    write(project, Planned("Training", activities=steps), Planned("Empty"))
    package = project.work_packages[0]
    tie(world, "LT", work_package_id=package.id, activity_id=package.activities[0].id)
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/plan/edit")
    officer.press("Save", **{"work_packages-0-remove": True})

    assert officer.status == 422
    said = "Costs of Body of LT stand on it. These have to be moved first."
    assert [one.endswith(said) for one in officer.errors] == [True, True]
    officer.press(
        "Save",
        **{
            "work_packages-0-remove": False,
            "work_packages-0-activities-1-remove": True,
            "work_packages-1-remove": True,
        },
    )
    assert planned(project) == ["1 Training", "1.1 Audits"]


def test_title_that_is_emptied_removes_nothing(world, visitor):
    write(world.project, Planned("Training"))
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/plan/edit")
    officer.press("Save", **{"work_packages-0-title": ""})

    assert officer.status == 422
    assert "Write a title, or tick that it is to be removed." in officer.text
    assert planned(world.project) == ["1 Training"]


def test_number_that_stands_there_twice_and_activities_of_nothing_are_refused(world, visitor):
    write(world.project, Planned("A"), Planned("B"))
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/plan/edit")
    officer.press(
        "Save",
        **{"work_packages-1-number": "1", "work_packages-2-activities-0-title": "Left alone"},
    )

    assert [one.rpartition(": ")[2] for one in officer.errors] == [
        "This number stands there twice.",
        "This number stands there twice.",
        "Say which work package these activities belong to.",
    ]


def test_fewer_periods_than_costs_use_are_refused_with_the_partners(world, visitor):
    write(world.project, periods=4)
    tie(world, "SE", periods={"1": "1.00", "4": "2.00"})
    officer = visitor(world.duty(Role.OFFICER)).open(f"/projects/{world.reference}/plan/edit")
    officer.press("Save", periods="3")

    assert officer.errors == [
        "Number of periods: Later periods hold costs of Body of SE. These have to be moved first."
    ]
    officer.press("Save", periods="21")
    assert officer.errors == ["Number of periods: Write a number from 0 to 20."]
    officer.press("Save", periods="5")
    assert world.project.periods == 5


def test_second_of_two_who_edit_the_plan_is_told(world, visitor):
    address = f"/projects/{world.reference}/plan/edit"
    first = visitor(world.duty(Role.OFFICER)).open(address)
    second = visitor(world.people["RU"]).open(address)
    first.press("Save", **{"work_packages-0-title": "Management"})
    second.press("Save", **{"work_packages-0-title": "Travel"})

    assert second.status == 409
    assert planned(world.project) == ["1 Management"]


def test_editors_of_the_lead_write_the_plan_and_other_partners_do_not(make, world, visitor):
    lead, other = world.partner("SE"), world.partner("RU")
    other.role = PartnerRole.PARTNER
    db.session.flush()
    lead.role = PartnerRole.LEAD
    db.session.commit()
    address = f"/projects/{world.reference}/plan/edit"

    assert visitor(world.people["SE"]).open(address).status == 200
    assert visitor(world.people["LT"]).open(address).status == 403
    assert visitor(make.member(lead.organisation, Role.VIEWER)).open(address).status == 403
    assert visitor(world.duty(Role.FINANCE)).open(address).status == 403
    assert visitor(make.member()).open(address).status == 404


def test_plan_of_an_agreement_in_force_stays(make, world, visitor):
    officer = visitor(world.duty(Role.OFFICER))
    db.session.execute(sa.update(Project).values(state=ProjectState.AGREED))
    db.session.commit()

    assert officer.open(f"/projects/{world.reference}/plan/edit").status == 403


def test_only_own_rows_of_the_project_are_written(make, world):
    project = world.project
    write(project, Planned("A"))
    elsewhere = make.save(Project(reference="PR-2026-800", title="Other"))
    make.save(Partner(project_id=elsewhere.id, number=1, name="X", country="DE"))
    write(queries.get_project("PR-2026-800"), again(project.work_packages[0], title="Taken"))

    assert planned(project) == ["1 A"]
    assert planned(elsewhere) == ["1 Taken"]
