"""The page that finds in everything at once."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.core.filters import LONGEST_TEXT
from app.core.web import actor, authorise, page
from app.experts import policy as experts
from app.experts.wording import headline
from app.finding import across, policy
from app.finding.views.blueprint import bp

SHOWN_OF_EACH = 5
PER_PAGE = 20


@bp.get("/find")
def find() -> ResponseReturnValue:
    authorise(policy.browse, None)
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    number = max(request.args.get("page", 1, type=int), 1)
    found = across.find(text, number, PER_PAGE, SHOWN_OF_EACH) if text else None
    named = experts.know_the_person
    return page(
        "finding/across.html",
        text=text,
        found=found,
        asked=(found.meant or text) if found else "",
        experts=[
            (one, headline(one, named=named.allows(actor(), one)))
            for one in (found.experts if found else ())
        ],
    )
