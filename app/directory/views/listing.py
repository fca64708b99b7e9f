"""The pages of the public directory: the list of organisations, also as data."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core.i18n import _
from app.core.web import address_with, authorise, page
from app.directory import address, facets, policy, queries
from app.directory.listing import Found, Shown
from app.directory.publication import published, shown
from app.directory.views.blueprints import directory


@directory.get("/organisations")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, asked, useless = address.read(request.args)
    found = queries.find_public(wanted)
    pages = max(1, -(-len(found.ids) // asked.per_page))
    hits = queries.public_page(found, min(asked.page, pages), asked.per_page)
    return page(
        "directory/listing.html",
        hits=hits,
        wanted=wanted,
        useless=useless,
        shown=shown,
        facets=facets.facets(found, wanted),
        active=facets.active(wanted),
    )


@directory.get("/organisations.json")
def listing_json() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, asked, useless = address.read(request.args)
    if useless:
        detail = _("The value of %(name)s cannot be used.", name=useless[0])
        problem = {"type": "about:blank", "status": 400, "title": detail, "parameter": useless[0]}
        return problem, 400, {"Content-Type": "application/problem+json"}
    return _as_list(queries.find_public(wanted), asked)


def _as_list(found: Found, asked: Shown) -> dict[str, Any]:
    hits = queries.public_page(found, asked.page, asked.per_page)

    def link(number: int) -> str:
        return address_with(".listing_json", page=number)

    return {
        "items": [
            published(organisation) | {"url": url_for(".show", slug=organisation.slug)}
            for organisation in hits
        ],
        "page": hits.number,
        "per_page": hits.per_page,
        "pages": hits.pages,
        "total": hits.total,
        "links": {
            "self": link(hits.number),
            "first": link(1),
            "prev": link(hits.number - 1) if hits.has_prev else None,
            "next": link(hits.number + 1) if hits.has_next else None,
            "last": link(hits.pages),
        },
    }
