"""Who is asking by the API: the holder of a token, in one organisation, for reading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask, g, request

from app.accounts.identity import actor_of
from app.api.commands import note_use
from app.api.models import ApiToken
from app.api.queries import find_token
from app.core.actors import Actor

PATH = "/api/"
SCHEME = "Bearer "


def init_app(app: Flask) -> None:
    by_cookie = app.extensions["actor_of_request"]
    app.extensions["actor_of_request"] = lambda: _actor(by_cookie)


def is_wrong() -> bool:
    """Whether a token was sent that does not work."""
    return bool(g.get("token_is_wrong"))


def _actor(by_cookie: Any) -> Actor:
    """Cookies count for pages only, tokens for the API only: neither is taken for the other."""
    if not request.path.startswith(PATH):
        actor: Actor = by_cookie()
        return actor
    sent = request.headers.get("Authorization", "")
    if not sent:
        return Actor.ANONYMOUS
    token = find_token(sent.removeprefix(SCHEME)) if sent.startswith(SCHEME) else None
    actor = _limited(token) if token else Actor.ANONYMOUS
    if token is None or not actor.is_known:
        g.token_is_wrong = True
        return Actor.ANONYMOUS
    note_use(token)
    return actor


def _limited(token: ApiToken) -> Actor:
    """Leave the roles in that organisation only, and no duties: a token is never staff."""
    actor = actor_of(token.person)
    roles = frozenset(held for held in actor.roles if held[0] == token.organisation_id)
    return replace(actor, roles=roles, duties=frozenset()) if roles else Actor.ANONYMOUS
