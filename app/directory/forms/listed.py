"""Lists of which the usual items are ticked and the others are written, one a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from wtforms import SelectChoice

from app.core.forms import Form, must_be, pairs
from app.core.i18n import _
from app.directory import sectors
from app.vocabularies.queries import labels, terms

ACCREDITS = "accreditation"
"""The kind of standard that bodies are accredited to, in the vocabulary `standards`."""


def share_out(form: Form, ticked: Any, written: Any, listed: Collection[str]) -> None:
    """Show what is stored: the listed items as ticks, the others as lines."""
    if not form.is_submitted():
        stored = list(written.data or ())
        ticked.data = [one for one in stored if one in listed]
        written.data = [one for one in stored if one not in listed]


def joined(ticked: Iterable[str], written: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Put both together, each once; a listed item in other spaces or case is that item."""
    spelled = {_folded(code): code for code in listed}
    return list(dict.fromkeys([*ticked, *(spelled.get(_folded(one), one) for one in written)]))


def accrediting() -> dict[str, str]:
    """Return the standards that bodies are accredited to today, with their names."""
    return _standards(accredits=True)


def certified() -> dict[str, str]:
    """Return what is certified today: standards of management systems, and schemes."""
    return _standards(accredits=False)


def module_choices(held: Iterable[str] = ()) -> list[SelectChoice]:
    """Offer the modules of conformity assessment, and those that are stored besides."""
    known = labels("modules")
    return pairs([*known.items(), *((code, code) for code in held if code not in known)])


def check_activities(field: Any) -> None:
    """Keep the codes alone of lines such as `25.1 Structural metal products`, each once."""
    codes = []
    for line in field.data or ():
        words = line.split()
        code = words[0].removesuffix(".")
        must_be(
            sectors.nace(code),
            _("“%(line)s” is no code of NACE. Write for example 71.20.", line=line),
        )
        codes.append(code.upper())
    field.data = list(dict.fromkeys(codes))


def _standards(*, accredits: bool) -> dict[str, str]:
    kinds = {word.code: word.facts.get("kind") for word in terms("standards")}
    held = labels("standards").items()
    return {code: name for code, name in held if (kinds.get(code) == ACCREDITS) == accredits}


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
