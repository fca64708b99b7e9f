"""The frame of every request: actor, permission, one transaction, one answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response as BaseResponse

from app.core import submissions
from app.core.actors import Actor
from app.core.db import SAFE, db
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.forms import Confirm
from app.core.history import act_as, advance
from app.core.i18n import LANGUAGES, _, lazy, locale
from app.core.policy import Rule
from app.core.problems import problem
from app.core.workflow import TOO_LATE, Flow, Stateful

T = TypeVar("T")
E = TypeVar("E", bound=Stateful)
log = structlog.get_logger()
SENT_BEFORE = lazy(
    "You have sent this form before, with other contents. Look at what became of it; "
    "if you mean this as well, send it again."
)
GROWN_OLD = lazy(
    "This page was open for too long, or you have signed in or out since. Nothing is lost: "
    "look at what you typed and send it again."
)
NO_SUCH_PAGE = lazy("There is no such page, or it is not for you to see.")


class Application(Flask):
    """Flask, with one transaction a request: a returned answer commits, a raised one does not."""

    def dispatch_request(self) -> BaseResponse:
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        if submissions.holds_what_no_text_holds(request):
            raise BadRequest
        if request.method in SAFE:
            return self._decided(super().dispatch_request())
        nonce = "" if request.endpoint in self.config["SIGNED_ADDRESSES"] else _fresh_nonce()
        digest = submissions.digest_of(request)
        once = nonce and request.blueprint not in self.config["BLUEPRINTS_WITHOUT_MEMORY"]
        if once and (before := submissions.earlier(nonce)):
            return _again(before, digest)
        response = self._decided(super().dispatch_request())
        if response.status_code < 400:
            _write_in_any_case()
            if once and response.location:
                submissions.remember(nonce, digest, response.location)
            db.session.commit()
        else:
            db.session.rollback()
            _settle_after_refusal()
        return response

    def _decided(self, answer: Any) -> BaseResponse:
        if not g.get("decided") and request.endpoint != "static" and request.method != "OPTIONS":
            raise RuntimeError(f"{request.endpoint} answered without asking for permission")
        return cast("BaseResponse", self.make_response(answer))


def _fresh_nonce() -> str:
    """Return the nonce of a form that is ours and was made for whoever sends it."""
    if submissions.comes_from_elsewhere(request):
        raise NotAllowed(_("This form was sent from another site and is not accepted."))
    if (nonce := submissions.nonce_of(request)) is None:
        raise Conflict(GROWN_OLD)
    return nonce


def _again(before: submissions.Submission, digest: str) -> BaseResponse:
    if before.digest != digest:
        raise Conflict(SENT_BEFORE)
    return redirect(before.location, 303)


def actor() -> Actor:
    """Return who is asking."""
    return cast("Actor", g.actor)


def authorise(rule: Rule[T], subject: T, sight: Rule[T] | None = None) -> None:
    """Let the request go on only if the rule allows it. Every view calls this.

    Who may not even know of the subject is told that there is no such page. `sight` is the rule
    that says who may know of it; without it, whoever fails the rule may not.
    """
    g.decided = True
    if rule.allows(g.actor, subject):
        return
    if subject is not None and not (sight and sight.allows(g.actor, subject)):
        raise NotFound(NO_SUCH_PAGE)
    raise NotAllowed(lazy("This is for others to do."))


def in_any_case(write: Callable[[], None]) -> None:
    """Write something even if the request is refused: attempts that count against a limit.

    Where the request succeeds, it belongs to its transaction; where not, it is written by itself
    after everything else has been rolled back.
    """
    g.setdefault("in_any_case", []).append(write)


def _write_in_any_case() -> None:
    for write in g.pop("in_any_case", []):
        write()


def page(template: str, form: Any = None, **context: Any) -> tuple[str, int]:
    """Render a page; a form with errors makes it a 422, so nothing is committed.

    A page may not take a name that the frame of all pages uses.
    """
    if taken := context.keys() & {"is_demo", "waiting", *current_app.extensions["on_every_page"]}:
        raise RuntimeError(f"{template} takes {sorted(taken)} from the frame")
    return render_template(template, form=form, **context), 422 if form and form.errors else 200


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a POST."""
    return redirect(url_for(endpoint, **values), 303)


