"""Who is asking: from the cookie to the actor."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import Flask, current_app, g, request, session
from flask_login import current_user

from app.accounts import sign_ins
from app.accounts.models import SignIn, User
from app.core.actors import Actor
from app.core.db import SAFE
from app.core.times import now

COOKIE_KEY = "sign_in"


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find a person, and the kernel how to find the actor."""
    app.config.setdefault("SESSION_PROTECTION", None)  # the server keeps the sign-ins
    app.login_manager.user_loader(_load_person)  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda _: None)  # type: ignore[attr-defined]
    app.extensions["actor_of_request"] = actor_of_request
    app.extensions["on_every_page"]["second_factor_missing"] = second_factor_is_missing


def actor_of_request() -> Actor:
    """Return the actor for whoever has signed in in this browser."""
    if COOKIE_KEY in session and current_user.is_authenticated:
        return cast("Actor", g.identified)
    return Actor.ANONYMOUS


def actor_of(person: User) -> Actor:
    """Build the actor for a person; what they may do is known to the feature that keeps it."""
    if read := current_app.extensions.get("actor_of"):
        return cast("Actor", read(person))
    return Actor(id=person.id, name=person.name, locale=person.locale)


def current_sign_in() -> SignIn:
    """Return the sign-in of this browser, for pages that only known people reach."""
    return cast("SignIn", g.sign_in)


def pending_sign_in() -> SignIn | None:
    """Return the sign-in of this browser if all it lacks is the code of the second factor."""
    found = sign_ins.find(session.get(COOKIE_KEY, ""))
    if found is None or not found.awaits_code or not found.person.active:
        return None
    return None if sign_ins.has_expired(found, is_staff=True, at=now()) else found


def must_be_protected(person: User) -> bool:
    """Whether the person is staff, who need a second factor; the demonstration needs none."""
    return actor_of(person).is_staff and not person.is_demonstration


def second_factor_is_missing() -> bool:
    """Whether a member of staff has signed in in a way that gives no rights to staff."""
    return bool(g.get("second_factor_missing"))


def _load_person(uniquifier: str) -> User | None:
    if request.endpoint == "static":
        return None
    found = sign_ins.find(session.get(COOKIE_KEY, ""))
    if found is None or found.awaits_code:
        return None
    if not found.person.active or found.person.fs_uniquifier != uniquifier:
        return None
    actor, at = actor_of(found.person), now()
    if sign_ins.has_expired(found, is_staff=actor.is_staff, at=at):
        return None
    if request.method in SAFE:
        sign_ins.note_presence(found, at)
    g.sign_in, g.identified = found, _without_duties_unless_proven(actor, found)
    return found.person


def _without_duties_unless_proven(actor: Actor, sign_in: SignIn) -> Actor:
    """Staff act as staff only with a second factor, unless this is the demonstration."""
    if not actor.is_staff or sign_in.second_factor or sign_in.person.is_demonstration:
        return actor
    g.second_factor_missing = True
    return replace(actor, duties=frozenset(), roles=frozenset())
