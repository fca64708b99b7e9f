"""Versions of rules as administrators make them: begun from one, edited in a form, never in place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from app.core.db import db
from app.directory.choices import Role
from app.programmes import queries, rules
from app.programmes.commands import add_version, load_programmes
from app.programmes.drafting import document_of, values_of
from app.programmes.forms import VersionForm
from app.programmes.outline import FACTS, LISTS
from app.programmes.queries import rules_of
from app.programmes.statements import differences
from tests.making import actor

SHIPPED = {str(document["slug"]): document for document in rules.shipped()}
SPF = "/programmes/tacis-cbc-spf"
WHY = {"Why there is a new version": "The call of 2003 asks for more."}


def get_programme(slug):
    """Read it anew: the test may still hold its versions as they were before a request."""
    db.session.expire_all()
    return queries.get_programme(slug)


def get_version(slug, number):
    db.session.expire_all()
    return queries.get_version(slug, number)


@pytest.fixture
def loaded(app):
    load_programmes()
    db.session.commit()


@pytest.fixture
def administrator(loaded, make, visitor):
    return visitor(make.staff(Role.ADMINISTRATOR))


def complete(values):
    """Fill in what a form has and a document may leave out."""
    blank = {"value": None, "verified": False, "sources": []}
    rows = {
        entry.name: [
            {column.key: None for column in entry.columns} | row for row in values[entry.name]
        ]
        for entry in LISTS
    }
    facts = {fact.name: blank | values[fact.name] for fact in FACTS}
    stated = {
        f"{entry.name}_stated": blank | values[f"{entry.name}_stated"]
        for entry in LISTS
        if entry.stated
    }
    return {**values, **rows, **facts, **stated}


@pytest.mark.parametrize("slug", SHIPPED)
def test_a_shipped_document_comes_out_of_its_fields_as_it_went_in(slug):
    document = SHIPPED[slug]

    made = document_of(document, complete(values_of(document)), 1)

    assert rules.parse(made) == rules.parse(document)
    assert made.keys() == document.keys()


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_key_of_a_shipped_document_is_edited_or_carried_over(slug):
    edited = {path.path.split(".")[0] for path in (*FACTS, *LISTS)} | {"valid"}
    carried = {"slug", "names", "strand", "period", "version", "priorities"}

    assert not edited & carried
    assert SHIPPED[slug].keys() <= edited | carried


def test_a_new_version_is_made_in_the_form_and_the_old_one_stays(administrator):
    before = get_version("tacis-cbc-spf", 1).document
    administrator.open(f"{SPF}/rules/1/new")

    administrator.press(
        "Save as a new version",
        {
            **WHY,
            "grant_max-value": "250 000",
            "grant_max-verified": True,
            "grant_max-sources": "https://example.org/call-2003\nhttps://example.org/annex",
            "lead_max_share-value": "40,5",
            "conversion-value": "Of the month in which the cost was incurred",
        },
    )

    fresh = get_version("tacis-cbc-spf", 2)
    read = rules_of(fresh)
    assert administrator.heading == "Rules, version 2"
    assert (read.grant_max.value, read.lead_max_share.value) == (250000, Decimal("40.5"))
    assert read.grant_max.evidence == rules.Evidence(
        verified=True, source="https://example.org/call-2003", also=("https://example.org/annex",)
    )
    assert read.lead_max_share.evidence == rules.UNVERIFIED
    assert read.conversion.value == rules.Conversion.INCURRED
    assert (fresh.based_on, fresh.note) == (1, "The call of 2003 asks for more.")
    assert get_version("tacis-cbc-spf", 1).document == before
    assert fresh.document["version"] == 2


def test_the_page_of_a_version_says_what_is_new(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    administrator.press("Save as a new version", {**WHY, "grant_max-value": "250000.50"})
    administrator.press("Save as a new version", {"compared": True})

    rows = [" ".join(row.get_text(" ").split()) for row in administrator.page.select("#changes tr")]
    assert len(rows) == 2
    assert rows[1].replace("\u202f", " ").replace("\xa0", " ") == (
        "Largest grant EUR 200,000 Verified oldrnsc.leontief.ru "
        "EUR 250,000 Verified oldrnsc.leontief.ru"
    )


def test_a_new_value_does_not_keep_the_evidence_of_the_old_one_in_silence(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    changed = {**WHY, "grant_max-value": "250000", "rates-0-max": "85"}
    administrator.press("Save as a new version", changed)

    assert administrator.errors == [
        "I have read the new values in the sources that are named beside them: These have changed "
        "and still cite what was read before: Largest grant, Rates of the funds. Please confirm "
        "that the source says so, or mark them as not verified."
    ]
    assert len(get_programme("tacis-cbc-spf").rule_sets) == 1

    without = {f"{name}-verified": False for name in ("grant_max", "rates-0")}
    without |= {f"{name}-sources": "" for name in ("grant_max", "rates-0")}
    administrator.press("Save as a new version", without)

    read = rules_of(get_version("tacis-cbc-spf", 2))
    assert (read.grant_max.value, read.grant_max.evidence) == (250000, rules.UNVERIFIED)
    assert read.rates[0].evidence == rules.UNVERIFIED


def test_a_version_can_begin_with_any_and_gets_the_next_number(administrator):
    for begun, number in ((1, 2), (1, 3), (2, 4)):
        administrator.open(f"{SPF}/rules/{begun}/new")
        administrator.press("Save as a new version", WHY)
        assert administrator.heading == f"Rules, version {number}"

    assert [row.based_on for row in get_programme("tacis-cbc-spf").rule_sets] == [None, 1, 1, 2]


@pytest.mark.parametrize(
    ("entered", "errors"),
    [
        (
            {"grant_max-value": "many", "lead_max_share-value": "101", "max_months-value": "0"},
            [
                "Largest grant, What the rules state: Write the amount with a point and two "
                "decimals, for example 8111.11.",
                "Longest duration, in months, What the rules state: Number must be between 1 and "
                "999.",
                "Largest share of the lead partner, in percent, What the rules state: Write a "
                "share from 0 to 100 with at most two decimals: 75 or 37.5.",
            ],
        ),
        (
            {"grant_max-value": "99999.99"},
            [
                "Largest grant, What the rules state: The largest grant must not be less than the "
                "smallest one."
            ],
        ),
        (
            {"valid_to": "2002-12-19"},
            ["Last day: The last day must not lie before the first day."],
        ),
        (
            {"rates-0-fund": "ERDF"},
            ["Rates of the funds, number 1, Code of the fund: This fund does not stand "
             "among the funds above."],
        ),
        (
            {"rates-0-countries": "RU, Europe"},
            [
                "Rates of the funds, number 1, Countries: Write countries as two letters, for "
                "example LT, PL. This is no such code: EUROPE."
            ],
        ),
        (
            {"rates-0-countries": "RU, QX, ZZ"},
            [
                "Rates of the funds, number 1, Countries: Write countries as two letters, for "
                "example LT, PL. This is no such code: QX."
            ],
        ),
        (
            {"participation-0-from": "2003-06-08", "participation-0-to": "2003-06-07"},
            [
                "How countries take part, number 1, Last day: The last day must not lie before "
                "the first day."
            ],
        ),
        (
            {"valid_from": ""},
            ["First day: Please fill this in."],
        ),
        (
            {"rates-0-max": ""},
            ["Rates of the funds, number 1, Percent: Please fill this in."],
        ),
        (
            {"max_months-sources": ""},
            [
                "Longest duration, in months, Source: Name the source that you have read."
            ],
        ),
        (
            {"flexibility-verified": True, "flexibility-sources": "https://example.org"},
            [
                "Movement without a major change, in percent, I have read it in the source: State "
                "the fact as well."
            ],
        ),
        (
            {"flexibility-value": "10", "flexibility-sources": "hearsay"},
            [
                "Movement without a major change, in percent, Source: A source stands only where "
                "it was read: tick the box, or leave the source out."
            ],
        ),
        (
            {"funds-1-code": "TACIS", "funds-1-names": "Again"},
            ["A fund stands here twice."],
        ),
        (
            {"flat_rates-0-option": "Staff costs, of the other direct costs",
             "flat_rates-0-max": "150"},
            [
                "Flat rates, number 1, Percent: Write a share from 0 to 100 with at most two "
                "decimals: 75 or 37.5."
            ],
        ),
    ],
)  # fmt: skip
def test_an_error_names_the_fact_and_what_was_typed_is_kept(administrator, entered, errors):
    administrator.open(f"{SPF}/rules/1/new")
    administrator.press("Save as a new version", {**WHY, **entered})

    assert administrator.status == 422
    assert [error.split(": ", 1)[-1] if error.startswith("Funds: ") else error
            for error in administrator.errors] == errors  # fmt: skip
    for name, text in entered.items():
        shown = administrator.page.find(attrs={"name": name})
        if isinstance(text, str) and shown.name == "input":
            assert shown["value"] == text
    assert "The call of 2003 asks for more." in administrator.answer.text
    assert len(get_programme("tacis-cbc-spf").rule_sets) == 1


def test_more_rows_keep_what_was_typed_and_save_nothing(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    administrator.press("More rows: Rates of the funds", {"grant_max-value": "123456.78"})

    assert administrator.status == 200
    assert administrator.page.find(attrs={"name": "grant_max-value"})["value"] == "123456.78"
    assert administrator.page.find(attrs={"name": "rates-4-fund"}) is not None
    assert len(get_programme("tacis-cbc-spf").rule_sets) == 1


def unfolded(person) -> list[str]:
    """Return the titles of the parts of the form that stand open."""
    return [str(h2.contents[0]).strip() for h2 in person.page.select("details.card[open] h2")]


def test_parts_are_folded_counted_and_listed(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    listed = [" ".join(li.get_text(" ").split()) for li in administrator.page.select("aside li")]
    targets = {a["href"] for a in administrator.page.select("aside nav a")}

    rules_now = rules_of(get_version("tacis-cbc-spf", 1))
    assert unfolded(administrator) == []
    assert f"Rates of the funds {len(rules_now.rates)}" in listed
    assert f"Lump sums {len(rules_now.lump_sums.value) if rules_now.lump_sums else 0}" in listed
    assert "Size, duration and shares 3 of 7" in listed
    assert {f"#{one['id']}" for one in administrator.page.select("[id^=part-]")} < targets


def test_the_part_with_an_error_stands_open_and_no_other(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    administrator.press("Save as a new version", {**WHY, "rates-0-max": "101"})

    assert unfolded(administrator) == ["Rates of the funds"]
    [link] = administrator.page.select(".error-summary a")
    assert administrator.page.select_one(f"details[open] {link['href']}")["value"] == "101"


def test_the_list_that_gets_more_rows_stands_open(administrator):
    administrator.open(f"{SPF}/rules/1/new")
    administrator.press("More rows: Lump sums")

    assert unfolded(administrator) == ["Lump sums"]
    assert administrator.page.select_one("details[open] [name='lump_sums-3-name']")
    assert administrator.page.select_one("[name='unit_costs-1-name']") is None


def test_rows_are_added_and_taken_away(administrator):
    administrator.open("/programmes/interreg-bsr-2021-27/rules/1/new")
    administrator.press(
        "Save as a new version",
        {
            **WHY,
            "rates-1-fund": "", "rates-1-countries": "", "rates-1-max": "",
            "rates-1-verified": False, "rates-1-sources": "",
            "lump_sums-0-name": "Preparation costs", "lump_sums-0-phase": "Preparation",
            "lump_sums-0-amount": "17500",
        },
    )  # fmt: skip

    read = rules_of(get_version("interreg-bsr-2021-27", 2))
    old = rules_of(get_version("interreg-bsr-2021-27", 1))
    assert [rate.fund for rate in read.rates] == ["ERDF"]
    assert [(one.name, one.phase, one.amount) for one in read.lump_sums.value] == [
        ("Preparation costs", "preparation", 17500)
    ]
    assert read.programme == old.programme
    assert read.funds == old.funds


@pytest.mark.parametrize("duty", [Role.OFFICER, Role.FINANCE, Role.DIRECTOR, Role.AUDITOR])
def test_only_administrators_make_versions(loaded, make, visitor, duty):
    person = visitor(make.staff(duty)).open(f"{SPF}/rules")

    assert "New version" not in person.text
    assert person.open(f"{SPF}/rules/1/new").status == 403


def test_everybody_reads_versions_and_none_is_no_page(loaded, visitor):
    anybody = visitor().open(f"{SPF}/rules")

    assert "Came with Kontor" in anybody.text
    assert "Largest grant" in anybody.click("Version 1").text
    assert anybody.open(f"{SPF}/rules/2").status == 404
    assert anybody.open(f"{SPF}/rules/2/new").status == 404


def test_a_shipped_version_whose_number_is_taken_comes_with_the_next_one(loaded, make, monkeypatch):
    basis = get_version("tacis-cbc-spf", 1)
    add_version(basis, dict(basis.document), "Ours.", actor(make.staff(Role.ADMINISTRATOR)))
    db.session.commit()
    theirs = dict(
        basis.document, version=2, max_months={"value": 12, "evidence": {"verified": False}}
    )
    monkeypatch.setattr(rules, "shipped", lambda: (basis.document, theirs))
    db.session.expunge_all()

    for _time in range(2):
        load_programmes()
        db.session.commit()
        db.session.expunge_all()

    stored = get_programme("tacis-cbc-spf").rule_sets
    assert [(row.version, row.came_as, rules_of(row).max_months.value) for row in stored] == [
        (1, 1, 18), (2, None, 18), (3, 2, 12)
    ]  # fmt: skip


def test_differences_pair_what_was_said_with_what_is_said(app):
    old = rules.parse(SHIPPED["tacis-cbc-spf"])
    document = dict(
        SHIPPED["tacis-cbc-spf"], flexibility={"value": "10", "evidence": {"verified": False}}
    )
    del document["max_months"]

    with app.test_request_context():
        found = differences(rules.parse(document), old)

    assert [(title, bool(before), bool(after)) for title, before, after in found] == [
        ("Movement between categories or partners without a major change", True, True),
        ("Longest duration", True, False),
    ]


def test_a_form_of_every_shipped_version_is_free_of_errors(app, loaded):
    for slug in SHIPPED:
        stored = get_version(slug, 1)
        with app.test_request_context():
            shown = VersionForm(stored, 2)
            sent = MultiDict(
                (field.name, text) for name, text in _inputs(shown) for field in [name]
            )
        sent.add("note", "As before.")
        with app.test_request_context(method="POST", data=sent):
            form = VersionForm(stored, 2)
            assert form.validate(), (slug, form.errors)
        assert rules.parse(form.document).rates == rules_of(stored).rates


def _inputs(form):
    """Yield each plain field with the text a browser would send for it."""
    for field in form:
        if hasattr(field, "form"):
            yield from _inputs(field.form)
        elif hasattr(field, "entries"):
            for entry in field.entries:
                yield from _inputs(entry.form)
        elif field.type == "BooleanField":
            yield from [(field, "y")] if field.data else []
        elif field.type == "Checkboxes":
            yield from ((field, value) for value in field.data or ())
        elif field.type == "SelectField":
            yield field, field.data or ""
        elif field.name != "note":
            yield field, field._value()
