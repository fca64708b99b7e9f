"""The document of `flask compute-budget`: read strictly, compute, render; touches no database.

What the description of the document leaves open is decided here:

- Every number has at most two decimals (units too) and is at most 999999999.99, and so is every
  row sum; totals may be larger. A number is a plain decimal string or a JSON integer: no sign, no
  exponent, no spaces, no bare point. `true` is no number.
- `currency`, `partners` and each partner's `id` and `role` are demanded; names, descriptions,
  country and months are not, since nothing is computed from them. An absent list is an empty one.
  Unknown keys and keys that stand twice are refused: a misspelt option would change amounts.
  `null` is taken for the category of a unit cost only.
- An option that is present is on, at 0 percent too.
- A document without partners, or without a lead, is computed; two leads are refused.
- At most 50 partners and 30 associated organisations; of a partner at most 300 lines of a category,
  300 unit costs, 300 lump sums and 10 sources (the limits of the sheet, which are those of Jems).
- A partner has 0 to 4 funds. No fund may be called "contribution", a key of `shares`.
- At most one source is the partner, and that one is not automatic_public. An empty list of sources
  is not checked (B4), like an absent one.
- Lines and unit costs may lie in the periods 1 to n: `periods` maps numbers of periods to amounts.
  Lump sums may also lie in preparation and closure: their one `period` is named. What has no period
  falls into the last one, and is no gap (B2). Without `periods` in the document any number from 1
  to 999 is a period; gaps are still reported.
- An associated partner is read like the others and left out; any line, lump sum, unit cost, fund or
  source of it is E12. The same name twice is no E12: names are not identities.
- `problems` stand in the order B1, B2, B4; differences are signed, positive where money is missing.
- A file whose name ends in .jsonl holds one document a line, blank lines aside; any other file is
  one document, and its faults (those of JSON itself aside) are reported for line 1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.budgets.arithmetic import Budget, compute, consolidate, spread
from app.budgets.derivation import Derivation
from app.budgets.passage import DocumentError, Passage, read_json
from app.budgets.plan import MAX_LINES, MAX_SOURCES, Category, Illegal, Plan
from app.budgets.plan_entry import PLAN_KEYS, read_plan
from app.budgets.problems import Problem, problems_of_associated, problems_of_partner
from app.consortia.facts import MOST_ASSOCIATED, MOST_PARTNERS

__all__ = ["Document", "DocumentError", "Partner", "Role", "read", "result_of", "run"]

CURRENCY = "EUR"
INDENT = 1

MESSAGES = {
    "B1": "The total is {total}; it must be above zero.",
    "B2": "The row sum is {row}, its periods sum to {periods}: a gap of {gap:+}.",
    "B4": "The contribution is {contribution}, its sources sum to {sources}: "
    "a difference of {difference:+}.",
    "E12": "The organisation is associated and may have no budget, but plans {total}.",
}


class Role(StrEnum):
    """How a partner takes part."""

    LEAD = "lead"
    PARTNER = "partner"
    ASSOCIATED = "associated"


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the document; `path` is where it stands in it."""

    id: str
    role: Role
    plan: Plan
    path: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was read; `periods` is the number of implementation periods, if it has them."""

    partners: tuple[Partner, ...]
    periods: int | None


def run(paths: Sequence[Path]) -> str:
    """Compute every document of the files, in order, and return what is to be printed.

    The text ends each result with a newline. The first document that cannot be read raises a
    DocumentError whose text is `FILE:LINE: path: reason`.
    """
    return "".join(result for path in paths for result in _results(path))


def read(text: str) -> Document:
    """Read one document; raises DocumentError, or json.JSONDecodeError where it is no JSON."""
    root = read_json(text)
    fields = root.members(("currency", "partners"), ("periods",))
    if fields["currency"].text() != CURRENCY:
        fields["currency"].refuse(f"must be {CURRENCY}")
    count = _period_count(fields["periods"]) if "periods" in fields else None
    partners: dict[str, Partner] = {}
    counted, lead = Counter[bool](), None
    for passage in fields["partners"].items():
        partner = _partner(passage, count)
        if partner.id in partners:
            raise DocumentError(f"{partner.path}.id", "another partner has this id")
        if partner.role is Role.LEAD and lead:
            raise DocumentError(f"{partner.path}.role", f"{lead.path} is the lead already")
        is_associated = partner.role is Role.ASSOCIATED
        counted[is_associated] += 1
        if counted[is_associated] > (most := MOST_ASSOCIATED if is_associated else MOST_PARTNERS):
            kind = "associated organisations" if is_associated else "partners"
            raise DocumentError(partner.path, f"at most {most} {kind} are possible")
        lead = partner if partner.role is Role.LEAD else lead
        partners[partner.id] = partner
    return Document(tuple(partners.values()), count)


def result_of(document: Document) -> dict[str, object]:
    """Compute a document: the object that is printed, amounts as strings."""
    budgets = {partner.id: compute(partner.plan) for partner in document.partners}
    financed = [partner for partner in document.partners if partner.role is not Role.ASSOCIATED]
    associated = [partner for partner in document.partners if partner.role is Role.ASSOCIATED]
    project = consolidate({partner.id: budgets[partner.id] for partner in financed})
    result: dict[str, object] = {
        "partners": [
            _partner_result(partner, budgets[partner.id], document.periods) for partner in financed
        ],
        "total": str(project.total.result),
        "funds": _amounts(project.funds),
        "contribution": str(project.contribution.result),
        "shares": {name: str(share) for name, share in project.shares.items()},
    }
    problems = [
        _problem_result(problem, partner)
        for partner in associated
        for problem in problems_of_associated(partner.plan, budgets[partner.id])
    ]
    return result | ({"problems": problems} if problems else {})


def _results(path: Path) -> Iterator[str]:
    lines = path.suffix.lower() == ".jsonl"
    for number, text in _documents(path, one_a_line=lines):
        try:
            result = result_of(read(text))
        except json.JSONDecodeError as error:
            line = number + error.lineno - 1
            reason = f"is not JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
            raise DocumentError(f"{path}:{line}: document", reason) from None
        except DocumentError as error:
            raise DocumentError(f"{path}:{number}: {error.path}", error.reason) from None
        yield json.dumps(result, indent=None if lines else INDENT) + "\n"


def _documents(path: Path, *, one_a_line: bool) -> Iterator[tuple[int, str]]:
    """Yield each document of a file with the number of its first line."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DocumentError(f"{path}:1: document", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{path}:{line}: document", "is not UTF-8 text") from None
    if not one_a_line:
        yield 1, text
        return
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.strip(" \t\r"):
            yield number, line_text


