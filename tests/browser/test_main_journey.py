"""The main journey in a real browser, without JavaScript; every page is photographed and examined.

The pictures are left in `shots/`. axe finds nothing serious on any page, in light and in dark; nothing
scrolls sideways at 390 pixels; the browser has nothing to complain about.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.driver import Hands, chromium
from tests.journeys.story import Story
from tests.stage import stage


class Person(Hands):
    """What the story asks of a page besides walking it."""

    def code(self) -> str:
        """The key of the second factor."""
        return re.sub(r"\s|-", "", self.page.locator("code.hash").text_content() or "")

    def button(self, part: str) -> str:
        """The text of the button that has these words."""
        found = self.page.locator("main button").filter(has_text=part).first
        return " ".join((found.text_content() or "").split())

    def contribution(self) -> str:
        """The contribution that the server has computed."""
        found = re.search(r"[Cc]ontribution[^0-9]*([\d\s\u202f,]+\.\d\d)", self.text)
        assert found, self.text
        return found[1]


@pytest.mark.browser
@pytest.mark.timeout(1500)
def test_a_form_becomes_a_signed_partnership_on_screen(tmp_path: Path) -> None:
    findings: list[str] = []
    with stage(f"sqlite:///{tmp_path}/journey.sqlite", tmp_path) as running, chromium() as browser:
        Story(running, lambda name: Person(browser, running.url, name, findings)).tell()

    assert findings == []
