"""The formulas of a workbook, in the English that files of spreadsheets are written in.

Spreadsheets count in doubles: a product is first rounded to the six decimals that the exact one
has at most, then cut to the cent, so that 1.15 x 100 comes to 115.00 there as here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.budgets.plan import REAL_COSTS, Category, Option

C, O = Category, Option  # noqa: E741 - the two enumerations, many times in one line
DIRECT = (C.EXTERNAL, C.EQUIPMENT, C.INFRASTRUCTURE)
Cell = Callable[[Category], str]
"""Names the cell, or writes the sum, that stands for a category."""


@dataclass(frozen=True)
class Span:
    """The rows of a sheet with costs, named as other sheets name them: `'Costs'!$H$2:$H$61`."""

    sheet: str
    letters: Mapping[str, str]
    last: int

    def of(self, column: str) -> str:
        return span(self.sheet, self.letters[column], self.last)

    def real(self, category: Category, column: str = "total") -> str:
        """Sum the costs that count in a category; a unit cost counts in its own, if it has one.

        `column` has what is summed: the totals of the rows, or what is planned in a period.
        """
        kind, amount, counts = self.of("category"), self.of(column), self.of("costs_as")
        plain = f'SUMIF({kind},"{category.value}",{amount})'
        if category == C.UNIT_COSTS:
            names = ",".join(f'"{one.value}"' for one in REAL_COSTS)
            of_kinds = f'{amount},{kind},"{category.value}",{counts},{{{names}}}'
            return f"{plain}-SUMPRODUCT(SUMIFS({of_kinds}))"
        if category not in REAL_COSTS:
            return plain
        unit_costs = f'{kind},"{C.UNIT_COSTS.value}",{counts},"{category.value}"'
        return f"{plain}+SUMIFS({amount},{unit_costs})"

    def real_in(self, head: str, category: Category) -> str:
        """Sum what is planned in a period: amounts of rows, and the lump sums paid then."""
        if category == C.LUMP_SUMS:
            kinds = f'{self.of("category")},"{category.value}"'
            return f'SUMIFS({self.of("total")},{kinds},{self.of("lump_sum_period")},"{head}")'
        return self.real(category, head) if head in self.letters else "0"


def span(sheet: str, column: str, last: int) -> str:
    return f"'{sheet}'!${column}$2:${column}${last}"


def total_of_row(row: int, at: Mapping[str, str]) -> str:
    units, price = f"{at['units']}{row}", f"{at['unit_price']}{row}"
    return f'IF({price}="","",{cut(f"""IF({units}="",1,{units})*{price}""")})'


def gap_of_row(row: int, at: Mapping[str, str], heads: list[str]) -> str:
    """Say what of a row is in no period; a lump sum has one."""
    kind, total = f"{at['category']}{row}", f"{at['total']}{row}"
    spread = f"{at[heads[0]]}{row}:{at[heads[-1]]}{row}"
    other = f'OR({total}="",{kind}="{C.LUMP_SUMS.value}")'
    return f'IF({other},"",{exact(f"{total}-SUM({spread})")})'


def category(which: Category, real: Cell, amount: Cell, rate: Mapping[Option, str]) -> str:
    """Write the amount of a category: its real costs, or the flat rate where one is filled in.

    `real` are its real costs, `amount` the cells of other categories in the same column.
    """

    def of_staff(option: Option) -> str:
        return share(amount(C.STAFF), rate[option])

    plain = exact(real(which))
    if which == C.STAFF:
        travel = f'IF({rate[O.TRAVEL_FLAT]}="",{real(C.TRAVEL)},0)'
        base = "+".join([travel, *map(amount, DIRECT)])
        return f'IF({rate[O.STAFF_FLAT]}="",{plain},{share(f"({base})", rate[O.STAFF_FLAT])})'
    if which == C.TRAVEL:
        return f'IF({rate[O.TRAVEL_FLAT]}="",{plain},{of_staff(O.TRAVEL_FLAT)})'
    if which == C.OFFICE:
        base = "+".join(map(amount, (C.STAFF, C.TRAVEL, *DIRECT)))
        direct = share(f"({base})", rate[O.OFFICE_ON_DIRECT])
        otherwise = f'IF({rate[O.OFFICE_ON_DIRECT]}="",{plain},{direct})'
        on_staff = of_staff(O.OFFICE_ON_STAFF)
        return f'IF({rate[O.OFFICE_ON_STAFF]}="",{otherwise},{on_staff})'
    if which == C.OTHER:
        return f'IF({rate[O.OTHER_FLAT]}="",0,{of_staff(O.OTHER_FLAT)})'
    return plain


def share(base: str, rate: str) -> str:
    """Take a rate in percent of a base, cut to the cent."""
    return cut(f"{base}*{rate}/100")


def cut(text: str) -> str:
    return f"ROUNDDOWN(ROUND({text},6),2)"


def exact(text: str) -> str:
    """Take away what doubles add to sums of cents."""
    return f"ROUND({text},2)"
