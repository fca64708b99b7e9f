"""Permissions as values: small rules, combined with `&`, `|` and `~`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.core.actors import Actor

T_contra = TypeVar("T_contra", contravariant=True)


@dataclass(frozen=True)
class Rule(Generic[T_contra]):
    """Answers one question: may this actor do it to this subject?"""

    name: str
    allows: Callable[[Actor, T_contra], bool]

    def __and__(self, other: Rule[T_contra]) -> Rule[T_contra]:
        return Rule(f"{self} and {other}", lambda a, s: self.allows(a, s) and other.allows(a, s))

    def __or__(self, other: Rule[T_contra]) -> Rule[T_contra]:
        return Rule(f"({self} or {other})", lambda a, s: self.allows(a, s) or other.allows(a, s))

    def __invert__(self) -> Rule[T_contra]:
        return Rule(f"not {self}", lambda a, s: not self.allows(a, s))

    def __str__(self) -> str:
        return self.name


def rule(check: Callable[[Actor, T_contra], bool]) -> Rule[T_contra]:
    """Turn a predicate into a rule that is called what the predicate is called."""
    return Rule(check.__name__.replace("_", " "), check)


def duty(*duties: str) -> Rule[Any]:
    """Allow those who hold one of these roles in the agency."""
    return Rule(" or ".join(duties), lambda actor, _: actor.has_duty(*duties))


@rule
def anyone(actor: Actor, subject: Any) -> bool:
    return True


@rule
def nobody(actor: Actor, subject: Any) -> bool:
    """Only the clock and reactions do this: the system asks no rule."""
    return False


@rule
def known(actor: Actor, subject: Any) -> bool:
    return actor.is_known


@rule
def is_staff(actor: Actor, subject: Any) -> bool:
    return actor.is_staff
