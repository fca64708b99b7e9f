"""Words as the search sees them: folded, stemmed and in Latin letters; and what a query asks for.

Documents and queries go through the same steps, so that both databases compare finished terms and
none of their own dictionaries matters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import Stemmer

STEMMERS = {
    "en": "english",
    "ru": "russian",
    "de": "german",
    "pl": "polish",
    "lt": "lithuanian",
    "sv": "swedish",
    "et": "estonian",
}
LANGUAGES = tuple(STEMMERS)
PARTS = "ABCD"
"""The parts of a document by weight: title, what is sought, summary, body."""

MAX_WORDS = 10_000  # of a document; what comes after is not found
MAX_BYTES = 900_000  # of its distinct terms: PostgreSQL takes 1 MB
COPIES = (8, 6, 4, 2)  # of a term of each part at most, one for each level it counts for
MAX_ASKED = 400  # characters of a query
MAX_TERM = 64  # characters
SHORTEST_PREFIX = 2
SHORTEST_UNFINISHED = 3

WORD = re.compile(r"[^\W_]+")
GLUED = re.compile(r"([^\W\d_]{2,})(\d{3,})")
CHUNK = re.compile(r'(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))')
QUOTES = str.maketrans(dict.fromkeys("«»„“”‟″", '"'))
LETTERS = str.maketrans(
    {"ё": "е", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
CYRILLIC = re.compile("[\u0400-\u04ff]")
PLAIN = dict(
    zip("абвгдезиклмнопрстуфыэґєіїў", "abvgdeziklmnoprstufyegeiiu", strict=True),
    ь="",
    ъ="",
    щ="shch",
)
SCHEMES = (
    PLAIN | {"ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya"},
    PLAIN | {"ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ю": "iu", "я": "ia"},
    PLAIN | {"ж": "z", "й": "j", "х": "h", "ц": "c", "ч": "c", "ш": "s", "ю": "ju", "я": "ja"},
    PLAIN | {"ж": "z", "й": "i", "х": "ch", "ц": "c", "ч": "c", "ш": "s", "ю": "iu", "я": "ia"},
)
"""Cyrillic in Latin letters: English, passports (ICAO 9303), science, neighbours of Russia."""

LATIN = tuple(str.maketrans(scheme) for scheme in SCHEMES)
INITIAL_YE = ("ye", "e", "je", "e")


class _Stemmers(threading.local):
    """One set a thread: a stemmer keeps state and must not be shared."""

    def __init__(self) -> None:
        self.of = {language: Stemmer.Stemmer(name) for language, name in STEMMERS.items()}


_stemmers = _Stemmers()


@dataclass
class PartTerms:
    """The terms of one part: words and their stems in order, and other forms in no order."""

    words: list[str] = field(default_factory=list)
    """As written, but for case and accents: what an exact hit is compared with."""
    stems: list[str] = field(default_factory=list)
    others: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Clause:
    """One thing that is asked for: any of the sequences of terms, or any term with the prefix.

    `exact` are the words as written, but for case and accents; `written` is what was typed.
    """

    sequences: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...] = ()
    exact: tuple[str, ...] = field(default=(), compare=False)
    written: str = field(default="", compare=False)


@dataclass(frozen=True)
class Query:
    """All of the wanted clauses and none of the unwanted ones."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]


def document_terms(parts: Mapping[str, str], language: str | None) -> dict[str, PartTerms]:
    """Turn the parts of a document, named by PARTS, into terms; any language may be None or other.

    At most MAX_WORDS words and MAX_BYTES of terms, from the first part on.
    """
    if unknown := parts.keys() - set(PARTS):
        raise ValueError(f"There is no part {sorted(unknown)[0]!r} of a document.")
    languages = (language,) if language in STEMMERS else ()
    found = {part: PartTerms() for part in PARTS}
    words = size = 0
    for copies, (part, terms) in zip(COPIES, found.items(), strict=True):
        known: dict[str, tuple[str, str]] = {}
        for word in words_of(parts.get(part, "")):
            words += 1
            if word not in known:
                new = _forms(word, languages) - terms.others
                size += sum(copies * (len(form.encode()) + 10) for form in new)
                stem = _stem(word, languages[0]) if languages else fold(word)
                known[word] = fold(word), stem
            if words > MAX_WORDS or size > MAX_BYTES:
                return found
            terms.others.update(_forms(word, languages), _pieces(word))
            terms.words.append(known[word][0])
            terms.stems.append(known[word][1])
    return found


