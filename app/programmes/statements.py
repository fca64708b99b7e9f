"""What a rule set states, as lines for a page, each with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.i18n import _, country, day, locale, money, ngettext, percent
from app.programmes import countries, rules
from app.programmes.vocabularies import LegalStatus, fund_name


@dataclass(frozen=True)
class Statement:
    """One rule in words; `evidence` says whether it was verified, and where."""

    title: str
    text: str
    evidence: rules.Evidence


@dataclass(frozen=True)
class Backing:
    """How many of some rules were verified, and the sources in which they were read."""

    verified: int
    total: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CountryLine:
    """Countries with the same tie, by their names, and how they take part on the day asked for."""

    codes: tuple[str, ...]
    status: countries.Status | None
    participation: rules.Participation


def statements(of: rules.RuleSet) -> list[Statement]:
    """Put all rules of a set into words; what the rules do not state is left out."""
    return [
        Statement(
            _("These rules are valid"),
            _("from %(since)s to %(until)s", since=day(of.valid_from), until=day(of.valid_to)),
            of.valid_evidence,
        ),
        *_of_money(of),
        *_of_flat_rates(of),
        *_of_size(of),
        *_of_offers(of),
        *_of_shares(of),
        *_of_partnership(of),
        *_of_area(of),
    ]


def all_statements(of: rules.RuleSet) -> list[Statement]:
    """Put into words, besides, how countries take part on any day."""
    return [*statements(of), *_of_participation(of)]


def backing_of(said: Sequence[Statement]) -> Backing:
    """Count what was verified, and list the sources in the order in which they are cited."""
    read = [one.evidence for one in said if one.evidence.verified]
    sources = [source for one in read for source in (one.source, *one.also)]
    return Backing(len(read), len(said), tuple(dict.fromkeys(filter(None, sources))))


def participation(of: rules.RuleSet, on: date) -> list[CountryLine]:
    """List the countries that the rules speak of on a day; those that may take part come first."""
    spoken_of = frozenset[str]().union(
        *(countries.expand(entry.countries, on) for entry in of.participations)
    )
    alike = defaultdict(list)
    for code in sorted(spoken_of, key=lambda code: (country(code), code)):
        if found := of.participation(code, on):
            alike[countries.status(code, on), found].append(code)
    lines = [CountryLine(tuple(codes), tie, found) for (tie, found), codes in alike.items()]
    order = list(rules.ParticipationStatus)
    return sorted(
        lines, key=lambda line: (order.index(line.participation.status), -len(line.codes))
    )


def _of_money(of: rules.RuleSet) -> Iterator[Statement]:
    for fund in of.funds:
        text = _names(fund.countries) if fund.countries else _("The rules name no countries.")
        yield Statement(_("Fund: %(name)s", name=fund.name(locale())), text, fund.evidence)
    for rate in of.rates:
        share = percent(rate.maximum)
        text = share if rate.fixed else _("at most %(share)s", share=share)
        if rate.legal_statuses:
            labels = {status.value: status.label for status in LegalStatus}
            held = ", ".join(str(labels[status]) for status in rate.legal_statuses)
            text = _("%(share)s for partners that are: %(statuses)s", share=text, statuses=held)
        title = _(
            "Share that %(fund)s pays: %(countries)s",
            fund=fund_name(rate.fund),
            countries=_names(rate.countries),
        )
        yield Statement(title, text, rate.evidence)


def _of_flat_rates(of: rules.RuleSet) -> Iterator[Statement]:
    if of.flat_rates and not of.flat_rates.value:
        yield Statement(_("Flat rates"), _("none: real costs only"), of.flat_rates.evidence)
    for flat in of.flat_rates.value if of.flat_rates else ():
        share = percent(flat.maximum)
        text = share if flat.fixed else _("at most %(share)s", share=share)
        title = _("Flat rate: %(name)s", name=flat.option.label)
        if flat.countries is not None:
            title = f"{title} ({_names(flat.countries)})"
        yield Statement(title, text, flat.evidence)
    if of.binding_options:
        title = _("The choice of cost options binds an organisation in all its projects")
        yield _stated(title, of.binding_options)
    if of.real_office:
        yield _stated(_("Office costs line by line"), of.real_office)


def _of_size(of: rules.RuleSet) -> Iterator[Statement]:
    if of.grant_min:
        yield _stated(_("Smallest grant"), of.grant_min, money(of.grant_min.value, cents=False))
    if of.grant_max:
        yield _stated(_("Largest grant"), of.grant_max, money(of.grant_max.value, cents=False))
    if of.max_months:
        months = of.max_months.value
        text = ngettext("%(num)s month", "%(num)s months", months)
        yield _stated(_("Longest duration"), of.max_months, text)


def _of_offers(of: rules.RuleSet) -> Iterator[Statement]:
    for lump_sum in of.lump_sums.value if of.lump_sums else ():
        due, price = lump_sum.phase.label, money(lump_sum.amount)
        title = _("Lump sum: %(name)s", name=lump_sum.name)
        text = _("%(amount)s, phase: %(phase)s", amount=price, phase=due)
        yield Statement(title, text, lump_sum.evidence)
    if of.lump_sums and not of.lump_sums.value:
        yield Statement(_("Lump sums"), _("none"), of.lump_sums.evidence)
    for unit_cost in of.unit_costs.value if of.unit_costs else ():
        title = _("Unit cost: %(name)s", name=unit_cost.name)
        price = money(unit_cost.amount)
        text = _("%(amount)s for each %(unit)s", amount=price, unit=unit_cost.unit)
        yield Statement(title, text, unit_cost.evidence)
    if of.unit_costs and not of.unit_costs.value:
        yield Statement(_("Unit costs"), _("none"), of.unit_costs.evidence)
    if of.recoverable_vat:
        yield _stated(_("Recoverable value added tax counts"), of.recoverable_vat)
    if of.conversion:
        yield _stated(_("Exchange rate"), of.conversion, str(of.conversion.value.label))


def _of_shares(of: rules.RuleSet) -> Iterator[Statement]:
    for title, fact in (
        (_("Share of the funds that the lead partner gets"), of.lead_max_share),
        (_("Share of the funds that any one partner gets"), of.partner_max_share),
        (_("Share of management in a fund for small projects"), of.management_max_share),
    ):
        if fact:
            yield _stated(title, fact, _("at most %(share)s", share=percent(fact.value)))
    title = _("Movement between categories or partners without a major change")
    text = _("up to %(share)s", share=percent(of.margin.value))
    if of.flexibility is None:
        text = _("%(share)s; the rules state nothing: a choice of this house", share=text)
    yield _stated(title, of.margin, text)


def differences(
    new: rules.RuleSet, old: rules.RuleSet
) -> list[tuple[str, Statement | None, Statement | None]]:
    """List title, what the old rules said and what the new ones say, where they differ."""
    before, after = _by_title(old), _by_title(new)
    titles = [*after, *(title for title in before if title not in after)]
    return [
        (title, before.get(title), after.get(title))
        for title in titles
        if before.get(title) != after.get(title)
    ]


def _by_title(of: rules.RuleSet) -> dict[str, Statement]:
    """Return the statements by their titles, the same titles told apart by a number."""
    found: dict[str, Statement] = {}
    for one in all_statements(of):
        count = sum(title.partition("\N{NO-BREAK SPACE}·")[0] == one.title for title in found)
        found[f"{one.title}\N{NO-BREAK SPACE}· {count + 1}" if count else one.title] = one
    return found


def _of_participation(of: rules.RuleSet) -> Iterator[Statement]:
    for entry in of.participations:
        days = " – ".join(day(one) if one else "…" for one in (entry.since, entry.until))
        held = f" ({days})" if entry.since or entry.until else ""
        title = _("Takes part: %(countries)s", countries=_names(entry.countries))
        yield Statement(title + held, str(entry.status.label), entry.evidence)


def _of_partnership(of: rules.RuleSet) -> Iterator[Statement]:
    for title, fact in (
        (_("Partners at least"), of.min_partners),
        (_("Countries at least"), of.min_countries),
        (_("Partners from EU Member States at least"), of.min_member_state_partners),
    ):
        if fact:
            yield _stated(title, fact, str(fact.value))
    if of.legal_statuses:
        labels = ", ".join(str(status.label) for status in of.legal_statuses.value)
        yield _stated(_("Legal status of partners"), of.legal_statuses, labels)
    for combination in of.combinations:
        places = _names(combination.countries) + _regions(combination.regions)
        least = combination.minimum
        text = ngettext("at least %(num)s partner", "at least %(num)s partners", least)
        yield Statement(_("From %(places)s", places=places), text, combination.evidence)
    if of.lead.countries:
        text = _names(of.lead.countries.value)
        yield _stated(_("Countries of the lead partner"), of.lead.countries, text)
    if of.lead.legal_statuses:
        labels = ", ".join(str(status.label) for status in of.lead.legal_statuses.value)
        yield _stated(_("Legal status of the lead partner"), of.lead.legal_statuses, labels)
    if of.lead.adjacent:
        yield _stated(_("Lead partner from an adjacent area"), of.lead.adjacent)


def _of_area(of: rules.RuleSet) -> Iterator[Statement]:
    if of.area:
        yield _stated(_("Programme area"), of.area, _names(of.area.value))
    if of.outside_area:
        yield _stated(_("Partners from outside the area"), of.outside_area)
    if of.adjacent_max_share:
        text = _("at most %(share)s", share=percent(of.adjacent_max_share.value))
        yield _stated(_("Share of adjacent areas"), of.adjacent_max_share, text)


def _stated(title: str, fact: rules.Fact[Any], text: str = "") -> Statement:
    return Statement(title, text or (_("yes") if fact.value else _("no")), fact.evidence)


def _names(codes: tuple[str, ...]) -> str:
    return ", ".join(country(code) for code in codes)


def _regions(codes: tuple[str, ...]) -> str:
    return f" ({', '.join(codes)})" if codes else ""
