"""How an organisation fits a slot: today, and under the rules of the search."""

from __future__ import annotations

from app.core.times import localdate
from app.directory.models import Organisation
from app.interests.queries import slots_answered_besides
from app.programmes.queries import rules_of
from app.searches.models import PartnerSearch, Slot
from app.searches.requirements import Requirement, needed, requirements


def checks(search: PartnerSearch, slot: Slot, organisation: Organisation) -> list[Requirement]:
    """Compare what the slot asks for with the profile; advice with reasons, no bar.

    The rule set of the search and the accreditations must be loaded. Other slots that the
    organisation answers count for its impartiality.
    """
    first, last = needed(search, localdate())
    rules = rules_of(search.rule_set) if search.rule_set else None
    also = slots_answered_besides(slot, organisation.id)
    return requirements(slot, organisation, first, last, rules, also)
