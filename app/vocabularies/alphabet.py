"""The order of the alphabet in the languages of the application."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Only where letters with marks are letters of their own; elsewhere marks count only between equals.
ALPHABETS = {
    "sv": "abcdefghijklmnopqrstuvwxyzåäö",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
NO_MARKS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def place(text: str, language: str) -> tuple[list[tuple[int, int]], str]:
    """Return what to sort a text by among texts in this language."""
    letters = ALPHABETS.get(language, "")
    return [_rank(mark, letters) for mark in unicodedata.normalize("NFC", text.casefold())], text


@lru_cache(maxsize=2048)
def _rank(mark: str, letters: str) -> tuple[int, int]:
    """Spaces and signs first, then digits, the letters of the language, and all other letters."""
    if mark in letters:
        return 2, letters.index(mark)
    plain = unicodedata.normalize("NFD", mark.translate(NO_MARKS))[:1]
    if plain in letters:
        return 2, letters.index(plain)
    if plain.isalpha():
        return (3 if letters else 2), ord(plain)
    return (1 if plain.isdigit() else 0), ord(plain or " ")
