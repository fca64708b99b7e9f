"""How the amounts of a report came about: conversions, flat rates, the claim by fund."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.budgets.arithmetic import Claim
from app.budgets.derivation import Formula
from app.budgets.explanation import Explanation, explain, of_contribution, of_funds, of_total
from app.core.i18n import _, amount
from app.core.money import ZERO
from app.programmes.vocabularies import fund_name
from app.spending.exchange import EURO
from app.spending.figures import ReportFigures
from app.spending.models import Expenditure


def of_claim(figures: ReportFigures) -> list[Explanation]:
    """Explain every amount of a claim that is not zero, in the order in which it is built up."""
    return [*_categories(figures), *_split(figures)]


def of_items(figures: ReportFigures, shown: Iterable[Expenditure]) -> Iterator[Explanation]:
    """Explain how the items that are shown, of all those of a report, came to their euros."""
    rule = _("The amount divided by the units for one euro, rounded half up to the cent")
    numbers = {item.id: number for number, item in enumerate(figures.report.items, start=1)}
    for item in shown:
        number, one = numbers[item.id], figures.converted.get(item.id)
        if one and item.currency != EURO:
            title = _("Item %(number)s, %(currency)s to EUR", number=number, currency=item.currency)
            yield explain(title, one.derived, rule)


def _categories(figures: ReportFigures) -> Iterator[Explanation]:
    computed = figures.certified
    for category, derived in computed.categories.items():
        if derived.formula == Formula.SHARE and derived.result:
            rule = _("Flat rate: a share of the sum of the amounts it rests on, cut to the cent")
            yield explain(category.label, derived, rule)
    if computed.total.result:
        yield of_total(computed.total)


def _split(figures: ReportFigures) -> Iterator[Explanation]:
    claim = figures.claim
    yield from of_funds(claim.funds)
    if claim.contribution.result:
        yield of_contribution(claim.contribution)
    if len(claim.funds) > 1:
        yield from _matched(claim)


def _matched(claim: Claim) -> Iterator[Explanation]:
    """The part of the contribution that goes with each fund (rule 12)."""
    rest, together = claim.contribution.result, sum((f.result for f in claim.funds.values()), ZERO)
    for fund, paid in claim.funds.items():
        worked = f"{amount(rest)} × {amount(paid.result)} ÷ {amount(together)}"
        yield Explanation(
            title=_("Contribution that goes with %(fund)s", fund=fund_name(fund)),
            amount=claim.matched[fund],
            rule=_("The contribution in the proportion of the funds"),
            inputs=f"{_('Own contribution')} {amount(rest)}; {fund_name(fund)} "
            f"{amount(paid.result)}; {_('All funds')} {amount(together)}",
            calculation=f"{worked} → {amount(claim.matched[fund])}",
            rounding=_("Rounded half up to the cent."),
        )
