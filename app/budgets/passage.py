"""A JSON document read strictly: each passage knows its path and says what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

from app.core.money import MAX_AMOUNT

DECIMAL = re.compile(r"(-?)[0-9]+(?:\.([0-9]+))?")
WHOLE = re.compile(r"[1-9][0-9]{0,2}")
PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
QUOTED_LENGTH = 40
MAX_WHOLE = 999

Kind = TypeVar("Kind", bound=StrEnum)


class DocumentError(ValueError):
    """A document that cannot be read; the sentence names the path and the reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Numeral:
    """A JSON number as it is written; no float ever stands for an amount."""

    text: str


@dataclass(frozen=True, slots=True)
class Repeating:
    """A JSON object that names a key twice, which no reader may choose between."""

    key: str


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | Repeating:
    members: dict[str, object] = {}
    for key, value in pairs:
        if key in members:
            return Repeating(key)
        members[key] = value
    return members


def _quoted(value: object) -> str:
    text = value.text if isinstance(value, Numeral) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= QUOTED_LENGTH else text[: QUOTED_LENGTH - 1] + "…"


class Passage:
    """A value of the document; every reader returns the value or raises DocumentError."""

    __slots__ = ("step", "value", "within")

    def __init__(self, value: object, within: Passage | None = None, step: str | int = "") -> None:
        self.value = value
        self.within = within
        self.step = step

    @property
    def path(self) -> str:
        if self.within is None:
            return ""
        if isinstance(self.step, int):
            return f"{self.within.path}[{self.step}]"
        if not PLAIN_KEY.fullmatch(self.step):
            return f"{self.within.path}[{_quoted(self.step)}]"
        return f"{self.within.path}.{self.step}" if self.within.path else self.step

    def refuse(self, reason: str) -> NoReturn:
        raise DocumentError(self.path or "document", reason)

    def members(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Passage]:
        """Read an object with these keys and no others."""
        found = self.entries()
        for key in required:
            if key not in found:
                Passage(None, self, key).refuse("is missing")
        for key, passage in found.items():
            if key not in required and key not in optional:
                passage.refuse("the key is not known here")
        return found

    def entries(self) -> dict[str, Passage]:
        """Read an object whatever its keys."""
        if isinstance(self.value, Repeating):
            self.refuse(f"the key {_quoted(self.value.key)} stands twice")
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
        return {key: Passage(value, self, key) for key, value in self.value.items()}

    def items(self) -> list[Passage]:
        if not isinstance(self.value, list):
            self.refuse("must be a list")
        return [Passage(value, self, i) for i, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            self.refuse("must be a string")
        return self.value

    def name(self) -> str:
        """Read a string that is not blank."""
        text = self.text()
        if not text.strip():
            self.refuse("must not be empty")
        return text

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value

    def one_of(self, kinds: Iterable[Kind]) -> Kind:
        found = next((kind for kind in kinds if kind == self.value), None)
        if found is None:
            self.refuse(f"must be one of {', '.join(kinds)}")
        return found

    def decimal(self, most: Decimal = MAX_AMOUNT) -> Decimal:
        """Read a number from 0 to `most` with at most two decimals: a string or a JSON integer."""
        text = self._numeral()
        shape = DECIMAL.fullmatch(text)
        if shape is None:
            self.refuse(f"{_quoted(self.value)} is not a plain decimal number")
        minus, decimals = shape.groups(default="")
        if minus:
            self.refuse(f"{_quoted(self.value)} carries a minus sign")
        if len(decimals) > 2:
            self.refuse(f"{_quoted(self.value)} has more than two decimals")
        number = Decimal(text)
        if number > most:
            self.refuse(f"{_quoted(self.value)} is above {most}")
        return number

    def whole(self) -> int:
        """Read a whole number from 1 to MAX_WHOLE."""
        text = self._numeral()
        if not WHOLE.fullmatch(text):
            self.refuse(f"{_quoted(self.value)} is not a whole number from 1 to {MAX_WHOLE}")
        return int(text)

    def _numeral(self) -> str:
        if isinstance(self.value, str):
            return self.value
        if not isinstance(self.value, Numeral):
            self.refuse("must be a decimal string")
        if not self.value.text.lstrip("-").isdecimal():
            self.refuse(
                f"the JSON number {_quoted(self.value)} is not an integer; write it as a string"
            )
        return self.value.text


def read_json(text: str) -> Passage:
    """Parse one JSON document; json.JSONDecodeError says where it is none."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=Numeral,
            parse_float=Numeral,
            parse_constant=Numeral,
        )
    except RecursionError:
        raise DocumentError("document", "is nested too deeply") from None
    return Passage(value)
