"""Rule sets: the documents that come with Kontor, and how a document is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from app.core.choices import Choice
from app.programmes.nodes import Node, RuleError
from app.programmes.ruleset import (
    UNVERIFIED,
    Combination,
    Conversion,
    Evidence,
    Fact,
    FlatOption,
    FlatRate,
    Fund,
    FundRate,
    Lead,
    LumpSum,
    Participation,
    ParticipationStatus,
    Phase,
    Priority,
    Programme,
    RuleSet,
    UnitCost,
)
from app.programmes.vocabularies import LegalStatus

__all__ = [
    "UNVERIFIED",
    "Combination",
    "Conversion",
    "Evidence",
    "Fact",
    "FlatOption",
    "FlatRate",
    "Fund",
    "FundRate",
    "Lead",
    "LumpSum",
    "Participation",
    "ParticipationStatus",
    "Phase",
    "Priority",
    "Programme",
    "RuleError",
    "RuleSet",
    "UnitCost",
    "parse",
    "shipped",
]

T = TypeVar("T")
C = TypeVar("C", bound=Choice)


def shipped() -> tuple[dict[str, object], ...]:
    """Return the documents of the rule sets that come with the application, oldest version first.

    A later version of a programme's rules is a file of its own, `<programme>.v2.json`.
    """
    folder = Path(__file__).parent / "data"
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return tuple(sorted(found, key=lambda document: (document["slug"], document["version"])))


def parse(document: Mapping[str, object]) -> RuleSet:
    """Read a rule-set document; a RuleError names the path of what is wrong."""
    node = Node(document)
    node.record(
        *("slug", "names", "strand", "period", "version", "valid", "priorities", "funds", "rates"),
        *("flat_rates", "real_office", "partnership", "participation", "area", "lead", "grant"),
        *("max_months", "lead_max_share", "partner_max_share", "management_max_share"),
        *("recoverable_vat", "flexibility", "conversion", "binding_options"),
        *("lump_sums", "unit_costs"),
    )
    valid = node.at("valid")
    valid.record("from", "to", "evidence")
    priorities = _fact(node, "priorities", lambda at: at.each(_priority))
    partnership = _group(
        *(node, "partnership", "min_partners", "min_countries", "min_member_state_partners"),
        *("legal_statuses", "combinations"),
    )
    area = _group(node, "area", "countries", "outside", "adjacent_max_share")
    grant = _group(node, "grant", "min", "max")
    combinations = partnership.find("combinations")
    rules = RuleSet(
        programme=Programme(
            slug=node.at("slug").matching(r"[a-z0-9]+(-[a-z0-9]+)*", "a slug"),
            names=_titles(node.at("names")),
            strand=node.at("strand").text(),
            period=node.at("period").text(),
            priorities=priorities.value if priorities else (),
        ),
        version=node.at("version").count(),
        valid_from=valid.at("from").day(),
        valid_to=valid.at("to").day(),
        valid_evidence=_evidence(valid),
        priorities_evidence=priorities.evidence if priorities else UNVERIFIED,
        funds=node.at("funds").each(_fund),
        rates=node.at("rates").each(_fund_rate),
        participations=node.at("participation").each(_participation),
        flat_rates=_fact(node, "flat_rates", lambda at: at.each(_flat_rate)),
        real_office=_fact(node, "real_office", Node.flag),
        min_partners=_fact(partnership, "min_partners", Node.count),
        min_countries=_fact(partnership, "min_countries", Node.count),
        min_member_state_partners=_fact(partnership, "min_member_state_partners", Node.count),
        legal_statuses=_fact(partnership, "legal_statuses", _legal_statuses),
        combinations=combinations.each(_combination) if combinations else (),
        area=_fact(area, "countries", _countries),
        outside_area=_fact(area, "outside", Node.flag),
        adjacent_max_share=_fact(area, "adjacent_max_share", Node.percent),
        lead=_lead(_group(node, "lead", "countries", "legal_statuses", "adjacent")),
        grant_min=_fact(grant, "min", Node.decimal),
        grant_max=_fact(grant, "max", Node.decimal),
        max_months=_fact(node, "max_months", Node.count),
        lead_max_share=_fact(node, "lead_max_share", Node.percent),
        partner_max_share=_fact(node, "partner_max_share", Node.percent),
        management_max_share=_fact(node, "management_max_share", Node.percent),
        recoverable_vat=_fact(node, "recoverable_vat", Node.flag),
        flexibility=_fact(node, "flexibility", Node.percent),
        conversion=_fact(node, "conversion", lambda at: _choice(at, Conversion)),
        binding_options=_fact(node, "binding_options", Node.flag),
        lump_sums=_fact(node, "lump_sums", lambda at: at.each(_lump_sum)),
        unit_costs=_fact(node, "unit_costs", lambda at: at.each(_unit_cost)),
    )
    _refuse_contradictions(node, rules)
    return rules


def _refuse_contradictions(node: Node, rules: RuleSet) -> None:
    if rules.valid_to < rules.valid_from:
        raise node.at("valid").at("to").refuse("must not lie before the first day")
    codes = [fund.code for fund in rules.funds]
    if len(set(codes)) < len(codes):
        raise node.at("funds").refuse("names a fund twice")
    for index, rate in enumerate(rules.rates):
        if rate.fund not in codes:
            raise Node(rate.fund, f"rates[{index}].fund").refuse(f"{rate.fund} is not a fund here")
    least, most = rules.grant_min, rules.grant_max
    if least and most and most.value < least.value:
        raise node.at("grant").at("max").refuse("must not be less than the minimum")
    flat = [(rate.option, rate.countries) for rate in _stated(rules.flat_rates)]
    if len(set(flat)) < len(flat):
        raise node.at("flat_rates").refuse("names a flat rate twice for the same countries")
    _refuse_twice(node, "lump_sums", [one.name for one in _stated(rules.lump_sums)])
    _refuse_twice(node, "unit_costs", [one.name for one in _stated(rules.unit_costs)])


def _refuse_twice(node: Node, key: str, names: list[str]) -> None:
    if len({name.casefold() for name in names}) < len(names):
        raise node.at(key).refuse("names one twice")


def _stated(fact: Fact[tuple[T, ...]] | None) -> tuple[T, ...]:
    return fact.value if fact else ()


def _group(node: Node, key: str, *keys: str) -> Node:
    """Return an optional object, empty where it is absent, with no other keys than these."""
    group = node.find(key) or Node({}, key)
    group.record(*keys)
    return group


def _fact(node: Node, key: str, read: Callable[[Node], T]) -> Fact[T] | None:
    stated = node.find(key)
    if stated is None:
        return None
    stated.record("value", "evidence")
    return Fact(read(stated.at("value")), _evidence(stated))


def _evidence(node: Node) -> Evidence:
    at = node.at("evidence")
    at.record("verified", "source", "also")
    verified, source, also = at.at("verified").flag(), at.find("source"), at.find("also")
    if not verified:
        if source or also:
            raise at.refuse("an unverified fact must not cite a source")
        return UNVERIFIED
    return Evidence(verified, at.at("source").text(), also.each(Node.text) if also else ())


def _titles(node: Node) -> Mapping[str, str]:
    languages = node.record("en", "ru", "de", "et", "lt", "pl", "sv")
    node.at("en")
    return {language: node.at(language).text() for language in languages}


def _priority(node: Node) -> Priority:
    node.record("code", "titles", "measures")
    measures = node.find("measures")
    return Priority(
        node.at("code").text(),
        _titles(node.at("titles")),
        measures.each(_priority) if measures else (),
    )


def _country(node: Node) -> str:
    return node.matching(r"[A-Z]{2}|EEA|CANDIDATE", "a country's two letters or a group")


def _countries(node: Node) -> tuple[str, ...]:
    return node.each(_country)


def _choice(node: Node, choices: type[C]) -> C:
    text = node.matching("|".join(choices), "one of " + ", ".join(choices))
    return next(choice for choice in choices if choice == text)


def _legal_statuses(node: Node) -> tuple[LegalStatus, ...]:
    return node.each(lambda at: _choice(at, LegalStatus))


def _fund(node: Node) -> Fund:
    node.record("code", "names", "countries", "evidence")
    countries = node.find("countries")
    return Fund(
        node.at("code").matching(r"[A-Z][A-Z0-9_]*", "capital letters"),
        _titles(node.at("names")),
        _countries(countries) if countries else None,
        _evidence(node),
    )


def _fund_rate(node: Node) -> FundRate:
    node.record("fund", "countries", "legal_statuses", "max", "fixed", "evidence")
    statuses = node.find("legal_statuses")
    return FundRate(
        node.at("fund").text(),
        _countries(node.at("countries")),
        _legal_statuses(statuses) if statuses else None,
        node.at("max").percent(),
        node.at("fixed").flag(),
        _evidence(node),
    )


def _flat_rate(node: Node) -> FlatRate:
    node.record("option", "countries", "max", "fixed", "evidence")
    countries = node.find("countries")
    return FlatRate(
        _choice(node.at("option"), FlatOption),
        node.at("max").percent(),
        node.at("fixed").flag(),
        _evidence(node),
        _countries(countries) if countries else None,
    )


def _lump_sum(node: Node) -> LumpSum:
    node.record("name", "phase", "amount", "evidence")
    return LumpSum(
        node.at("name").text(),
        _choice(node.at("phase"), Phase),
        node.at("amount").decimal(),
        _evidence(node),
    )


def _unit_cost(node: Node) -> UnitCost:
    node.record("name", "unit", "amount", "evidence")
    return UnitCost(
        node.at("name").text(),
        node.at("unit").text(),
        node.at("amount").decimal(),
        _evidence(node),
    )


def _participation(node: Node) -> Participation:
    node.record("countries", "status", "from", "to", "evidence")
    since, until = (at.day() if at else None for at in (node.find("from"), node.find("to")))
    if since and until and until < since:
        raise node.at("to").refuse("must not lie before the first day")
    return Participation(
        _countries(node.at("countries")),
        _choice(node.at("status"), ParticipationStatus),
        since,
        until,
        _evidence(node),
    )


def _combination(node: Node) -> Combination:
    node.record("countries", "regions", "min", "evidence")
    regions = node.find("regions")
    return Combination(
        _countries(node.at("countries")),
        regions.each(lambda at: at.matching(r"[A-Z]{2}-[A-Z0-9]{1,3}", "an ISO 3166-2 code"))
        if regions
        else (),
        node.at("min").count(),
        _evidence(node),
    )


def _lead(node: Node) -> Lead:
    return Lead(
        _fact(node, "countries", _countries),
        _fact(node, "legal_statuses", _legal_statuses),
        _fact(node, "adjacent", Node.flag),
    )
