"""What a check says: passes, warns or blocks, with its numbers and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from app.core.choices import Choice
from app.core.i18n import lazy
from app.programmes.rules import Evidence


class Outcome(Choice):
    """From the best to the worst."""

    PASS = "pass", lazy("Passes"), "good", "pass"
    WARN = "warn", lazy("Warning"), "wait", "warn"
    BLOCK = "block", lazy("Blocks"), "bad", "block"

    @property
    def weight(self) -> int:
        return list(Outcome).index(self)


@dataclass(frozen=True)
class Shown:
    """A value inside a sentence, written in the reader's manner only when the sentence is shown."""

    write: Callable[[Any], str]
    value: object

    def __str__(self) -> str:
        return self.write(self.value)


@dataclass(frozen=True)
class Finding:
    """One result of a check, about one member or slot (`subject`) or about all of them (None).

    `evidence` is that of the programme's rule behind it; None where the check needs no such rule
    or the rules do not state it. `value` are the numbers alone. `override_by` is the duty that may
    let a blocked consortium pass with a reason; None where nobody may.
    """

    check: str
    outcome: Outcome
    message: str
    evidence: Evidence | None = None
    value: str = ""
    override_by: str | None = None
    subject: str | None = None

    @property
    def title(self) -> str:
        return CHECKS[self.check].title

    @property
    def citation(self) -> str:
        """The source of the rule; empty where the rule is unverified or none is needed."""
        return self.evidence.source if self.evidence else ""

    @property
    def is_unverified(self) -> bool:
        """Whether the finding rests on a rule that nobody has verified, to be shown as such."""
        return self.evidence is not None and not self.evidence.verified


@dataclass(frozen=True)
class Check:
    """A check of the catalogue and who may override it when it blocks."""

    id: str
    title: str
    override_by: str | None = None

    def passes(
        self,
        message: str,
        evidence: Evidence | None = None,
        value: str = "",
        subject: str | None = None,
    ) -> Finding:
        return Finding(self.id, Outcome.PASS, message, evidence, value, None, subject)

    def warns(
        self,
        message: str,
        evidence: Evidence | None = None,
        value: str = "",
        subject: str | None = None,
    ) -> Finding:
        return Finding(self.id, Outcome.WARN, message, evidence, value, None, subject)

    def blocks(
        self,
        message: str,
        evidence: Evidence | None = None,
        value: str = "",
        subject: str | None = None,
    ) -> Finding:
        return Finding(self.id, Outcome.BLOCK, message, evidence, value, self.override_by, subject)


DIRECTOR, FINANCE = "director", "finance"

CHECKS = {
    check.id: check
    for check in (
        Check("E1", lazy("One lead partner")),
        Check("E2", lazy("Enough partners"), DIRECTOR),
        Check("E3", lazy("Enough countries"), DIRECTOR),
        Check("E4", lazy("Partners from the countries that the programme asks for"), DIRECTOR),
        Check("E7", lazy("The lead partner may lead"), DIRECTOR),
        Check("E8", lazy("Legal status of the partners"), DIRECTOR),
        Check("E9", lazy("Location in the programme area"), DIRECTOR),
        Check("E10", lazy("Countries that may take part")),
        Check("E11", lazy("Seats filled by whom the search wants"), DIRECTOR),
        Check("E12", lazy("Each organisation once, each in its role")),
        Check("E15", lazy("Accreditation covers what is asked for"), DIRECTOR),
        Check("B1", lazy("Every partner has a budget"), FINANCE),
        Check("B3", lazy("Funds and contribution make up the whole budget")),
        Check("B4", lazy("Origins make up the contribution")),
        Check("B5", lazy("Rates of the funds"), DIRECTOR),
        Check("B6", lazy("Funds open to the partner's country"), DIRECTOR),
        Check("B7", lazy("Size of the grant and duration"), DIRECTOR),
        Check("B8", lazy("Flat rates and office costs"), DIRECTOR),
        Check("B9", lazy("Shares of the funds"), DIRECTOR),
        Check("B10", lazy("Lump sums and unit costs"), DIRECTOR),
        Check("B11", lazy("Cost of management"), DIRECTOR),
        Check("B12", lazy("Close to the estimated budget")),
        Check("B13", lazy("Value added tax"), FINANCE),
        Check("B14", lazy("Declaration of the contribution"), FINANCE),
        Check("B15", lazy("No cost is financed twice"), DIRECTOR),
        Check("S1", lazy("State aid: the four questions")),
        Check("S2", lazy("State aid: de minimis")),
        Check("S3", lazy("State aid: block exemption")),
    )
}
"""The checks of the catalogue that Kontor computes, in the order in which they are shown."""


def verdict(findings: Iterable[Finding], overridden: Collection[str] = ()) -> Outcome:
    """Return the worst outcome; a block whose check was overridden, where it may be, warns."""
    worst = Outcome.PASS
    for finding in findings:
        lifted = finding.override_by is not None and finding.check in overridden
        outcome = Outcome.WARN if lifted else finding.outcome
        worst = max(worst, outcome, key=lambda one: one.weight)
    return worst
