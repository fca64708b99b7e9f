"""How a budget stands beside its own past: what has changed, how large a change is, what is signed.

All of it is read for one page, and only what the state of the budget asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.budgets.declaration_checks import declaration_findings
from app.budgets.declarations import HOLDING, Outlook, outlook_of, valid_one
from app.budgets.differences import Difference, Kind, compare
from app.budgets.flexibility import Assessment
from app.budgets.models import Budget, BudgetVersion, Declaration, VersionKind
from app.budgets.queries import SETTLED, declarations_of
from app.budgets.record import document_of
from app.budgets.versions import UNDER_CHANGE, last_word, latest
from app.budgets.versions import size_of_change as assessed
from app.consortia.findings import Finding


@dataclass(frozen=True)
class Standing:
    """What a page says of a budget besides its figures."""

    budget: Budget

    @cached_property
    def word(self) -> BudgetVersion | None:
        """What finance compares the budget with: what it last returned, or the baseline."""
        return last_word(self.budget)

    @cached_property
    def since(self) -> Difference | None:
        """What differs from there."""
        return compare(self.word.document, document_of(self.budget)) if self.word else None

    @property
    def marks(self) -> Mapping[str, Kind]:
        """The lines that finance has to look at anew, by their id."""
        return self.since.marks if self.since else {}

    @cached_property
    def size(self) -> Assessment | None:
        """Whether the change under way is minor or major."""
        return assessed(self.budget)

    @property
    def is_under_change(self) -> bool:
        return self.budget.state in UNDER_CHANGE

    @cached_property
    def baseline(self) -> BudgetVersion | None:
        return latest(self.budget, VersionKind.BASELINE)

    @cached_property
    def last(self) -> BudgetVersion | None:
        """The newest version that was kept."""
        return latest(self.budget)

    @cached_property
    def holds(self) -> BudgetVersion | None:
        """The version that a declaration is made on."""
        return latest(self.budget, *HOLDING)

    @cached_property
    def declaration(self) -> Declaration | None:
        """The declaration that is signed or waits for its signature."""
        if self.budget.state not in SETTLED:
            return None
        return valid_one(declarations_of(self.budget))

    @property
    def outlook(self) -> Outlook | None:
        """What the change under way would do to the declaration."""
        return outlook_of(self.declaration) if self.declaration else None

    @cached_property
    def findings(self) -> list[Finding]:
        """What check B14 says of the declaration."""
        return declaration_findings([self.budget])
