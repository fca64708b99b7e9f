"""The text of an agreement: merging, what the hash covers and what it forgives."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.agreements.facts import AgreementFacts, AnnexRow, Party, Terms
from app.agreements.text import (
    AgreementText,
    Article,
    Change,
    OverrideError,
    canonical,
    diff,
    digest,
    draft,
    from_json,
    to_json,
)
from app.agreements.wording import LANGUAGES, wording

CONTENTS = [
    "subject", "objectives", "duration", "lead_partner", "project_partners", "work_plan",
    "organisation", "third_parties", "budget", "payments", "reporting", "financial_management",
    "audit", "recovery", "publicity", "results", "confidentiality", "retention", "accreditation",
    "liability", "force_majeure", "changes", "withdrawal", "disputes", "signature",
]  # fmt: skip
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACEHOLDER = re.compile(r"\{\w+\}")


# --- the template --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_has_the_minimum_contents_in_order(language):
    clauses = wording(language).clauses

    assert [clause.key for clause in clauses] == CONTENTS
    assert [clause.number for clause in clauses] == list(range(1, len(CONTENTS) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_statutory_core_is_locked_and_has_a_verified_source(language):
    locked = {clause.key: clause.verified for clause in wording(language).clauses if clause.locked}

    assert locked == {
        "lead_partner": True,
        "payments": True,
        "financial_management": True,
        "recovery": True,
        "signature": False,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_cites_no_regulation(language):
    bodies = " ".join(clause.body for clause in wording(language).clauses)

    assert re.findall(r"Regulation|Регламент|\b20\d\d/\d+", bodies) == []


def test_languages_say_the_same_with_the_same_placeholders():
    english, russian = wording("en"), wording("ru")

    def shape(words):
        return [
            (c.key, c.locked, c.verified, c.body.count("\n"), sorted(PLACEHOLDER.findall(c.body)))
            for c in words.clauses
        ]

    assert shape(english) == shape(russian)
    for part in ("phrases", "labels", "roles", "methods", "categories", "funds"):
        assert list(getattr(english, part)) == list(getattr(russian, part))


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="en, ru"):
        wording("../en")


# --- drafting ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_draft_with_all_facts_has_nothing_unresolved(make_facts, language):
    text = draft(make_facts(language=language), wording(language))

    assert text.unresolved == ()
    assert [a.key for a in text.articles if PLACEHOLDER.search(a.body)] == []


def body(text: AgreementText, key: str) -> str:
    return next(article.body for article in text.articles if article.key == key)


def test_amounts_dates_and_spans_are_written_for_the_language(make_facts):
    english = draft(make_facts(), wording("en"))
    russian = draft(make_facts(language="ru"), wording("ru"))

    assert body(english, "duration").split("\n")[0] == (
        "The project begins on 1 September 2006 and ends on 31 August 2008. "
        "Its duration is 24 months."
    )
    assert "is 279,694.51 EUR. Of this, 206,893.35 EUR come" in body(english, "budget")
    assert "Article\xa022" in body(english, "budget")
    assert body(russian, "duration").split("\n")[0] == (
        "Проект осуществляется с 1 сентября 2006\u202fг. по 31 августа 2008\u202fг.; "
        "его продолжительность: 24 месяца."
    )
    assert "279\xa0694,51 EUR" in body(russian, "budget")
    assert body(russian, "payments").split("\n")[0].endswith(": 30 дней.")


def test_missing_facts_stay_visible_and_are_listed_once(make_facts):
    text = draft(make_facts(start=None, law="  ", duration_months=None), wording("en"))

    assert text.unresolved == ("start", "duration", "law")
    assert "Applicable law: {law}." in body(text, "disputes")


def test_no_condition_is_said_in_words(make_facts):
    assert "Further condition: none." in body(draft(make_facts(), wording("en")), "signature")


def test_values_are_not_merged_again_and_add_no_paragraph(make_facts):
    text = draft(make_facts(title="{law}\n{end} \\1 {"), wording("en"))

    assert text.unresolved == ()
    assert "the project “{law} {end} \\1 {” together" in body(text, "subject")
    assert len(text.articles[0].paragraphs) == 3


def test_abbreviation_at_the_end_of_a_sentence_has_one_point(make_facts):
    lead, *others = make_facts().parties
    text = draft(make_facts(parties=(replace(lead, name="RDA Ltd."), *others)), wording("en"))

    assert body(text, "lead_partner").startswith("The lead partner is RDA Ltd. It is responsible")


def test_override_replaces_an_unlocked_clause_and_takes_placeholders(make_facts):
    text = draft(make_facts(), wording("en"), {"liability": "By {law}.\r\n\r\nOnly {nonsense}."})

    assert text.articles[19].paragraphs == ("By law of Lithuania.", "Only {nonsense}.")
    assert text.unresolved == ("nonsense",)


@pytest.mark.parametrize(
    ("key", "new", "reason"),
    [
        ("payments", "We keep a tenth.", "locked"),
        ("liability", " \n", "empty"),
        ("tithe", "We keep a tenth.", "no such clause"),
    ],
)
def test_override_is_refused(make_facts, key, new, reason):
    with pytest.raises(OverrideError, match=f"{key}: .*{reason}"):
        draft(make_facts(), wording("en"), {key: new})


def test_facts_in_another_language_are_refused(make_facts):
    with pytest.raises(ValueError, match=r"'en'.*'ru'"):
        draft(make_facts(), wording("ru"))


# --- the facts -----------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["-0.01", "-0.00", "0.001", "NaN", "Infinity", "1000000000.00"])
def test_annex_refuses_what_is_no_amount(amount):
    with pytest.raises(ValueError, match="no amount"):
        AnnexRow(1, {"ERDF": Decimal(amount)}, Decimal(0), Decimal(0))


@pytest.mark.parametrize("code", ["", "A: 1", "A\nB", " A"])
def test_annex_refuses_a_fund_that_could_pose_as_a_line(code):
    with pytest.raises(ValueError, match="no name"):
        AnnexRow(1, {code: Decimal(1)}, Decimal(0), Decimal(1))


def test_facts_refuse_disorder(make_facts):
    facts = make_facts()
    for parties in (facts.parties[1:], (facts.parties[0], replace(facts.parties[0], number=2))):
        with pytest.raises(ValueError, match="exactly one lead"):
            make_facts(parties=parties, annex=())
    for changed in ({"parties": facts.parties[::-1]}, {"annex": facts.annex[:1] * 2}):
        with pytest.raises(ValueError, match="order of their numbers"):
            make_facts(**changed)
    with pytest.raises(ValueError, match="belongs to no party"):
        make_facts(parties=facts.parties[:3])


def test_annex_tells_which_budgets_do_not_balance(make_facts):
    parties = (*make_facts().parties, Party(5, "Chamber", "PL", "associated"))
    rows = list(make_facts().annex)
    assert make_facts(parties=parties).unbalanced == ()

    rows[0] = replace(rows[0], categories=rows[0].categories | {"other": Decimal("0.01")})
    rows[1] = replace(rows[1], contribution=rows[1].contribution - Decimal("0.01"))
    facts = make_facts(parties=parties, annex=tuple(rows[:3]))

    assert (rows[0].category_gap, rows[1].gap) == (Decimal("-0.01"), Decimal("0.01"))
    assert [party.number for party in facts.unbalanced] == [1, 2, 4]


# --- the canonical form and its hash -------------------------------------------------------

words = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n: []{}ée\u0301Å"), max_size=12
)
codes = st.sampled_from(["ERDF", "TACIS", "NATIONAL", "Norway 50"])
cents = st.integers(0, 99_999_999_999).map(lambda n: Decimal(n) / 100)
amounts = st.dictionaries(codes, cents)
days = st.dates(date(2000, 1, 1), date(2030, 1, 1))
articles = st.builds(Article, st.integers(1, 30), words, words, words, st.booleans())


@st.composite
def agreements(draw: st.DrawFn) -> AgreementText:
    count = draw(st.integers(1, 4))
    parties = tuple(
        Party(n, *(draw(words) for _ in range(2)), "lead" if n == 1 else "partner", draw(words))
        for n in range(1, count + 1)
    )
    annex = tuple(
        AnnexRow(n, draw(amounts), draw(cents), draw(cents), draw(amounts))
        for n in range(1, count + 1)
    )
    facts = AgreementFacts(
        *(draw(words), draw(st.integers(1, 99)), draw(days), draw(words), draw(words)),
        *(draw(words), draw(words), parties, annex),
        start=draw(st.none() | days),
        terms=Terms(payment_days=draw(st.integers(1, 90))),
    )
    return AgreementText("t/1", facts, tuple(draw(st.lists(articles, max_size=4))))


def same(one: str, other: str) -> bool:
    def plain(value: str) -> str:
        return normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))

    return plain(one) == plain(other)


def edited(data: st.DataObject, value: str) -> str:
    """Put in, take out or change one character, so that it is another text."""
    at = data.draw(st.integers(0, len(value)))
    taken = data.draw(st.integers(0, 1))
    put = data.draw(words.map(lambda word: word[:1]) if taken else words.filter(bool))[:1]
    new = value[:at] + put + value[at + taken :]
    assume(not same(value, new))
    return new


@calmly
@given(agreements(), st.data())
def test_one_character_of_an_article_changes_the_digest(text, data):
    assume(text.articles)
    at = data.draw(st.integers(0, len(text.articles) - 1))
    part = data.draw(st.sampled_from(["key", "title", "body"]))
    article = text.articles[at]
    new = replace(article, **{part: edited(data, getattr(article, part))})
    changed = replace(text, articles=(*text.articles[:at], new, *text.articles[at + 1 :]))

    assert digest(changed) != digest(text)


@calmly
@given(agreements(), st.data())
def test_one_character_of_a_party_changes_the_digest(text, data):
    parties = list(text.facts.parties)
    at = data.draw(st.integers(0, len(parties) - 1))
    names = [f.name for f in fields(Party) if f.name not in ("number", "role")]
    part = data.draw(st.sampled_from(names))
    parties[at] = replace(parties[at], **{part: edited(data, getattr(parties[at], part))})

    assert digest(replace(text, facts=replace(text.facts, parties=tuple(parties)))) != digest(text)


@calmly
@given(agreements(), st.data())
def test_one_character_of_the_project_changes_the_digest(text, data):
    names = [f.name for f in fields(AgreementFacts) if isinstance(getattr(text.facts, f.name), str)]
    part = data.draw(st.sampled_from(names))
    facts = replace(text.facts, **{part: edited(data, getattr(text.facts, part))})

    assert digest(replace(text, facts=facts)) != digest(text)


@calmly
@given(agreements(), st.data())
def test_one_cent_of_the_annex_changes_the_digest(text, data):
    rows = list(text.facts.annex)
    at = data.draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    places = ["contribution", "total", *row.funds, *(f"+{code}" for code in row.categories)]
    place = data.draw(st.sampled_from(places))
    cent = Decimal("0.01")
    if place in ("contribution", "total"):
        rows[at] = replace(row, **{place: abs(getattr(row, place) - cent)})
    elif place in row.funds:
        rows[at] = replace(row, funds=row.funds | {place: abs(row.funds[place] - cent)})
    else:
        code = place[1:]
        rows[at] = replace(
            row, categories=row.categories | {code: abs(row.categories[code] - cent)}
        )

    assert digest(replace(text, facts=replace(text.facts, annex=tuple(rows)))) != digest(text)


def test_every_fact_is_covered(make_facts):
    text = draft(make_facts(), wording("en"))
    facts = text.facts
    party, *rest = facts.parties
    parties = [
        (replace(party, **{f.name: "other"}), *rest)
        for f in fields(Party)
        if f.name not in ("number", "role")
    ]
    others: dict[str, object] = {
        "version": 5,
        "dated": date(2006, 8, 23),
        "start": None,
        "end": None,
        "duration_months": 25,
        "parties": (*facts.parties, Party(5, "Chamber", "PL", "associated")),
        "annex": facts.annex[:3],
    }
    terms = [replace(facts.terms, **{f.name: 99}) for f in fields(Terms)]
    strings = [f.name for f in fields(AgreementFacts) if isinstance(getattr(facts, f.name), str)]
    texts = [
        replace(text, template="partnership-agreement/2"),
        replace(text, articles=text.articles[:-1]),
        *(replace(text, facts=replace(facts, **{name: other})) for name, other in others.items()),
        *(replace(text, facts=replace(facts, terms=other)) for other in terms),
        *(replace(text, facts=replace(facts, parties=other)) for other in parties),
        *(replace(text, facts=replace(facts, **{name: "other"})) for name in strings),
    ]

    assert len({digest(text), *map(digest, texts)}) == len(texts) + 1
    assert {*others, *strings, "terms"} == {f.name for f in fields(AgreementFacts)}


@calmly
@given(agreements())
def test_order_of_funds_and_line_ends_and_composition_do_not_matter(text):
    def turned(row):
        return replace(
            row,
            funds=dict(reversed(row.funds.items())),
            categories=dict(reversed(row.categories.items())),
        )

    def foreign(article):
        lines = article.body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
        return replace(article, body=normalize("NFD", lines), title=normalize("NFD", article.title))

    facts = replace(text.facts, annex=tuple(map(turned, text.facts.annex)))
    other = replace(text, facts=facts, articles=tuple(map(foreign, text.articles)))

    assert digest(other) == digest(text)


@calmly
@given(agreements())
def test_canonical_form_is_plain(text):
    plain = canonical(text)

    assert is_normalized("NFC", plain)
    assert "\r" not in plain
    assert plain.endswith("\n")
    assert [
        line for line in plain.split("\n")[1:-1] if not re.match(r"\[|[\w .+/-]+: |  ", line)
    ] == []


def test_canonical_form_of_a_small_agreement_is_the_documented_one(make_facts):
    facts = make_facts(
        parties=(Party(1, "A\nname: B", "RU", "lead", signatory_name="C"),),
        annex=(AnnexRow(1, {"TACIS": Decimal("9"), "ERDF": Decimal("1.5")}, Decimal(0), Decimal("10.50"), {"staff": Decimal("10.5")}),),
        end=None,
    )  # fmt: skip
    text = AgreementText("t/1", facts, (Article(4, "duty", "Duty", "Pay.\n\nNow.", locked=True),))

    assert (
        canonical(text)
        == """\
