"""The files that the demonstration is told from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "demo"


def read(name: str) -> list[dict[str, Any]]:
    """Read a list of invented, or published, things."""
    told: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return told


def form(name: str) -> str:
    """Read one of the forms that come with Kontor, as it was filled in."""
    return (FOLDER / "forms" / name).read_text(encoding="utf-8")
