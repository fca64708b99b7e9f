"""Who is acting: a small frozen value, so that rules can be tested without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Actor:
    """The person, or the system, on whose behalf something happens.

    `roles` are pairs of organisation id and role in it; `duties` are the roles in the agency.
    Both are plain words here: what they are is said by the feature that keeps them.
    """

    id: int | None = None
    name: str = ""
    roles: frozenset[tuple[int, str]] = frozenset()
    duties: frozenset[str] = frozenset()
    locale: str = ""

    ANONYMOUS: ClassVar[Actor]
    SYSTEM: ClassVar[Actor]

    @property
    def is_known(self) -> bool:
        return self.id is not None

    @property
    def is_staff(self) -> bool:
        return bool(self.duties)

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(organisation_id for organisation_id, _ in self.roles)

    def has_duty(self, *duties: str) -> bool:
        """Whether the actor holds at least one of these roles in the agency."""
        return not self.duties.isdisjoint(duties)

    def serves(self, organisation_id: int | None, *roles: str) -> bool:
        """Whether the actor belongs to the organisation, in one of the roles if any are named."""
        return any(
            held == organisation_id and (not roles or role in roles) for held, role in self.roles
        )


Actor.ANONYMOUS = Actor()
Actor.SYSTEM = Actor(name="Kontor")
