"""What is answered where something is refused or fails; nothing that was typed is lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast

import structlog
from flask import Flask, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from app.core import submissions
from app.core.actors import Actor
from app.core.addresses import link, own_path
from app.core.db import SAFE, db
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.i18n import _, lazy
from app.core.problems import problem
from app.core.workflow import TOO_LATE

log = structlog.get_logger()
SENT_BEFORE = lazy(
    "You have sent this form before, with other contents. Look at what became of it; "
    "if you mean this as well, send it again."
)
NO_SUCH_PAGE = lazy("There is no such page, or it is not for you to see.")


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _refuse)
    app.register_error_handler(StaleDataError, lambda _: _refuse(Conflict(TOO_LATE)))
    app.register_error_handler(IntegrityError, _collided)
    app.register_error_handler(NoResultFound, lambda _: _refuse(NotFound(NO_SUCH_PAGE)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)


def asking() -> Actor:
    return cast("Actor", g.get("actor", Actor.ANONYMOUS))


def again(before: submissions.Submission, digest: str) -> BaseResponse:
    if before.digest != digest:
        raise Conflict(SENT_BEFORE)
    return redirect(before.location, 303)


def in_any_case(write: Callable[[], None]) -> None:
    """Write something even if the request is refused: attempts that count against a limit.

    Where the request succeeds, it belongs to its transaction; where not, it is written by itself
    after everything else has been rolled back.
    """
    g.setdefault("in_any_case", []).append(write)


def write_in_any_case() -> None:
    for write in g.pop("in_any_case", []):
        write()


def _refuse(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, NotAllowed | NotFound):
        if isinstance(error, NotAllowed) and not asking().is_known and request.method in SAFE:
            return _unauthenticated()
        return _error_page(error.status, error.reason)
    settle_after_refusal()
    answer = render_template(
        "conflict.html",
        reason=error.reason,
        kept=submissions.typed(),
        back=own_path(submissions.parts_of(request.referrer).path, ""),
        resend=isinstance(error, Conflict),
        version=getattr(error, "version", None),
    )
    return answer, error.status


def _unauthenticated() -> ResponseReturnValue:
    """Lead people to the sign-in; a program is told that it needs a token."""
    if not _is_for_a_program():
        return redirect(_sign_in(), 303)
    answer = current_app.make_response(_error_page(401, _("A token that is valid is needed.")))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _collided(error: IntegrityError) -> ResponseReturnValue:
    """Two requests wrote the same thing at once: the second sees what the first has done."""
    db.session.rollback()
    nonce = submissions.nonce_of(request) if request.method not in SAFE else None
    if nonce and (before := submissions.earlier(nonce)):
        try:
            return again(before, submissions.digest_of(request))
        except Conflict as conflict:
            return _refuse(conflict)
    log.warning("collision", error=type(error.orig).__name__, endpoint=request.endpoint)
    return _refuse(Conflict(TOO_LATE))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        return error  # under a host that is not ours no page can be drawn
    if error.code == 404:
        return _error_page(404, NO_SUCH_PAGE)
    return _error_page(error.code, error.description or "")


def _failed(error: Exception) -> ResponseReturnValue:
    """The last resort: say that it is our fault, give a reference, and tell the log the rest."""
    db.session.rollback()
    reference = secrets.token_hex(4)
    log.exception("failed", reference=reference, endpoint=request.endpoint)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    reason = _("Something went wrong on our side. Nothing of this step was saved.")
    return _error_page(500, reason, reference)


def _error_page(status: int, reason: str, reference: str = "") -> ResponseReturnValue:
    settle_after_refusal()
    if request.path.endswith(".json") or _is_for_a_program():
        return problem(status, reason)
    sign_in = "" if asking().is_known else _sign_in()
    answer = render_template(
        "refused.html",
        status=status,
        title=_("There is no such page") if status == 404 else _("This is not possible"),
        reason=reason,
        reference=reference,
        sign_in=sign_in if status in {403, 404} else "",
    )
    return answer, status


def _is_for_a_program() -> bool:
    return request.path.startswith("/api/")


def settle_after_refusal() -> None:
    if "in_any_case" in g:
        write_in_any_case()
        db.session.commit()


def _sign_in() -> str:
    target = request.full_path.rstrip("?") if request.method in SAFE else None
    return link("security.login", next=target)
