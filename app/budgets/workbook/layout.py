"""From budgets to the sheets of a workbook: every total a live formula, its value beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import IO, Any

from app.budgets.arithmetic import TOTAL
from app.budgets.plan import CONTRIBUTION, MAX_FUNDS, Category, Option
from app.budgets.workbook import columns, formulas
from app.budgets.workbook.columns import COSTS, FUNDS, NO, PROJECT, RATES, SOURCES, TOTALS, YES
from app.budgets.workbook.content import Part
from app.budgets.workbook.formulas import Span, exact, span
from app.budgets.workbook.heads import labelled
from app.core.i18n import _
from app.core.money import ZERO, Rate
from app.core.sheets import Column, Formula, Sheet, xlsx_file
from app.programmes.ruleset import FlatOption

SPARE_COSTS, SPARE_SOURCES = 100, 10
"""Empty rows with formulas below those that are there, in a workbook of one partner."""
SPARE_IN_PROJECT = 10
ROWS_OF_TOTALS = (*(category.value for category in Category), TOTAL, "funds", CONTRIBUTION,
                  "sources", "difference")  # fmt: skip
"""What stands in the sheet Totals for each partner, in this order."""


def workbook(parts: Sequence[Part], *, alone: bool = True, spare: int = SPARE_COSTS) -> IO[bytes]:
    """Write budgets as XLSX: of one partner alone, or of a project with its totals before them.

    `spare` empty rows with formulas stand below the costs. Equal parts give equal bytes. Where the
    sheets are written in, totals follow; what people must not write in is locked, without a
    password.
    """
    book = Book(parts, alone, spare if alone else SPARE_IN_PROJECT)
    sheets = [] if alone else [book.project()]
    opened = [part for part in parts if part.is_open]
    sheets += [book.about(), book.totals(), *map(book.costs, opened)]
    return xlsx_file(*sheets, book.rates(), book.funds(), book.sources(), is_small=alone)


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook, which know where the others have their cells."""

    parts: Sequence[Part]
    alone: bool = True
    spare: int = SPARE_COSTS

    @cached_property
    def periods(self) -> tuple[str, ...]:
        return self.parts[0].period_names if self.parts else ()

    @cached_property
    def heads(self) -> list[str]:
        """The heads of the periods."""
        return columns.period_heads(self.periods)

    @cached_property
    def cost_columns(self) -> list[Column]:
        """The same for all partners: their words are looked up once."""
        return labelled(columns.costs(self.periods))

    @cached_property
    def at(self) -> dict[str, dict[str, str]]:
        """The letters of the columns by sheet; all sheets with costs have the same."""
        return {
            COSTS: columns.letters(self.cost_columns),
            RATES: columns.letters(columns.rates()),
            FUNDS: columns.letters(columns.funds(self.periods)),
            SOURCES: columns.letters(columns.sources()),
            TOTALS: columns.letters(columns.totals(self.periods)),
        }

    def about(self) -> Sheet:
        heads = columns.about()
        rows = ([part.about.get(head.name, "") for head in heads] for part in self.parts)
        return Sheet(columns.ABOUT, labelled(heads), rows, is_protected=True)

    def costs(self, part: Part) -> Sheet:
        name = columns.costs_of(part.partner, alone=self.alone)
        return Sheet(name, self.cost_columns, self._costs(part), is_protected=True)

    def rates(self) -> Sheet:
        labels = {one.value: str(one.label) for one in FlatOption}
        rows = (
            [part.partner, option.value, labels[option.value], _rate_of(part, option)]
            for part in self.parts
            for option in Option
        )
        return Sheet(RATES, labelled(columns.rates()), rows, is_protected=True)

    def funds(self) -> Sheet:
        rows = (row for place, part in enumerate(self.parts) for row in self._funds(place, part))
        return Sheet(FUNDS, labelled(columns.funds(self.periods)), rows, is_protected=True)

    def sources(self) -> Sheet:
        rows = (row for part in self.parts if part.is_open for row in self._sources(part))
        return Sheet(SOURCES, labelled(columns.sources()), rows, is_protected=True)

    def totals(self) -> Sheet:
        rows = (row for place, part in enumerate(self.parts) for row in self._totals(place, part))
        return Sheet(TOTALS, labelled(columns.totals(self.periods)), rows, is_protected=True)

    def project(self) -> Sheet:
        codes = list(dict.fromkeys(fund for part in self.parts for fund in part.amounts.funds))
        heads = labelled(columns.project(codes))
        return Sheet(PROJECT, heads, self._project(codes), is_protected=True)

    def _span(self, part: Part) -> Span:
        name = columns.costs_of(part.partner, alone=self.alone)
        return Span(name, self.at[COSTS], self._last(part))

    def _last(self, part: Part) -> int:
        return 1 + part.count + self.spare

    def _costs(self, part: Part) -> Iterator[list[Any]]:
        at = self.at[COSTS]
        numbered = [head for head in self.heads if head in at]
        rows = part.plan_rows
        for row in range(2, self._last(part) + 1):
            cells: dict[str, Any] = cells_of(rows[row - 2]) if row - 2 < len(rows) else {}
            computed = {"total": formulas.total_of_row(row, at)}
            if numbered:
                computed["gap"] = formulas.gap_of_row(row, at, numbered)
            for name, text in computed.items():
                cells[name] = Formula(text, cells.get(name, ""))
            yield [cells.get(name) for name in at]

    def _rate(self, place: int) -> dict[Option, str]:
        first = 2 + place * len(Option)
        letter = self.at[RATES]["rate"]
        return {o: f"'{RATES}'!${letter}${first + n}" for n, o in enumerate(Option)}

    def _row_of_totals(self, place: int, name: str) -> int:
        return 2 + place * len(ROWS_OF_TOTALS) + ROWS_OF_TOTALS.index(name)

    def _funds(self, place: int, part: Part) -> Iterator[list[Any]]:
        at, of_totals, heads = self.at[FUNDS], self.at[TOTALS], self.heads
        total = self._row_of_totals(place, TOTAL)
        amounts = part.amounts
        shares = [*amounts.rates, *[None] * MAX_FUNDS][:MAX_FUNDS]
        for row, fund in enumerate(shares, start=2 + place * MAX_FUNDS):
            rate = f"{at['rate']}{row}"

            def paid(column: str, rate: str = rate) -> str:
                whole = f"'{TOTALS}'!{of_totals[column]}{total}"
                return f'IF({rate}="","",{formulas.share(whole, rate)})'

            amount = amounts.funds[fund] if fund else ""
            cells = [Formula(paid("amount"), amount)]
            for head in heads:
                name = columns.period_of(head)
                spent = amounts.fund_periods[name][fund] if fund else ""
                text = paid(head)
                if name == str(part.periods):
                    others = [f"{at[other]}{row}" for other in heads if other != head]
                    rest = exact(f"{at['amount']}{row}-SUM({','.join(others)})")
                    text = f'IF({rate}="","",{rest})'
                cells.append(Formula(text, spent))
            yield [part.partner, fund, amounts.rates[fund] if fund else None, *cells]

    def _sources(self, part: Part) -> Iterator[list[Any]]:
        for source in part.document["contribution_sources"]:
            yield [part.partner, *cells_of_source(source).values()]
        for _spare in range(SPARE_SOURCES if self.alone else 1):
            yield [part.partner, *[None] * (len(self.at[SOURCES]) - 1)]

    def _sum_of_sources(self, part: Part) -> str:
        spare = SPARE_SOURCES if self.alone else 1
        opened = [part for part in self.parts if part.is_open]
        last = 1 + sum(len(one.document["contribution_sources"]) + spare for one in opened)
        at = self.at[SOURCES]
        who, what = span(SOURCES, at["partner"], last), span(SOURCES, at["amount"], last)
        return exact(f"SUMIF({who},{part.partner},{what})")

    def _sum_of_funds(self, place: int, head: str) -> str:
        letter = self.at[FUNDS][head]
        first = 2 + place * MAX_FUNDS
        return exact(f"SUM('{FUNDS}'!{letter}{first}:{letter}{first + MAX_FUNDS - 1})")

    def _totals(self, place: int, part: Part) -> Iterator[list[Any]]:
        for name, values in totals_of(part).items():
            if not part.is_open:
                yield [part.partner, name, *told(name, values)]
                continue
            label, real, *amounts = values
            cells: list[Any] = [part.partner, name, label]
            cells.append(None if real is None else Formula(self._real(part, name), real))
            texts = [self._total(place, part, name, head) for head in ("amount", *self.heads)]
            cells += [
                None if value is None else Formula(text, value)
                for text, value in zip(texts, amounts, strict=True)
            ]
            yield cells

    def _real(self, part: Part, name: str) -> str:
        return exact(self._span(part).real(Category(name)))

    def _total(self, place: int, part: Part, name: str, head: str) -> str:
        """Write the formula of a row of the totals, in the column of all periods or of one."""
        at, costs = self.at[TOTALS], self._span(part)
        letter = at[head]

        def cell(row: str) -> str:
            return f"{letter}{self._row_of_totals(place, row)}"

        if name == TOTAL:
            return exact(f"SUM({cell(Category.STAFF.value)}:{cell(Category.UNIT_COSTS.value)})")
        if name == "funds":
            return self._sum_of_funds(place, head)
        if name == CONTRIBUTION:
            return exact(f"{cell(TOTAL)}-{cell('funds')}")
        if name == "sources":
            return self._sum_of_sources(part)
        if name == "difference":
            return exact(f"{cell('sources')}-{cell(CONTRIBUTION)}")
        row, category = self._row_of_totals(place, name), Category(name)
        if columns.period_of(head) == str(part.periods):
            others = (at[h] for h in self.heads if h != head)
            return exact(f"{at['amount']}{row}-SUM({','.join(f'{o}{row}' for o in others)})")

        def real(which: Category) -> str:
            if head != "amount":
                return costs.real_in(head, which)
            return f"{at['real_costs']}{self._row_of_totals(place, which.value)}"

        return formulas.category(category, real, lambda c: cell(c.value), self._rate(place))

    def _project(self, codes: Sequence[str]) -> Iterator[list[Any]]:
        heads = columns.project(codes)
        at, amount = columns.letters(heads), self.at[TOTALS]["amount"]
        of_funds = self.at[FUNDS]
        last = 1 + len(self.parts) * MAX_FUNDS
        who, what = (span(FUNDS, of_funds[name], last) for name in ("partner", "fund"))
        paid = span(FUNDS, of_funds["amount"], last)
        sums = dict.fromkeys(list(at)[3:], ZERO)
        for place, part in enumerate(self.parts):
            figures = figures_of(part, codes)
            cells: list[Any] = [part.partner, part.about.get("name"), part.about.get("country")]
            for name, value in figures.items():
                sums[name] += value
                row = self._row_of_totals(place, name) if name in ROWS_OF_TOTALS else 0
                head = f"{at[name]}$1"
                text = f"'{TOTALS}'!{amount}{row}" if row else exact(
                    f"SUMIFS({paid},{who},{part.partner},{what},{head})"
                )  # fmt: skip
                cells.append(Formula(text, value))
            yield cells
        end = len(self.parts) + 1
        yield [
            None, _("Total"), None,
            *(Formula(exact(f"SUM({at[name]}2:{at[name]}{end})"), s) for name, s in sums.items()),
        ]  # fmt: skip


