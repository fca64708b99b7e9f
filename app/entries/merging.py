"""Two entries side by side: what differs, which value wins, and why they cannot be merged; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa

from app.core.choices import Choice
from app.core.i18n import lazy
from app.directory.choices import ProfileState
from app.directory.models import Organisation
from app.entries.columns import FIELDS

NOT_COMPARED = frozenset({"source", "region_code"})
COMPARED = (*(name for name in FIELDS if name not in NOT_COMPARED), "public_law_tests", "notes")
P = ProfileState
Facts = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A fact that the two entries state differently."""

    field: str
    kept: Any
    merged: Any

    @property
    def proposed(self) -> bool:
        """Whether the value of the merged entry is the better one: the kept entry has none."""
        return not self.kept


def differences(kept: Organisation, merged: Organisation) -> list[Difference]:
    """List the facts in which the merged entry says something else, in the order of the profile."""
    found = (Difference(name, getattr(kept, name), getattr(merged, name)) for name in COMPARED)
    return [one for one in found if one.merged and one.kept != one.merged]


def obstacle(kept: Organisation, merged: Organisation) -> str | None:
    """Say why one entry cannot become part of the other, or None."""
    if kept.id == merged.id:
        return lazy("These are not two entries.")
    if merged.is_agency or kept.is_agency:
        # Whoever belongs to the merged entry would become staff.
        return lazy("The agency's own entry cannot be merged.")
    if P.MERGED in {kept.state, merged.state}:
        return lazy("One of them has been merged already.")
    if kept.state in {P.SUSPENDED, P.ARCHIVED}:
        return lazy("The entry that is kept must be in the directory.")
    if kept.state == P.UNCLAIMED and P.UNCLAIMED not in {merged.state, merged.state_before}:
        return lazy("Keep the entry that its organisation looks after.")
    return None


def taken(merged: Organisation, found: Iterable[Difference], fields: Iterable[str]) -> Facts:
    """Return the facts that the kept entry takes over; the code of a region goes with its name."""
    chosen = set(fields)
    facts = {one.field: one.merged for one in found if one.field in chosen}
    return facts | {"region_code": merged.region_code} if "region" in facts else facts


def plain(value: Any) -> Any:
    """Write a fact as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def restored(field: str, value: Any) -> Any:
    """Read a fact as the model holds it."""
    kind = Organisation.__table__.c[field].type
    if value is None or value == "":
        return value
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value


def shown(value: Any) -> str:
    """Write a fact for people."""
    if isinstance(value, Choice):
        return str(value.label)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "–" if value in {None, ""} else str(value)


def labels(of_form: Mapping[str, str]) -> dict[str, str]:
    """Label every field that is compared, by the form of the profile where it has it."""
    return {name: str(of_form.get(name, name)) for name in COMPARED}
