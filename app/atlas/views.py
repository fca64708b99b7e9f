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
from app.core.i18n import _, country
from app.core.web import address_with, authorise, page
from app.directory import address
from app.directory.facets import active
from app.programmes.queries import programmes
from app.searches import queries as search_queries
from app.searches.facets import chips_of, known_of, known_values
from app.searches.filters import read_wanted

bp = Blueprint("atlas", __name__)
KALININGRAD = "RU-KGD"
LISTS = {"organisations": "directory.listing", "searches": "searches.listing"}
ELSEWHERE: dict[str, Any] = {"what": None, "page": None}


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
    numbers = queries.countries(wanted)
    listed = _lister("directory.listing")
    counts = _counts(numbers, listed)
    there = queries.region(wanted, KALININGRAD)
    counts[KALININGRAD] = Count(_("Kaliningrad region"), there, listed("RU", region=KALININGRAD))
    found = queries.cities(wanted)
    spots = [
        Spot(Count(place.name, number, listed(place.country, q=place.name)), place.at)
        for place, number in found.numbers.items()
    ]
    drawn = sheet(view("europe"), counts, spots)
    return {
        "sheet": drawn,
        "rows": _rows(counts),
        "cities": [circle.count for circle in drawn.circles],
        "total": sum(numbers.values()),
        "useless": [fault.name for fault in faults],
        "filters": [text for text, _href in active(wanted)],
        "listing": address_with("directory.listing", **ELSEWHERE),
        "lead": _("How many organisations there are in each country, and in which cities."),
        "note": "",
    }


def _searches() -> dict[str, Any]:
    known = programmes()
    wanted, faults = read_wanted(
        request.args.to_dict(flat=False), {**known_values(), **known_of(known)}
    )
    found = search_queries.find(wanted)
    counts = _counts(found.counts("country"), _lister("searches.listing"))
    shapes = dict(counts)
    if "RU" in counts:  # programmes that look in Russia look there
        shapes[KALININGRAD] = counts["RU"]._replace(name=_("Kaliningrad region, Russia"))
    return {
        "sheet": sheet(view("europe"), shapes),
        "rows": _rows(counts),
        "cities": [],
        "total": found.total,
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
