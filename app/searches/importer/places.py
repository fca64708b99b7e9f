"""The countries that a text seeks partners from: ISO codes and the groups EU, EEA, CANDIDATE."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from app.searches.importer.formtext import folded
from app.searches.importer.phrases import any_of, words

NOT_COUNTRIES = words("EU EZ UN XA XB XK ZZ QO AC CP DG EA IC TA CQ")
OTHER_NAMES = {
    "GB": "uk;great britain;britain;england;scotland;wales;northern ireland;united kingdom",
    "CZ": "czech republic;czechia;чехия",
    "RU": "russian federation;russia;kaliningrad;российская федерация",
    "MK": "macedonia;fyrom",
    "NL": "holland;the netherlands;netherlands",
    "MD": "republic of moldova;moldova",
    "TR": "turkey",
    "BA": "bosnia and herzegovina;bosnia",
    "SK": "slovak republic",
    "BY": "belarus;republic of belarus;беларусь;белоруссия",
    "IE": "republic of ireland",
    "LT": "republic of lithuania",
    "GR": "hellas",
}
ADJECTIVES = {
    "AT": "austrian", "BE": "belgian", "BG": "bulgarian", "BY": "belarusian", "CH": "swiss",
    "CZ": "czech", "DE": "german", "DK": "danish", "EE": "estonian", "ES": "spanish",
    "FI": "finnish", "FR": "french", "GB": "british", "GR": "greek", "HR": "croatian",
    "HU": "hungarian", "IE": "irish", "IS": "icelandic", "IT": "italian", "LT": "lithuanian",
    "LV": "latvian", "NL": "dutch", "NO": "norwegian", "PL": "polish", "PT": "portuguese",
    "RO": "romanian", "RU": "russian", "SE": "swedish", "SI": "slovenian", "SK": "slovak",
    "TR": "turkish", "UA": "ukrainian",
}  # fmt: skip
ISO_ALIASES = {"UK": "GB", "EL": "GR"}
GROUPS = {
    "eu": "EU", "e.u.": "EU", "european union": "EU", "eea": "EEA",
    "european economic area": "EEA", "candidate": "CANDIDATE", "accession": "CANDIDATE",
    "acceding": "CANDIDATE",
}  # fmt: skip
GROUP_ALONE = {
    **dict.fromkeys(("eu", "european union", "ес", "страны ес", "eu länder", "eu-länder"), "EU"),
    **dict.fromkeys(("eu countries", "eu member states", "eu states", "eu-staaten"), "EU"),
    **dict.fromkeys(("member states", "eu members", "страны евросоюза"), "EU"),
    **dict.fromkeys(("eea", "european economic area", "eea countries", "ewr"), "EEA"),
    **dict.fromkeys(("candidate", "candidates", "candidate countries"), "CANDIDATE"),
    **dict.fromkeys(("accession countries", "acceding countries"), "CANDIDATE"),
    **dict.fromkeys(
        ("eu candidate countries", "страны-кандидаты", "beitrittskandidaten"), "CANDIDATE"
    ),
}
WORD = re.compile(r"[\w.'-]+|[^\w\s]")
BETWEEN_GROUP_AND_NOUN = words(
    "( ) / , and or & the member associated new old other current present eu european union eea "
    "candidate accession acceding economic area"
)
GROUP_NOUNS = words("countries country states state members nations")
CLAUSE_OF_ORIGIN = words("from aus из based located registered")
PLACE_WORDS = words("in of within across at")
SMALL_WORDS = words("the any all both one or and")
ELSEWHERE = words(
    "experience experienced experiences knowledge expertise working work works worked export "
    "exports exporting market markets projects programmes cooperation cooperating contacts trade "
    "trading investing standards familiar active activities operating interested understanding law "
    "laws legislation requirements for to about regarding on"
)
ORGANISATIONS = words(
    "university universities partner partners company companies organisation organisations "
    "organization organizations authority authorities municipality municipalities institute "
    "institutes institution institutions agency agencies body bodies sme smes enterprise "
    "enterprises firm firms region regions consultants consultant ngo ngos chamber chambers school "
    "schools"
)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("de", "ru", "en"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES:
                names[folded(name)] = code
    for code, variants in OTHER_NAMES.items():
        names.update(dict.fromkeys(variants.split(";"), code))
    return names


@cache
def _mention() -> re.Pattern[str]:
    adjectives = any_of(ADJECTIVES.values())
    return re.compile(
        rf"(?<!\w)(?:(?P<name>{any_of(_names())})|(?P<group>{any_of(GROUPS)})"
        rf"|(?P<adjective>{adjectives}))(?!\w)"
    )


def place_named(text: str) -> str | None:
    """Return the code of one country or group that the whole text names."""
    plain = folded(text).strip(" .()").removeprefix("the ")
    code = text.strip(" .()")
    if re.fullmatch("[A-Z]{2}", code) and code != "EU":
        code = ISO_ALIASES.get(code, code)
        return code if code in _names().values() else None
    return _names().get(plain) or GROUP_ALONE.get(plain)


def places_listed(text: str) -> tuple[list[str], bool]:
    """Read a list of countries: the codes found and whether every part of it was understood."""
    codes: list[str] = []
    understood = True
    for part in re.split(r"[,;/&()]|\band\b|\bor\b|\bи\b|\bund\b", text):
        words = part.strip(" .")
        code = place_named(words) if words else None
        if code:
            codes.append(code)
        elif words:
            understood = False
    return list(dict.fromkeys(codes)), understood


def places_sought(text: str) -> list[str]:
    """Find where partners shall come from; places only of their experience are left out."""
    plain = folded(text)
    codes: list[str] = []
    run_until, accepted = -1, False
    for mention in _mention().finditer(plain):
        if not _starts_a_new_clause(plain, run_until, mention.start()):
            pass
        else:
            accepted = _is_origin(plain[: mention.start()])
        run_until = mention.end()
        if code := _sought(mention, plain[mention.end() :], accepted=accepted):
            codes.append(code)
    return list(dict.fromkeys(codes))


def _sought(mention: re.Match[str], after: str, *, accepted: bool) -> str | None:
    following = WORD.findall(after[:120])
    if adjective := mention["adjective"]:
        near = following[:2]
        code = next(code for code, word in ADJECTIVES.items() if word == adjective)
        return code if any(word in ORGANISATIONS for word in near) else None
    if not accepted:
        return None
    if name := mention["name"]:
        return _names()[name]
    group = GROUPS[mention["group"]]
    for word in following:
        if word in GROUP_NOUNS:
            return group
        if word not in BETWEEN_GROUP_AND_NOUN:
            break
    alone = not following or not re.match(r"\w", following[0]) or following[0] in {"and", "or"}
    return group if alone and group != "CANDIDATE" else None


def _starts_a_new_clause(plain: str, run_until: int, start: int) -> bool:
    """A place that only a comma, `and` or `or` parts from the last one belongs to its list."""
    if run_until < 0:
        return True
    between = WORD.findall(plain[run_until:start])
    return not all(
        word in BETWEEN_GROUP_AND_NOUN
        or word in GROUP_NOUNS
        or word in PLACE_WORDS
        or word == "from"
        for word in between
    )


def _is_origin(before: str) -> bool:
    words = WORD.findall(before[-120:])
    while words and words[-1] in SMALL_WORDS:
        words.pop()
    if not words:
        return True
    last, earlier = words[-1], words[-6:-1]
    if last in CLAUSE_OF_ORIGIN:
        return True
    if last in PLACE_WORDS or not re.match(r"\w", last):
        return not any(word in ELSEWHERE for word in earlier)
    return False
