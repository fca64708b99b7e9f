"""The ranking of a search's slots as plain data, for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.matching.candidates import Candidate, Found, candidates
from app.matching.reasons import Explaining
from app.searches.models import Slot


def as_data(slots: Sequence[Slot], limit: int) -> dict[str, Any]:
    """Rank organisations for each slot; at least one slot, all of one search."""
    search = slots[0].search
    return {
        "reference": search.reference,
        "title": search.title,
        "slots": [_of_slot(candidates(slot), limit) for slot in slots],
    }


def _of_slot(found: Found, limit: int) -> dict[str, Any]:
    explaining = Explaining(found)
    return {
        "number": found.slot.number,
        "title": found.slot.title,
        "looked_at": found.seen,
        "fitting": len(found.candidates),
        "answered_already": found.answered,
        "candidates": [
            _candidate(place, one, explaining)
            for place, one in enumerate(found.candidates[:limit], 1)
        ],
        "newcomers": [
            _candidate(place, one, explaining) for place, one in enumerate(found.newcomers, 1)
        ],
        "did_not_fit": [
            {
                "requirement": title,
                "organisations": len(them),
                "examples": [
                    {
                        "slug": one.profile.slug,
                        "reason": next(r.reason for r in one.missed if r.title == title),
                    }
                    for one in them[:limit]
                ],
            }
            for title, them in found.reasons
        ],
        "not_suitable": [
            {
                "slug": one.profile.slug,
                "reason": one.judgement.reason.value,
                "note": one.judgement.note,
            }
            for one in found.judged
            if one.judgement
        ],
    }


def _candidate(place: int, candidate: Candidate, explaining: Explaining) -> dict[str, Any]:
    profile = candidate.profile
    return {
        "place": place,
        "slug": profile.slug,
        "name": profile.name,
        "country": profile.country,
        "score": round(candidate.score, 3),
        "parts": {name: round(points, 3) for name, points in candidate.parts.items()},
        "reasons": [
            {"part": one.key, "share": one.share, "sentence": one.sentence}
            for one in explaining.of(candidate)
        ],
        "requirements": [
            {
                "key": one.key,
                "title": one.title,
                "outcome": one.outcome.value,
                "reason": one.reason,
                "is_hard": one.is_hard,
            }
            for one in candidate.requirements
        ],
        "has_history": candidate.has_history,
    }
