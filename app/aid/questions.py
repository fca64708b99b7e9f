"""The four questions on State aid, and what the answers mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.choices import Choice
from app.core.i18n import lazy


class Result(Choice):
    """What the answers of a partner mean."""

    INCOMPLETE = "incomplete", lazy("Not all answered"), "wait", "question"
    NONE = "none", lazy("No risk of State aid"), "good", "pass"
    INDIRECT = "indirect", lazy("Risk of indirect aid"), "turn", "warn"
    DIRECT = "direct", lazy("Risk of State aid"), "turn", "warn"

    @property
    def is_risk(self) -> bool:
        return self in {Result.INDIRECT, Result.DIRECT}


@dataclass(frozen=True)
class Question:
    """A question as it is put to a partner; `name` is its column."""

    name: str
    text: str
    help: str


QUESTIONS = (
    Question(
        "market_exists",
        lazy("Is there a market for what you will do in the project?"),
        lazy(
            "There is one where somebody offers such goods or services for money, or could: "
            "consulting, certification, training for companies, software. Work that only an "
            "authority does, such as keeping a register by law, has no market."
        ),
    ),
    Question(
        "for_profit",
        lazy("Could a private company do it to make a profit?"),
        lazy(
            "It does not matter whether you make one, nor whether your organisation is public or "
            "non-profit: think of a company that would do the same work."
        ),
    ),
    Question(
        "does_it_itself",
        lazy("Do you do this work yourselves?"),
        lazy(
            "Answer no where you buy all of it from others by an open, fair procurement: then the "
            "market price leaves you no advantage."
        ),
    ),
    Question(
        "undue_benefit",
        lazy("Does anybody gain an advantage that they would not have on the market?"),
        lazy(
            "Your own organisation, or others: companies that get advice, training or equipment "
            "for nothing or below its price. Answer no where the results are open to all on equal "
            "terms."
        ),
    ),
)
"""In the order in which they are asked (the state-aid section of Jems asks the same four)."""


def result_of(
    market_exists: bool | None,
    for_profit: bool | None,
    does_it_itself: bool | None,
    undue_benefit: bool | None,
) -> Result:
    """Say what the four answers mean; None is not answered.

    All four yes is a risk of State aid. A no among the first three and a benefit all the same is a
    risk of aid that others receive through the partner. Without a benefit there is none.
    """
    conditions = (market_exists, for_profit, does_it_itself)
    if None in (*conditions, undue_benefit):
        return Result.INCOMPLETE
    if not undue_benefit:
        return Result.NONE
    return Result.DIRECT if all(conditions) else Result.INDIRECT
