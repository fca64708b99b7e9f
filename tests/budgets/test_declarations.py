"""Declarations on the contribution: issued with the budget, signed, void when it rises."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.budgets import commands, declarations
from app.budgets.declaration_checks import declaration_findings
from app.budgets.declaration_pdf import _data, declaration_pdf
from app.budgets.models import Declaration, DeclarationState
from app.budgets.plan import SourceStatus
from app.budgets.queries import budgets_of, declarations_of, get_declaration, partner_budgets
from app.consortia.findings import Outcome
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.directory.choices import Role
from app.directory.models import Membership
from app.inbox.models import Message
from app.programmes.models import RuleSet
from tests.budgets.changes import change
from tests.making import actor
from tests.partnership import found

D = Decimal
S = DeclarationState
GIVEN = {"signatory": "Person of SE", "function": "Director", "authority": "Statutes, article 7"}


def newest(world, country="SE") -> Declaration:
    db.session.expire_all()
    return get_declaration(declarations_of(world.budget(country))[0].uid)


def sign(world, country="SE", person=None):
    issued = newest(world, country)
    who = actor(person or world.people[country])
    declarations.sign(issued, issued.sha256, who, **GIVEN)
    db.session.commit()
    return issued


def outcomes(world):
    return [(one.check, one.outcome) for one in declaration_findings(budgets_of(world.project))]


def test_accepted_budget_has_one_declaration_with_the_amount_of_its_version(fixed):
    issued = declarations_of(fixed.budget("SE"))

    assert [(one.number, one.state, one.amount) for one in issued] == [(1, S.ISSUED, D("13869.41"))]
    text = issued[0].text.replace("\xa0", " ").replace("\u202f", " ")
    words = "thirteen thousand eight hundred and sixty-nine euros and 41 cents"
    assert f"contributes EUR 13,869.41 ({words})" in text
    assert f"in version {get_declaration(issued[0].uid).of_version.number} of its budget" in text
    rules = fixed.project.rule_set
    programme = f"programme “{fixed.project.programme.name}”"
    assert f"under version {rules.version} of the rules of the {programme}." in text
    assert "whose total is EUR 27,738.81" in text
    assert "– Body of SE (Public): EUR 13,869.41" in text
    assert "European Quality Centre in Kaliningrad" in text
    assert "not financed a second time" in text
    assert issued[0].sha256 == declarations.digest(issued[0].text)


def test_declaration_names_the_programme_whose_rules_the_version_was_checked_under(fixed):
    checked = fixed.project.rule_set
    sentence = f"version {checked.version} of the rules of the programme “{checked.programme.name}”"
    other = sa.select(RuleSet).where(RuleSet.programme_id != checked.programme_id)
    fixed.project.rule_set = db.session.scalars(
        other.options(joinedload(RuleSet.programme))
    ).first()
    fixed.project.programme = fixed.project.rule_set.programme
    db.session.commit()
    issued = newest(fixed)

    assert sentence in declarations.text_of(issued.budget, issued.of_version, "en")


def test_signature_keeps_who_signed_in_which_function_and_by_what_right(fixed):
    signed = sign(fixed)

    assert signed.state == S.SIGNED
    assert signed.signed_by_id == fixed.people["SE"].id
    assert (signed.signatory, signed.function, signed.authority) == tuple(GIVEN.values())
    assert signed.signed_at is not None


def test_only_the_signatory_of_the_partner_signs(fixed, make):
    writer = make.member(fixed.partner("SE").organisation, Role.EDITOR)
    for person in (writer, fixed.people["LT"], fixed.duty(Role.DIRECTOR)):
        with pytest.raises(NotAllowed):
            sign(fixed, person=person)
        db.session.rollback()


def test_director_signs_for_the_agency(fixed):
    assert sign(fixed, "RU", fixed.duty(Role.DIRECTOR)).state == S.SIGNED


def test_another_text_than_the_one_that_was_read_is_not_signed(fixed):
    with pytest.raises(DomainError, match="read it anew"):
        declarations.sign(newest(fixed), "0" * 64, actor(fixed.people["SE"]), **GIVEN)


def test_declaration_is_signed_once(fixed):
    sign(fixed)

    with pytest.raises(DomainError):
        sign(fixed)


def test_higher_contribution_makes_the_signed_declaration_void_and_issues_another(fixed):
    sign(fixed)
    change(fixed, "820.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))
    states = [(one.number, one.state, one.amount) for one in declarations_of(fixed.budget("SE"))]

    assert states == [(2, S.ISSUED, D("13960.53")), (1, S.VOID, D("13869.41"))]
    assert declarations_of(fixed.budget("SE"))[1].void_since is not None


def test_fixing_the_accepted_budget_leaves_what_was_signed_on_it(make):
    world = found(make, "SE")
    world.write("SE")
    world.move("SE", "submit")
    world.move("SE", "accept", world.duty(Role.FINANCE))
    sign(world)
    world.write("RU")
    world.move("RU", "submit")
    world.move("RU", "accept", world.duty(Role.FINANCE))
    commands.fix(world.project, actor(world.duty(Role.DIRECTOR)), [])

    assert [one.state for one in declarations_of(world.budget("SE"))] == [S.SIGNED]


def test_lower_contribution_leaves_the_signed_declaration(fixed):
    sign(fixed)
    change(fixed, "800.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    assert [(one.state, one.amount) for one in declarations_of(fixed.budget("SE"))] == [
        (S.SIGNED, D("13869.41"))
    ]


def test_unsigned_declaration_follows_a_lower_contribution_too(fixed):
    change(fixed, "800.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    assert [(one.state, one.amount) for one in declarations_of(fixed.budget("SE"))] == [
        (S.ISSUED, D("13755.53")),
        (S.VOID, D("13869.41")),
    ]


def test_refused_change_leaves_the_declaration(fixed):
    sign(fixed)
    change(fixed, "1200.00")
    fixed.move("SE", "refuse-change", fixed.duty(Role.FINANCE), "No.")

    assert [one.state for one in declarations_of(fixed.budget("SE"))] == [S.SIGNED]


def test_unsigned_declaration_follows_the_sources_of_the_contribution(fixed):
    fixed.move("SE", "ask-change", note="The town pays instead.")
    budget = fixed.budget("SE")
    town = commands.Origin("Town of Malmö", SourceStatus.PUBLIC, D("13869.41"), is_partner=False)
    rates = {share.fund: share.rate for share in budget.funding}
    commands.finance(budget, actor(fixed.people["SE"]), rates, (town,))
    fixed.move("SE", "send-change")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    found_now = declarations_of(fixed.budget("SE"))
    assert [(one.state, one.amount) for one in found_now] == [
        (S.ISSUED, D("13869.41")),
        (S.VOID, D("13869.41")),
    ]
    assert "Town of Malmö" in newest(fixed).text


def outlook(world) -> tuple[Decimal, bool, bool] | None:
    """What the change under way would do: contribution, whether it rises, whether it replaces."""
    found_now = declarations.outlook_of(newest(world))
    return found_now and (found_now.contribution, found_now.rises, found_now.replaces)


@pytest.mark.parametrize(
    ("price", "contribution", "rises", "replaces_unsigned"),
    [
        ("820.00", "13960.53", True, True),
        ("800.00", "13755.53", False, True),
        ("811.11", "13869.41", False, False),
    ],
)
def test_outlook_tells_what_the_change_does_to_the_declaration(
    fixed, price, contribution, rises, replaces_unsigned
):
    assert outlook(fixed) is None
    change(fixed, price, more="0.01" if price == "811.11" else "")
    assert outlook(fixed) == (D(contribution), rises, replaces_unsigned)
    sign(fixed)
    assert outlook(fixed) == (D(contribution), rises, rises)
    said = outlook(fixed)
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))

    assert (newest(fixed).state == S.SIGNED) == (not said[2])
    assert outlook(fixed) is None


def test_declaration_on_the_baseline_is_signed_while_the_change_is_written(fixed):
    fixed.move("SE", "ask-change", note="Wages have risen.")

    assert sign(fixed).state == S.SIGNED
    fixed.move("SE", "withdraw-change")
    assert newest(fixed).state == S.SIGNED


def test_message_on_a_declaration_issued_during_a_change_says_so(app, fixed):
    def said():
        sent = db.session.scalars(
            sa.select(Message)
            .where(Message.event == "declaration.issue")
            .order_by(Message.id.desc())
        )
        return next(iter(sent)).body

    officer = actor(fixed.people["RU"])
    declarations.reissue(newest(fixed), "ru", officer)
    db.session.commit()
    assert "A change of the budget is under way" not in said()
    fixed.move("SE", "ask-change", note="Wages have risen.")
    declarations.reissue(newest(fixed), "en", officer)
    db.session.commit()
    assert "A change of the budget is under way" in said()


def test_unsigned_declaration_is_issued_anew_in_another_language(fixed):
    anew = declarations.reissue(newest(fixed), "ru", actor(fixed.people["SE"]))
    db.session.commit()

    assert (anew.language, anew.number, anew.amount) == ("ru", 2, D("13869.41"))
    assert newest(fixed).language == "ru"
    sign(fixed)
    with pytest.raises(DomainError, match="waits for its signature"):
        declarations.reissue(newest(fixed), "en", actor(fixed.people["SE"]))


def test_check_says_who_has_not_signed_yet(fixed):
    assert outcomes(fixed) == [("B14", Outcome.WARN)] * 3
    sign(fixed)

    assert outcomes(fixed) == [
        ("B14", Outcome.WARN),
        ("B14", Outcome.PASS),
        ("B14", Outcome.WARN),
    ]


def test_check_notices_a_signatory_who_is_none_any_more(fixed):
    sign(fixed)
    db.session.execute(sa.delete(Membership).where(Membership.person_id == fixed.people["SE"].id))

    found_now = declaration_findings(budgets_of(fixed.project))[1]
    assert found_now.outcome == Outcome.WARN
    assert "is no signatory of it now" in str(found_now.message)


def test_check_blocks_a_declaration_that_does_not_cover_the_contribution(fixed):
    signed = sign(fixed)
    signed.amount = D("13869.40")
    db.session.commit()

    assert declaration_findings(budgets_of(fixed.project))[1].outcome == Outcome.BLOCK


def test_signed_declaration_says_that_no_cost_is_financed_twice(fixed):
    sign(fixed)
    stated = partner_budgets(fixed.project)

    assert stated[fixed.partner("SE").id].financed_once is True
    assert stated[fixed.partner("LT").id].financed_once is None


def test_signatory_is_asked_to_sign_and_officers_hear_of_it(fixed):
    sign(fixed)
    sent = {(one.event, one.address) for one in db.session.scalars(sa.select(Message))}

    assert ("declaration.issue", fixed.people["SE"].email) in sent
    assert ("declaration.sign", fixed.people["RU"].email) in sent


def test_pdf_prints_the_text_before_and_after_the_signature(fixed):
    before = declaration_pdf(newest(fixed))
    after = declaration_pdf(sign(fixed))

    assert before.startswith(b"%PDF")
    assert after.startswith(b"%PDF")
    assert before != after
    assert declaration_pdf(newest(fixed)) == after


def test_pdf_that_cannot_be_printed_says_which_signs_are_lacking(fixed, visitor):
    fixed.partner("SE").name = "认证 AB"
    db.session.commit()
    uid = newest(fixed).uid
    person = visitor(fixed.people["SE"]).open(f"/declarations/{uid}/declaration.pdf")

    assert person.status == 409
    assert "its fonts lack these signs: 认 证" in person.text


def test_void_declaration_prints_who_had_signed_it_and_is_not_signed_any_more(app, fixed):
    signed = sign(fixed)
    change(fixed, "820.00")
    fixed.move("SE", "accept-change", fixed.duty(Role.FINANCE))
    unsigned, void = newest(fixed), get_declaration(signed.uid)

    with app.test_request_context():
        assert "since" in _data(void)["void"]
        assert not _data(void)["waits"]
        assert ["Name", "Person of SE"] in _data(void)["signature"]
        assert (_data(unsigned)["void"], _data(unsigned)["waits"]) == ("", True)
    assert declaration_pdf(void) != declaration_pdf(unsigned)


def test_declaration_is_written_in_the_language_of_the_partner(make):
    world = found(make, "SE")
    world.partner("SE").organisation.language = "ru"
    db.session.commit()
    world.write("SE")
    world.move("SE", "submit")
    world.move("SE", "accept", world.duty(Role.FINANCE))
    issued = newest(world)

    assert issued.language == "ru"
    assert "тринадцать тысяч восемьсот шестьдесят девять евро 41 цент" in issued.text
    assert "не финансируются второй раз" in issued.text
