"""Dates and durations as people write them; what is not certain is not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LONGEST = 300
"""Longer texts are prose: nothing is read out of them."""

MAX_MONTHS = 240


def plain_text(text: str) -> str:
    """Fold for reading: compatibility forms, case, white space, apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


def words(text: str, separator: str | None = None) -> frozenset[str]:
    """Write a set of words in one string."""
    return frozenset(text.split(separator))


def any_of(words: Iterable[str]) -> str:
    """Write an alternative of words for a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner января январь",
            "february feb februar февраля февраль",
            "march mar märz марта март",
            "april apr апреля апрель",
            "may mai мая май",
            "june jun juni июня июнь",
            "july jul juli июля июль",
            "august aug августа август",
            "september sep sept сентября сентябрь",
            "october oct oktober okt октября октябрь",
            "november nov ноября ноябрь",
            "december dec dezember dez декабря декабрь",
        ),
        start=1,
    )
    for name in names.split()
}
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)(?: ?г\.?(?!\w))?"
)
DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?[ /-]?(?:of )?([^\W\d_]{3,9})\.?,?[ /-]?(\d{4})(?!\d)"
    r"(?: ?(?:г\.?|года)(?!\w))?"
)
MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")


@dataclass(frozen=True)
class DateRead:
    """A day; `assumed` when the order of day and month, or the century, is custom only."""

    day: date
    complete: bool
    assumed: bool


def read_date(text: str) -> DateRead | None:
    """Read the one day a text names; None for months without a day and days that do not exist."""
    plain = plain_text(text)
    if len(plain) > LONGEST:
        return None
    found: list[tuple[tuple[int, int, int], bool, re.Match[str]]] = []
    for match in YEAR_FIRST.finditer(plain):
        found.append(((int(match[1]), int(match[3]), int(match[4])), False, match))
    for match in DAY_FIRST.finditer(plain):
        if not any(other.start() <= match.start() < other.end() for *_, other in found):
            found.append((*_day_first(match), match))
    for pattern, day, month in ((DAY_MONTH, 1, 2), (MONTH_DAY, 2, 1)):
        for match in pattern.finditer(plain):
            if match[month] in MONTHS:
                parts = (int(match[3]), MONTHS[match[month]], int(match[day]))
                found.append((parts, False, match))
    if len({parts for parts, *_ in found}) != 1:
        return None
    (year, month, day), assumed, match = found[0]
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    rest = plain[: match.start()] + plain[match.end() :]
    in_our_time = 1980 <= year <= 2100
    return DateRead(read, not any(map(str.isalnum, rest)), assumed) if in_our_time else None


def _day_first(match: re.Match[str]) -> tuple[tuple[int, int, int], bool]:
    """Take day, month, year, as in Europe, unless only the American order makes a date."""
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    short = len(match[4]) == 2
    if short:
        year += 1900 if year >= 80 else 2000
    if match[2] == "/" and month > 12 >= day:
        return (year, day, month), short
    return (year, month, day), short or (match[2] == "/" and day <= 12 and day != month)


COUNT_WORDS = {
    word: number
    for number, word in enumerate(
        (
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        start=1,
    )
} | {"eighteen": 18, "twenty-four": 24, "thirty-six": 36}
DURATION = re.compile(
    rf"(?<![\w.,-])(?P<number>\d{{1,3}}(?:[.,]5)?|{any_of(COUNT_WORDS)})[ -]?"
    r"(?:(?P<months>months?|mths?|monate?n?|месяц(?:ев|а)?|мес)|(?P<years>years?|yrs?|jahre?n?|лет|года?))"
    r"(?!\w)\.?"
)


@dataclass(frozen=True)
class DurationRead:
    months: int
    complete: bool


def read_duration(text: str, label: str = "") -> DurationRead | None:
    """Read whole months; a bare number counts only under a label that says months."""
    plain = plain_text(text)
    if len(plain) > LONGEST:
        return None
    if plain.isdigit() and re.search("month|monat|мес", plain_text(label)):
        return _months(Decimal(plain), complete=True)
    found = list(DURATION.finditer(plain))
    values = set()
    for match in found:
        if re.search(r"\d ?(?:-|–|to|bis|до) ?$", plain[: match.start()]):
            return None
        number = match["number"]
        value = Decimal(COUNT_WORDS[number] if number in COUNT_WORDS else number.replace(",", "."))
        values.add(value * 12 if match["years"] else value)
    if len(values) != 1:
        return None
    rest = DURATION.sub("", plain, count=1)
    return _months(values.pop(), complete=not any(map(str.isalnum, rest)))


def _months(value: Decimal, *, complete: bool) -> DurationRead | None:
    whole = value == value.to_integral_value() and 1 <= value <= MAX_MONTHS
    return DurationRead(int(value), complete) if whole else None
