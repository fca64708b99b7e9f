"""A place in a JSON document that knows its path, so that every refusal can name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

T = TypeVar("T")

HUNDRED = Decimal(100)


class RuleError(ValueError):
    """A rule set that cannot be read; the message begins with the path, `rates[2].max: ...`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or 'document'}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Node:
    """One value of the document and the path that leads to it."""

    value: object
    path: str = ""

    def refuse(self, reason: str) -> RuleError:
        return RuleError(self.path, reason)

    def record(self, *keys: str) -> Mapping[str, object]:
        """Return the value as an object that has no other keys than these."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("must be an object")
        for key in self.value:
            if key not in keys:
                raise self.refuse(f"has an unknown key {key!r}")
        return self.value

    def find(self, key: str) -> Node | None:
        """Return what stands under the key; nothing where the key is absent or null."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("must be an object")
        value = self.value.get(key)
        return None if value is None else Node(value, f"{self.path}.{key}".lstrip("."))

    def at(self, key: str) -> Node:
        """Return what stands under a key that must be there."""
        found = self.find(key)
        if found is None:
            raise self.refuse(f"lacks {key!r}")
        return found

    def each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """Read every item of a list."""
        if not isinstance(self.value, list | tuple):
            raise self.refuse("must be a list")
        return tuple(
            read(Node(item, f"{self.path}[{index}]")) for index, item in enumerate(self.value)
        )

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refuse("must be a text that is not empty")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("must be true or false")
        return self.value

    def count(self) -> int:
        """Return a whole number of at least 1."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 1:
            raise self.refuse("must be a whole number of at least 1")
        return self.value

    def decimal(self) -> Decimal:
        """Return an amount or a percentage: a text such as "75" or "100000.00", never a float."""
        try:
            number = Decimal(self.text())
        except InvalidOperation:
            raise self.refuse("must be a number written as text") from None
        if not number.is_finite() or number < 0 or number != number.quantize(Decimal("0.01")):
            raise self.refuse("must be zero or more, with at most two decimals")
        return number

    def percent(self) -> Decimal:
        """Return a percentage from 0 to 100."""
        number = self.decimal()
        if number > HUNDRED:
            raise self.refuse("must be at most 100")
        return number

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.refuse("must be a date such as 2006-06-08") from None

    def matching(self, pattern: str, what: str) -> str:
        """Return a text that the pattern describes; `what` names it in the refusal."""
        text = self.text()
        if not re.fullmatch(pattern, text):
            raise self.refuse(f"must be {what}")
        return text
