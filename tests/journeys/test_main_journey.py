"""The main journey over real HTTP, on both databases."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests import postgres
from tests.journeys.story import Story
from tests.stage import stage
from tests.wire import WireVisitor


class Person(WireVisitor):
    """What the story asks of a page besides walking it."""

    def code(self) -> str:
        """The key of the second factor."""
        return re.sub(r"\s|-", "", self.page.select_one("code.hash").get_text())

    def button(self, part: str) -> str:
        """The text of the button that has these words."""
        return next(text for text in self.buttons if part in text)

    def contribution(self) -> str:
        """The contribution that the server has computed."""
        found = re.search(r"[Cc]ontribution[^0-9]*([\d\s\u202f,]+\.\d\d)", self.text)
        assert found, self.text
        return found[1]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_form_becomes_a_signed_partnership(engine: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/journey.sqlite"
    if engine == "postgresql":
        cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
        url = cluster.create("journey")
    with stage(url, tmp_path) as running:
        Story(running, lambda _name: Person(running.url)).tell()
