"""The frame of every request: actor, permission, one transaction, one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, TypeVar, cast

import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from app.core import submissions
from app.core.actors import Actor
from app.core.addresses import address_with, link, url_with
from app.core.db import SAFE, db
from app.core.errors import Conflict, NotAllowed, NotFound
from app.core.forms import Confirm
from app.core.history import act_as, advance
from app.core.i18n import LANGUAGES, _, lazy, locale
from app.core.policy import Rule
from app.core.refusals import (
    NO_SUCH_PAGE,
    PageShown,
    again,
    asking,
    settle_after_refusal,
    write_in_any_case,
)
from app.core.workflow import Flow, Stateful

T = TypeVar("T")
E = TypeVar("E", bound=Stateful)
log = structlog.get_logger()
PIECE = 1 << 16
GROWN_OLD = lazy(
    "This page was open for too long, or you have signed in or out since. Nothing is lost: "
    "look at what you typed and send it again."
)


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
            return again(before, digest)
        response = self._decided(super().dispatch_request())
        if response.status_code < 400:
            write_in_any_case()
            if once and response.location:
                submissions.remember(nonce, digest, response.location)
            db.session.commit()
        else:
            db.session.rollback()
            if once and (before := submissions.twin(request)):
                return redirect(before.location, 303)
            settle_after_refusal()
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


def page(template: str, form: Any = None, **context: Any) -> tuple[str, int]:
    """Render a page; a form with errors makes it a 422, so nothing is committed.

    A page may not take a name that the frame of all pages uses.
    """
    if taken := context.keys() & {"is_demo", "waiting", *current_app.extensions["on_every_page"]}:
        raise RuntimeError(f"{template} takes {sorted(taken)} from the frame")
    g.page_shown = PageShown(template, form, context)
    return render_template(template, form=form, **context), 422 if form and form.errors else 200


def as_file(content: bytes | str | IO[bytes], media_type: str, name: str) -> Response:
    """Answer with a file to be saved; one that is open is sent piece by piece, and closed then."""
    if isinstance(content, bytes | str):
        answer = Response(content, content_type=media_type)
    else:
        answer = Response(_pieces(content), content_type=media_type)
        answer.call_on_close(content.close)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, PIECE), b"")


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
        flash(f"{flow[name].past}.", "success")
        return see_other(".show", **ids)


def init_app(app: Flask) -> None:
    app.config.setdefault("BLUEPRINTS_WITHOUT_MEMORY", frozenset({"security"}))
    # Addresses whose path carries a signed token of its own: programs post there without a form.
    app.config.setdefault("SIGNED_ADDRESSES", frozenset())
    app.extensions.setdefault("on_every_page", {})
    app.extensions.setdefault("actor_of_request", lambda: Actor.ANONYMOUS)
    app.before_request(_know_the_actor)
    app.after_request(_harden)
    app.jinja_env.globals.update(
        can=lambda rule, subject: rule.allows(g.actor, subject),
        form_token=submissions.form_token,
        url_with=url_with,
        address_with=address_with,
        link=link,
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
    return {"actor": asking(), "is_demo": False, "waiting": 0} | shown


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
        if asking().is_known or request.method not in SAFE:
            headers["Cache-Control"] = "no-store"
    return response
