"""Pages of versions, changes and declarations, as partners, finance and the director use them."""

from __future__ import annotations

from decimal import Decimal

from app.budgets import commands
from app.budgets.models import BudgetState
from app.budgets.queries import declarations_of
from app.core.db import db
from app.directory.choices import Role
from tests.budgets.changes import change
from tests.making import actor
from tests.visitor import plain

D = Decimal


def rows(page, selector: str) -> list[list[str]]:
    return [
        [plain(cell.get_text(" ")) for cell in row.find_all(["th", "td"])]
        for row in page.page.select(f"{selector} tbody tr")
    ]


def test_comment_of_finance_stands_at_its_line_and_the_answer_is_marked(world, visitor):
    budget = world.write("SE")
    world.move("SE", "submit")
    finance = visitor(world.duty(Role.FINANCE)).open(f"/budgets/{budget.uid}")
    finance.click("Comment on lines")
    finance.press("Save the comments", {"Staff: Lead auditors": "Why 20.5 days?"})
    finance.press("Return with a question", {"Your reason": "See the staff."})

    partner = visitor(world.people["SE"]).open(f"/budgets/{budget.uid}")
    assert "See the staff." in partner.text
    lines = [row[0] for row in rows(partner, "#costs")]
    assert any("Lead auditors" in line and "Why 20.5 days?" in line for line in lines)
    assert "Finance asks Why 20.5 days?" in plain(
        partner.click("Lead auditors").page.main.get_text(" ")
    )
    budget = world.budget("SE")
    values = {"category": budget.lines[0].category, "description": "Lead auditors", "units": D(20)}
    who = actor(world.people["SE"])
    commands.edit_line(budget, budget.lines[0], who, values | {"unit_price": D("811.11")})
    rates = {share.fund: share.rate for share in budget.funding}
    own = commands.Origin("Body of SE", budget.sources[0].status, D("13666.63"), is_partner=True)
    commands.finance(budget, who, rates, (own,))
    db.session.commit()
    world.move("SE", "submit")

    finance.open(f"/budgets/{budget.uid}")
    marked = [row[0] for row in rows(finance, "#costs") if "Changed" in row[0]]
    assert len(marked) == 1
    assert "Lead auditors" in marked[0]
    assert "The total moves by EUR -405.55." in plain(finance.text)
    finance.click("Every difference")
    assert rows(finance, "#lines")[0][1:] == ["Changed Units: 20.50 20.00", "-405.55"]


def test_page_says_whose_turn_it_is_to_who_can_do_nothing_now(world, visitor):
    budget = world.write("SE")
    partner, finance = world.people["SE"], world.duty(Role.FINANCE)

    def next_step(person) -> str:
        return plain(visitor(person).open(f"/budgets/{budget.uid}").page.find(id="next").text)

    assert "Body of SE writes it and sends it to finance." in next_step(finance)
    world.move("SE", "submit")
    assert "Finance checks it, and accepts it or returns it with a question." in next_step(partner)
    budget.preparers = [*budget.preparers, finance.id]
    db.session.commit()
    assert "You wrote in this budget: somebody else of finance checks it." in next_step(finance)
    assert "Accept the budget" not in visitor(finance).open(f"/budgets/{budget.uid}").buttons
    budget.preparers = [partner.id]
    db.session.commit()
    world.move("SE", "accept", finance)
    assert "the director fixes all together" in next_step(partner)


def test_list_of_versions_leads_to_each_as_it_was(fixed, visitor):
    change(fixed, "1200.00")
    person = visitor(fixed.people["SE"]).open(f"/budgets/{fixed.budget('SE').uid}")
    person.click("All versions")

    assert [(row[0], row[4], row[5]) for row in rows(person, "#versions")] == [
        ("Version 5 Sent to finance", "17,855.53", "35,711.06"),
        ("Version 4 Baseline 1", "13,869.41", "27,738.81"),
        ("Version 3 Accepted by finance", "13,869.41", "27,738.81"),
        ("Version 2 Sent to finance", "13,869.41", "27,738.81"),
        ("Version 1 Indicative, from the expression of interest", "5,500.00", "11,000.00"),
    ]
    person.click("Version 4")
    assert rows(person, "#costs")[-1] == ["Total", "", "27,738.81"]
    assert "16,627.75" in plain(person.text)
    person.click("What differs from now")
    assert rows(person, "#categories") == [
        ["Staff", "16,627.75", "24,600.00", "+7,972.25"],
        ["Travel and accommodation", "8,111.07", "8,111.07", "–"],
        ["Equipment", "2,999.99", "2,999.99", "–"],
        ["Total", "27,738.81", "35,711.06", "+7,972.25"],
    ]
    assert rows(person, "#funds") == [
        ["ERDF", "13,869.40", "17,855.53", "+3,986.13"],
        ["Own contribution", "13,869.41", "17,855.53", "+3,986.12"],
    ]


def test_differences_of_versions_that_there_are_not_are_no_page(fixed, visitor):
    person = visitor(fixed.people["SE"])
    for names in ("old=99&new=1", "old=x&new=1", "old=1&new=-1"):
        assert person.open(f"/budgets/{fixed.budget('SE').uid}/differences?{names}").status == 404