kontor-agreement-1
[agreement]
reference: PA-2006-007
version: 4
dated: 2006-08-22
[project]
template: t/1
language: en
title: European Quality Centre
acronym: EQCK
programme: BSR INTERREG III B
agency: Agency of the Region
start: 2006-09-01
end:\x20
duration_months: 24
effective_condition:\x20
law: law of Lithuania
place: Vilnius
currency: EUR
payment_days: 30
repayment_days: 30
report_days: 30
notice_days: 60
retention_years: 5
flexibility_percent: 20
[party 1]
name: A
  name: B
country: RU
role: lead
address:\x20
registration:\x20
signatory_name: C
signatory_capacity:\x20
[article 4]
key: duty
title: Duty
text: Pay.
 \x20
  Now.
[annex]
[annex 1]
fund ERDF: 1.50
fund TACIS: 9.00
contribution: 0.00
total: 10.50
category staff: 10.50
"""
    )
    assert digest(text) == "6270495e85642a19b3874bb4006b2feaa08b684419b83fde75e3dcbff295de49"


def test_no_value_can_pose_as_another(make_facts):
    def of(**changed):
        parties = (Party(1, "A", "RU", "lead", **changed),)
        return AgreementText("t/1", make_facts(parties=parties, annex=()), ())

    forged = of(address="x\nregistration: y")
    honest = of(address="x", registration="y")
    indented = of(address="x\n  registration: y")

    assert len({digest(forged), digest(honest), digest(indented)}) == 3
    assert canonical(forged).count("\nregistration: ") == 1


def test_locks_and_sources_are_not_agreed(make_facts):
    text = draft(make_facts(), wording("en"))
    unlocked = tuple(replace(article, locked=False) for article in text.articles)

    assert digest(replace(text, articles=unlocked)) == digest(text)


# --- storing and comparing -----------------------------------------------------------------


@calmly
@given(agreements())
def test_stored_text_comes_back_with_the_same_digest(text):
    stored = json.loads(json.dumps(to_json(text), sort_keys=True))

    assert from_json(stored) == text
    assert digest(from_json(stored)) == digest(text)


def test_stored_draft_comes_back_whole(make_facts):
    text = draft(make_facts(start=None), wording("en"))
    again = from_json(json.loads(json.dumps(to_json(text))))

    assert (again, again.unresolved, again.facts.funds) == (text, ("start",), text.facts.funds)


def test_diff_lists_changed_articles_with_both_texts(make_facts):
    old = draft(make_facts(), wording("en"))
    facts = make_facts(version=5, dated=date(2006, 8, 30))
    new = draft(facts, wording("en"), {"liability": "Nobody is liable."})

    assert diff(old, new) == [
        Change(20, "liability", "Liability", body(old, "liability"), "Nobody is liable.")
    ]
    assert diff(old, replace(new, articles=old.articles)) == []


def test_diff_shows_articles_that_came_or_went(make_facts):
    text = draft(make_facts(), wording("en"))
    shorter = replace(text, articles=text.articles[:-1])
    last = text.articles[-1]

    assert diff(shorter, text) == [Change(25, "signature", last.title, None, last.body)]
    assert diff(text, shorter) == [Change(25, "signature", last.title, last.body, None)]


def test_diff_shows_parties_and_annex(make_facts):
    old = AgreementText("t/1", make_facts(), ())
    rows = list(make_facts().annex)
    rows[2] = replace(rows[2], total=Decimal("55999.99"))
    parties = (*make_facts().parties[:3], replace(make_facts().parties[3], address="Sopot"))
    new = AgreementText("t/1", make_facts(parties=parties, annex=tuple(rows)), ())

    changes = {change.key: change for change in diff(old, new)}

    assert list(changes) == ["parties", "annex"]
    assert "address: Sopot" in changes["parties"].new.split("\n")
    assert "total: 55999.98" in changes["annex"].old.split("\n")


@calmly
@given(agreements(), agreements())
def test_diff_is_empty_exactly_when_the_digest_is_the_same(one, other):
    keys = [article.key for article in one.articles]
    assume(len(set(keys)) == len(keys))
    mixed = replace(other, articles=one.articles, template=one.template)
    head = ("reference", "version", "dated")
    facts = replace(mixed.facts, **{name: getattr(one.facts, name) for name in head})
    mixed = replace(mixed, facts=facts)

    assert (diff(one, mixed) == []) == (digest(one) == digest(mixed))
    assert diff(one, one) == []
