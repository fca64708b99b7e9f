"""The pages: everybody reads, administrators of the agency edit and import."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.directory.choices import Role
from app.searches.models import SearchState
from app.vocabularies import commands, queries
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.models import Term

PLAIN = "code,en,fact:kind\nISO 9001,Quality,management-system\nISO 1,Cheese,scheme\n"


def term(name, code):
    return db.session.scalars(sa.select(Term).filter_by(vocabulary=name, code=code)).one()


@pytest.fixture
def administrator(make, visitor):
    return visitor(make.staff(Role.ADMINISTRATOR))


def rows(person):
    return [
        " | ".join(" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"]))
        for row in person.page.select("tbody tr")
    ]


def test_everybody_sees_the_vocabularies_with_source_and_verified_share(visitor):
    person = visitor().open("/").click("Vocabularies")

    assert person.heading == "Vocabularies"
    assert len(rows(person)) == len(VOCABULARIES)
    themes = next(row for row in rows(person) if row.startswith("Themes"))
    assert themes.endswith(
        "| 42 | 40 of 42 | Themes of keep.eu, as seen in a public file; Themes of keep.eu; wording from memory"
    )


def test_a_term_says_whether_it_was_verified_and_when_it_holds(visitor):
    person = visitor().open("/vocabularies/standards?q=ohsas")
    assert "No term fits" in person.text

    person.press("Search", {"Also terms that do not hold today": True})

    assert rows(person) == [
        "OHSAS 18001 | OHSAS 18001: occupational health and safety Kind: management system Replaced by: ISO 45001"
        " | 1 January 1999 to 30 September 2021 | Not verified From memory; the days too"
    ]


def test_a_long_vocabulary_has_pages_and_is_read_without_statements(visitor, counting):
    person = visitor().open("/vocabularies/regions")
    with counting() as statements:
        person.open("/vocabularies/regions?page=2")

    assert "2228 terms" in person.text.replace("\u202f", "").replace(",", "")
    assert len(rows(person)) == 50
    assert [one for one in statements if "term" in one] == []
    assert len(rows(person.open("/vocabularies/regions?page=999"))) == 2228 % 50
    assert len(rows(person.open("/vocabularies/regions?page=no"))) == 50


def test_names_are_in_the_readers_language(visitor):
    person = visitor().open("/vocabularies/regions?q=Калининград&lang=ru")

    assert rows(person)[0].startswith("RU-KGD | Калининградская область")
    assert rows(person)[0].count("Россия") == 1


def test_what_is_downloaded_can_be_taken_in_again_and_changes_nothing(administrator):
    content = administrator.open("/vocabularies/standards.csv").answer.data
    listed = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(listed) == len(queries.terms("standards"))

    administrator.open("/vocabularies/standards/import")
    administrator.press("See what it would do", File=("standards.csv", content))

    assert "Nothing: all of it is there already." in administrator.text


@pytest.mark.parametrize(
    "path", ["/vocabularies/colours", "/vocabularies/colours.csv", "/vocabularies/colours/import"]
)
def test_there_is_no_page_for_what_is_no_vocabulary(administrator, path):
    assert administrator.open(path).status == 404


@pytest.mark.parametrize("path", ["new", "import", "terms/{uid}"])
def test_only_administrators_of_the_agency_edit(make, visitor, path):
    address = "/vocabularies/iaf/" + path.format(uid=term("iaf", "1").uid)
    others = [make.member(None, Role.ADMINISTRATOR), make.staff(Role.OFFICER, Role.DIRECTOR)]

    assert [visitor(person).open(address).status for person in others] == [403, 403]
    assert visitor().open(address).path == "/sign-in"
    page = visitor(others[1]).open("/vocabularies/iaf")
    assert "Add a term" not in page.text


def test_an_administrator_adds_a_term(administrator):
    administrator.open("/vocabularies/standards").click("Add a term")
    administrator.press(
        "Save",
        {"Code": "ISO 1", "English": "Cheese", "Русский": "Сыр", "First day": "2026-01-01",
         "Source": "A public page", "I have compared the term with its source": True,
         "More facts": "kind: scheme\nnote: a b"},
    )  # fmt: skip

    assert "The term ISO 1 is added." in administrator.text
    word = queries.word_of(term("standards", "ISO 1"))
    assert (dict(word.labels), word.valid_from, word.verified, dict(word.facts)) == (
        {"en": "Cheese", "ru": "Сыр"},
        date(2026, 1, 1),
        True,
        {"kind": "scheme", "note": "a b"},
    )
    assert queries.labels("standards")["ISO 1"] == "Cheese"


def test_what_does_not_fit_is_said_at_its_field(administrator):
    administrator.open("/vocabularies/standards/new")
    administrator.press(
        "Save",
        {"Code": "ISO 9001", "Belongs to": "Nowhere", "More facts": "kind: sort",
         "I have compared the term with its source": True},
    )  # fmt: skip

    assert administrator.status == 422
    assert sorted(administrator.errors) == [
        "Belongs to: There is no such term that it could belong to.",
        "Code: There is a term with this code and first day already.",
        "English: The English label is missing.",
        "More facts: This must be one of: accreditation, management-system, scheme.",
        "Source: What is verified names its source.",
    ]
    administrator.press("Save", {"More facts": "no colon"})
    assert "More facts: Write the name, a colon and the fact: no colon" in administrator.errors


def test_an_administrator_changes_a_term_and_ends_it(administrator):
    administrator.open("/vocabularies/iaf?q=39").click("39")
    assert "This term came with Kontor" in administrator.text
    administrator.press("Save", {"English": "Cheese", "Last day": "2026-01-31"})

    assert "The term 39 is changed." in administrator.text
    assert rows(administrator)[0].startswith("39 | Cheese | until 31 January 2026 |")
    found = term("iaf", "39")
    assert (found.labels["ru"], found.is_edited) == ("Прочие социальные услуги", True)
    assert "39" not in queries.labels("iaf")
    administrator.click("39")
    assert "Changed" in administrator.text


def test_what_a_search_asks_for_keeps_its_name_after_the_term_has_ended(make, visitor):
    search = make.search(state=SearchState.OPEN)
    make.slot(search, iaf_sectors=[39], partner_types=["sme"])
    for one in (term("iaf", "39"), term("partner-types", "sme")):
        commands.edit_term(one, replace(queries.word_of(one), valid_until=date(2020, 1, 1)))
    db.session.commit()

    person = visitor().open(f"/searches/{search.reference}")

    assert "39 Other social services" in person.text
    assert "SME" in person.text


def test_a_code_gets_another_meaning_only_after_its_last_day(administrator):
    meaning = {"Code": "39", "English": "New", "First day": "2030-01-01"}
    administrator.open("/vocabularies/iaf/new").press("Save", meaning)
    assert administrator.errors == [
        "First day: On some of these days the code means “Other social services”."
    ]
    administrator.open(f"/vocabularies/iaf/terms/{term('iaf', '39').uid}")
    administrator.press("Save", {"Last day": "2029-12-31"})

    administrator.open("/vocabularies/iaf/new").press("Save", meaning)

    assert queries.labels("iaf", date(2029, 12, 31))["39"] == "Other social services"
    assert queries.labels("iaf", date(2030, 1, 1))["39"] == "New"


def test_the_second_of_two_who_edit_is_told(make, visitor, administrator):
    address = f"/vocabularies/iaf/terms/{term('iaf', '39').uid}"
    other = visitor(make.staff(Role.ADMINISTRATOR)).open(address)
    administrator.open(address).press("Save", English="Cheese")

    other.press("Save", English="Butter")

    assert other.status == 409
    assert term("iaf", "39").labels["en"] == "Cheese"


def test_a_file_is_shown_before_it_is_taken_in(administrator):
    administrator.open("/vocabularies/standards").click("Import a file")
    administrator.press("See what it would do", File=("terms.csv", PLAIN.encode()))

    assert "1 new, 1 changed, 0 as they are" in administrator.text
    assert rows(administrator) == [
        "Row 3 | ISO 1 | Cheese | new",
        "Row 2 | ISO 9001 | Quality | en: ISO 9001: quality management Quality",
    ]
    assert "ISO 1" not in queries.labels("standards")

    administrator.press("Take it in")

    assert "2 terms are taken in." in administrator.text
    assert queries.labels("standards")["ISO 9001"] == "Quality"
    assert "ISO 1" in queries.labels("standards")


def test_a_bad_file_names_row_column_and_value(administrator):
    administrator.open("/vocabularies/standards/import")
    administrator.press(
        "See what it would do", File=("terms.csv", (PLAIN + "ISO 2,Butter,sort\n").encode())
    )

    assert administrator.status == 422
    assert administrator.errors == [
        "File: The file cannot be taken in as it is. Nothing was changed."
    ]
    assert rows(administrator) == [
        "Row 4 | fact:kind | sort | This must be one of: accreditation, management-system, scheme."
    ]
    administrator.press("See what it would do")
    assert administrator.errors == ["File: Choose a file."]
