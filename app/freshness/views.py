"""The pages of freshness: the answer to a mail, the staff's list, and how fresh the whole is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.forms import Confirm
from app.core.i18n import country
from app.core.look import per_cent
from app.core.web import authorise, page, see_other
from app.directory.choices import ProfileState
from app.directory.models import Organisation
from app.freshness import commands, policy, queries, seals
from app.freshness.queries import Share

bp = Blueprint("freshness", __name__)


@bp.route("/still-valid/<token>", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """The page behind the link of a mail: GET shows what is asked, POST is the answer."""
    authorise(policy.follow_the_link, None)
    opened = seals.open_seal(token)
    if opened is None:
        return render_template("freshness/dead_link.html"), 410
    is_profile = isinstance(opened.entity, Organisation)
    said = request.form.get("answer")
    if Confirm(opened.entity).accepted():
        if said == "archive" and is_profile:
            commands.archive(opened)
            return see_other(".done", answer="archived")
        if said == "confirm":
            commands.confirm(opened)
            return see_other(".done", answer="confirmed")
    return page(
        "freshness/answer.html",
        entity=opened.entity,
        person=opened.person,
        is_profile=is_profile,
        is_entry=opened.entity.state == ProfileState.UNCLAIMED,
    )


@bp.get("/still-valid/done")
def done() -> ResponseReturnValue:
    authorise(policy.follow_the_link, None)
    return page("freshness/done.html", is_archived=request.args.get("answer") == "archived")


@bp.get("/freshness")
def show() -> ResponseReturnValue:
    authorise(policy.browse, None)
    figures = queries.figures()
    countries = [(country(code), code, share) for code, share in figures.countries.items()]
    return page("freshness/show.html", figures=figures, countries=sorted(countries, key=_by_name))


@bp.get("/freshness.json")
def show_json() -> ResponseReturnValue:
    authorise(policy.browse, None)
    found = queries.figures()
    return {
        "day": found.day.isoformat(),
        "profiles": _plain(found.profiles)
        | {"own": _plain(found.own), "public_source": _plain(found.imported)},
        "searches": _plain(found.searches),
        "countries": {code: _plain(share) for code, share in sorted(found.countries.items())},
    }


@bp.get("/freshness/waiting")
def waiting() -> ResponseReturnValue:
    authorise(policy.see_waiting, None)
    number = request.args.get("page", 1, type=int)
    return page(
        "freshness/waiting.html",
        profiles=queries.waiting_profiles(number),
        searches=queries.waiting_searches(),
    )


def _by_name(row: tuple[str, str, Share]) -> str:
    return row[0].casefold()


def _plain(share: Share) -> dict[str, Any]:
    of = per_cent(Decimal(share.confirmed), share.number, 1)
    return {"listed": share.number, "confirmed": share.confirmed, "percent": f"{of:.1f}"}
