"""The pages of the inbox, and what it offers to the kernel."""

from __future__ import annotations

import uuid
from typing import cast

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from app.core.web import actor, authorise, page, see_other
from app.inbox import commands, policy, queries
from app.inbox.telling import send

bp = Blueprint("inbox", __name__)


def init_app(app: Flask) -> None:
    app.extensions["send_mail"] = send
    app.register_blueprint(bp)


@bp.get("/inbox")
def feed() -> ResponseReturnValue:
    authorise(policy.read_own, None)
    person_id = cast("int", actor().id)
    messages = queries.feed(person_id, _page_number())
    return page("inbox/feed.html", messages=messages, unread=queries.unread(person_id))


@bp.post("/inbox/<uuid:uid>/read")
def mark(uid: uuid.UUID) -> ResponseReturnValue:
    message = queries.get_message(uid)
    authorise(policy.mark, message)
    commands.mark_as_read(message)
    return see_other(".feed")


@bp.post("/inbox/read")
def mark_all() -> ResponseReturnValue:
    authorise(policy.read_own, None)
    commands.mark_all_as_read(cast("int", actor().id))
    return see_other(".feed")


@bp.get("/outbox")
def outbox() -> ResponseReturnValue:
    authorise(policy.see_outbox, None)
    return page(
        "inbox/outbox.html",
        messages=queries.outbox(_page_number()),
        counts=queries.deliveries(),
        overdue=queries.overdue(),
    )


@bp.post("/outbox/<uuid:uid>/retry")
def retry(uid: uuid.UUID) -> ResponseReturnValue:
    message = queries.get_message(uid)
    authorise(policy.retry, message, sight=policy.see_outbox)
    commands.retry(message)
    return see_other(".outbox")


def _page_number() -> int:
    return request.args.get("page", 1, type=int)