def parse(text: str) -> Query:
    """Read what a person typed: words, "phrases", begin*, -without. No text is an error.

    The last word counts as the beginning of one too: it may be unfinished.
    """
    chunks = [
        (minus, quoted, plain, words)
        for minus, quoted, plain in CHUNK.findall(text[:MAX_ASKED].translate(QUOTES))
        if (words := list(words_of(quoted or plain)))
    ]
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for number, (minus, quoted, plain, words) in enumerate(chunks, 1):
        if minus:
            unwanted.append(_phrase(words))
        elif quoted:
            wanted.append(_phrase(words))
        else:
            is_unfinished = number == len(chunks) and len(words[-1]) >= SHORTEST_UNFINISHED
            wanted += [_word(word) for word in words[:-1]]
            wanted.append(_word(words[-1], begins=plain.endswith("*") or is_unfinished))
    return Query(tuple(wanted), tuple(unwanted))


def _word(word: str, *, begins: bool = False) -> Clause:
    prefixes: set[str] = set()
    if begins and len(word) >= SHORTEST_PREFIX:
        prefixes = _with_latin({fold(word), fold(word.translate(UMLAUTS))})
    sequences: list[tuple[str, ...]] = [(form,) for form in sorted(_forms(word, LANGUAGES))]
    if pieces := _pieces(word):
        sequences.append(pieces)
    return Clause(tuple(sequences), tuple(sorted(prefixes)), (fold(word),), word)


def _phrase(words: list[str]) -> Clause:
    """Ask for the words side by side, in any of the languages that the document may be in."""
    if len(words) == 1:
        return _word(words[0])
    sequences = {tuple(fold(word) for word in words)}
    for language in STEMMERS:
        sequences.add(tuple(_stem(word, language) for word in words))
        sequences.add(tuple(_stem(fold(word), language) for word in words))
    exact = tuple(fold(word) for word in words)
    return Clause(tuple(sorted(sequences)), (), exact, " ".join(words))


def words_of(text: str) -> Iterator[str]:
    """Split a text into words in lower case, each letter with its accents as one character."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not text.isascii():
        text = _without_marks(text)
    return (word[:MAX_TERM] for word in WORD.findall(text))


@lru_cache(maxsize=50_000)
def _forms(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """List all terms that a word is found by: as written, without accents, stemmed, in Latin."""
    written = {word, fold(word), word.translate(UMLAUTS)}
    stems = {_stem(form, language) for form in written for language in languages}
    return frozenset(_with_latin({fold(form) for form in written} | stems))


def _pieces(word: str) -> tuple[str, ...]:
    """Take ISO9001 apart as one would write it: ISO 9001."""
    glued = GLUED.fullmatch(word)
    return glued.groups() if glued else ()


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    return fold(_stemmers.of[language].stemWord(word))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Take the accents off, except from Cyrillic letters: й is another letter than и."""
    if word.isascii():
        return word
    return "".join(
        letter if CYRILLIC.match(letter) else _without_marks(unicodedata.normalize("NFD", letter))
        for letter in word.translate(LETTERS)
    )


def _without_marks(text: str) -> str:
    """Take off the marks that stand as characters of their own, and what cannot be seen."""
    return "".join(mark for mark in text if unicodedata.category(mark) not in {"Mn", "Cf"})


def in_latin(term: str) -> set[str]:
    """Return a folded word and how it is written in Latin letters."""
    return _with_latin({term})


def _with_latin(terms: set[str]) -> set[str]:
    """Add how Cyrillic terms are written in Latin letters: Нарва is Narva too."""
    latin = {
        ye + term[1:].translate(table) if term[0] == "е" else term.translate(table)
        for term in terms
        if CYRILLIC.search(term)
        for table, ye in zip(LATIN, INITIAL_YE, strict=True)
    }
    return terms | (latin - {""})
