"""The journey of a consultancy that is found, in a real browser; every page is examined."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.driver import chromium
from tests.browser.test_main_journey import Person
from tests.journeys.finding import Finding
from tests.stage import stage


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_a_consultancy_is_found_on_screen(tmp_path: Path) -> None:
    findings: list[str] = []
    with stage(f"sqlite:///{tmp_path}/finding.sqlite", tmp_path) as running, chromium() as browser:
        Finding(running, lambda name: Person(browser, running.url, name, findings)).tell()

    assert findings == []