def add_moves(
    bp: Blueprint, url: str, flow: Flow[E], load: Callable[..., E], sight: Rule[E]
) -> None:
    """Serve every move of a flow: POST `url`/moves/<name>, then back to `.show`."""

    @bp.post(f"{url}/moves/<name>", endpoint=f"{flow.subject}_move")
    def move(name: str, **ids: Any) -> ResponseReturnValue:
        entity = load(**ids)
        authorise(sight, entity)
        authorise(flow[name].by, entity, sight)
        form = Confirm(entity)
        if not form.accepted():
            raise Conflict(_("The reason is too long: at most 4000 characters."))
        advance(flow, entity, name, actor(), form.note.data or "")
        return see_other(".show", **ids)


def own_path(target: str | None, otherwise: str) -> str:
    """Return the target if it is a path of this site, else the other one: no open redirect."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    parts = urlsplit(target)
    clean = target.isprintable() and not parts.scheme and not parts.netloc
    return target if clean else otherwise


def init_app(app: Flask) -> None:
    app.config.setdefault("BLUEPRINTS_WITHOUT_MEMORY", frozenset({"security"}))
    # Addresses whose path carries a signed token of its own: programs post there without a form.
    app.config.setdefault("SIGNED_ADDRESSES", frozenset())
    app.extensions.setdefault("on_every_page", {})
    app.extensions.setdefault("actor_of_request", lambda: Actor.ANONYMOUS)
    app.before_request(_know_the_actor)
    app.after_request(_harden)
    app.register_error_handler(DomainError, _refuse)
    app.register_error_handler(StaleDataError, lambda _: _refuse(Conflict(TOO_LATE)))
    app.register_error_handler(IntegrityError, _collided)
    app.register_error_handler(NoResultFound, lambda _: _refuse(NotFound(NO_SUCH_PAGE)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)
    app.jinja_env.globals.update(
        can=lambda rule, subject: rule.allows(g.actor, subject),
        form_token=submissions.form_token,
        url_with=_url_with,
        address_with=address_with,
        link=_link,
        locale=locale,
        languages=lambda: [(code, LANGUAGES[code]) for code in app.config["LANGUAGES"]],
        agency_name=app.config["AGENCY_NAME"],
    )
    app.context_processor(_what_every_page_shows)


def _know_the_actor() -> None:
    g.actor = current_app.extensions["actor_of_request"]()
    act_as(g.actor)


def _what_every_page_shows() -> dict[str, Any]:
    """What features have registered for the frame of all pages, such as the number of tasks."""
    shown = {name: read() for name, read in current_app.extensions["on_every_page"].items()}
    return {"actor": _actor(), "is_demo": False, "waiting": 0} | shown


def address_with(endpoint: str, **changed: Any) -> str:
    """Address a page by the query parameters of this one, with some of them changed."""
    # Names that mean something to url_for itself are not ours to repeat.
    asked = (name for name in request.args if name != "endpoint" and not name.startswith("_"))
    query: dict[str, Any] = {name: request.args.getlist(name) for name in asked}
    return url_for(endpoint, **query | changed)


def _url_with(**changed: Any) -> str:
    """Address this page with some query parameters changed; None takes one away."""
    if request.endpoint is None:
        return request.path
    return address_with(request.endpoint, **changed | (request.view_args or {}))


def _link(endpoint: str, **values: Any) -> str:
    """Address a page, or return nothing where this installation does not have it."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def _refuse(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, NotAllowed | NotFound):
        if isinstance(error, NotAllowed) and not _actor().is_known and request.method in SAFE:
            return _unauthenticated()
        return _error_page(error.status, error.reason)
    _settle_after_refusal()
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
            return _again(before, submissions.digest_of(request))
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
    _settle_after_refusal()
    if request.path.endswith(".json") or _is_for_a_program():
        return problem(status, reason)
    sign_in = "" if _actor().is_known else _sign_in()
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


def _settle_after_refusal() -> None:
    if "in_any_case" in g:
        _write_in_any_case()
        db.session.commit()


def _actor() -> Actor:
    return cast("Actor", g.get("actor", Actor.ANONYMOUS))


def _sign_in() -> str:
    target = request.full_path.rstrip("?") if request.method in SAFE else None
    return _link("security.login", next=target)


def _harden(response: BaseResponse) -> BaseResponse:
    """Put the security headers on every answer."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), interest-cohort=()"
    if current_app.config["IS_PRODUCTION"]:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static":
        response.vary.update(("Cookie", "Accept-Language"))
        if _actor().is_known or request.method not in SAFE:
            headers["Cache-Control"] = "no-store"
    return response
