"""Rule sets: the shipped ones are whole and honest, and a wrong document is refused by its path."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.programmes import rules, vocabularies
from app.programmes.rules import Evidence, ParticipationStatus

BY_SLUG = {str(document["slug"]): document for document in rules.shipped()}
IN_2006 = date(2006, 6, 1)
IN_2026 = date(2026, 6, 1)


def rule_set(slug: str) -> rules.RuleSet:
    return rules.parse(BY_SLUG[slug])


def evidences(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value["evidence"]] if "evidence" in value else []
        return own + [one for part in value.values() for one in evidences(part)]
    if isinstance(value, list):
        return [one for part in value for one in evidences(part)]
    return []


def test_the_shipped_programmes_are_these():
    assert sorted(BY_SLUG) == [
        "bsr-interreg-iii-b",
        "interreg-bsr-2014-20",
        "interreg-bsr-2021-27",
        "interreg-euro-med-2021-27",
        "interreg-europe-2014-20",
        "lt-pl-ru-enpi",
        "south-baltic-2014-20",
        "tacis-cbc-mpf",
        "tacis-cbc-spf",
        "tacis-neighbourhood-2004-06",
    ]


@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_shipped_rule_set_reads_and_is_named_in_both_languages(slug):
    programme = rule_set(slug).programme

    assert programme.slug == slug
    assert programme.name("en") != programme.name("ru")
    assert programme.name("lt") == programme.name("en")


@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_source_stands_exactly_where_a_fact_is_verified(slug):
    found = evidences(BY_SLUG[slug])

    assert len(found) > 5
    assert all(evidence["verified"] == ("source" in evidence) for evidence in found)


def test_the_three_priorities_of_iii_b_are_verbatim():
    priorities = rule_set("bsr-interreg-iii-b").programme.priorities

    assert [priority.title("en") for priority in priorities] == [
        "Promotion of spatial development approaches and actions for specific territories and "
        "sectors (macro regions, coastal zones, islands and other specific areas)",
        "Promotion of territorial structures supporting sustainable BSR development (settlement "
        "structures, communication links, cultural and natural heritage)",
        "Promotion of institution building, strengthening transnational spatial development",
    ]


@pytest.mark.parametrize(
    ("slug", "fund", "country", "status", "percent"),
    [
        ("bsr-interreg-iii-b", "ERDF", "LT", None, "75"),
        ("bsr-interreg-iii-b", "ERDF", "SE", None, "50"),
        ("bsr-interreg-iii-b", "TACIS", "RU", None, "90"),
        ("bsr-interreg-iii-b", "NATIONAL", "NO", None, "50"),
        ("bsr-interreg-iii-b", "TACIS", "LT", None, None),
        ("tacis-cbc-spf", "TACIS", "RU", None, "80"),
        ("tacis-cbc-mpf", "TACIS", "RU", None, None),
        ("tacis-neighbourhood-2004-06", "TACIS", "RU", None, "90"),
        ("interreg-euro-med-2021-27", "IPA", "AL", None, "80"),
        ("lt-pl-ru-enpi", "ENPI", "RU", None, "90"),
        ("interreg-bsr-2014-20", "ERDF", "PL", None, "85"),
        ("interreg-bsr-2014-20", "ERDF", "DE", None, "75"),
        ("interreg-bsr-2014-20", "ERDF", "FR", None, "75"),
        ("interreg-bsr-2014-20", "NATIONAL", "NO", None, "50"),
        ("south-baltic-2014-20", "ERDF", "DE", None, "85"),
        ("south-baltic-2014-20", "ERDF", "DK", None, "75"),
        ("south-baltic-2014-20", "ERDF", "FI", None, None),
        ("interreg-europe-2014-20", "ERDF", "FR", "public", "85"),
        ("interreg-europe-2014-20", "ERDF", "FR", "public-equivalent", "85"),
        ("interreg-europe-2014-20", "ERDF", "FR", "non-profit", "75"),
        ("interreg-europe-2014-20", "ERDF", "FR", "private", None),
        ("interreg-europe-2014-20", "ERDF", "FR", None, None),
        ("interreg-bsr-2021-27", "ERDF", "LT", None, "80"),
        ("interreg-bsr-2021-27", "NATIONAL", "NO", None, "80"),
        ("interreg-bsr-2021-27", "TACIS", "RU", None, None),
    ],
)
def test_the_largest_rate_of_a_fund_for_a_partner(slug, fund, country, status, percent):
    found = rule_set(slug).max_rate(fund, country, status, date(2012, 1, 1))

    assert (found and found.maximum) == (percent and Decimal(percent))


def test_a_group_in_a_rate_follows_the_date():
    europe = rule_set("bsr-interreg-iii-b")

    assert europe.max_rate("ERDF", "BG", None, date(2006, 12, 31)) is None
    assert europe.max_rate("ERDF", "BG", None, date(2007, 1, 1)).maximum == Decimal(50)


@pytest.mark.parametrize(
    ("slug", "country", "on", "status"),
    [
        ("bsr-interreg-iii-b", "RU", IN_2006, "open"),
        ("bsr-interreg-iii-b", "BG", IN_2006, "open"),
        ("bsr-interreg-iii-b", "US", IN_2006, None),
        ("interreg-bsr-2014-20", "RU", date(2022, 3, 7), "open"),
        ("interreg-bsr-2014-20", "RU", date(2022, 3, 8), "suspended"),
        ("interreg-bsr-2021-27", "RU", IN_2026, "suspended"),
        ("interreg-bsr-2021-27", "BY", IN_2026, "suspended"),
        ("interreg-bsr-2021-27", "LT", IN_2026, "open"),
    ],
)
def test_how_a_country_takes_part_on_a_day(slug, country, on, status):
    found = rule_set(slug).participation(country, on)

    assert (found and found.status) == status


def test_the_suspension_of_russia_names_its_source():
    found = rule_set("interreg-bsr-2021-27").participation("RU", IN_2026)

    assert found.status == ParticipationStatus.SUSPENDED
    assert found.evidence.verified
    assert found.evidence.source == "https://interreg-baltic.eu/funding/checklist"


def test_iii_b_takes_real_costs_and_2021_27_flat_rates():
    old, new = rule_set("bsr-interreg-iii-b"), rule_set("interreg-bsr-2021-27")

    assert (old.allows_real_office, new.allows_real_office) == (True, False)
    assert [old.flat_rate(option) for option in rules.FlatOption] == [None] * 5
    assert {option.value: new.flat_rate(option).maximum for option in rules.FlatOption} == {
        "staff_flat": 20,
        "travel_flat": 15,
        "office_on_staff": 15,
        "office_on_direct": 7,
        "other_flat": 40,
    }
    assert new.flat_rate("travel_flat").evidence == Evidence(
        verified=True, source="https://gesetze.legal/eu/vo_eu_2021_1059/41"
    )
    assert new.flat_rate("other_flat").evidence == rules.UNVERIFIED


def test_office_lines_are_not_allowed_where_nothing_is_stated():
    assert rule_set("south-baltic-2014-20").real_office is None
    assert not rule_set("south-baltic-2014-20").allows_real_office


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("slug",), None, "document: lacks 'slug'"),
        (("slug",), "No Slug", "slug: must be a slug"),
        (("version",), 0, "version: must be a whole number of at least 1"),
        (("version",), True, "version: must be a whole number of at least 1"),
        (("colour",), "red", "document: has an unknown key 'colour'"),
        (("names",), {"ru": "Имя"}, "names: lacks 'en'"),
        (("valid", "from"), "1.1.2000", "valid.from: must be a date such as 2006-06-08"),
        (("valid", "to"), "1999-12-31", "valid.to: must not lie before the first day"),
        (("rates", 2, "max"), "101", "rates[2].max: must be at most 100"),
        (("rates", 2, "max"), 90, "rates[2].max: must be a text that is not empty"),
        (
            ("rates", 2, "max"),
            "0.001",
            "rates[2].max: must be zero or more, with at most two decimals",
        ),
        (
            ("rates", 2, "max"),
            "NaN",
            "rates[2].max: must be zero or more, with at most two decimals",
        ),
        (("rates", 2, "max"), "many", "rates[2].max: must be a number written as text"),
        (("rates", 0, "fund"), "ENI", "rates[0].fund: ENI is not a fund here"),
        (
            ("rates", 1, "countries", 0),
            "Europe",
            "rates[1].countries[0]: must be a country's two letters or a group",
        ),
        (
            ("participation", 1, "status"),
            "maybe",
            "participation[1].status: must be one of open, associated-only, suspended",
        ),
        (("participation", 1, "evidence"), None, "participation[1]: lacks 'evidence'"),
        (
            ("participation", 1, "evidence"),
            {"verified": True},
            "participation[1].evidence: lacks 'source'",
        ),
        (
            ("participation", 1, "evidence"),
            {"verified": False, "source": "hearsay"},
            "participation[1].evidence: an unverified fact must not cite a source",
        ),
        (("funds",), {}, "funds: must be a list"),
        (("partnership",), [], "partnership: must be an object"),
        (("partnership", "max_partners"), 3, "partnership: has an unknown key 'max_partners'"),
        (("real_office", "value"), "yes", "real_office.value: must be true or false"),
    ],
)
def test_a_wrong_document_is_refused_with_its_path(path, value, message):
    document = copy.deepcopy(BY_SLUG["bsr-interreg-iii-b"])
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(rules.RuleError) as refusal:
        rules.parse(document)

    assert str(refusal.value) == message


def test_a_fund_stands_once_and_the_grant_runs_upward():
    twice = copy.deepcopy(BY_SLUG["tacis-cbc-spf"])
    twice["funds"] *= 2
    upside_down = copy.deepcopy(BY_SLUG["tacis-cbc-spf"])
    upside_down["grant"]["min"]["value"] = "200000.01"

    with pytest.raises(rules.RuleError, match=r"^funds: names a fund twice$"):
        rules.parse(twice)
    with pytest.raises(rules.RuleError, match=r"^grant.max: must not be less than the minimum$"):
        rules.parse(upside_down)


def test_every_new_key_is_read_and_what_is_not_stated_is_none():
    document = copy.deepcopy(BY_SLUG["bsr-interreg-iii-b"])
    seen = {"verified": True, "source": "https://example.org/manual"}
    document |= {
        key: {"value": value, "evidence": seen}
        for key, value in {
            "lead_max_share": "40",
            "partner_max_share": "60.5",
            "management_max_share": "20",
            "recoverable_vat": False,
            "flexibility": "10",
            "conversion": "period-average",
            "binding_options": True,
            "lump_sums": [
                {"name": "Start", "phase": "preparation", "amount": "5000", "evidence": seen}
            ],
            "unit_costs": [{"name": "Hour", "unit": "hour", "amount": "50", "evidence": seen}],
        }.items()
    }

    read, plain = rules.parse(document), rule_set("bsr-interreg-iii-b")
    evidence = Evidence(verified=True, source="https://example.org/manual")

    assert (read.lead_max_share.value, read.partner_max_share.value) == (40, Decimal("60.5"))
    assert (read.management_max_share.value, read.recoverable_vat.value) == (20, False)
    assert (read.conversion.value, read.binding_options.value) == ("period-average", True)
    assert read.lump_sums.value == (rules.LumpSum("Start", "preparation", Decimal(5000), evidence),)
    assert read.unit_costs.value == (rules.UnitCost("Hour", "hour", Decimal(50), evidence),)
    assert (read.margin, plain.margin) == (
        rules.Fact(Decimal(10), evidence),
        rules.Fact(Decimal(20), rules.UNVERIFIED),
    )
    assert plain.flexibility is plain.conversion is plain.recoverable_vat is plain.lump_sums is None


def test_the_travel_rate_of_euro_med_is_cited_and_its_choice_binds():
    euro_med = rule_set("interreg-euro-med-2021-27")

    assert euro_med.binding_options.value
    assert euro_med.flat_rate("travel_flat", "ME").maximum == 22
    assert euro_med.flat_rate("travel_flat", "IT").maximum == 15
    assert euro_med.flat_rate("travel_flat", "ME").evidence == euro_med.binding_options.evidence
    assert euro_med.binding_options.evidence.verified


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("flexibility", "101", "flexibility.value: must be at most 100"),
        ("conversion", "weekly", "conversion.value: must be one of submission-month, "
         "incurred-month, reported-month, period-average"),
        ("lump_sums", [{"name": "A", "phase": "preparation", "amount": "1.001",
                        "evidence": {"verified": False}}],
         "lump_sums.value[0].amount: must be zero or more, with at most two decimals"),
        ("lump_sums", [{"name": "A", "phase": "closure", "amount": "1",
                        "evidence": {"verified": False}}] * 2, "lump_sums: names one twice"),
        ("flat_rates", [{"option": "travel_flat", "max": "15", "fixed": False,
                         "evidence": {"verified": False}}] * 2,
         "flat_rates: names a flat rate twice for the same countries"),
    ],
)  # fmt: skip
def test_a_wrong_new_fact_is_refused_with_its_path(key, value, message):
    document = copy.deepcopy(BY_SLUG["bsr-interreg-iii-b"])
    document[key] = {"value": value, "evidence": {"verified": False}}

    with pytest.raises(rules.RuleError) as refusal:
        rules.parse(document)

    assert str(refusal.value) == message


def test_the_vocabularies_are_whole():
    types, sectors = vocabularies.partner_types(), vocabularies.iaf_sectors()

    assert len(types) == 16
    assert types["business-support-organisation"] == "Business support organisation"
    assert list(sectors) == list(range(1, 40))
    assert sectors[3] == "Food products, beverages and tobacco"
