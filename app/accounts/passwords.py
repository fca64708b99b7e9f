"""What makes a password good enough: length, and that nobody would try it among the first.

After NIST SP 800-63B and OWASP ASVS 5.0, 6.2: no rules on which kinds of characters must be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from app.core.i18n import _

LEAST, LEAST_FOR_STAFF, MOST = 12, 15, 128
FEW_CHARACTERS = 5
SHORTEST_RUN = 4
LOOKALIKES = str.maketrans("@4031!$57", "aaoeiisst")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "01234567890",
    "1q2w3e4r5t6y7u8i9o0p",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъфывапролджэячсмитьбю",
)


def fault(password: str, *, is_staff: bool, own: Iterable[str] = ()) -> str | None:
    """Say why a password is not accepted, or None; `own` are the person's name and address."""
    least = LEAST_FOR_STAFF if is_staff else LEAST
    if len(password) < least:
        return _(
            "Please use at least %(least)s characters; a few words in a row are fine.", least=least
        )
    if len(password) > MOST:
        return _("Please use at most %(most)s characters.", most=MOST)
    if _is_about(password, own):
        return _("Please leave your name and your e-mail address out of the password.")
    if is_common(password):
        return _("Many people use a password like this one. Please choose one that is your own.")
    return None


def is_common(password: str) -> bool:
    """Whether it is one or two of the best known words with trimmings, or a run of keys."""
    plain = password.casefold()
    if len(set(plain)) < FEW_CHARACTERS or _is_a_run(plain):
        return True
    readings = (plain, plain.translate(LOOKALIKES))
    return any(_words().fullmatch(_letters(reading)) for reading in readings)


def _is_about(password: str, own: Iterable[str]) -> bool:
    """Whether little is left once the person's own names are taken out."""
    rest = password.casefold()
    names = {part for text in own for part in re.split(r"[\W_]+", text.casefold())}
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= SHORTEST_RUN:
            rest = rest.replace(name, "")
    return rest != password.casefold() and len(_letters(rest)) < FEW_CHARACTERS


def _is_a_run(plain: str) -> bool:
    """Whether it goes along rows of keys: `1234567890qwerty`, and the same backwards."""
    steps = {pair for row in ROWS for pair in pairwise(row)}
    steps |= {(after, before) for before, after in steps}
    along = sum(pair in steps for pair in pairwise(plain))
    return along >= 0.7 * (len(plain) - 1)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)


@cache
def _words() -> re.Pattern[str]:
    text = (Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8")
    words = [line for line in text.split() if not line.startswith("#")]
    return re.compile(f"(?:{'|'.join(map(re.escape, words))}){{1,2}}.{{0,3}}")
