"""What is answered where something is refused or fails; nothing that was typed is lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple, cast

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
from app.core.look import control
from app.core.merging import FIELD, files_kept, merge
from app.core.problems import problem
from app.core.workflow import TOO_LATE

log = structlog.get_logger()


class PageShown(NamedTuple):
    """A page that was rendered, and what from."""

    template: str
    form: Any
    context: dict[str, Any]


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
    if twin := submissions.twin(request):
        return redirect(twin.location, 303)
    if isinstance(error, NotAllowed | NotFound) and not _was_typed_in_vain(error):
        if isinstance(error, NotAllowed) and not asking().is_known and request.method in SAFE:
            return _unauthenticated()
        return _error_page(error.status, error.reason)
    settle_after_refusal()
    now = _page_now()
    if now is not None and isinstance(error, Conflict) and _can_be_merged(error.form, now.form):
        return _beside(now, error.form), error.status
    kept, carried = submissions.typed(now.form if now is not None else None)
    # Without a version of now, the one that was sent goes along: what is older is seen again.
    version = getattr(error, "version", None)
    answer = render_template(
        "conflict.html",
        reason=error.reason,
        kept=kept,
        carried=carried,
        back=own_path(submissions.parts_of(request.referrer).path, ""),
        resend=isinstance(error, Conflict),
        version=request.form.get("version") if version is None else version,
    )
    return answer, error.status


def _was_typed_in_vain(error: DomainError) -> bool:
    """Whether what a known person typed is for others by now, or for nothing, and nowhere kept."""
    is_answered = isinstance(error, NotAllowed | NotFound) and "decided" in g
    is_lost = is_answered and asking().is_known and "in_any_case" not in g
    return is_lost and bool(submissions.sent())


def _page_now() -> PageShown | None:
    """Return what the address of a form shows to whoever opens it now; None if it shows none."""
    rule, view = request.url_rule, current_app.view_functions.get(request.endpoint or "")
    if rule is None or view is None or "GET" not in (rule.methods or ()) or not request.form:
        return None
    if request.blueprint in current_app.config["BLUEPRINTS_WITHOUT_MEMORY"]:
        return None
    reading = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
    g.pop("page_shown", None)
    with current_app.request_context({**request.environ, **reading}):
        try:
            view(**(request.view_args or {}))
        except (DomainError, NoResultFound, HTTPException):
            return None
    return cast("PageShown | None", g.pop("page_shown", None))


def _can_be_merged(sent: Any, now: Any) -> bool:
    """Whether both are the same form, and not only one for files: these are read anew."""
    if sent is None or type(now).__name__ != type(sent).__name__:
        return False
    return any(control(field) != "hidden" and field.type != "DocumentField" for field in now)


def _beside(now: PageShown, sent: Any) -> str:
    """Show the form again as it is now, with what was typed in it, and say what differs."""
    form = now.form
    form.late = merge(form, files_kept(sent, request.form), request.form.get(FIELD, ""))
    return render_template(now.template, form=form, **now.context)


def _unauthenticated() -> ResponseReturnValue:
    """Lead people to the sign-in; a program is told that it needs a token."""
    if not _is_for_a_program():
        return redirect(_sign_in(), 303)
    answer = current_app.make_response(_error_page(401, _("A token that is valid is needed.")))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _collided(error: IntegrityError) -> ResponseReturnValue:
    """Two requests wrote the same thing at once: the second sees what the first has done."""
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
