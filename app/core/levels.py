"""How good a hit is: each term is indexed once more for every level that it counts for.

An exact word of the title is indexed as `a_word`, `b_word`, `c_word` and `d_word`; one of the body
as `d_word` alone: whoever asks for `b_word` asks for "in the title or in what is sought". The other
forms of a word (stems, other spellings) have the levels e, f and g, and no sign where they stand
anywhere. No word contains `_`. A question is asked on every level, the strictest first; what only
begins like a word that may be unfinished comes last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.terms import PARTS, Clause, PartTerms, Query

EXACT = "abcd"
OTHERWISE = "efg"
BREAK = "_"  # between terms that must not be taken for neighbours
LAST_POSITION = 16383  # PostgreSQL counts no further

Choice = tuple[tuple[str, ...], bool]
"""Terms side by side; True where the last (and only) one is the beginning of a term."""
Asked = Sequence[Sequence[Choice]]
"""All of these, and of each any choice."""


def tiers(query: Query) -> list[Asked]:
    """List the questions for what is wanted, the best hits first.

    Each finds what those before it find, and more.
    """
    if not query.wanted:
        return []
    words = [word for clause in query.wanted for word in clause.exact]
    asked: list[Asked] = []
    if len(query.wanted) > 1:
        asked.append([[(tuple(f"a_{word}" for word in words), False)]])
    for level in EXACT:
        asked.append([[_exactly(clause, level)] for clause in query.wanted])
    for level in (*OTHERWISE, ""):
        asked.append([_in_some_form(clause, level, whole=True) for clause in query.wanted])
    if any(clause.prefixes for clause in query.wanted):
        for level in (OTHERWISE[0], ""):
            asked.append([_in_some_form(clause, level) for clause in query.wanted])
    return asked


def anywhere(query: Query) -> Asked:
    """Ask for what is wanted in any form at any place."""
    return [_in_some_form(clause) for clause in query.wanted]


def unwanted(query: Query) -> Asked:
    """Ask for any of what is not wanted."""
    return [[choice for clause in query.unwanted for choice in _in_some_form(clause)]]


def of_clause(clause: Clause) -> Asked:
    """Ask for one clause by itself."""
    return [_in_some_form(clause)]


def exactly(word: str) -> Asked:
    """Ask for one folded word as it is written."""
    return [[((f"d_{word}",), False)]]


def as_match(asked: Asked) -> str:
    """Write a question for FTS5."""
    return " AND ".join(f"({' OR '.join(map(_match_choice, choices))})" for choices in asked)


def as_tsquery(asked: Asked) -> str:
    """Write a question for PostgreSQL."""
    return " & ".join(f"({' | '.join(map(_tsquery_choice, choices))})" for choices in asked)


def as_text(parts: Mapping[str, PartTerms]) -> tuple[str, str]:
    """Write a document for FTS5: what stands side by side, and what is found without order."""
    ordered = [terms.stems for terms in parts.values()]
    forms = set().union(*(terms.others for terms in parts.values()))
    forms -= {stem for stems in ordered for stem in stems}
    for number, part in enumerate(PARTS):
        for level in EXACT[number:]:
            ordered.append([f"{level}_{word}" for word in parts[part].words])
        for level in OTHERWISE[number:]:
            forms |= _marked(parts[part], level)
    return f" {BREAK} ".join(map(" ".join, filter(None, ordered))), " ".join(sorted(forms))


def as_tsvector(parts: Mapping[str, PartTerms]) -> str:
    """Write a document for PostgreSQL: terms with their positions, as `'narva':1 'linn':2`.

    What has no order stands at the last position, where nothing can follow it. PostgreSQL keeps 255
    positions of a term in a document; a phrase is not looked for beyond them.
    """
    places: dict[str, list[str]] = {}
    unordered: set[str] = set()
    start = 1
    for number, part in enumerate(PARTS):
        terms = parts[part]
        for position, (word, stem) in enumerate(zip(terms.words, terms.stems, strict=True), start):
            for term in (stem, *(f"{level}_{word}" for level in EXACT[number:])):
                places.setdefault(term, []).append(str(position))
        unordered |= terms.others
        for level in OTHERWISE[number:]:
            unordered |= _marked(terms, level)
        start += len(terms.stems) + 1  # no phrase reaches over the end of a part
    for term in unordered - places.keys():
        places[term] = [str(LAST_POSITION)]
    return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())


def _marked(terms: PartTerms, level: str) -> set[str]:
    return {f"{level}_{term}" for term in terms.others | set(terms.stems)}


def _exactly(clause: Clause, level: str) -> Choice:
    return tuple(f"{level}_{word}" for word in clause.exact), False


def _in_some_form(clause: Clause, level: str = "", *, whole: bool = False) -> list[Choice]:
    """List the choices of a clause, only whole words or their beginnings too.

    Phrases have no levels but the exact ones.
    """
    sign = f"{level}_" if level else ""
    choices: list[Choice] = []
    for sequence in clause.sequences:
        only = len(sequence) == 1
        choices.append((tuple(f"{sign}{term}" for term in sequence) if only else sequence, False))
    return choices + [((f"{sign}{one}",), True) for one in clause.prefixes if not whole]


def _match_choice(choice: Choice) -> str:
    terms, begins = choice
    written = f'"{" ".join(terms)}"'
    if begins:
        return f"{written} *"
    return f"words : {written}" if len(terms) > 1 else written


def _tsquery_choice(choice: Choice) -> str:
    terms, begins = choice
    side_by_side = " <-> ".join(f"'{term}'" for term in terms)
    return f"{side_by_side}:*" if begins else f"({side_by_side})"
