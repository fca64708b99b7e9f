"""The words that projects are compared by: stems, without the words that all texts use."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable

import Stemmer

HEADING = 2.0
"""How often a word of a title or of a keyword counts, beside one of the running text."""

SHORTEST = 3
WORD = re.compile(r"[^\W_]+")
COMMON = frozenset(
    """
    a about across all also an and are as at based be been between both but by can each for from
    has have high how in including into is it its more most new not of on or other our over such
    than that the their these they this those through to towards under use used using very was
    we well were what when which while who will with within work development europe european eu
    innovation project projects research result results
    """.split()  # noqa: SIM905 - words read better as a text
)


class _English(threading.local):
    """One stemmer a thread: it keeps state and must not be shared."""

    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("english")


_english = _English()


def folded(text: str) -> str:
    """Write a text in lower case and without accents."""
    if text.isascii():
        return text.lower()
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )


def words(text: str) -> list[str]:
    """List the words of a text, folded, in their order."""
    return WORD.findall(folded(text))


def terms(text: str) -> list[str]:
    """List the stems of the words that say what a text is about."""
    telling = [word for word in words(text) if len(word) >= SHORTEST and word not in COMMON]
    return list(_english.stemmer.stemWords(telling))


def weighted(headings: Iterable[str], body: str) -> dict[str, float]:
    """Weigh the terms of a text: a term that is repeated counts for more, but ever less so."""
    counts: Counter[str] = Counter()
    for heading in headings:
        for term in terms(heading):
            counts[term] += HEADING  # type: ignore[assignment]
    for term in terms(body):
        counts[term] += 1
    return {term: 1 + math.log(count) for term, count in counts.items()}
