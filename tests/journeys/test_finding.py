"""The journey of a consultancy that is found, over real HTTP, on both databases."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests import postgres
from tests.journeys.finding import Finding
from tests.stage import stage
from tests.wire import WireVisitor


class Person(WireVisitor):
    """What the journey asks of a page besides walking it."""

    def code(self) -> str:
        """The key of the second factor."""
        return re.sub(r"\s|-", "", self.page.select_one("code.hash").get_text())


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_consultancy_is_found(engine: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/finding.sqlite"
    if engine == "postgresql":
        cluster = postgres.Cluster(os.environ[postgres.ENVIRONMENT])
        url = cluster.create("finding")
    with stage(url, tmp_path) as running:
        Finding(running, lambda _name: Person(running.url)).tell()
