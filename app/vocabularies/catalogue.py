"""Which vocabularies there are; their terms are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.i18n import lazy

TIES = frozenset(
    ["member", "acceding", "candidate", "eea", "efta", "potential-candidate", "neighbour"]
)
KINDS_OF_STANDARD = frozenset(["accreditation", "management-system", "scheme"])


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms; `pattern` is what its codes look like, as a regular expression.

    `facts` are those that each of its terms must state, with the values they may have.
    """

    name: str
    title: str
    about: str
    pattern: str
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)


_LISTED = (
    Vocabulary(
        "countries",
        lazy("Countries"),
        lazy("The countries of ISO 3166-1 by their two letters, and Kosovo."),
        "[A-Z]{2}",
    ),
    Vocabulary(
        "country-status",
        lazy("Ties of countries to the European Union"),
        lazy("Which country was a member, a candidate or a neighbour, from which day to which."),
        "[A-Z]{2}-[a-z-]+",
        {"status": TIES},
    ),
    Vocabulary(
        "regions",
        lazy("Regions"),
        lazy("NUTS 2021 on its levels 1 to 3, and ISO 3166-2 for neighbours outside of NUTS."),
        "[A-Z]{2}[A-Z0-9]{1,3}|[A-Z]{2}-[A-Z0-9]{1,3}",
    ),
    Vocabulary(
        "languages",
        lazy("Languages"),
        lazy("Languages of Europe and its neighbours by their codes of ISO 639."),
        "[a-z]{2,3}",
    ),
    Vocabulary(
        "partner-types",
        lazy("Types of partners"),
        lazy("The types of partners that Interreg programmes share in their monitoring system."),
        "[a-z]+(-[a-z]+)*",
    ),
    Vocabulary(
        "themes",
        lazy("Themes"),
        lazy("The themes that keep.eu sorts projects of territorial cooperation by."),
        "[a-z0-9]+(-[a-z0-9]+)*",
    ),
    Vocabulary(
        "nace",
        lazy("Economic activities (NACE)"),
        lazy("NACE Rev. 2, and Rev. 2.1 from 2025 on: sections, divisions, groups and classes."),
        r"[A-Z]|[0-9]{2}(\.[0-9]{1,2})?",
    ),
    Vocabulary(
        "iaf",
        lazy("IAF sectors"),
        lazy("The sectors in which certification bodies for management systems are accredited."),
        "[1-9][0-9]?",
    ),
    Vocabulary(
        "standards",
        lazy("Standards and schemes"),
        lazy("What is certified, and the standards that the bodies themselves are accredited to."),
        r"[A-Za-z0-9][A-Za-z0-9 /:.\-]*",
        {"kind": KINDS_OF_STANDARD},
    ),
    Vocabulary(
        "legislation",
        lazy("Legislation on products"),
        lazy("Acts of the European Union that notified bodies are notified for, old and new."),
        r"[(A-Z0-9][A-Z0-9()/ ]*",
    ),
    Vocabulary(
        "modules",
        lazy("Modules of conformity assessment"),
        lazy("The procedures by which the conformity of a product is assessed."),
        "[A-H][12]?",
    ),
    Vocabulary(
        "accreditation-bodies",
        lazy("Accreditation bodies"),
        lazy("National accreditation bodies of European countries."),
        r"[A-Za-z][A-Za-z ()\-]*",
    ),
)
VOCABULARIES: Mapping[str, Vocabulary] = {one.name: one for one in _LISTED}
