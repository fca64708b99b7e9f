"""Amounts of money as people write them; what is not certain is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from app.searches.importer.phrases import LONGEST, any_of, plain_text, words

MAX_AMOUNT = Decimal("999999999.99")
LONGEST_NUMBER = 20

CURRENCIES = {
    **dict.fromkeys(("€", "eur", "euro", "euros", "евро"), "EUR"),
    **dict.fromkeys(("us$", "usd", "us dollars", "us-dollar", "$", "долларов сша"), "USD"),
    **dict.fromkeys(("£", "gbp", "pounds sterling"), "GBP"),
    **dict.fromkeys(("₽", "rub", "rur", "roubles", "rubles", "руб", "рублей"), "RUB"),
    **dict.fromkeys(("zł", "pln", "zloty", "złotych"), "PLN"),
    **{code.lower(): code for code in words("SEK NOK DKK CHF CZK HUF ISK UAH BYN BGN RON")},
    **{code.lower(): code for code in words("EEK LTL LVL FIM SKK XEU HRK RSD MDL")},
    "lats": "LVL",
    "litas": "LTL",
}
SCALES = {
    **dict.fromkeys(("k", "t", "thousand", "thousands", "tsd", "tausend", "тыс", "тысяч"), 1000),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions", "millionen"), 1_000_000),
    **dict.fromkeys(("млн", "миллион", "миллиона", "миллионов"), 1_000_000),
    **dict.fromkeys(("bn", "billion", "mrd", "milliarden", "млрд"), 1_000_000_000),
}
SCALED_CURRENCIES = {
    **dict.fromkeys(("keur", "k€", "teur", "t€", "k euro"), (1000, "EUR")),
    **dict.fromkeys(("meur", "m€", "mioeur"), (1_000_000, "EUR")),
}

_UNITS = any_of((*CURRENCIES, *SCALED_CURRENCIES))
NUMBER = re.compile(
    r"(?:(?<![\w.,'])|(?<=[a-z€$£₽]))"
    r"(?:\d{1,3}([ .,'])\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![.,']?\d)"
)
BEFORE = re.compile(rf"(?<!\w)\(?(?P<unit>{_UNITS})\.?\)?[ :]?$")
AFTER = re.compile(
    rf"(?:[.,](?:--?|–|—)(?!\w))?(?: ?(?P<scale>{any_of(SCALES)})(?=[€$£₽ ,;:).]|$)\.?)?"
    rf"(?: ?\(?(?:of )?(?P<unit>{_UNITS})(?!\w)\.?\)?)?"
)
RANGE = re.compile(
    r"\d[\d.,' ]* ?(?:[€kmt]|eur|euro)? ?(?:-|–|—|to|and|bis|und|до|и) ?(?:€|eur)? ?$"
)
RANGE_GOES_ON = re.compile(r" ?(?:-|–|—|to|bis|до) ?(?:€ ?|eur ?)?\d")


@dataclass(frozen=True)
class MoneyRead:
    """An amount in a currency; `complete` when the text says nothing else."""

    amount: Decimal
    currency: str
    complete: bool


def read_money(text: str, label: str = "") -> MoneyRead | None:
    """Read the one amount a text names; a currency named by its label counts too.

    None for ranges, several amounts, unknown currencies and numbers that two countries would read
    differently. Thousands may be separated, decimals are two at most.
    """
    plain = plain_text(text)
    if len(plain) > LONGEST:
        return None
    found = _amounts(plain, _currency_in(plain_text(label)))
    if found is None:
        return None
    outside = [one for one in found if not one[4]] or found
    if len({(amount, currency) for amount, currency, *_ in outside}) != 1:
        return None
    amount, currency, start, end, _ = outside[0]
    rest = plain[:start] + plain[end:]
    certain = "$" not in plain[start:end] or "us" in plain[start:end]
    return MoneyRead(amount, currency, certain and not any(map(str.isalnum, rest)))


_Found = tuple[Decimal, str, int, int, bool]


def _amounts(plain: str, from_label: str | None) -> list[_Found] | None:
    """List amount, currency, start, end, whether in parentheses; None when one is doubtful."""
    found: list[_Found] = []
    bare: list[_Found] = []
    last = 0
    for number in NUMBER.finditer(plain):
        start, end, scale, currency = _surroundings(plain, last, number.start(), number.end())
        last = end
        amount = _value(number[0], number[1], scale)
        in_parentheses = plain.count("(", 0, start) > plain.count(")", 0, start)
        if currency == "?":
            return None
        if currency and (amount is None or _is_doubtful(plain, start, end)):
            return None
        if amount is None:
            continue
        one = (amount, currency or from_label or "", start, end, in_parentheses)
        (found if currency else bare).append(one)
    if (
        not found
        and len(bare) == 1
        and from_label
        and not _is_doubtful(plain, bare[0][2], bare[0][3])
    ):
        return bare
    return found or None


def _surroundings(plain: str, last: int, start: int, end: int) -> tuple[int, int, int, str]:
    """Widen a number by its scale and currency; "?" where two currencies contradict."""
    before = BEFORE.search(plain[max(last, start - 20) : start])
    after = AFTER.match(plain, end)
    scale, names = 1, []
    if after:
        scale = SCALES[after["scale"]] if after["scale"] else 1
        end = after.end() if after["scale"] or after["unit"] or after[0] else end
    for match in (before, after):
        if match and (unit := match["unit"]):
            factor, name = SCALED_CURRENCIES.get(unit) or (1, CURRENCIES[unit])
            scale *= factor
            names.append(name)
    if before:
        start -= len(before[0])
    currency = (names[0] if len(set(names)) == 1 else "?") if names else ""
    return start, end, scale, currency


def _is_doubtful(plain: str, start: int, end: int) -> bool:
    """Find a range, a minus sign or a torn number around an amount."""
    before = plain[:start]
    if RANGE_GOES_ON.match(plain, end):
        return True
    if before.endswith("-") and (len(before) == 1 or before[-2] == " "):
        return True
    return RANGE.search(before[-40:]) is not None or re.search(r"\d[.,']? $", before) is not None


def _value(written: str, group: str | None, scale: int) -> Decimal | None:
    if len(written) > LONGEST_NUMBER:
        return None
    if group is None:
        amount = Decimal(written.replace(",", "."))
        has_parts = not written.isdigit()
        if has_parts and scale == 1 and len(re.split("[.,]", written)[1]) > 2:
            return None
    else:
        pieces = written.split(group)
        decimal_sign = next((sign for sign in ".," if sign != group and sign in written), None)
        if any(len(piece.split(decimal_sign)[0]) != 3 for piece in pieces[1:]):
            return None
        if scale > 1 and len(pieces) == 2 and group in ".,":
            if pieces[0] != "0" or decimal_sign:
                return None
            return _within(Decimal(written.replace(group, ".")) * scale)
        if pieces[0].startswith("0"):
            return None
        amount = Decimal("".join(pieces).replace(",", "."))
    return _within(amount * scale)


def _within(amount: Decimal) -> Decimal | None:
    exact = amount.quantize(Decimal("0.01"))
    return exact if exact == amount and exact <= MAX_AMOUNT else None


def _currency_in(label: str) -> str | None:
    for word in re.findall(r"[€$£₽]|[^\W\d_]+", label):
        if word == "€" or (word in CURRENCIES and len(word) > 1):
            return CURRENCIES[word]
    return None