def _hold_to_limits(plan: Plan) -> None:
    """Raise Illegal where the sheet of a partner's budget would not take so many rows."""
    counted = Counter(line.category for line in plan.lines)
    rows = [
        *((f"lines of {category}", "lines", number) for category, number in counted.items()),
        ("unit costs", "unit_costs", len(plan.unit_costs)),
        ("lump sums", "lump_sums", len(plan.lump_sums)),
    ]
    for name, key, number in rows:
        if number > MAX_LINES:
            raise Illegal(key, f"there are {number} {name}, at most {MAX_LINES} are possible")
    if (number := len(plan.sources)) > MAX_SOURCES:
        reason = f"there are {number} sources, at most {MAX_SOURCES} are possible"
        raise Illegal("contribution_sources", reason)


def _period_count(passage: Passage) -> int:
    fields = passage.members(("count",), ("months",))
    if "months" in fields:
        fields["months"].whole()
    return fields["count"].whole()


def _partner(passage: Passage, count: int | None) -> Partner:
    fields = passage.members(("id", "role"), ("name", "country", *PLAN_KEYS))
    for key in ("name", "country"):
        if key in fields:
            fields[key].text()
    partner_id, role = fields["id"].name(), fields["role"].one_of(Role)
    try:
        plan = read_plan(fields, count)
        _hold_to_limits(plan)
    except Illegal as illegal:
        raise DocumentError(f"{passage.path}.{illegal.path}", illegal.reason) from None
    return Partner(partner_id, role, plan, passage.path)


def _partner_result(partner: Partner, budget: Budget, count: int | None) -> dict[str, object]:
    result: dict[str, object] = {
        "id": partner.id,
        "categories": _amounts(budget.categories),
        "total": str(budget.total.result),
        "funds": _amounts(budget.funds),
        "contribution": str(budget.contribution.result),
    }
    if count is not None:
        periods = spread(partner.plan, budget, count)
        result["periods"] = {name: _amounts(amounts) for name, amounts in periods.items()}
    if problems := problems_of_partner(partner.plan, budget):
        result["problems"] = [_problem_result(problem, partner) for problem in problems]
    return result


def _amounts(
    derivations: Mapping[Category, Derivation] | Mapping[str, Derivation],
) -> dict[str, str]:
    return {name: str(amount.result) for name, amount in derivations.items()}


def _problem_result(problem: Problem, partner: Partner) -> dict[str, str]:
    return {
        "id": problem.id,
        "message": MESSAGES[problem.id].format_map(problem.amounts),
        "path": f"{partner.path}.{problem.path}" if problem.path else partner.path,
    }
