"""The pages of projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.consortia.models import Partner, Project, ProjectState
from app.core.db import db
from app.directory.choices import PartnerRole, Role
from tests.partnership import confirm, found, invite
from tests.visitor import plain

D = Decimal


def test_partner_finds_the_project_in_the_list_and_a_stranger_does_not(make, visitor):
    world = found(make, "SE")

    assert "EQC" in visitor(world.people["SE"]).open("/projects").text
    assert "No projects yet" in visitor(make.member()).open("/projects").text


def test_project_shows_partners_roles_countries_and_checks(make, visitor):
    world = found(make, "SE", "LT")
    page = visitor(world.people["SE"]).open("/projects").click("EQC")

    assert page.heading == "European Quality Centre in Kaliningrad"
    assert "1. Regional Development Agency, Kaliningrad" in page.text
    assert "Lead partner" in page.text
    assert "Lithuania" in page.text
    assert "Nothing blocks" in page.text
    assert "rule not verified" in page.text


def test_money_of_all_partners_closes_to_the_cent(make, visitor):
    world = found(make, "SE", "LT")
    for country in ("RU", "SE", "LT"):
        world.write(country)
    page = visitor(world.people["LT"]).open(f"/projects/{world.project.reference}")

    sums = plain(page.page.select_one("#money tfoot").get_text(" ", strip=True))
    # By hand: RU 65,916.48, SE 27,738.81, LT 43,999.98; 90, 50 and 75 percent of them, cut.
    assert sums == "Total 46,869.38 59,324.83 31,461.06 137,655.27"
    assert "Difference 0.00" in page.text
    assert len(page.page.select("#money svg.bar")) == 4


@pytest.mark.parametrize("path", ["", "/rules", "/budget", "/budget.csv", "/edit"])
def test_project_does_not_exist_for_others(make, visitor, path):
    world = found(make, "SE")
    address = f"/projects/{world.project.reference}{path}"

    assert visitor(make.member()).open(address).status == 404
    assert visitor().open(address).status == 404


def test_officer_names_the_project_and_a_partner_may_not(make, visitor):
    world = found(make, "SE")
    address = f"/projects/{world.project.reference}/edit"
    officer = visitor(make.staff(Role.OFFICER)).open(address)
    officer.press("Save", First_day="2006-09-01", Last_day="2006-08-31")

    assert officer.errors == ["Last day: The last day must not lie before the first day."]
    officer.press("Save", Acronym="EQCK", First_day="2006-09-01", Last_day="2008-08-31")

    assert officer.path == f"/projects/{world.project.reference}"
    assert (world.project.acronym, world.project.ends_on) == ("EQCK", date(2008, 8, 31))
    assert visitor(world.people["SE"]).open(address).status == 403
    assert visitor(make.staff(Role.AUDITOR)).open(address).status == 403


@pytest.fixture
def published(make):
    project = make.save(
        Project(
            reference="PR-2026-900",
            title="RED, regional economic development",
            acronym="RED",
            published_total=D("790336.00"),
            source="Total and sources as published; the split shown is an example.",
            starts_on=date(2006, 1, 1),
            ends_on=date(2007, 12, 31),
            is_demonstration=True,
            state=ProjectState.PUBLISHED,
        )
    )
    lead = Partner(
        project_id=project.id, number=1, role=PartnerRole.LEAD, name="Region Blekinge", country="SE"
    )
    make.save(lead)
    return project


def test_card_shows_everybody_the_published_facts_and_what_is_an_example(published, visitor):
    page = visitor().open("/partnerships/PR-2026-900")

    assert "EUR 790,336" in plain(page.text)
    assert "Region Blekinge" in page.text
    assert "Sweden" in page.text
    assert "the split shown is an example" in page.text
    assert "Set-Cookie" not in page.answer.headers


def test_card_of_a_project_that_is_being_formed_does_not_exist(make, visitor):
    world = found(make, "SE")
    address = f"/partnerships/{world.project.reference}"

    assert visitor().open(address).status == 404
    assert visitor(world.people["SE"]).open(address).status == 404


def test_page_takes_the_same_statements_for_three_partners_and_for_eight(make, visitor, counting):
    world, counts = found(make, "SE", "LT"), []
    for more in ((), ("PL", "DE", "DK", "FI", "EE")):
        for number, country in enumerate(more, start=10):
            body = make.organisation(country=country)
            person = make.member(body)
            confirm(invite(make, make.slot(world.search, number=number), body, person), person)
        someone = visitor(world.people["SE"]).open("/projects")
        db.session.expunge_all()
        with counting() as statements:
            someone.open("/projects/" + world.reference)
        counts.append(len(statements))

    assert counts[0] == counts[1]
