"""The one hook between an event and what the features downstream do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from app.core.workflow import Event

Reaction = Callable[[Event], Any]
_reactions: dict[str, list[Reaction]] = defaultdict(list)


def on(*names: str) -> Callable[[Reaction], Reaction]:
    """Run the function, in the same transaction, whenever one of the events happens."""

    def register(reaction: Reaction) -> Reaction:
        for name in names:
            _reactions[name].append(reaction)
        return reaction

    return register


def react(event: Event) -> None:
    """Run what was registered for the event, in the order of registration."""
    for reaction in _reactions[event.name]:
        reaction(event)