def test_two_equal_versions_say_that_nothing_differs(fixed, visitor):
    person = visitor(fixed.people["SE"])
    person.open(f"/budgets/{fixed.budget('SE').uid}/differences?old=4&new=3")

    assert "Nothing differs" in person.text


def test_versions_are_seen_by_those_who_see_the_budget(fixed, visitor):
    uid = fixed.budget("SE").uid
    stranger = visitor(fixed.people["LT"])
    for path in ("versions", "versions/1", "differences", "declarations"):
        assert stranger.open(f"/budgets/{uid}/{path}").status == 404
        assert visitor(fixed.duty(Role.DIRECTOR)).open(f"/budgets/{uid}/{path}").status == 200


def test_partner_asks_for_a_change_and_the_director_approves_it(fixed, visitor):
    uid = fixed.budget("SE").uid
    person = visitor(fixed.people["SE"]).open(f"/budgets/{uid}")
    person.press("Ask for a change", {"Your reason": "Wages have risen."})
    assert "A change of baseline 1 is under way" in person.text
    fixed.move("SE", "withdraw-change")
    change(fixed, "1200.00")

    finance = visitor(fixed.duty(Role.FINANCE)).open(f"/budgets/{uid}")
    assert "the director decides" in finance.text
    finance.press("Pass on to the director")
    director = visitor(fixed.duty(Role.DIRECTOR)).open(f"/budgets/{uid}")
    assert "Staff: EUR +7,972.25, 47.95 %" in plain(director.text)
    director.press("Approve the major change")
    assert fixed.budget("SE").state == BudgetState.BASELINE
    assert "Baseline 2" in director.text


def test_signatory_reads_and_signs_the_declaration(fixed, visitor):
    person = visitor(fixed.people["SE"]).open(f"/budgets/{fixed.budget('SE').uid}")
    person.click("Read and sign it")
    assert "contributes EUR 13,869.41" in plain(person.text)
    tick = "I may sign for this organisation, and sign this declaration."
    person.press(
        "Sign the declaration",
        {"Your full name": "Somebody else", "Your function": "CEO", tick: True},
    )
    assert person.status == 422
    assert person.errors == [
        "Your full name: Write your name as in your account: Person of SE.",
        "What entitles you to sign: Please fill this in.",
    ]
    person.press(
        "Sign the declaration",
        {"Your full name": "Person of SE", "What entitles you to sign": "Statutes", tick: True},
    )
    assert "Statutes" in person.text
    signed = declarations_of(fixed.budget("SE"))[0]
    assert signed.state == "signed"
    assert "Sign the declaration" not in person.buttons
    person.open(f"/declarations/{signed.uid}/declaration.pdf")
    assert person.status == 200


def test_pages_say_what_the_change_under_way_does_to_the_declaration(fixed, visitor):
    change(fixed, "820.00")
    person = visitor(fixed.people["SE"]).open(f"/budgets/{fixed.budget('SE').uid}")
    moved = "the contribution would be EUR 13,960.53 instead of EUR 13,869.41"
    ends = "When it is accepted, this declaration is no longer valid, signed or not"

    assert moved in plain(person.page.select_one("#declaration").get_text())
    person.click("Read and sign it")
    said = plain(person.page.select_one(".notice--warn").get_text(" "))
    assert moved in said
    assert ends in said
    assert "it may be signed now" in said
    assert "Sign the declaration" in person.buttons
    fixed.move("SE", "refuse-change", fixed.duty(Role.FINANCE), "No.")
    assert person.open(person.path).page.select_one(".notice--warn") is None


def test_declaration_is_issued_in_another_language_by_the_officer(fixed, visitor):
    uid = declarations_of(fixed.budget("SE"))[0].uid
    officer = visitor(fixed.people["RU"]).open(f"/declarations/{uid}")
    assert "Sign the declaration" not in officer.buttons
    officer.press("Issue anew", {"Language of the declaration": "Русский"})

    assert declarations_of(fixed.budget("SE"))[0].language == "ru"
    officer.open(f"/budgets/{fixed.budget('SE').uid}/declarations")
    assert [row[1] for row in rows(officer, "#declarations")] == [
        "To be signed",
        "No longer valid",
    ]


def test_overview_of_the_project_says_whose_declaration_is_missing(fixed, visitor, counting):
    person = visitor(fixed.duty(Role.DIRECTOR)).open(f"/projects/{fixed.reference}/budget")
    assert "Body of SE has not signed the declaration on its contribution" in plain(person.text)
    address = person.path
    with counting() as statements:
        person.open(address)

    assert len(statements) <= 12


def test_overview_names_the_budgets_that_the_baseline_waits_for(world, visitor):
    world.write("SE")
    world.move("SE", "submit")
    path = f"/projects/{world.reference}/budget"

    def waiting(person) -> list[str]:
        page = visitor(person).open(path).page
        return [plain(one.get_text(" ")) for one in page.select("#fix li")]

    assert "2. Body of SE Sent to finance" in waiting(world.people["SE"])
    world.move("SE", "accept", world.duty(Role.FINANCE))
    assert not any("Body of SE" in one for one in waiting(world.duty(Role.DIRECTOR)))
    assert "Fix all budgets" not in visitor(world.duty(Role.DIRECTOR)).open(path).buttons
