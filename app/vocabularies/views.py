"""The pages of vocabularies: for everybody to read, for administrators to look after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import Blueprint, Flask, flash, request
from flask.typing import ResponseReturnValue

from app.core.history import entries_of
from app.core.i18n import NAMES_COUNTRIES, _, ngettext
from app.core.paging import Page
from app.core.sheets import CSV_TYPE
from app.core.timeline import timeline
from app.core.times import localdate
from app.core.web import actor, as_file, authorise, page, see_other
from app.vocabularies import commands, policy, queries, wording
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.forms import ImportForm, TermForm
from app.vocabularies.sheet import write
from app.vocabularies.words import Word

bp = Blueprint("vocabularies", __name__)
PER_PAGE = 50


def init_app(app: Flask) -> None:
    """Serve the pages, and have countries named as they are here."""
    app.register_blueprint(bp)
    app.extensions[NAMES_COUNTRIES] = partial(queries.label, "countries")


@bp.get("/vocabularies")
def listing() -> ResponseReturnValue:
    authorise(policy.browse, None)
    listed = [
        (one, wording.Summary.of(queries.terms(one.name), localdate()))
        for one in VOCABULARIES.values()
    ]
    return page("vocabularies/listing.html", listed=listed)


@bp.get("/vocabularies/<name>")
def show(name: str) -> ResponseReturnValue:
    vocabulary = queries.get_vocabulary(name)
    authorise(policy.browse, vocabulary)
    text, of_all_times = request.args.get("q", ""), "all" in request.args
    found = queries.found(name, text, None if of_all_times else localdate())
    return page(
        "vocabularies/show.html",
        vocabulary=vocabulary,
        summary=wording.Summary.of(queries.terms(name), localdate()),
        hits=_part(found, request.args.get("page", "")),
        text=text,
        of_all_times=of_all_times,
        has_parents=any(word.parent for word in found),
        named=wording.parents(name),
        facts_of=wording.facts,
        days_of=wording.days,
    )


@bp.get("/vocabularies/<name>.csv")
def download(name: str) -> ResponseReturnValue:
    vocabulary = queries.get_vocabulary(name)
    authorise(policy.browse, vocabulary)
    return as_file("\ufeff" + write(queries.found(name)), CSV_TYPE, f"{name}.csv")


@bp.route("/vocabularies/<name>/new", methods=["GET", "POST"])
def add(name: str) -> ResponseReturnValue:
    vocabulary = queries.get_vocabulary(name)
    authorise(policy.edit, vocabulary, policy.browse)
    form = TermForm(vocabulary)
    if form.accepted():
        term = commands.add_term(vocabulary, form.word, actor())
        flash(_("The term %(code)s is added.", code=term.code), "success")
        return see_other(".show", name=name)
    return page("vocabularies/edit.html", form, vocabulary=vocabulary, term=None, history=[])


@bp.route("/vocabularies/<name>/terms/<uuid:uid>", methods=["GET", "POST"])
def edit(name: str, uid: UUID) -> ResponseReturnValue:
    vocabulary, term = queries.get_vocabulary(name), queries.get_term(name, uid)
    authorise(policy.edit, term, policy.browse)
    form = TermForm(vocabulary, term)
    if form.accepted():
        commands.edit_term(term, form.word)
        flash(_("The term %(code)s is changed.", code=term.code), "success")
        return see_other(".show", name=name, q=term.code, all="yes")
    history = timeline(entries_of(term), wording.NO_FLOW, wording.EVENTS, wording.COLUMNS)
    return page("vocabularies/edit.html", form, vocabulary=vocabulary, term=term, history=history)


@bp.route("/vocabularies/<name>/import", methods=["GET", "POST"])
def take_in(name: str) -> ResponseReturnValue:
    vocabulary = queries.get_vocabulary(name)
    authorise(policy.edit, vocabulary, policy.browse)
    form = ImportForm(vocabulary)
    if form.accepted() and form.plan and form.is_confirmed:
        commands.carry_out(vocabulary, form.plan, actor())
        number = len(form.plan.new) + len(form.plan.changed)
        flash(
            ngettext("%(num)s term is taken in.", "%(num)s terms are taken in.", number), "success"
        )
        return see_other(".show", name=name)
    plan_sum = wording.plan_sum(form.plan) if form.plan else ""
    return page("vocabularies/import.html", form, vocabulary=vocabulary, plan_sum=plan_sum)


def _part(found: Sequence[Word], asked: str) -> Page[Word]:
    """Return the page asked for, the nearest one where it does not exist."""
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 7 else 1
    start = (number - 1) * PER_PAGE
    return Page(found[start : start + PER_PAGE], number, PER_PAGE, len(found))
