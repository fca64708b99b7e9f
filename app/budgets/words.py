"""Amounts in words, as a declaration writes them besides the figures: English and Russian. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

Forms = tuple[str, str, str]
"""How a Russian noun reads after 1, after 2 to 4, after 5 and more."""


def _list(words: str) -> list[str]:
    return words.split()


BELOW_TWENTY = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")

RUSSIAN_BELOW_TWENTY = _list(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать "
    "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
RUSSIAN_TENS = _list("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
RUSSIAN_HUNDREDS = _list("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
FEMININE = {"один": "одна", "два": "две"}
MILLIONS: Forms = ("миллион", "миллиона", "миллионов")
THOUSANDS: Forms = ("тысяча", "тысячи", "тысяч")
CENTS: Forms = ("цент", "цента", "центов")
TOO_MANY = 1_000_000_000


def in_words(amount: Decimal, language: str) -> str:
    """Write euros in words and the cents in figures.

    Empty for a language that is not known here, and for a thousand millions and more.
    """
    write = WRITERS.get(language)
    euros, cents = divmod(int(amount * 100), 100)
    return write(euros, cents) if write and euros < TOO_MANY else ""


def _english(euros: int, cents: int) -> str:
    units = "euro" if euros == 1 else "euros"
    return f"{_english_number(euros)} {units} and {cents:02} {'cent' if cents == 1 else 'cents'}"


def _english_number(number: int) -> str:
    if number < 20:
        return BELOW_TWENTY[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{BELOW_TWENTY[ones]}" if ones else "")
    for size, name in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= size:
            many, rest = divmod(number, size)
            joint = " and " if 0 < rest < 100 else " "
            return f"{_english_number(many)} {name}" + (
                joint + _english_number(rest) if rest else ""
            )
    hundreds, rest = divmod(number, 100)
    return f"{BELOW_TWENTY[hundreds]} hundred" + (f" and {_english_number(rest)}" if rest else "")


def _russian(euros: int, cents: int) -> str:
    return f"{_russian_number(euros)} евро {cents:02} {_after(cents, CENTS)}"


def _russian_number(number: int) -> str:
    if number == 0:
        return RUSSIAN_BELOW_TWENTY[0]
    millions, rest = divmod(number, 1_000_000)
    thousands, ones = divmod(rest, 1_000)
    words = []
    if millions:
        words += [*_russian_below_thousand(millions), _after(millions, MILLIONS)]
    if thousands:
        counted = [FEMININE.get(word, word) for word in _russian_below_thousand(thousands)]
        words += [*counted, _after(thousands, THOUSANDS)]
    return " ".join([*words, *_russian_below_thousand(ones)])


def _russian_below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [RUSSIAN_HUNDREDS[hundreds - 1]] if hundreds else []
    if rest >= 20:
        tens, rest = divmod(rest, 10)
        words.append(RUSSIAN_TENS[tens - 2])
    return [*words, RUSSIAN_BELOW_TWENTY[rest]] if rest else words


def _after(number: int, forms: Forms) -> str:
    one, few, many = forms
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


WRITERS: Mapping[str, Callable[[int, int], str]] = {"en": _english, "ru": _russian}
