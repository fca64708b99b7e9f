"""The heads of workbooks: read in one's own language, meant in any, and never two things at once."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from app.budgets.arithmetic import period_names
from app.budgets.workbook import columns
from app.budgets.workbook.heads import LABELS, folded, label_of, meanings
from app.budgets.workbook.layout import workbook
from app.core.i18n import LANGUAGES, speaking
from app.core.inspection import FileRefused
from tests.budgets.test_workbook import part, proposed

PERIODS = period_names(12)
SHEETS = {
    "Costs": columns.costs(PERIODS),
    "Rates": columns.rates(),
    "Funds": columns.funds(PERIODS),
    "Sources": columns.sources(),
    "About": columns.about(),
    "Totals": columns.totals(PERIODS),
    "Project": columns.project(()),
}


def exported(language: str) -> Any:
    with speaking(language), workbook([part()]) as file:
        return openpyxl.load_workbook(file)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_head_means_two_things_in_any_language(app: Any, sheet: str) -> None:
    codes = [column.name for column in SHEETS[sheet]]
    with app.app_context():
        for language in LANGUAGES:
            with speaking(language):
                for code in codes:
                    assert meanings(codes)[folded(label_of(code))] == code, (language, code)
        assert [meanings(codes)[code] for code in codes] == codes


def test_every_column_has_a_label() -> None:
    codes = {column.name for heads in SHEETS.values() for column in heads}

    assert {code for code in codes if not code.startswith("period_")} <= LABELS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_in_any_language_comes_back_in_any_other(app: Any, language: str) -> None:
    with app.app_context():
        book = exported(language)
        book["Costs"]["F3"] = 2
        with speaking("lt"):
            proposal = proposed(saved(book))

    assert [str(fault) for fault in proposal.faults] == []
    assert proposal.document["lines"][1]["units"] == "2.00"
    assert proposal.document["lines"][0] == part().document["lines"][0]


def test_heads_are_the_words_of_the_reader(app: Any) -> None:
    with app.app_context():
        heads = {
            language: [cell.value for cell in exported(language)["Costs"][1]]
            for language in ("en", "ru")
        }

    assert heads["en"][5:8] == ["Units", "Price of a unit", "Total"]
    assert heads["en"][-4:] == ["Period 1", "Period 2", "Period 3", "Planned in no period"]
    assert heads["ru"][6] == "Цена за единицу"


@pytest.mark.parametrize(
    "head", ["unit_price", " UNIT_PRICE ", "price  of a UNIT", "Preis je Einheit"]
)
def test_code_and_label_mean_the_same_whatever_the_case(app: Any, head: str) -> None:
    with app.app_context():
        with speaking("de"):
            head = label_of("unit_price").upper() if head == "Preis je Einheit" else head
        book = exported("en")
        book["Costs"]["G1"] = head
        proposal = proposed(saved(book))

    assert proposal.document == part().document


def test_two_heads_of_one_meaning_are_refused(app: Any) -> None:
    with app.app_context():
        book = exported("en")
        book["Costs"]["Z1"] = "unit_price"
        for column in "STUVWXY":
            book["Costs"][f"{column}1"] = f"Own {column}"
        with pytest.raises(
            FileRefused, match="Sheet Costs: The head Price of a unit is there twice"
        ):
            proposed(saved(book))
