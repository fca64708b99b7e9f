"""The budgets of a consortium against a rule set: every check with each of its outcomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.consortia.budget_checks import check_budgets
from app.consortia.facts import (
    ASSOCIATED,
    LEAD,
    Consortium,
    FundShare,
    Member,
    PartnerBudget,
)
from app.consortia.findings import CHECKS
from app.programmes import rules
from app.programmes.rules import Evidence, Fact

RULES = {str(document["slug"]): rules.parse(document) for document in rules.shipped()}
III_B, BSR_2021 = RULES["bsr-interreg-iii-b"], RULES["interreg-bsr-2021-27"]
SPF, ENPI = RULES["tacis-cbc-spf"], RULES["lt-pl-ru-enpi"]
EUROPE, SOUTH_BALTIC = RULES["interreg-europe-2014-20"], RULES["south-baltic-2014-20"]
SEEN = Evidence(verified=True, source="https://example.org/manual")


def euros(text):
    return Decimal(text)


def share(fund, rate, amount):
    return FundShare(fund, euros(rate), euros(amount))


# The partners of the worked example: real amounts with awkward cents.
AGENCY = Member("PP1", "Agency", "RU", LEAD, legal_status="public", budget=PartnerBudget(
    euros("117956.75"), (share("TACIS", "90", "106161.07"),), euros("11795.68"),
    (euros("11795.68"),),
))  # fmt: skip
CERTIFIER = Member("PP2", "Certifier", "SE", legal_status="private", budget=PartnerBudget(
    euros("88985.16"), (share("ERDF", "50", "44492.58"),), euros("44492.58"),
    (euros("40000.00"), euros("4492.58")),
))  # fmt: skip
LABORATORY = Member("PP4", "Laboratory", "PL", legal_status="private", budget=PartnerBudget(
    euros("16752.62"),
    (share("ERDF", "75", "12564.46"), share("NATIONAL", "10", "1675.26")),
    euros("2512.90"), (euros("2512.90"),),
))  # fmt: skip


def under(rule_set, *members, **facts):
    facts = {"estimated_budget": None, **facts}
    return Consortium(rule_set, rule_set.valid_to, members, **facts)


def budgeted(member, **changes):
    return replace(member, budget=replace(member.budget, **changes))


def stated(rule_set, **facts):
    return replace(rule_set, **{key: Fact(value, SEEN) for key, value in facts.items()})


def paid(member, fund, rate, amount):
    """Give the member one fund that pays this amount, and the rest to itself."""
    return budgeted(
        member,
        funds=(share(fund, rate, amount),),
        contribution=member.budget.total - euros(amount),
    )


def outcomes(consortium, check_id):
    return " ".join(one.outcome for one in check_budgets(consortium) if one.check == check_id)


def messages(consortium, check_id):
    return [str(one.message) for one in check_budgets(consortium) if one.check == check_id]


FIXED = replace(III_B, rates=tuple(replace(rate, fixed=True) for rate in III_B.rates))
FIXED_FLAT = replace(
    BSR_2021,
    flat_rates=Fact(tuple(replace(rate, fixed=True) for rate in BSR_2021.flat_rates.value), SEEN),
)
NEAR, FAR = replace(AGENCY, adjacent=False), replace(CERTIFIER, adjacent=True)


def with_options(**rates):
    return budgeted(CERTIFIER, options={name: euros(rate) for name, rate in rates.items()})


CASES = [
    ("B1", "pass pass", under(III_B, AGENCY, CERTIFIER)),
    ("B1", "block", under(III_B, replace(AGENCY, budget=PartnerBudget(euros("0.00"))))),
    ("B1", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B1", "", under(III_B, replace(AGENCY, role=ASSOCIATED))),
    ("B3", "pass pass", under(III_B, AGENCY, LABORATORY)),
    ("B3", "block", under(III_B, budgeted(AGENCY, contribution=euros("11795.67")))),
    ("B3", "block", under(III_B, budgeted(
        AGENCY,
        funds=(share("TACIS", "60", "70774.05"), share("TACIS", "30", "35387.02")),
    ))),
    ("B3", "block", under(III_B, budgeted(
        AGENCY,
        funds=(share("TACIS", "90", "106161.07"), share("ERDF", "10.01", "11795.68")),
        contribution=euros("0.00"),
    ))),
    ("B3", "block", under(III_B, budgeted(
        AGENCY, funds=(share("TACIS", "90", "117956.76"),), contribution=euros("-0.01")
    ))),
    ("B3", "pass", under(III_B, paid(AGENCY, "TACIS", "100", "117956.75"))),
    ("B3", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B4", "pass pass", under(III_B, AGENCY, CERTIFIER)),
    ("B4", "block", under(III_B, budgeted(CERTIFIER, sources=(euros("44492.57"),)))),
    ("B4", "block", under(III_B, budgeted(CERTIFIER, sources=()))),
    ("B4", "warn", under(III_B, budgeted(CERTIFIER, sources=None))),
    ("B4", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B5", "pass pass", under(III_B, AGENCY, CERTIFIER)),
    ("B5", "block", under(III_B, paid(CERTIFIER, "ERDF", "50.01", "44501.47"))),
    ("B5", "pass", under(FIXED, CERTIFIER)),
    ("B5", "block", under(FIXED, paid(CERTIFIER, "ERDF", "49.99", "44483.68"))),
    ("B5", "pass warn", under(III_B, LABORATORY)),
    ("B5", "pass", under(III_B, budgeted(AGENCY, funds=(), contribution=euros("117956.75")))),
    ("B5", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B5", "warn", under(EUROPE, paid(CERTIFIER, "ERDF", "75", "66738.87"))),
    ("B5", "pass", under(EUROPE, replace(
        paid(CERTIFIER, "ERDF", "75", "66738.87"), legal_status="non-profit"
    ))),
    ("B5", "block", under(EUROPE, replace(
        paid(CERTIFIER, "ERDF", "85.01", "75646.28"), legal_status="public"
    ))),
    ("B6", "pass pass", under(III_B, AGENCY, CERTIFIER)),
    ("B6", "block", under(III_B, paid(AGENCY, "ERDF", "50", "58978.37"))),
    ("B6", "block", under(III_B, paid(CERTIFIER, "TACIS", "50", "44492.58"))),
    ("B6", "block", under(BSR_2021, AGENCY)),
    ("B6", "pass warn", under(III_B, LABORATORY)),
    ("B6", "pass", under(III_B, replace(
        paid(CERTIFIER, "NATIONAL", "50", "44492.58"), country="NO"
    ))),
    ("B6", "pass", under(III_B, budgeted(AGENCY, funds=(), contribution=euros("117956.75")))),
    ("B6", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B7", "warn warn", under(III_B, AGENCY)),
    ("B7", "pass pass pass", under(SPF, AGENCY, months=18)),
    ("B7", "pass pass block", under(SPF, AGENCY, months=19)),
    ("B7", "pass pass warn", under(SPF, AGENCY)),
    ("B7", "pass block warn", under(SPF, paid(AGENCY, "TACIS", "80", "99999.99"))),
    ("B7", "pass warn warn", under(
        SPF, paid(AGENCY, "TACIS", "80", "99999.99"), replace(CERTIFIER, budget=None)
    )),
    ("B7", "block pass warn", under(
        SPF, AGENCY, paid(CERTIFIER, "TACIS", "80", "93838.94")
    )),
    ("B7", "warn warn", under(SPF, replace(AGENCY, budget=None))),
    ("B8", "pass", under(III_B, AGENCY)),
    ("B8", "block", under(III_B, with_options(travel_flat="15"))),
    ("B8", "warn", under(SOUTH_BALTIC, with_options(travel_flat="15"))),
    ("B8", "pass pass", under(BSR_2021, with_options(staff_flat="20", office_on_staff="15"))),
    ("B8", "pass block", under(BSR_2021, with_options(staff_flat="20", travel_flat="15.01"))),
    ("B8", "pass", under(FIXED_FLAT, with_options(travel_flat="15"))),
    ("B8", "block", under(FIXED_FLAT, with_options(travel_flat="14.99"))),
    ("B8", "pass pass block", under(
        BSR_2021, with_options(office_on_staff="15", office_on_direct="7")
    )),
    ("B8", "pass pass block", under(BSR_2021, with_options(other_flat="40", travel_flat="15"))),
    ("B8", "pass", under(BSR_2021, with_options(other_flat="40"))),
    ("B8", "pass", under(III_B, budgeted(AGENCY, real_office=euros("7249.99")))),
    ("B8", "block", under(BSR_2021, budgeted(AGENCY, real_office=euros("7249.99")))),
    ("B8", "warn", under(SOUTH_BALTIC, budgeted(AGENCY, real_office=euros("7249.99")))),
    ("B8", "warn", under(III_B, replace(AGENCY, budget=None))),
    ("B9", "", under(III_B, AGENCY)),
    ("B9", "warn", under(ENPI, AGENCY)),
    ("B9", "warn", under(ENPI, replace(NEAR, budget=None))),
    ("B9", "pass", under(stated(III_B, adjacent_max_share=euros("29.54")), NEAR, FAR)),
    ("B9", "block", under(stated(III_B, adjacent_max_share=euros("29.53")), NEAR, FAR)),
    ("B12", "pass", under(III_B, AGENCY, estimated_budget=euros("117956.75"))),
    ("B12", "pass", under(III_B, AGENCY, estimated_budget=euros("147445.93"))),
    ("B12", "warn", under(III_B, AGENCY, estimated_budget=euros("147445.94"))),
    ("B12", "warn", under(III_B, AGENCY)),
    ("B12", "warn", under(
        III_B, AGENCY, replace(CERTIFIER, budget=None), estimated_budget=euros("117956.75")
    )),
]  # fmt: skip


@pytest.mark.parametrize(("check_id", "expected", "consortium"), CASES)
def test_a_budget_check_says_what_the_budgets_say(check_id, expected, consortium):
    assert outcomes(consortium, check_id) == expected


def test_the_difference_of_the_origins_is_shown_with_its_sign():
    short = under(III_B, budgeted(CERTIFIER, sources=(euros("44492.50"),)))

    [found] = [one for one in check_budgets(short) if one.check == "B4"]

    assert found.value == "-0.08"
    assert found.message == (
        "Certifier: the origins sum to 44,492.50, the contribution is 44,492.58; difference -0.08."
    )


def estimated(rule_set, estimate):
    search = under(rule_set, replace(AGENCY, budget=None), estimated_budget=euros(estimate))
    return [one for one in check_budgets(search) if one.check == "B7" and one.value]


def test_the_kaliningrad_estimate_exceeds_the_small_project_facility():
    [found] = estimated(SPF, "300000.00")

    assert found.outcome == "warn"
    assert found.value == "240000.00 / 200000"
    assert found.message == (
        "No partner has a budget yet. The estimate of 300,000.00 is too large for this programme: "
        "at the highest rate of 80\xa0% the funds would pay 240,000.00, and the largest grant is "
        "200,000.00. That is 40,000.00 too much."
    )
    assert found.citation == "http://oldrnsc.leontief.ru/eng/tasrel.htm"


@pytest.mark.parametrize(
    ("estimate", "said"),
    [("250000.01", ["at most 200,000.00 (80\xa0%); the largest grant is 200,000.00."]),
     ("250000.02", ["That is 0.01 too much."]),
     ("124999.99", ["the largest grant is 200,000.00.", "less than the smallest grant of 100,000.00."])],
)  # fmt: skip
def test_an_estimate_is_judged_by_what_the_funds_would_pay_of_it(estimate, said):
    found = estimated(SPF, estimate)

    assert len(found) == len(said)
    assert all(str(one.message).endswith(end) for one, end in zip(found, said, strict=True))


def test_a_rate_that_is_too_high_names_both_rates_and_the_source():
    greedy = under(BSR_2021, paid(CERTIFIER, "ERDF", "80.5", "71633.05"))

    [found] = [one for one in check_budgets(greedy) if one.check == "B5"]

    assert (found.outcome, found.value, found.override_by) == ("block", "80.5 / 80", "director")
    assert found.message == "Certifier: ERDF pays 80.5\xa0%; at most 80\xa0% is allowed."
    assert found.citation == "https://interreg-baltic.eu/funding/checklist"


def test_a_fund_of_another_programme_is_named():
    assert messages(under(BSR_2021, AGENCY), "B6") == [
        "Agency: Tacis is not a fund of this programme."
    ]


def test_flat_rates_that_exclude_each_other_are_cited():
    both = under(BSR_2021, with_options(office_on_staff="15", office_on_direct="7"))

    blocked = [one for one in check_budgets(both) if (one.check, one.outcome) == ("B8", "block")]

    assert [one.citation for one in blocked] == [
        "InterregCE/Jems_V10.0.1_build, UpdateBudgetOptionsValidation.kt"
    ]


def test_group_rates_follow_the_day_that_counts():
    newcomer = replace(paid(CERTIFIER, "ERDF", "50", "44492.58"), country="BG")

    before = Consortium(III_B, date(2006, 12, 31), (newcomer,))
    after = Consortium(III_B, date(2007, 1, 1), (newcomer,))

    assert [outcomes(one, "B6") for one in (before, after)] == ["block", "pass"]
    assert [outcomes(one, "B5") for one in (before, after)] == ["warn", "pass"]


def test_the_findings_follow_the_catalogue_and_can_be_read():
    findings = check_budgets(under(ENPI, AGENCY, CERTIFIER, LABORATORY))
    order = list(CHECKS)

    assert all(str(one.message) and str(one.title) for one in findings)
    assert [one.check for one in findings] == sorted(
        (one.check for one in findings), key=order.index
    )
    assert {one.check for one in findings} == {
        "B1", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B12", "B13", "B15",
    }  # fmt: skip
