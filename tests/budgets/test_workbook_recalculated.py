"""LibreOffice computes exported workbooks anew: its totals are ours, to the cent."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from app.budgets.workbook.content import Part
from app.budgets.workbook.layout import workbook
from app.core.tables import read_sheets
from tests.budgets.random_plans import Maker
from tests.budgets.test_workbook import document, part

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""The setting of LibreOffice to compute a workbook anew whenever it is opened."""
RESULT = re.compile(rb"(</f>)<v>[^<]*</v>")
SPOILT = rb"\1<v>-1</v>"
TEXT_RESULT = re.compile(rb' t="str"(?=><f>)')


def spoilt(content: bytes) -> bytes:
    """Write a wrong value beside every formula, so that none of ours can pass for computed."""
    stream, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith("xl/worksheets/"):
                data, found = RESULT.subn(SPOILT, TEXT_RESULT.sub(b"", data))
                count += found
            new.writestr(entry.filename, data)
    assert count
    return stream.getvalue()


def recalculated(content: bytes, folder: Path) -> dict[str, dict[tuple[int, str], str]]:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    source = folder / "spoilt.xlsx"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
               "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
               str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return cells((folder / "out" / "spoilt.xlsx").read_bytes())


def cells(content: bytes) -> dict[str, dict[tuple[int, str], str]]:
    return {
        sheet: {(row.number, head): text for row in table.rows for head, text in row.cells.items()
                if text}
        for sheet, table in read_sheets(io.BytesIO(content), "book.xlsx").items()
    }  # fmt: skip


def test_libreoffice_comes_to_the_same_cents(tmp_path: Path) -> None:
    maker = Maker(20060901)
    parts = [part(document(), 1)]
    parts += [Part(number, maker.document(3, lines=20), 3) for number in range(2, 26)]
    with workbook(parts, alone=False) as file:
        ours = file.read()

    assert recalculated(spoilt(ours), tmp_path) == cells(ours)


def test_libreoffice_follows_what_is_written_in_a_workbook(tmp_path: Path) -> None:
    """A changed price, a new line, another flat rate and a second fund move all totals."""
    new = document(options={"staff_flat": "20.00", "office_on_direct": "7.00"})
    new["lines"] = [
        new["lines"][1] | {"unit_price": "99.99", "position": 1},
        new["lines"][1] | {"category": "equipment", "unit_price": "1234.56", "units": "1.00"},
    ]
    new["funds"].append({"fund": "ERDF", "rate": "3.33"})

    def change(book: Any) -> None:
        costs, rates, funds = book["Costs"], book["Rates"], book["Funds"]
        for column in "BCDEFGIJKLMOPQ":
            costs[f"{column}2"] = None
        costs["G3"] = 99.99
        costs["B9"], costs["C9"], costs["G9"] = "equipment", "Printer", 1234.56
        for option, rate in (("D2", 20), ("D3", None), ("D4", None), ("D5", 7)):
            rates[option] = rate
        funds["B3"], funds["C3"] = "ERDF", 3.33

    with workbook([part()]) as file:
        book = openpyxl.load_workbook(file)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    with workbook([part(new)]) as file:
        expected = cells(file.read())

    found = recalculated(stream.getvalue(), tmp_path)
    assert found["Totals"] == expected["Totals"]
    assert found["Funds"] == expected["Funds"]
