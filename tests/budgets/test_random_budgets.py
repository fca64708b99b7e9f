"""10,000 random documents against an oracle of fractions that shares no code with the budgets."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

import pytest

from app.budgets.arithmetic import compute, fund_periods, spread
from app.budgets.document import read, result_of
from app.budgets.plan import CONTRIBUTION
from app.budgets.sums import Sums

DOCUMENTS = 10_000
SLICES = 10
ONE_IN_A_HUNDRED = 0.01
REAL = ("staff", "office", "travel", "external", "equipment", "infrastructure")
NINE = (*REAL, "other", "lump_sums", "unit_costs")
DIRECT = ("external", "equipment", "infrastructure")
OFFICE = ({}, {"office_on_staff": 1}, {"office_on_direct": 1})
STATUSES = ("public", "automatic_public", "private")
LEGAL = [
    {"other_flat": 1},
    *(staff | travel | office for staff in ({}, {"staff_flat": 1}) for travel in ({}, {"travel_flat": 1}) for office in OFFICE),
]  # fmt: skip


class Maker:
    """Writes documents that the description allows, the small ones most often.

    Of a hundred documents one has any number of partners up to forty, the others have few.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def number(self, most: int) -> str:
        """Write up to `most` hundredths, of any size: 0.07 is as likely as 70000."""
        hundredths = int(most ** self.chance.random()) - 1
        text = f"{hundredths // 100}.{hundredths % 100:02}"
        return text if self.chance.random() < 0.9 else str(hundredths // 100)

    def parts(self, most: int) -> list[int]:
        """Cut 0 to `most` into up to four parts that together are at most it."""
        rest, parts = most if self.chance.random() < 0.3 else self.chance.randrange(most + 1), []
        for _ in range(self.chance.randrange(5)):
            parts.append(self.chance.randrange(rest + 1))
            rest -= parts[-1]
        return parts

    def document(self) -> dict:
        periods = self.chance.choice((None, None, 1, 2, 4, 9))
        many = self.chance.random() < ONE_IN_A_HUNDRED
        partners = self.chance.randrange(1, 41) if many else 1 + int(self.chance.expovariate(0.7))
        document = {
            "currency": "EUR",
            "partners": [self.partner(number, periods) for number in range(partners)],
        }
        return document | ({"periods": {"count": periods, "months": 6}} if periods else {})

    def partner(self, number: int, periods: int | None) -> dict:
        options = {name: self.number(100_01) for name in self.chance.choice(LEGAL)}
        open_to = [c for c in REAL if c not in taken_by(options)]
        names = self.chance.sample(("TACIS", "ERDF", "NATIONAL", "ENPI", "NDICI"), 4)
        return {
            "id": f"PP{number}",
            "role": self.chance.choice(("partner", "partner", "partner", "associated")),
            "options": options,
            "lines": [self.cost(open_to, 10**7, periods) for _ in range(self.chance.randrange(7))],
            "lump_sums": [
                {
                    "amount": self.number(10**8),
                    "period": self.chance.choice(
                        ("preparation", "closure", *map(str, range(1, (periods or 0) + 1)))
                    ),
                }
                for _ in range(self.chance.randrange(3))
            ],
            "unit_costs": [
                self.cost((None, *open_to), 10**6, periods) for _ in range(self.chance.randrange(3))
            ],
            "funds": [
                {"fund": name, "rate": f"{rate / 100:.2f}"}
                for name, rate in zip(names, self.parts(100_00), strict=False)
            ],
            "contribution_sources": [
                {"name": "", "status": status, "amount": self.number(10**8)}
                for status in self.chance.sample(STATUSES, self.chance.choice((0, 0, 1, 3)))
            ],
        }

    def cost(self, open_to: Sequence[str | None], dearest: int, periods: int | None) -> dict:
        """Write a line or a unit cost, most often one that is spread over periods without a gap.

        Of ten that are spread, one leaves out a part of what it costs.
        """
        units, price = self.number(10**4), self.number(dearest)
        cost = {"category": self.chance.choice(open_to), "units": units, "unit_price": price}
        if periods and self.chance.random() < 0.7:
            row = floor(Fraction(units) * Fraction(price) * 100)
            parts = self.parts(row)[: periods - 1]
            rest = row - sum(parts)
            parts.append(rest if self.chance.random() < 0.9 else self.chance.randrange(rest + 1))
            order = self.chance.sample(range(1, periods + 1), len(parts))
            cost["periods"] = {
                str(n): f"{cents // 100}.{cents % 100:02}"
                for n, cents in zip(order, parts, strict=True)
            }
        return cost


def taken_by(options: dict) -> set[str]:
    taken = {"staff"} if "staff_flat" in options else set()
    taken |= {"travel"} if "travel_flat" in options else set()
    taken |= {"office"} if {"office_on_staff", "office_on_direct"} & set(options) else set()
    return taken | ({"office", "travel", *DIRECT} if "other_flat" in options else set())


def down(value: Fraction) -> Fraction:
    return Fraction(floor(value * 100), 100)


def rows(partner: dict, period: str | None = None) -> Iterator[tuple[str, Fraction]]:
    """Give category and amount of each row, of the whole budget or of one period."""
    for cost in (*partner["lines"], *partner["unit_costs"]):
        whole = down(Fraction(cost["units"]) * Fraction(cost["unit_price"]))
        in_period = Fraction(cost.get("periods", {}).get(period, 0))
        yield cost["category"] or "unit_costs", whole if period is None else in_period
    for lump in partner["lump_sums"]:
        if period in (None, lump["period"]):
            yield "lump_sums", Fraction(lump["amount"])


def oracle(partner: dict, period: str | None = None) -> dict[str, Fraction]:
    """Compute the nine categories from the rules alone."""
    amounts = dict.fromkeys(NINE, Fraction(0))
    for category, amount in rows(partner, period):
        amounts[category] += amount
    share = {name: Fraction(rate) / 100 for name, rate in partner["options"].items()}
    direct = sum(amounts[category] for category in DIRECT)
    if "staff_flat" in share:  # travel is still 0 here where it is computed itself
        amounts["staff"] = down(share["staff_flat"] * (direct + amounts["travel"]))
    if "travel_flat" in share:
        amounts["travel"] = down(share["travel_flat"] * amounts["staff"])
    if "office_on_staff" in share:
        amounts["office"] = down(share["office_on_staff"] * amounts["staff"])
    if "office_on_direct" in share:
        base = amounts["staff"] + amounts["travel"] + direct
        amounts["office"] = down(share["office_on_direct"] * base)
    if "other_flat" in share:
        amounts["other"] = down(share["other_flat"] * amounts["staff"])
    return amounts


def fractions(amounts: dict[str, str]) -> dict[str, Fraction]:
    assert all(len(text.partition(".")[2]) == 2 for text in amounts.values())
    return {name: Fraction(text) for name, text in amounts.items()}


def written(value: Fraction, plus: str = "") -> str:
    cents = int(value * 100)
    sign = "-" if cents < 0 else plus
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def problems(partner: dict, path: str, total: Fraction, contribution: Fraction) -> Iterator[dict]:
    """Say what the description demands, in the order of the ids."""
    if not total:
        said = "The total is 0.00; it must be above zero."
        yield {"id": "B1", "message": said, "path": path}
    for name in ("lines", "unit_costs"):
        for number, cost in enumerate(partner[name]):
            row = down(Fraction(cost["units"]) * Fraction(cost["unit_price"]))
            spread_out = sum(map(Fraction, cost.get("periods", {}).values()), Fraction(0))
            if "periods" in cost and row != spread_out:
                said = f"The row sum is {written(row)}, its periods sum to {written(spread_out)}: "
                said += f"a gap of {written(row - spread_out, '+')}."
                yield {"id": "B2", "message": said, "path": f"{path}.{name}[{number}].periods"}
    origins = sum((Fraction(s["amount"]) for s in partner["contribution_sources"]), Fraction(0))
    if partner["contribution_sources"] and origins != contribution:
        said = f"The contribution is {written(contribution)}, its sources sum to "
        said += f"{written(origins)}: a difference of {written(contribution - origins, '+')}."
        yield {"id": "B4", "message": said, "path": f"{path}.contribution_sources"}


def check_partner(partner: dict, path: str, shown: dict, periods: int | None) -> None:
    categories, total = oracle(partner), Fraction(shown["total"])
    funds, contribution = fractions(shown["funds"]), Fraction(shown["contribution"])

    assert fractions(shown["categories"]) == categories
    assert total == sum(categories.values())
    assert funds == {
        share["fund"]: down(total * Fraction(share["rate"]) / 100) for share in partner["funds"]
    }
    assert sum(funds.values()) + contribution == total
    assert contribution >= 0
    for share in partner["funds"]:
        assert funds[share["fund"]] * 100 <= total * Fraction(share["rate"])
    if periods:
        check_periods(partner, shown["periods"], categories, periods)
    found = list(problems(partner, path, total, contribution))
    assert shown.get("problems", []) == found


def check_periods(partner: dict, shown: dict, categories: dict, periods: int) -> None:
    names = ["preparation", *map(str, range(1, periods + 1)), "closure"]
    assert list(shown) == names
    table = {name: fractions(amounts) for name, amounts in shown.items()}
    for name in names:
        if name != str(periods):
            assert table[name] == oracle(partner, name)
    for category in NINE:
        assert sum(table[name][category] for name in names) == categories[category]
        assert table[str(periods)][category] >= 0


def sums_of(plan) -> Sums:
    named = {name for cost in plan.costs for name in cost.periods}
    named |= {lump.period for lump in plan.lump_sums if lump.period is not None}
    in_periods = {name: by_category(plan.real_in(name)) for name in named}
    return Sums(plan.options, by_category(plan.real()), in_periods, plan.funds)


def by_category(real) -> dict:
    sums: dict = {}
    for category, terms in real.items():
        for term in terms:
            sums[category] = sums.get(category, 0) + term.amount
    return sums


def check_sums(plan, shown: dict, periods: int | None) -> None:
    """The sums of a plan, as a page of fifty partners reads them, give what the plan gives."""
    sums = sums_of(plan)
    budget = compute(sums)

    assert {name: str(a.result) for name, a in budget.categories.items()} == shown["categories"]
    assert str(budget.total.result) == shown["total"]
    assert {name: str(a.result) for name, a in budget.funds.items()} == shown["funds"]
    assert str(budget.contribution.result) == shown["contribution"]
    if periods:
        table = spread(sums, budget, periods)
        assert {
            name: {category: str(a.result) for category, a in amounts.items()}
            for name, amounts in table.items()
        } == shown["periods"]
        check_funds_in_periods(plan, fund_periods(sums, budget, table), shown, periods)


def check_funds_in_periods(plan, table, shown: dict, periods: int) -> None:
    totals = {name: sum(fractions(amounts).values()) for name, amounts in shown["periods"].items()}
    assert list(table) == list(totals)
    for name, paid in table.items():
        assert sum(Fraction(str(a.result)) for a in paid.values()) == totals[name]
        for share in plan.funds if name != str(periods) else ():
            rate = Fraction(str(share.rate)) / 100
            assert Fraction(str(paid[share.fund].result)) == down(rate * totals[name])
    for source, whole in (shown["funds"] | {CONTRIBUTION: shown["contribution"]}).items():
        over_time = sum(Fraction(str(paid[source].result)) for paid in table.values())
        assert over_time == Fraction(whole)


def check_project(document: dict, result: dict) -> None:
    shown, total = result["partners"], Fraction(result["total"])
    funds, contribution = fractions(result["funds"]), Fraction(result["contribution"])

    rows_total = sum(Fraction(p["total"]) for p in shown)
    columns_total = sum(sum(Fraction(p["categories"][c]) for p in shown) for c in NINE)
    assert rows_total == columns_total == total
    assert sum(funds.values()) + contribution == total
    assert contribution == sum(Fraction(p["contribution"]) for p in shown)
    for fund, amount in funds.items():
        assert amount == sum(Fraction(p["funds"].get(fund, 0)) for p in shown)
    shares = fractions(result["shares"])
    assert list(shares) == [*funds, "contribution"]
    assert sum(shares.values()) == (100 if total else 0)
    for fund, amount in funds.items() if total else ():
        assert shares[fund] == Fraction(floor(amount * 10_000 / total + Fraction(1, 2)), 100)
    over = [p for p in document["partners"] if p["role"] == "associated" and has_budget(p)]
    assert [p["id"] for p in result.get("problems", ())] == ["E12"] * len(over)


def paths_of(document: dict) -> dict[str, dict]:
    """Give the partners that are financed by their paths in the document."""
    return {
        f"partners[{number}]": partner
        for number, partner in enumerate(document["partners"])
        if partner["role"] != "associated"
    }


def has_budget(partner: dict) -> bool:
    parts = ("lines", "lump_sums", "unit_costs", "funds", "contribution_sources")
    return any(partner[key] for key in parts)


@pytest.mark.parametrize("part", range(SLICES))
def test_random_budgets_add_up_and_agree_with_the_oracle(part):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    maker = Maker(random.Random(seed))
    for _ in range(DOCUMENTS // SLICES):
        document = maker.document()
        known = read(json.dumps(document))
        result = result_of(known)

        financed = paths_of(document)
        plans = [p.plan for p in known.partners if p.role != "associated"]
        assert [p["id"] for p in result["partners"]] == [p["id"] for p in financed.values()]
        for (path, partner), plan, shown in zip(
            financed.items(), plans, result["partners"], strict=True
        ):
            check_partner(partner, path, shown, known.periods)
            check_sums(plan, shown, known.periods)
        check_project(document, result)


def test_a_project_of_forty_partners_adds_up():
    maker = Maker(random.Random(40))
    for periods in (None, 4):
        document = {"currency": "EUR", "partners": [maker.partner(n, periods) for n in range(40)]}
        document |= {"periods": {"count": periods}} if periods else {}
        result = result_of(read(json.dumps(document)))

        for (path, partner), shown in zip(
            paths_of(document).items(), result["partners"], strict=True
        ):
            check_partner(partner, path, shown, periods)
        check_project(document, result)
