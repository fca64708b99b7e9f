"""State machines, written as one table and read by everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.core.actors import Actor
from app.core.choices import Choice
from app.core.errors import DomainError, Incomplete, NotAllowed, NotFound
from app.core.i18n import lazy
from app.core.policy import Rule

TOO_LATE = lazy("This is no longer possible: somebody was faster than you.")
NOTE_LIMIT = 4000


class Stateful(Protocol):
    """What a flow moves; `standing` is its state as it is now, stored or made by time."""

    id: Any
    state: Any

    @property
    def standing(self) -> Any: ...


E = TypeVar("E", bound=Stateful)
Guard = Callable[[E], "str | None"]


@dataclass(frozen=True)
class Move(Generic[E]):
    """One arrow: from which states, to which, by whom, and on what condition."""

    name: str
    source: tuple[Choice, ...]
    target: Choice
    label: str
    by: Rule[E]
    unless: tuple[Guard[E], ...] = ()
    done: str = ""
    """What it is called once it is made; empty where the label says that already."""
    wants_note: bool = False
    back_to: Callable[[E], Choice] | None = None
    """For a move that leads back: says to which state; `target` is then the usual one."""

    @property
    def past(self) -> str:
        """What has happened, for the history and the message after it."""
        return str(self.done or self.label)

    def obstacle(self, entity: E) -> str | None:
        """Say why the move cannot be made now, or None."""
        return next(filter(None, (guard(entity) for guard in self.unless)), None)


@dataclass(frozen=True)
class Offer(Generic[E]):
    """A move as a page offers it: with the reason where it cannot be made yet."""

    move: Move[E]
    obstacle: str | None


@dataclass(frozen=True)
class Event:
    """Something that happened to an entity."""

    subject: Any
    name: str
    actor: Actor
    before: str = ""
    after: str = ""
    note: str = ""


class Flow(Generic[E]):
    """The whole life of one kind of entity."""

    def __init__(self, subject: str, states: type[Choice], *moves: Move[E]) -> None:
        self.subject, self.states = subject, states
        self.moves = {move.name: move for move in moves}

    def __getitem__(self, name: str) -> Move[E]:
        if name not in self.moves:
            raise NotFound(lazy("There is no such step."))
        return self.moves[name]

    def __iter__(self) -> Iterator[Move[E]]:
        return iter(self.moves.values())

    def offers(self, entity: E, actor: Actor) -> list[Offer[E]]:
        """List the moves that this actor may make from here: the page's buttons."""
        standing = entity.standing
        return [
            Offer(move, move.obstacle(entity))
            for move in self
            if standing in move.source and move.by.allows(actor, entity)
        ]

    def apply(self, name: str, entity: E, actor: Actor, note: str = "") -> Event:
        """Make the move or raise; the only place that writes a state.

        `Actor.SYSTEM` is asked for no permission: it acts for what has happened.
        """
        move = self[name]
        if actor is not Actor.SYSTEM and not move.by.allows(actor, entity):
            raise NotAllowed(lazy("You may not do this."))
        before = entity.standing
        if before not in move.source:
            raise DomainError(TOO_LATE)
        if obstacle := move.obstacle(entity):
            raise DomainError(obstacle)
        if move.wants_note and not note.strip():
            raise Incomplete(lazy("Please give a reason: the people concerned will read it."))
        target = move.back_to(entity) if move.back_to else move.target
        entity.state = target
        return Event(
            entity, f"{self.subject}.{name}", actor, before.value, target.value, note.strip()
        )

    def diagram(self) -> str:
        """Draw the flow as a Mermaid state diagram, for the docs."""
        arrows = (f"    {s.value} --> {m.target.value}: {m.name}" for m in self for s in m.source)
        return "\n".join(["stateDiagram-v2", *arrows])
