"""Telephone numbers, addresses and e-mail in the lines of a form."""

from __future__ import annotations

import re
import unicodedata

from app.searches.importer.phrases import LONGEST, read_date

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Of an international number: at most 15 by ITU-T E.164."""

MOST_ADDRESS_WORDS = 18

PHONE = re.compile(r"\+?[\d(][\d\s()/.,;+-]*\d\)?(?: ?(?:ext|доб|x|app)\.? ?\d{1,6})?")
EXTENSION = re.compile(r"(?:ext|доб|x|app)\.? ?\d{1,6}$", re.IGNORECASE)
YEARS = re.compile(r"\d{4} ?[-/–] ?\d{2,4}")
EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
WEBSITE = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{3,250}|(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}(?:/[^\s<>\"]{0,200})?"
)
STREET = re.compile(
    r"\b(?:ul|ulitsa|str|street|strasse|prospekt|pr|prosp|ave|avenue|road|rd|lane|square|platz"
    r"|weg|allee|box|gatan|vägen|iela|gatve|tee|tn|ул|пр|просп|пл|пер|наб|а/я)\b|straße|strasse\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?:[A-Z]{1,3}[- ])?\d{2,4}[- ]?\d{2,4}(?!\d)[ ,]")
PART = re.compile(
    r"(?<!\w)(?:(?P<both>(?:tel|phone|telephone|тел|телефон)\.? ?(?:/|&|and) ?"
    r"(?:tele)?(?:fax|факс))"
    r"|(?P<phone>tel|telephone|phone|mobile|mob|тел|телефон|telefon|[tpm](?=[:.] ?\+))"
    r"|(?P<fax>fax|telefax|факс|f(?=[:.] ?\+))|(?P<email>e-?mail|эл\. ?почта|e(?=: ?[^\s:]{1,64}@))"
    r"|(?P<website>web ?site|web|www(?!\.)|w(?=: ?www)))"
    r"(?: ?(?:no|nr|number)\b)?[.:]{0,2}(?=[\s+(\d:])[\s:]*",
    re.IGNORECASE,
)


def is_phone(text: str) -> bool:
    """Tell a telephone number (or several) from dates, years and postcodes."""
    plain = _plain(text)
    if len(plain) > LONGEST or not PHONE.fullmatch(plain):
        return False
    digits = sum(map(str.isdigit, plain))
    if YEARS.fullmatch(plain) or read_date(plain):
        return False
    return digits >= FEWEST_DIGITS and (plain[0] in "+(" or "," not in plain)


def normalise_phone(text: str) -> str | None:
    """Return the first number as + and digits, or None where no country code is written.

    A trunk zero in parentheses and an extension are left out; nothing else is changed.
    """
    plain = _plain(text)
    if len(plain) > LONGEST:
        return None
    first = re.split(r"[;,]| / | or | или | oder ", plain.strip(), maxsplit=1)[0].strip()
    first = EXTENSION.sub("", first.replace("(0)", "")).strip()
    head, slash, tail = first.rpartition("/")
    if slash and sum(map(str.isdigit, tail)) <= 4 and sum(map(str.isdigit, head)) >= 9:
        first = head
    digits = "".join(sign for sign in first if sign.isdigit())
    if not re.fullmatch(r"[\d\s()/.+-]+", first) or first.count("+") > 1:
        return None
    if not first.lstrip("(").startswith("+"):
        if not first.startswith("00"):
            return None
        digits = digits[2:]
    return f"+{digits}" if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else None


def count_phones(text: str) -> int:
    """Count the numbers that a text written as one holds."""
    parts = re.split(r"[;,]| / | or | или | oder ", _plain(text))
    return sum(sum(map(str.isdigit, part)) > 4 for part in parts)


def is_email(text: str) -> bool:
    return find_email(text) == text.strip("<> ")


def find_email(text: str) -> str | None:
    """Return the one e-mail address of a text; None for none or several."""
    if len(text) > LONGEST:
        return None
    found = {match.rstrip(".") for match in EMAIL.findall(text.replace("mailto:", " "))}
    return found.pop() if len(found) == 1 else None


def is_website(text: str) -> bool:
    return len(text) <= LONGEST and WEBSITE.fullmatch(text.strip("<> ")) is not None


def is_marked_website(text: str) -> bool:
    """Tell an address on the web that says so itself, with http or www."""
    return is_website(text) and text.strip("<> ").lower().startswith(("http", "www."))


def find_address(text: str) -> str | None:
    """Return a text that reads as a postal address: a street or a postcode, and digits."""
    plain = _plain(text)
    if len(plain) > LONGEST or len(plain.split()) > MOST_ADDRESS_WORDS or "@" in plain:
        return None
    if not any(map(str.isalpha, plain)) or not any(map(str.isdigit, plain)):
        return None
    if (
        STREET.search(plain)
        or POSTCODE.match(plain)
        or ("," in plain and _has_house_or_postcode(plain))
    ):
        return text
    return None


def _has_house_or_postcode(plain: str) -> bool:
    """Look for a part, between commas, that ends or begins with a number."""
    parts = (part.strip() for part in plain.split(","))
    return any(
        re.match(r"(?:[A-Z]{1,2}-)?\d", part) or re.search(r"\d[A-Za-z]?$", part) for part in parts
    )


def parts_of(text: str) -> list[tuple[str, str]]:
    """Cut a line such as `Tel. 1, fax 2, e-mail a@b.c` at its inner labels: kind and text.

    The kind is phone, fax, both, email, website, or empty for what stands before the first label.
    """
    if len(text) > LONGEST:
        return [("", text)]
    marks = list(PART.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    kinds = ["", *((mark.lastgroup or "") for mark in marks)]
    cut = [(kind, text[a:b].strip(" ,;|")) for kind, a, b in zip(kinds, starts, ends, strict=True)]
    return [(kind, part) for kind, part in cut if part]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("–", "-").split())
