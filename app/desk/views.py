"""The desk: what waits for the reader, and the page of all components."""

from __future__ import annotations

from typing import cast

import structlog
from flask import Blueprint, Flask, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core.actors import Actor
from app.core.specimens import specimens
from app.core.web import actor, authorise, page
from app.desk import policy, queries
from app.desk.queries import Waiting
from app.desk.tasks import Task, task_of

bp = Blueprint("desk", __name__, url_prefix="/desk")
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.extensions["on_every_page"]["waiting"] = number_of_tasks
    if app.debug or app.testing:
        app.add_url_rule("/desk/components", "desk.components", components)
    app.register_blueprint(bp)


@bp.get("")
def show() -> ResponseReturnValue:
    authorise(policy.read, None)
    mine = _mine()
    known = {(one.turn.model, one.id) for one in mine}
    waiting = queries.waiting(queries.OTHERS, actor())
    others = [one for one in waiting if (one.turn.model, one.id) not in known]
    rows = queries.entities([*mine, *others])

    def worded(found: list[Waiting]) -> list[Task]:
        tasks = [task_of(one.turn, rows[one.turn.model, one.id]) for one in found]
        return sorted(tasks, key=lambda task: (task.urgency, task.title))

    notices, unread = queries.recent_notices(cast("int", actor().id))
    return page(
        "desk/show.html", tasks=worded(mine), others=worded(others), notices=notices, unread=unread
    )


def components() -> ResponseReturnValue:
    authorise(policy.see_components, None)
    return render_template("components.html", **specimens())


def number_of_tasks() -> int:
    """Count what waits for the reader, for the frame of every page: one statement, visitors none.

    A page that says what went wrong is drawn even where the database is what went wrong.
    """
    if not g.get("actor", Actor.ANONYMOUS).is_known:
        return 0
    try:
        return len(_mine())
    except SQLAlchemyError:
        log.exception("tasks could not be counted")
        return 0


def _mine() -> list[Waiting]:
    if "turns" not in g:
        g.turns = queries.waiting(queries.TURNS, actor())
    return cast("list[Waiting]", g.turns)
