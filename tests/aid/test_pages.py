"""The pages of State aid: who answers, who sees what, what is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.aid import queries, undertakings
from app.aid.models import Answers, DeMinimisAid, Tie
from app.aid.regimes import Regime
from app.consortia.models import Partner
from app.core.db import db
from app.core.history import Entry
from app.directory.choices import Role
from app.directory.models import Organisation
from tests.making import actor
from tests.partnership import found
from tests.visitor import plain

D = Decimal
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
YES = {"market_exists": True, "for_profit": True, "does_it_itself": True, "undue_benefit": True}
QUESTIONS = [
    "Is there a market for what you will do in the project?",
    "Could a private company do it to make a profit?",
    "Do you do this work yourselves?",
    "Does anybody gain an advantage that they would not have on the market?",
]


def tags(page) -> list[str]:
    """The results that stand in the table of partners, in its order."""
    return [tag.get_text(strip=True) for tag in page.page.select("#partners .tag")]


@pytest.fixture
def world(make):
    return found(make, "SE", "LT", as_of=date(2026, 6, 1))


def body(world, country: str) -> Organisation:
    return world.partner(country).organisation


def aid(make, organisation: Organisation, amount: str, day: str = "2025-05-01", **given):
    facts = {"granted_on": date.fromisoformat(day), "granting_state": "DE"} | given
    return make.save(DeMinimisAid(organisation_id=organisation.id, amount=D(amount), **facts))


def address(world, country: str = "SE") -> str:
    return f"/projects/{world.reference}/aid/{world.partner(country).uid}"


def test_partner_answers_and_all_partners_see_the_result_only(world, visitor):
    page = visitor(world.people["SE"]).open(f"/projects/{world.reference}").click("State aid")
    page.click("Answer the questions: Body of SE")
    page.press("Save", dict.fromkeys(QUESTIONS, "Yes"), Reasons_for_your_answers="Secret")

    assert page.path == f"/projects/{world.reference}/aid"
    assert tags(page) == ["Not begun", "Risk of State aid", "Not begun"]
    other = visitor(world.people["LT"]).open(page.path)
    assert tags(other) == tags(page)
    assert "Secret" not in other.text
    assert "Read the answers: Body of SE" not in other.text
    assert other.open(address(world)).status == 403


def test_nobody_is_overwritten_who_answered_first(world, visitor):
    slow, quick = (visitor(world.people["SE"]).open(address(world)) for _ in range(2))
    quick.press("Save", dict.fromkeys(QUESTIONS, "Yes"), Reasons_for_your_answers="Secret")
    slow.press("Save", dict.fromkeys(QUESTIONS, "No"))

    assert slow.status == 409
    assert db.session.scalars(sa.select(Answers)).one().note == "Secret"


def test_administrator_of_the_agency_answers_and_enters_nothing(make, world, visitor):
    technician, clerk = make.staff(Role.ADMINISTRATOR), world.duty(Role.OFFICER)
    agency = body(world, "RU")
    entry = aid(make, agency, "1.00")
    for path in (
        address(world, "RU"),
        f"/organisations/{agency.slug}/aid/new",
        f"/aid/{entry.uid}/edit",
    ):
        assert "Save" not in visitor(technician).open(path).buttons
        assert "Save" in visitor(clerk).open(path).buttons


def test_answers_are_changed_kept_and_may_stay_open(world, visitor):
    page = visitor(world.people["SE"]).open(address(world))
    page.press("Save", {QUESTIONS[0]: "No", QUESTIONS[3]: "Yes"})
    page.open(address(world)).press(
        "Save",
        {
            QUESTIONS[1]: "Yes",
            QUESTIONS[2]: "Yes",
            "Under which rules would the grant be given?": "De minimis aid",
            "Which Member State grants it?": "Germany",
        },
    )
    kept = db.session.scalars(sa.select(Answers)).one()

    assert (kept.market_exists, kept.for_profit, kept.does_it_itself, kept.undue_benefit) == (
        False, True, True, True,
    )  # fmt: skip
    assert (kept.regime, kept.granting_state, kept.result.value) == (
        Regime.DE_MINIMIS,
        "DE",
        "indirect",
    )
    actions = db.session.scalars(
        sa.select(Entry.action).where(Entry.subject_type == kept.__tablename__)
    )
    assert list(actions) == ["aid.answer", "aid_assessment.edit"]


def test_second_of_two_who_answer_is_told(make, world, visitor):
    make.save(Answers(partner_id=world.partner("SE").id, **YES))
    first = visitor(world.people["SE"]).open(address(world))
    second = visitor(world.people["SE"]).open(address(world))
    first.press("Save", {QUESTIONS[0]: "No"})
    second.press("Save", {QUESTIONS[1]: "No"})

    assert second.status == 409


def test_who_may_read_and_who_may_answer(make, world, visitor):
    make.save(Answers(partner_id=world.partner("SE").id, note="Because", **YES))
    viewer = make.member(body(world, "SE"), Role.VIEWER)
    auditor, officer = make.staff(Role.AUDITOR), world.duty(Role.OFFICER)

    for person in (viewer, auditor, officer):
        page = visitor(person).open(address(world))
        assert "Because" in page.text
        assert "Save" not in page.buttons
    for person in (make.member(), None):
        stranger = visitor(person) if person else visitor()
        assert stranger.open(address(world)).status == 404
        assert stranger.open(f"/projects/{world.reference}/aid").status == 404
    assert "Save" in visitor(officer).open(address(world, "RU")).buttons


def test_aid_is_entered_with_evidence_and_what_is_left_is_shown(make, world, visitor):
    organisation = body(world, "SE")
    page = visitor(world.people["SE"]).open(f"/organisations/{organisation.slug}")
    page.click("De minimis aid").click("Enter aid")
    facts = {
        "Granted on": "2025-05-01",
        "Amount": "120,000.50",
        "Member State that granted it": "Germany",
        "What for, and from whom": "Training, by a bank",
        "Evidence": ("letter.pdf", PDF),
    }
    page.press("Save", facts)

    assert page.path == f"/organisations/{organisation.slug}/aid"
    assert "Training, by a bank" in page.text
    page.open(f"{page.path}?on=2026-05-01")
    assert "Germany EUR 179,999.50" in plain(page.text)
    page.open(f"{page.path}?on=2028-05-02")
    assert "All Member States" not in page.text
    assert "Germany EUR 300,000.00" in plain(page.text)
    page.click("letter.pdf")
    assert page.answer.data == PDF


def test_day_that_cannot_be_read_is_said_and_a_day_before_any_rule(make, world, visitor):
    page = visitor(world.people["SE"]).open(f"/organisations/{body(world, 'SE').slug}/aid?on=then")

    assert "Write the day as in 2006-06-08." in page.text
    page.open(f"/organisations/{body(world, 'SE').slug}/aid?on=1999-01-01")
    assert "No rule is recorded for this day." in page.text


def test_entry_that_cannot_be_is_refused(world, visitor):
    page = visitor(world.people["SE"]).open(f"/organisations/{body(world, 'SE').slug}/aid/new")
    page.press("Save", {"Granted on": "2999-01-01", "Amount": "0"})

    assert [one.partition(":")[0] for one in page.errors] == [
        "Granted on",
        "Amount",
        "Member State that granted it",
    ]


def test_entry_is_corrected_and_taken_out_and_the_history_keeps_it(make, world, visitor):
    organisation = body(world, "SE")
    entry = aid(make, organisation, "1000.00")
    page = visitor(world.people["SE"]).open(f"/organisations/{organisation.slug}/aid")
    page.click("Change: 1 May 2025, EUR 1,000.00").press("Save", Amount="2000.00")
    assert entry.amount == D("2000.00")

    page.click("Change: 1 May 2025, EUR 2,000.00").press("Take the entry out")
    assert "The entry is taken out." in page.page.get_text(" ")
    assert db.session.scalar(sa.select(sa.func.count(DeMinimisAid.id))) == 0
    last = db.session.scalars(sa.select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert (last.action, last.changes["amount"]) == ("aid.take-out", ["2000.00", None])


GERMAN = {"Member State that granted it": "Germany"}
ALL_THE_SAME = "It was granted all the same: enter it."


def test_entry_over_the_ceiling_is_asked_about_and_kept(make, world, visitor):
    organisation = body(world, "SE")
    mother = make.organisation(slug="mother")
    make.save(Tie(first_id=mother.id, second_id=organisation.id))
    aid(make, mother, "290000.00", "2025-05-01")
    page = visitor(world.people["SE"]).open(f"/organisations/{organisation.slug}/aid/new")
    facts = GERMAN | {"Granted on": "2026-05-01", "Amount": "10000.01"}

    page.press("Save", facts)
    assert [plain(one) for one in page.errors] == [
        "Amount: Only EUR 10,000.00 was left on that day."
    ]
    assert "More than the ceiling allows" in page.text
    page.press("Save", facts | {ALL_THE_SAME: True})
    assert "More was granted than the ceiling allows." in page.text
    assert db.session.scalar(sa.select(sa.func.count(DeMinimisAid.id))) == 2


def test_entry_that_fits_exactly_or_of_another_state_is_not_asked_about(make, world, visitor):
    organisation = body(world, "SE")
    aid(make, organisation, "290000.00", "2025-05-01")
    page = visitor(world.people["SE"])
    for state, amount in (("Germany", "10000.00"), ("Poland", "300000.00")):
        page.open(f"/organisations/{organisation.slug}/aid/new").press(
            "Save", Granted_on="2026-05-01", Amount=amount, Member_State_that_granted_it=state
        )
        assert page.path.endswith("/aid")


def test_corrected_entry_is_not_counted_with_what_it_was(make, world, visitor):
    organisation = body(world, "SE")
    entry = aid(make, organisation, "200000.00")
    page = visitor(world.people["SE"]).open(f"/aid/{entry.uid}/edit")

    page.press("Save", Amount="300000.00")
    assert entry.amount == D("300000.00")
    page.open(f"/aid/{entry.uid}/edit").press("Save", Amount="300000.01")
    assert [plain(one) for one in page.errors] == [
        "Amount: Only EUR 300,000.00 was left on that day."
    ]


def test_activity_of_an_organisation_lowers_its_ceiling(make, world, visitor):
    organisation = body(world, "SE")
    organisation.nace = ["49.41"]
    db.session.commit()
    page = visitor(world.people["SE"]).open(f"/organisations/{organisation.slug}/aid?on=2023-06-01")

    assert "EUR 0.00 of EUR 100,000.00 used" in plain(page.text)
    assert "49.41" in page.text
    assert "EUR 0.00 of EUR 300,000.00 used" in plain(page.open(f"{page.path}?on=2024-06-01").text)


def test_what_the_agency_has_entered_only_the_agency_changes(make, world, visitor):
    organisation = body(world, "SE")
    officer = visitor(world.duty(Role.FINANCE)).open(f"/organisations/{organisation.slug}/aid/new")
    officer.press(
        "Save", Granted_on="2025-05-01", Amount="5", Member_State_that_granted_it="Germany"
    )
    entry = db.session.scalars(sa.select(DeMinimisAid)).one()
    own = visitor(world.people["SE"])

    assert own.open(f"/aid/{entry.uid}/edit").status == 403
    assert "Change" not in own.open(f"/organisations/{organisation.slug}/aid").text
    assert officer.open(f"/aid/{entry.uid}/edit").status == 200


def test_ledger_does_not_exist_for_others(make, world, visitor):
    organisation = body(world, "SE")
    entry = aid(make, organisation, "1234.56")
    paths = [
        f"/organisations/{organisation.slug}/aid",
        f"/organisations/{organisation.slug}/aid/new",
        f"/organisations/{organisation.slug}/aid/ties",
        f"/aid/{entry.uid}/edit",
        f"/aid/{entry.uid}/evidence",
    ]
    for someone in (visitor(), visitor(world.people["LT"])):
        assert [someone.open(path).status for path in paths] == [404] * 5
        assert "State aid received" not in someone.open(f"/organisations/{organisation.slug}").text
    viewer = visitor(make.member(organisation, Role.VIEWER))
    assert [viewer.open(path).status for path in paths] == [200, 403, 403, 403, 404]
    assert "State aid received" in viewer.open(f"/organisations/{organisation.slug}").text
    auditor = visitor(make.staff(Role.AUDITOR))
    assert [auditor.open(path).status for path in paths] == [200, 403, 403, 403, 404]


def test_officer_counts_two_as_one_and_their_people_see_amounts_without_purposes(
    make, world, visitor
):
    one, other = body(world, "SE"), make.organisation(name="Mother", slug="mother")
    aid(make, other, "250000.00", purpose="Secret purpose")
    page = visitor(world.duty(Role.OFFICER)).open(f"/organisations/{one.slug}/aid")
    page.click("Add an organisation")
    fields = {"What makes them one, and who says so": "All shares, by the register"}
    page.press("Count them as one", fields | {"The other organisation": "nobody"})
    assert page.errors == ["The other organisation: There is no organisation with this address."]
    page.press("Count them as one", fields | {"The other organisation": "/organisations/mother"})

    own = visitor(world.people["SE"]).open(f"/organisations/{one.slug}/aid?on=2026-06-01")
    assert "Germany EUR 50,000.00" in plain(own.text)
    assert "Mother" in own.text
    assert "Secret purpose" not in own.text
    assert visitor(world.people["SE"]).open("/organisations/mother/aid").status == 404
    page.press("They are not one")
    assert "Germany EUR 50" not in plain(own.open(f"/organisations/{one.slug}/aid").text)


def test_pair_is_tied_once_and_nobody_with_itself(make, world, visitor):
    one, other = body(world, "SE"), make.organisation(slug="mother")
    make.save(Tie(first_id=other.id, second_id=one.id))
    page = visitor(world.duty(Role.OFFICER)).open(f"/organisations/{one.slug}/aid/ties")
    fields = {"What makes them one, and who says so": "Shares"}

    page.press("Count them as one", fields | {"The other organisation": "mother"})
    assert (page.status, "one undertaking already" in page.text) == (409, True)
    page.open(f"/organisations/{one.slug}/aid/ties")
    page.press("Count them as one", fields | {"The other organisation": one.slug})
    assert (page.status, "one with itself" in page.text) == (409, True)


def test_ties_of_ties_and_merged_entries_are_one_undertaking(make, app):
    a, b, c, d, e = (make.organisation() for _ in range(5))
    make.save(Tie(first_id=c.id, second_id=b.id))
    make.save(Tie(first_id=a.id, second_id=b.id))
    d.merged_into_id = c.id
    db.session.commit()
    reached = undertakings.undertakings([d.id, e.id])

    assert reached[d.id].bodies == {a.id, b.id, c.id, d.id}
    assert reached[e.id].bodies == {e.id}


def test_findings_of_a_project_count_all_that_was_granted_and_the_rest_of_the_plan(make, world):
    organisation = body(world, "SE")
    make.save(Answers(partner_id=world.partner("SE").id, regime=Regime.DE_MINIMIS, **YES))
    aid(make, organisation, "280000.00")
    aid(make, organisation, "3000.00", project_id=world.project.id)
    aid(make, organisation, "7000.00", project_id=world.project.id)
    granted = {world.partner("SE").id: D("30000.00")}

    def s2(person):
        found = queries.aid_findings(world.project, granted, actor(person))
        return [plain(str(one.message)) for one in found if one.check == "S2"]

    rest = "EUR 20,000.00 (besides EUR 10,000.00 granted in the project already) is planned"
    assert f"{rest}, but only EUR 10,000.00" in s2(world.people["SE"])[0]
    assert s2(world.people["LT"]) == [
        "Body of SE: the planned grant is more than it may still get as de minimis aid."
    ]


def test_findings_take_the_same_statements_for_one_partner_at_risk_and_for_many(
    make, world, counting
):
    counts = []
    for countries in ("SE",), ("LT", "RU"):
        for country in countries:
            make.save(Answers(partner_id=world.partner(country).id, **YES))
            aid(make, body(world, country), "10.00")
        project, who = world.project, actor(world.people["SE"])
        with counting() as statements:
            queries.aid_findings(project, {}, who)
        counts.append(len(statements))

    assert counts == [1, 1]


def test_associated_partner_is_not_asked(make, world, visitor):
    db.session.execute(sa.update(Partner).where(Partner.country == "LT").values(role="associated"))
    db.session.commit()

    assert visitor(world.people["LT"]).open(address(world, "LT")).status == 404
    assert (
        "Body of LT"
        not in visitor(world.people["SE"]).open(f"/projects/{world.reference}/aid").text
    )


def test_budget_of_a_partner_and_the_overview_warn_when_the_grant_is_more_than_is_left(
    make, world, visitor
):
    make.save(Answers(partner_id=world.partner("SE").id, regime=Regime.DE_MINIMIS, **YES))
    aid(make, body(world, "SE"), "290000.00")
    budget = world.write("SE")
    own = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}")
    said = "but only EUR 10,000.00 of EUR 300,000.00 is left as de minimis aid"

    assert said in plain(own.page.select_one(".notice--warn").get_text())
    assert said in plain(own.open(f"/projects/{world.reference}/budget").text)
    other = visitor(world.people["LT"]).open(f"/projects/{world.reference}/budget")
    assert "290,000" not in other.text
    assert "10,000.00 of" not in plain(other.text)
    assert "more than it may still get as de minimis aid" in other.text


def test_ledger_shows_what_is_planned_in_all_projects_beyond_what_is_entered(make, world, visitor):
    place = world.partner("SE")
    make.save(Answers(partner_id=place.id, regime=Regime.DE_MINIMIS, **YES))
    mother = make.organisation(slug="mother")
    make.save(Tie(first_id=mother.id, second_id=place.organisation_id))
    world.write("SE")
    path = f"/organisations/{place.organisation.slug}/aid"

    shown = visitor(world.people["SE"]).open(path).page.select_one("#planned")
    assert "EQC" in shown.get_text()
    assert "13,869.40" in shown.get_text()
    elsewhere = visitor(make.member(mother)).open("/organisations/mother/aid").text
    assert "A project of another organisation" in elsewhere
    assert "EQC" not in elsewhere
    aid(make, place.organisation, "10000.00", project_id=world.project.id)
    assert (
        "3,869.40" in visitor(world.people["SE"]).open(path).page.select_one("#planned").get_text()
    )
    aid(make, place.organisation, "3869.40", project_id=world.project.id)
    assert visitor(world.people["SE"]).open(path).page.select_one("#planned") is None


def test_plans_of_one_undertaking_that_fit_alone_and_not_together_are_said(make, world, visitor):
    """40 000 is left: 13 869.40 fits and 32 999.98 fits, and both do not."""
    one, other = body(world, "SE"), body(world, "LT")
    aid(make, one, "260000.00")
    for country in ("SE", "LT"):
        place = world.partner(country)
        make.save(Answers(partner_id=place.id, regime=Regime.DE_MINIMIS, **YES))
        world.write(country)
    budget, own = f"/budgets/{world.budget('SE').uid}", visitor(world.people["SE"])
    ledger = f"/organisations/{one.slug}/aid?on=2026-06-01"
    beside = "is planned here and EUR 32,999.98 elsewhere, but only EUR 40,000.00 is left"
    title = "More is planned than is left"

    assert title not in own.open(ledger).text
    assert beside not in plain(own.open(budget).text)
    make.save(Tie(first_id=one.id, second_id=other.id))
    assert beside in plain(own.open(budget).text)
    notice = plain(own.open(ledger).page.select_one(".notice--warn").get_text(" "))
    assert title in notice
    assert "The planned grants come to EUR 46,869.38 together, and EUR 40,000.00 is left" in notice


@pytest.mark.parametrize("base", ["Regulation (EU) No 360/2012", "De minimis, 2023/2832"])
def test_aid_for_services_of_general_interest_is_not_entered(world, visitor, base):
    page = visitor(world.people["SE"]).open(f"/organisations/{body(world, 'SE').slug}/aid/new")
    facts = GERMAN | {"Granted on": "2026-05-01", "Amount": "1.00"}

    page.press("Save", facts | {"Legal base": base})
    assert [error.partition(":")[0] for error in page.errors] == ["Legal base"]
    page.press("Save", facts | {"Legal base": "Regulation (EU) 2023/2831"})
    assert page.errors == []


def test_pages_say_that_aid_for_general_services_is_kept_elsewhere(make, world, visitor):
    path, page = f"/organisations/{body(world, 'SE').slug}/aid", visitor(world.people["SE"])
    sentence = "Aid under the regulation on services of general economic interest"

    assert sentence in page.open(path).text
    assert sentence in page.open(f"{path}/new").text
