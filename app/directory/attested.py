"""What accreditations attest: from rows to scopes, and verdicts on them in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.core.i18n import _, country, day, lazy, locale
from app.directory.choices import AccreditationState, Kind
from app.directory.models import Accreditation, Organisation
from app.directory.norms import Family, Norms, key
from app.directory.scope import Need, Reason, Scope, State, Verdict
from app.directory.sectors import nace
from app.programmes.vocabularies import iaf_sector
from app.vocabularies.queries import label, terms
from app.vocabularies.words import Word

STATES = {
    AccreditationState.VERIFIED: State.VERIFIED,
    AccreditationState.SUSPENDED: State.SUSPENDED,
    AccreditationState.WITHDRAWN: State.WITHDRAWN,
}
_READ: list[tuple[tuple[tuple[Word, ...], tuple[Word, ...]], Norms]] = []
"""The words that were last read, with what they say; they are the same tuples until they change."""

SENTENCES = {
    Reason.NOTHING_HELD: lazy("The profile has no such accreditation."),
    Reason.STANDARD: lazy("The profile has no such accreditation."),
    Reason.SUPERSEDED: lazy(
        "Certificate %(number)s names a standard that another has taken the place of."
    ),
    Reason.CERTIFIED_ONLY: lazy(
        "Certificate %(number)s certifies the organisation itself; it does not accredit it."
    ),
    Reason.OTHER_FAMILY: lazy("Certificate %(number)s accredits for another kind of work."),
    Reason.LEGISLATION: lazy("The profile has no notification for it."),
    Reason.ACT_REPEALED: lazy(
        "Certificate %(number)s is for an act that another has taken the place of."
    ),
    Reason.NOT_NOTIFIED: lazy("Certificate %(number)s has no number of a notified body."),
    Reason.MODULES: lazy("Certificate %(number)s is not for all of the modules: %(modules)s."),
    Reason.MODULES_UNSTATED: lazy("Certificate %(number)s does not say for which modules."),
    Reason.SECTOR: lazy("Certificate %(number)s does not cover %(sectors)s."),
    Reason.SECTOR_PART: lazy("Certificate %(number)s covers only a part of %(sectors)s."),
    Reason.SECTOR_UNSTATED: lazy("Certificate %(number)s does not say for which sectors."),
    Reason.EDITION: lazy(
        "Certificate %(number)s names sectors by another edition of NACE than %(sectors)s."
    ),
    Reason.COUNTRY: lazy("Certificate %(number)s is not valid in: %(countries)s."),
    Reason.WITHDRAWN: lazy("Certificate %(number)s is withdrawn."),
    Reason.SUSPENDED: lazy("Certificate %(number)s is suspended."),
    Reason.NOT_YET: lazy("Certificate %(number)s is valid only from %(begins)s."),
    Reason.ENDED: lazy("Certificate %(number)s ended on %(ends)s."),
    Reason.ENDS_EARLY: lazy(
        "Certificate %(number)s ends on %(ends)s; it is needed until %(until)s."
    ),
    Reason.UNVERIFIED: lazy("Certificate %(number)s is not verified yet."),
    Reason.COVERED: lazy("Verified: certificate %(number)s, valid until %(ends)s."),
}


def scope_of(held: Accreditation) -> Scope:
    """Read a stored accreditation as what its certificate says, as it stands in the directory."""
    return Scope(
        standard=held.standard,
        schemes=tuple(held.schemes or ()),
        iaf=frozenset(held.iaf_sectors or ()),
        nace=tuple(held.nace or ()),
        legislation=tuple(held.legislation or ()),
        modules=tuple(held.modules or ()),
        notified=bool(held.nando_number),
        countries=tuple(held.countries or ()),
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        state=STATES.get(held.state, State.CLAIMED),
        number=held.certificate_number,
    )


def scopes_of(accreditations: Iterable[Accreditation]) -> list[Scope]:
    return [scope_of(held) for held in accreditations]


def known_norms() -> Norms:
    """Return what the vocabularies say of norms today, as administrators keep them."""
    words = (terms("standards"), terms("legislation"))
    if not _READ or any(kept is not now for kept, now in zip(_READ[0][0], words, strict=True)):
        _READ[:] = [(words, Norms.of(*words))]
    return _READ[0][1]


def certifies_management(organisation: Organisation) -> bool:
    """Whether it is a certification body for management systems, as far as the profile says."""
    if organisation.kind == Kind.CERTIFICATION_BODY:
        return True
    known = known_norms()
    return any(
        Family.MANAGEMENT in known.families(key(held.standard))
        for held in organisation.accreditations
        if held.state != AccreditationState.WITHDRAWN
    )


def sentence(verdict: Verdict) -> str:
    """Say the verdict in one sentence in the reader's language."""
    scope, need = verdict.scope, verdict.need
    return str(SENTENCES[verdict.reason]) % {
        "number": scope.number if scope else "",
        "begins": day(scope.valid_from) if scope else "",
        "ends": day(scope.valid_until) if scope else "",
        "until": day(need.last_day) if need else "",
        "modules": ", ".join(need.modules) if need else "",
        "sectors": sectors_in_words(need) if need else "",
        "countries": ", ".join(map(country, need.countries)) if need else "",
    }


def sectors_in_words(need: Need) -> str:
    """Name the sectors of a need: `IAF 3 Food products, beverages and tobacco; NACE 25.1`."""
    named = [f"IAF {number} {iaf_sector(number)}" for number in sorted(need.iaf)]
    return "; ".join([*named, *(_("NACE %(code)s", code=code) for code in need.nace)])


def title_of(need: Need) -> str:
    """Name what has to be attested."""
    told = {
        "norm": need.legislation or need.standard,
        "sectors": sectors_in_words(need),
        "modules": ", ".join(need.modules),
    }
    if need.legislation:
        if need.modules:
            return _("A valid notification for %(norm)s, modules %(modules)s", **told)
        return _("A valid notification for %(norm)s", **told)
    match bool(told["norm"]), bool(told["sectors"]):
        case True, True:
            return _("A valid accreditation for %(norm)s in %(sectors)s", **told)
        case True, False:
            return _("A valid accreditation for %(norm)s", **told)
        case False, True:
            return _("A valid accreditation in %(sectors)s", **told)
    return _("A valid accreditation")


def reach_of(held: Accreditation) -> list[tuple[str, list[str]]]:
    """Name what it reaches over, part by part, in the reader's language."""
    parts = [
        (_("For"), [label("standards", scheme) for scheme in held.schemes]),
        (_("IAF sectors"), [f"{n} {iaf_sector(n)}" for n in held.iaf_sectors]),
        (_("Activities by NACE"), [activity_name(code, held.valid_from) for code in held.nace]),
        (_("Notified for"), [label("legislation", act) for act in held.legislation]),
        (_("Modules"), [label("modules", module) for module in held.modules]),
        (_("Locations"), list(held.locations)),
    ]
    return [(title, named) for title, named in parts if named]


def activity_name(code: str, on: date) -> str:
    """Name a code of NACE by the revision that it is of."""
    read = nace(code, on)
    edition, bare = (read.edition if read else ""), code.partition(":")[2] or code
    titles = {
        word.code: word.label(locale())
        for word in terms("nace")
        if word.facts.get("revision") == edition
    }
    return f"{code} {titles.get(bare, '')}".strip()
