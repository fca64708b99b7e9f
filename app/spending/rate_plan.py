"""What taking in rates would do: which are new, which replace another, which are there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.spending.exchange import Quote, Quotes
from app.spending.rate_file import Given


@dataclass(frozen=True)
class RateLine:
    """A rate that would be written, the line it stands in, and what it replaces."""

    line: int
    quote: Quote
    before: Quote | None = None


@dataclass(frozen=True)
class RatePlan:
    """All lines of a file against what is kept."""

    new: Sequence[RateLine]
    changed: Sequence[RateLine]
    unchanged: int

    @property
    def lines(self) -> list[RateLine]:
        """What would be written, in the order of the file."""
        return sorted((*self.new, *self.changed), key=lambda line: line.line)

    @property
    def digest(self) -> str:
        """Identify what would be written and replaced: what is confirmed is what was shown."""
        written = [f"{line.quote} {line.before}" for line in self.lines]
        return sha256("\n".join(written).encode()).hexdigest()


def plan_rates(given: Iterable[Given], kept: Quotes) -> RatePlan:
    """Compare a file with what is kept; what is published goes before whatever else was there."""
    new, changed, unchanged = [], [], 0
    for one in given:
        before = kept.get((one.quote.currency, one.quote.month))
        if before is None:
            new.append(RateLine(one.line, one.quote))
        elif before == one.quote:
            unchanged += 1
        else:
            changed.append(RateLine(one.line, one.quote, before))
    return RatePlan(new, changed, unchanged)
