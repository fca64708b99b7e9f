"""Parts of a profile that features downstream bring: experts, conditions, whatever comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.directory.models import Organisation

Read = Callable[[Organisation], Any]
_readers: list[tuple[str, str, str, Read]] = []


@dataclass(frozen=True)
class Part:
    """A section of the profile: the template draws it and finds `shown` as `part.shown`.

    `id` is its anchor, `tab` what the row of tabs calls it; nothing keeps it out of that row.
    """

    id: str
    template: str
    tab: str
    shown: Any


def on_profile(id_: str, template: str, tab: str = "") -> Callable[[Read], Read]:
    """Draw the template on each profile, with what the function returns; None draws nothing."""

    def register(read: Read) -> Read:
        _readers.append((id_, template, tab, read))
        return read

    return register


def parts_of(organisation: Organisation) -> list[Part]:
    """List the parts in the order of the features."""
    read = [(id_, template, tab, read(organisation)) for id_, template, tab, read in _readers]
    return [Part(*part) for part in read if part[-1] is not None]
