"""All answers to a search: the board, its table, and the release of decisions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core.db import SAFE
from app.core.i18n import _
from app.core.sheets import CSV_TYPE, to_csv
from app.core.web import actor, as_file, authorise, page, see_other
from app.interests import board as boards
from app.interests import commands, policy, queries
from app.interests.forms import ReleaseForm
from app.interests.letters import letter_of
from app.interests.models import Interest
from app.interests.views.blueprint import bp
from app.searches import policy as search_policy
from app.searches.models import PartnerSearch
from app.searches.queries import get_search


@bp.get("/searches/<reference>/interests")
def board(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.read_all, search, sight=search_policy.view)
    interests, rows = _arranged(search)
    occupied = {row.slot.id: row.occupied for row in rows}
    return page(
        "interests/board.html",
        search=search,
        rows=rows,
        demand=boards.demand(interests),
        prepared=sum(interest.prepared is not None for interest in interests),
        count=len(interests),
        still_open=boards.keeps_it_open(search, interests, occupied),
    )


@bp.get("/searches/<reference>/interests.csv")
def sheet(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.read_all, search, sight=search_policy.view)
    _interests, rows = _arranged(search)
    content = "".join(to_csv(boards.columns(), boards.table(rows)))
    return as_file(content, CSV_TYPE, f"{reference}-interests.csv")


def _arranged(search: PartnerSearch) -> tuple[Sequence[Interest], list[boards.Row]]:
    interests = queries.answers_to(search)
    own = actor().organisation_ids
    return interests, boards.rows(search, interests, queries.scores(search), _occupied(search), own)


@bp.post("/searches/<reference>/partners-found")
def partners_found(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(policy.conclude, search, sight=search_policy.view)
    commands.declare_partners_found(search, actor())
    flash(_("The search is over: its partners are found."), "success")
    return see_other(".board", reference=reference)


@bp.route("/searches/<reference>/decisions", methods=["GET", "POST"])
def decisions(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    rule = policy.read_all if request.method in SAFE else policy.decide
    authorise(rule, search, sight=search_policy.view)
    prepared = [i for i in queries.prepared_for(search) if not actor().serves(i.organisation_id)]
    form = ReleaseForm(prepared)
    if form.accepted():
        released = commands.release(search, actor(), form.seen)
        flash(_("Released: %(n)s. The mails are on their way.", n=len(released)), "success")
        return see_other(".board", reference=reference)
    readers = queries.readers_of([i.organisation_id for i in prepared])
    letters = [letter_of(i, actor(), readers.get(i.organisation_id, [])) for i in prepared]
    return page(
        "interests/decisions.html",
        form,
        search=search,
        letters=letters,
        consequences=boards.consequences(search, prepared, _occupied(search)),
        mails=sum(len(letter.readers) for letter in letters),
    )


def _occupied(search: PartnerSearch) -> dict[int, boards.Occupied]:
    return queries.occupied([slot.id for slot in search.slots])
