"""The watch over accreditations that answers stand on: whether they last, and who needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from app.core.i18n import _
from app.core.times import localdate
from app.directory.attested import known_norms, scope_of, scopes_of, sentence
from app.directory.models import Accreditation
from app.directory.scope import Need, Outcome, Reason, Verdict, covers, judge
from app.directory.watch import Use, needed_for
from app.interests import queries
from app.interests.fit import checks
from app.interests.models import OVER, Interest, InterestState
from app.searches.requirements import LAPSED, Requirement, lapses, needed, needs_of

FITS = LAPSED | {Reason.COVERED, Reason.UNVERIFIED}
"""What is said of a certificate that is the right one, whatever has become of it."""


def lapses_of(interest: Interest) -> list[Requirement]:
    """Return the required accreditations that do not last; nothing of answers that are over."""
    if interest.standing in OVER or interest.standing == InterestState.DRAFT:
        return []
    return lapses(checks(interest.search, interest.slot, interest.organisation))


@needed_for
def uses(held: Collection[Accreditation]) -> Mapping[int, Sequence[Use]]:
    """Return which answers that were sent need which accreditations."""
    found: dict[int, list[Use]] = defaultdict(list)
    wanted = {one.id for one in held}
    for interest in queries.answers_on_accreditations({one.organisation_id for one in held}):
        first, last = needed(interest.search, localdate())
        for need in needs_of(interest.slot, interest.organisation, first, last):
            for one, said in _carriers(interest, need):
                if one.id in wanted:
                    found[one.id].append(_use(interest, need, said))
    return found


def _carriers(interest: Interest, need: Need) -> list[tuple[Accreditation, str]]:
    """List the accreditations of the body that are right, with what is wrong where none is met."""
    own, known = interest.organisation.accreditations, known_norms()
    is_met = judge(scopes_of(own), need, known).outcome == Outcome.MET
    fitting: list[tuple[Accreditation, Verdict]] = []
    for one in own:
        verdicts = [covers(scope_of(one), part, known) for part in need.by_sector()]
        right = [verdict for verdict in verdicts if verdict.reason in FITS]
        if right:
            fitting.append((one, max(right, key=lambda verdict: verdict.outcome.weight)))
    return [
        (one, "" if is_met or verdict.reason == Reason.COVERED else sentence(verdict))
        for one, verdict in fitting
    ]


def _use(interest: Interest, need: Need, said: str) -> Use:
    title = _("%(search)s, “%(slot)s”", search=interest.search.reference, slot=interest.slot.title)
    return Use(title, need.until, said, ("interests.show", {"uid": interest.uid}))