def _rate_of(part: Part, option: Option) -> Rate | None:
    return part.amounts.options.get(option) if part.is_open else None


def told(name: str, values: list[Any]) -> list[Any]:
    """Keep back where a partner's own money is from, when its budget is not open to the reader."""
    is_private = name in {"sources", "difference"}
    return [values[0], *[None] * (len(values) - 1)] if is_private else values


def cells_of(cost: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of a cost by the names of their columns, the computed ones as values."""
    spread = {f"{columns.PERIOD}{name}": Decimal(text) for name, text in cost["periods"].items()}
    return dict(cost) | spread | {
        "lump_sum_period": "".join(columns.period_heads([cost["period"]])),
    }  # fmt: skip


def cells_of_source(source: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": source["name"],
        "status": source["status"],
        "own": YES if source.get("is_partner") else NO,
        "pledge": source.get("pledge"),
        "amount": Decimal(source["amount"]),
        "evidence": YES if source.get("evidence") else NO,
    }


def totals_of(part: Part) -> dict[str, list[Any]]:
    """Give label, real costs, amount and the amounts by period of each row of the totals."""
    names, amounts = part.period_names, part.amounts
    rows: dict[str, list[Any]] = {
        category.value: [
            category.label, amounts.real[category], amount,
            *(amounts.spread[name][category] for name in names),
        ]
        for category, amount in amounts.categories.items()
    }  # fmt: skip
    in_period = [sum(amounts.spread[name].values(), ZERO) for name in names]
    own = [amounts.fund_periods[name][CONTRIBUTION] for name in names]
    contribution = amounts.contribution
    nothing = [None] * len(names)
    paid = [whole - rest for whole, rest in zip(in_period, own, strict=True)]
    rows[TOTAL] = [_("Total"), None, amounts.total, *in_period]
    rows["funds"] = [_("All funds"), None, amounts.total - contribution, *paid]
    rows[CONTRIBUTION] = [_("Own contribution"), None, contribution, *own]
    rows["sources"] = [_("Origins of the contribution"), None, amounts.origins, *nothing]
    difference = amounts.origins - contribution
    rows["difference"] = [_("Origins less contribution"), None, difference, *nothing]
    return rows


def figures_of(part: Part, codes: Sequence[str]) -> dict[str, Decimal]:
    """Give a partner's row of the project, by the names of its columns."""
    amounts = part.amounts
    return {
        **{category.value: amount for category, amount in amounts.categories.items()},
        TOTAL: amounts.total,
        **{code: amounts.funds.get(code, ZERO) for code in codes},
        CONTRIBUTION: amounts.contribution,
    }
