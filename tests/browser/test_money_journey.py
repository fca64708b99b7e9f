"""A partner's money on screen: typed, pasted, seen to add up, returned and accepted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.driver import chromium
from tests.browser.test_main_journey import Person
from tests.journeys.money import Money, Rows
from tests.journeys.test_money import Partner
from tests.stage import stage


class Typist(Person):
    """Moves in the sheet by keys and pastes what a spreadsheet has put on the clipboard."""

    def type_rows(self, category: str, label: str, rows: Rows) -> None:
        self._go_to_the_first_empty_row(category)
        keys = self.page.keyboard
        for row in rows:
            for text in row:
                keys.type(text)
                keys.press("Tab")
            keys.press("Tab")  # past the note
            keys.press("Tab")  # past the box that deletes
        keys.press("ArrowUp")
        keys.press("ArrowRight")
        here = self.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert here == f"Function, line {len(rows)}"

    def paste_rows(self, category: str, label: str, rows: Rows) -> None:
        self._go_to_the_first_empty_row(category)
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        block = "\n".join("\t".join(row) for row in rows) + "\n"
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.page.keyboard.press("Control+V")
        expect(self.page.locator("#sheet-kept")).to_have_text("Draft kept.", timeout=20_000)
        self.number += 1
        self._look()

    def sees_total(self, total: Decimal) -> None:
        expect(self.page.locator("#t-total")).to_have_text(f"{total:,}", timeout=20_000)
        expect(self.page.locator("#sheet-kept")).to_have_text("Draft kept.", timeout=20_000)
        self.page.reload()  # the draft outlives the page
        assert self.page.locator("#t-total").text_content() == f"{total:,}"

    def key_of(self, description: str) -> str:
        cell = self.page.locator(f'tbody input[value="{description}"]')
        return str(cell.get_attribute("id")).split("-")[1]

    def _go_to_the_first_empty_row(self, category: str) -> None:
        part = self.page.locator(f"#part-{category}")
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        cells = part.locator("tbody .cell--description .input")
        empty = next(cell for cell in cells.all() if not cell.input_value())
        empty.click()


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_a_budget_is_entered_on_screen(tmp_path: Path) -> None:
    findings: list[str] = []
    with stage(f"sqlite:///{tmp_path}/money.sqlite", tmp_path) as running, chromium() as browser:
        Money(
            running,
            lambda _name: Partner(running.url),
            at_screen=lambda name: Typist(browser, running.url, f"money-{name}", findings),
        ).tell()

    assert findings == []
