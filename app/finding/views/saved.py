"""The pages of saved searches: save, look after, and switch off from a mail."""

from __future__ import annotations

import uuid
from typing import cast

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core.errors import DomainError
from app.core.i18n import _
from app.core.web import actor, authorise, page, see_other
from app.finding import commands, lists, policy, queries, subscription
from app.finding.digest import name_of, place_of
from app.finding.forms import SavedSearchForm
from app.finding.models import SavedSearch, Subject
from app.finding.views.blueprint import bp
from app.programmes.queries import programmes

SHOWN_OF_EACH = 5


@bp.get("/saved-searches")
def mine() -> ResponseReturnValue:
    authorise(policy.save, None)
    saved = queries.saved_of(cast("int", actor().id))
    known = programmes()
    return page(
        "finding/mine.html",
        saved=[(one, lists.read_again(one, known)) for one in saved],
        told=queries.told_of(saved, SHOWN_OF_EACH),
        words=lists.words,
        pages=lists.PAGES,
        name_of=name_of,
        place_of=place_of,
    )


@bp.route("/saved-searches/new/<any(searches,organisations):subject>", methods=["GET", "POST"])
def save(subject: str) -> ResponseReturnValue:
    authorise(policy.save, None)
    question = lists.read(Subject(subject), request.args.to_dict(flat=False))
    form = SavedSearchForm(data={"title": lists.title(question)})
    if form.accepted():
        if question.faults:
            raise DomainError(_("The value of %(name)s cannot be used.", name=question.faults[0]))
        commands.save_search(cast("int", actor().id), question, **form.values)
        flash(_("Your search is saved. What is new from now on is told to you."), "success")
        return see_other(".mine")
    return page("finding/save.html", form, question=question, words=lists.words(question))


@bp.route("/saved-searches/<uuid:uid>", methods=["GET", "POST"])
def change(uid: uuid.UUID) -> ResponseReturnValue:
    saved = _theirs(uid)
    form = SavedSearchForm(saved)
    if form.accepted():
        commands.change(saved, **form.values)
        return see_other(".mine")
    question = lists.read_again(saved)
    return page(
        "finding/change.html", form, saved=saved, question=question, words=lists.words(question)
    )


@bp.post("/saved-searches/<uuid:uid>/delete")
def delete(uid: uuid.UUID) -> ResponseReturnValue:
    saved = _theirs(uid)
    commands.delete(saved)
    flash(_("“%(title)s” is deleted.", title=saved.title), "success")
    return see_other(".mine")


@bp.post("/saved-searches/hits/<uuid:uid>/hide")
def hide(uid: uuid.UUID) -> ResponseReturnValue:
    hit = queries.get_hit(uid)
    authorise(policy.change, hit.saved_search)
    commands.hide(hit)
    return see_other(".mine")


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """Switch the mails of one saved search: no sign-in, no redirect; looking changes nothing."""
    saved = queries.get_saved(subscription.behind(token))
    authorise(policy.holds_the_link, saved)
    before = saved.frequency
    if request.method == "POST":
        subscription.follow(saved, request.form)
    return page(
        "finding/unsubscribe.html", told=saved, before=before, choices=subscription.choices(saved)
    )


def _theirs(uid: uuid.UUID) -> SavedSearch:
    saved = queries.get_saved(uid)
    authorise(policy.change, saved)
    return saved
