"""The map as a page, and the small one that the lists show in their heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.atlas import policy, queries
from app.atlas.drawing import Count, Spot, sheet, view
from app.atlas.harbours import ports
from app.core.addresses import address_with
from app.core.i18n import _, country
from app.core.web import authorise, page
from app.directory import address
from app.directory.facets import active
from app.directory.queries import find_public
from app.programmes.queries import programmes
from app.searches.facets import chips_of, known_of, known_values
from app.searches.filters import read_wanted
from app.searches.queries import find as find_searches

bp = Blueprint("atlas", __name__)
KALININGRAD = "RU-KGD"
LISTS = {"organisations": "directory.listing", "searches": "searches.listing"}
ELSEWHERE: dict[str, Any] = {"what": None, "page": None}
"""Parameters that mean something to this page only."""


@bp.get("/map")
def show() -> ResponseReturnValue:
    authorise(policy.browse, None)
    what = request.args.get("what", "organisations")
    shown = _searches() if what == "searches" else _organisations()
    names = {"organisations": _("Organisations"), "searches": _("Open searches")}
    what = what if what in names else "organisations"
    tabs = [(name, address_with("atlas.show", what=key, page=None)) for key, name in names.items()]
    return page("atlas/show.html", what=what, tabs=tabs, current=names[what], **shown)


def _organisations() -> dict[str, Any]:
    wanted, faults = address.read(request.args.to_dict(flat=False))
    hits = find_public(wanted)
    listed = _lister("directory.listing")
    counts = _counts(hits.counts("country"), listed)
    regions = hits.counts("region")
    there = listed("RU", region=KALININGRAD)
    shapes = counts | {
        KALININGRAD: Count(_("Kaliningrad region"), regions.get(KALININGRAD, 0), there)
    }
    found = queries.cities(hits)
    spots = [
        Spot(
            Count(place.name, number, listed(place.country, city=found.spellings[place])), place.at
        )
        for place, number in found.numbers.items()
    ]
    drawn = sheet(view("europe"), shapes, spots)
    return {
        "sheet": drawn,
        "rows": _rows(shapes),
        "cities": [circle.count for circle in drawn.circles],
        "total": hits.total,
        "useless": [fault.name for fault in faults],
        "filters": [text for text, _href in active(wanted)],
        "listing": address_with("directory.listing", **ELSEWHERE),
        "lead": _("How many organisations there are in each country, and in which cities."),
        "note": _("Those of the Kaliningrad region count among those of Russia as well."),
    }


def _searches() -> dict[str, Any]:
    known = programmes()
    wanted, faults = read_wanted(
        request.args.to_dict(flat=False), {**known_values(), **known_of(known)}
    )
    hits = find_searches(wanted)
    counts = _counts(hits.counts("country"), _lister("searches.listing"))
    shapes = dict(counts)
    if "RU" in counts:  # programmes around the sea that look in Russia look there
        shapes[KALININGRAD] = counts["RU"]._replace(name=_("Kaliningrad region, Russia"))
    return {
        "sheet": sheet(view("europe"), shapes),
        "rows": _rows(counts),
        "cities": [],
        "total": hits.total,
        "useless": [fault.name for fault in faults],
        "filters": [chip.text for chip in chips_of(wanted, known)],
        "listing": address_with("searches.listing", **ELSEWHERE),
        "lead": _("In which countries the searches look for partners."),
        "note": _("A search that looks in several countries counts in each of them."),
    }


def map_of(what: str, numbers: Mapping[str, int]) -> Markup:
    """Draw the sea with the numbers of a list, by country; for the head of that list.

    `what` is `organisations` or `searches`; nothing is drawn where no country has a number.
    """
    drawn = ports(_counts(numbers, _lister(LISTS[what])))
    if not drawn:
        return Markup("")
    title = {
        "organisations": _("Organisations around the Baltic, by country."),
        "searches": _("Searches for partners around the Baltic, by country."),
    }[what]
    macros: Any = current_app.jinja_env.get_template("ui/map.html").module
    return cast("Markup", macros.harbours(drawn, view("baltic"), title))


def _counts(numbers: Mapping[str, int], listed: Callable[..., str]) -> dict[str, Count]:
    return {code: Count(country(code), number, listed(code)) for code, number in numbers.items()}


def _rows(counts: Mapping[str, Count]) -> list[Count]:
    found = [count for count in counts.values() if count.number]
    return sorted(found, key=lambda count: count.name.casefold())


def _lister(endpoint: str) -> Callable[..., str]:
    """Address a list with the filters of this page, narrowed to a country."""

    def listed(code: str, **more: Any) -> str:
        return address_with(endpoint, **ELSEWHERE | {"country": code} | more)

    return listed


def init_app(app: Flask) -> None:
    app.jinja_env.globals["map_of"] = map_of
    app.register_blueprint(bp)
