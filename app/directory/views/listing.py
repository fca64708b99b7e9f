"""The pages of the public directory: the list of organisations, also as data."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core.addresses import address_with
from app.core.catalogue import Found
from app.core.paging import as_data
from app.core.problems import wrong
from app.core.web import authorise, page
from app.directory import address, facets, listing, policy, queries
from app.directory.listing import Sort, Wanted
from app.directory.models import Organisation
from app.directory.publication import published, shown
from app.directory.views.blueprints import directory


@directory.get("/organisations", endpoint="listing")
def show() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, faults = address.read(request.args.to_dict(flat=False))
    found = queries.find_public(wanted)
    meant = listing.second_try(wanted, found)
    if meant:
        found = meant[1]
    pages = max(1, -(-found.total // wanted.per_page))
    return page(
        "directory/listing.html",
        hits=queries.public_page(found, min(wanted.page, pages), wanted.per_page),
        wanted=wanted,
        useless=[fault.name for fault in faults],
        shown=shown,
        facets=facets.facets(found, wanted),
        active=facets.active(wanted),
        meant=meant[0] if meant else "",
        sorts=list(Sort),
        numbers=found.counts("country"),
        left_out=found.but("confirmed").bit_count() - found.total if not wanted.confirmed else 0,
    )


@directory.get("/organisations.json")
def listing_json() -> ResponseReturnValue:
    authorise(policy.browse, None)
    wanted, faults = address.read(request.args.to_dict(flat=False))
    if faults:
        return wrong(faults[0].name, faults[0].sentence)
    return _as_list(queries.find_public(wanted), wanted)


def _as_list(found: Found, wanted: Wanted) -> dict[str, Any]:
    hits = queries.public_page(found, wanted.page, wanted.per_page)

    def link(number: int) -> str:
        return address_with(".listing_json", page=number)

    def show_one(organisation: Organisation) -> dict[str, Any]:
        return published(organisation) | {"url": url_for(".show", slug=organisation.slug)}

    return as_data(hits, show_one, link)
