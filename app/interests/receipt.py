"""The receipt of an answer: everything as it was sent, and the hash that proves it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from app.interests.models import COST_CATEGORIES, Interest

TEXTS = ("motivation", "activities", "experience", "conditions", "conflicts")


def receipt_of(interest: Interest, sender: str, at: datetime) -> dict[str, Any]:
    """Make the receipt; `version` counts how often the answer was sent.

    Search, slot with its criteria, organisation and answers must be loaded.
    """
    content = content_of(interest)
    before = interest.receipt or {"version": 0}
    return {
        "version": before["version"] + 1,
        "sent_at": at.isoformat(timespec="seconds"),
        "sent_by": sender,
        "sha256": digest(content),
        "content": content,
    }


def content_of(interest: Interest) -> dict[str, Any]:
    """Return what an answer says; amounts are texts such as "1234.50"."""
    given = {answer.criterion_id: answer for answer in interest.answers}
    return {
        "reference": interest.reference,
        "search": interest.search.reference,
        "search_title": interest.search.title,
        "slot": interest.slot.title,
        "role": interest.role.value,
        "organisation": interest.organisation.name,
        "country": interest.organisation.country,
        "language": interest.language,
        **{name: getattr(interest, name) for name in TEXTS},
        "declares_no_conflict": interest.declares_no_conflict,
        "consents_to_sharing": interest.consents_to_sharing,
        "criteria": [
            {
                "criterion": criterion.text,
                "essential": criterion.essential,
                "met": str(answer.met.value)
                if (answer := given.get(criterion.id)) and answer.met
                else None,
                "evidence": answer.evidence if answer else "",
            }
            for criterion in interest.slot.criteria
        ],
        "costs": {name: f"{getattr(interest, f'cost_{name}'):.2f}" for name in COST_CATEGORIES},
        "total": f"{interest.total:.2f}",
        "fund": interest.fund,
        "requested_fund": f"{interest.requested_fund:.2f}",
        "own_contribution": f"{interest.own_contribution:.2f}",
        "origin": interest.origin.value if interest.origin else None,
    }


def canonical(content: dict[str, Any]) -> bytes:
    """Write the content in the one way that is hashed: JSON, sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
