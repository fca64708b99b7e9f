"""Importing lists: what a row means, all or nothing, again without a change, and by whom it is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.core.sheets import Column, Sheet, xlsx_file
from app.directory.choices import Kind, ProfileState, Role
from app.directory.models import LegalStatus, Organisation
from app.directory.queries import get_organisation
from app.entries import commands
from app.entries.models import Import
from app.entries.report import Outcome, Report
from tests.making import Make
from tests.visitor import Visitor

EXCERPT = Path(__file__).parent / "data" / "horizon-europe-excerpt.csv"
HEADS = "name,country,city,pic,kind\n"


def read(text: str | bytes, name: str = "list.csv", source: str = "A register") -> Report:
    content = text.encode() if isinstance(text, str) else text
    return commands.read_report(io.BytesIO(content), name, source)


def imported(text: str | bytes, **given: Any) -> Report:
    report = read(text, **given)
    commands.apply_report(report, "list.csv")
    db.session.commit()
    return report


def outcomes(report: Report) -> list[str]:
    return [line.outcome.value for line in report.lines]


def test_list_of_cordis_is_entered_as_published_with_its_source(make: Make) -> None:
    report = imported(EXCERPT.read_bytes(), source="")

    assert report.counts["new"] == 27
    tartu = get_organisation("tartu-ulikool")
    assert (tartu.name, tartu.pic, tartu.kind, tartu.partner_type) == (
        "TARTU ULIKOOL",
        "999895013",
        Kind.UNIVERSITY,
        "higher-education-organisations",
    )
    assert (tartu.state, tartu.is_listed, tartu.domain) == (ProfileState.UNCLAIMED, True, "ut.ee")
    assert tartu.source == "CORDIS, European Union (CC BY 4.0)"
    by_pic = {one.pic: one for one in db.session.scalars(sa.select(Organisation))}
    assert by_pic["999975620"].country == "GB"
    assert by_pic["998753420"].country == "ZZ"
    assert (by_pic["998303631"].kind, by_pic["998303631"].partner_type) == (Kind.SME, "sme")
    assert by_pic["999654744"].kind == Kind.AUTHORITY
    assert by_pic["999654744"].legal_status == LegalStatus.PUBLIC
    assert by_pic["999893170"].abbreviation == ""  # its short name is its name


def test_second_import_changes_nothing(make: Make) -> None:
    imported(EXCERPT.read_bytes())
    before = [(o.id, o.version) for o in db.session.scalars(sa.select(Organisation))]

    again = imported(EXCERPT.read_bytes())

    assert set(outcomes(again)) == {"unchanged"}
    assert [(o.id, o.version) for o in db.session.scalars(sa.select(Organisation))] == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Import)) == 1


def test_one_bad_row_changes_nothing_and_is_named(make: Make, app: Flask, tmp_path: Path) -> None:
    lines = EXCERPT.read_text().splitlines()
    lines[3] = lines[3].replace(",IT,", ",Q9,")
    lines[5] = lines[5].replace("999842536", "99984253")
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join(lines))

    result = app.test_cli_runner().invoke(args=["import-organisations", str(bad), "--apply"])

    assert result.exit_code == 1
    assert "Row 4, column country: “Q9” cannot be used; expected: a country of ISO" in result.output
    assert "Row 6, column pic: “99984253” cannot be used; expected: 9 digits" in result.output
    assert "2 errors. Nothing was imported." in result.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (",LT,Vilnius,,", "name", "something: it must not be empty"),
        ("A,,Vilnius,,", "country", "something: it must not be empty"),
        ("A,UK,London,,", "country", "a country of ISO 3166-1 as two letters, for example LT"),
        ("A,LT,Vilnius,12,", "pic", "9 digits, for example 999999999"),
        ("A,LT,Vilnius,,castle", "kind", "one of: certification-body, laboratory"),
        (f"{'A' * 251},LT,Vilnius,,", "name", "at most 250 characters"),
    ],
)
def test_every_fault_names_column_value_and_what_was_expected(
    make: Make, row: str, column: str, expected: str
) -> None:
    (fault,) = read(HEADS + row).faults

    assert (fault.row, fault.column) == (2, column)
    assert fault.expected.startswith(expected)


def test_two_rows_with_one_number_and_a_number_of_another_entry_are_faults(make: Make) -> None:
    (twice,) = read(HEADS + "A,LT,,999999999,\nB,LT,,999999999,").faults
    assert (twice.row, twice.column, twice.value) == (3, "pic", "999999999")
    assert "row 2" in twice.expected

    make.organisation(slug="first", pic="999999999")
    make.organisation(slug="second")
    (taken,) = read("slug,name,country,pic\nsecond,B,LT,999999999").faults
    assert (taken.row, taken.column) == (2, "pic")


def test_list_without_its_columns_is_refused_and_unknown_ones_are_named(make: Make) -> None:
    assert [f.column for f in read("title,country\nA,LT").faults] == ["name"]
    assert read("name,country,colour\nA,LT,blue").unread == ("colour",)


def test_changed_rows_change_by_identifier_and_empty_cells_say_nothing(make: Make) -> None:
    imported(HEADS + "A,LT,Vilnius,999999999,laboratory\nNo number,LT,Kaunas,,")

    report = imported(HEADS + "A2,LT,,999999999,\nNo number,LT,Klaipeda,,")

    assert [(line.outcome, dict(line.changes)) for line in report.lines] == [
        (Outcome.CHANGED, {"name": ("A", "A2")}),
        (Outcome.CHANGED, {"city": ("Kaunas", "Klaipeda")}),
    ]
    found = db.session.scalars(sa.select(Organisation).order_by(Organisation.id)).all()
    assert [(o.name, o.city, o.kind) for o in found] == [
        ("A2", "Vilnius", Kind.LABORATORY),
        ("No number", "Klaipeda", Kind.OTHER),
    ]
    assert found[0].folded_name == "a2"


def test_what_an_organisation_looks_after_is_kept_and_its_differences_are_shown(
    make: Make,
) -> None:
    make.organisation(name="Ours", pic="999999999", city="Vilnius", country="LT")

    report = imported(HEADS + "Theirs,LT,Vilnius,999999999,")

    assert outcomes(report) == ["kept"]
    assert report.lines[0].sentences == ["name: “Ours” → “Theirs”"]
    assert db.session.scalars(sa.select(Organisation.name)).one() == "Ours"


def test_new_rows_that_look_like_an_entry_say_so(make: Make) -> None:
    imported(HEADS + "UAB Kauno centras,LT,Kaunas,,")

    report = read(HEADS + "KAUNO CENTRAS,LT,Kaunas,999999999,", source="Another")

    assert outcomes(report) == ["new"]
    assert report.counts["duplicates"] == 1
    assert report.lines[0].sentences == [
        "Possible duplicate of UAB Kauno centras (uab-kauno-centras): "
        "The same name, apart from spelling and legal form."
    ]


def test_workbooks_are_read_like_lists_of_text(make: Make) -> None:
    columns = [Column("name"), Column("country"), Column("expertise")]
    with xlsx_file(Sheet("List", columns, [["Jurmala Lab", "LV", "water; food"]])) as book:
        imported(book.read(), name="list.xlsx")

    assert get_organisation("jurmala-lab").expertise == ["water", "food"]


def test_officer_sends_a_list_reads_the_report_and_imports_it(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    officer = visitor(make.staff(Role.OFFICER))

    officer.open("/organisations/imports").press(
        "Read the list", {"The list": ("h2020.csv", EXCERPT.read_bytes())}
    )
    assert officer.heading == "Import of h2020.csv"
    assert "27 new, 0 changed, 0 unchanged" in officer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1
    officer.press("Import the list")
    assert "27 entries are new" in officer.text
    assert "TARTU ULIKOOL" in visitor().open("/organisations?q=tartu").text

    officer.open("/organisations/imports").press(
        "Read the list", {"The list": ("bad.csv", b"name,country\nA,Q9\n")}
    )
    assert "Nothing can be imported" in officer.text
    assert "Q9" in officer.text
    assert "Import the list" not in officer.buttons
    officer.open("/organisations/imports").press(
        "Read the list", {"The list": ("odd.csv", b'name,country\n"A,Q9\n')}
    )
    assert "The list cannot be read" in officer.text


def test_list_is_imported_once(make: Make, visitor: Callable[..., Visitor]) -> None:
    officer = visitor(make.staff(Role.OFFICER))
    officer.open("/organisations/imports").press(
        "Read the list", {"The list": ("l.csv", b"name,country\nA,LT\n")}
    )
    second = visitor(make.staff(Role.OFFICER)).open(officer.path)
    officer.press("Import the list")

    second.press("Import the list")

    assert second.status == 409
    assert "imported already" in second.text


def test_export_of_the_directory_is_read_back_without_a_change(
    make: Make, client: FlaskClient
) -> None:
    imported(EXCERPT.read_bytes(), source="")
    one = get_organisation("pensoft-publishers")
    one.expertise, one.languages, one.founded = ["open access; books", "= journals"], ["en"], 1992
    one.description = "Publishes.\nIn two lines."
    one.roles_willing, one.available_from = ["lead"], date(2027, 1, 31)
    db.session.commit()

    exported = client.get("/organisations.csv")
    report = read(exported.data, name="organisations.csv", source="")

    assert report.faults == []
    assert [line.sentences for line in report.lines if line.changes] == []
    assert outcomes(report) == ["unchanged"] * 27
