"""The pages that say who belongs to an organisation and as what, and the page behind an invitation.

The link of an invitation is shown by GET and acts by POST only: scanners of mail open every link.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import links
from app.accounts.models import User
from app.core.db import db
from app.core.errors import NotFound
from app.core.forms import Confirm
from app.core.i18n import _
from app.core.refusals import NO_SUCH_PAGE
from app.core.web import actor, add_moves, authorise, page, see_other
from app.directory.choices import Role
from app.directory.forms import IN_ORGANISATIONS
from app.directory.models import Organisation
from app.directory.queries import agency, get_organisation, memberships_of, roles_of
from app.membership import commands, policy, queries
from app.membership.forms import PersonForm, RolesForm
from app.membership.models import Invitation
from app.membership.workflow import FLOW, WAITING

bp = Blueprint("membership", __name__)
joining = Blueprint("joining", __name__, url_prefix="/join")
"""What leads on to a sealed link: its answers are not remembered."""

invitations = Blueprint("invitations", __name__, url_prefix="/invitations")
BOTH = ["GET", "POST"]
add_moves(
    invitations, "/<uuid:uid>", FLOW, queries.get_invitation, sight=policy.see_its_organisation
)


def init_app(app: Flask) -> None:
    app.config["BLUEPRINTS_WITHOUT_MEMORY"] |= {joining.name}
    for each in (bp, invitations, joining):
        app.register_blueprint(each)


@bp.route("/organisations/<slug>/people", methods=BOTH)
def people(slug: str) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.see, organisation)
    return _people(organisation)


@bp.route("/agency/people", methods=BOTH)
def staff() -> ResponseReturnValue:
    authorise(policy.staff, None)
    return _people(agency())


def _people(organisation: Organisation) -> ResponseReturnValue:
    """Show who belongs here and who is invited; administrators invite."""
    if request.method == "POST":
        authorise(policy.invite, organisation, sight=policy.see)
    form = PersonForm(_offered(organisation))
    if form.accepted():
        inviter = db.session.get_one(User, actor().id)
        commands.invite(organisation, inviter, actor(), **form.values)
        return see_other(".people", slug=organisation.slug)
    members: dict[User, list[Any]] = {}
    for membership in memberships_of(organisation.id):
        members.setdefault(membership.person, []).append(membership)
    return page(
        "membership/people.html",
        form,
        organisation=organisation,
        members=members,
        invited=[(one, FLOW.offers(one, actor())) for one in _invited(organisation)],
        offered=_offered(organisation),
    )


@bp.route("/organisations/<slug>/people/<uuid:uid>", methods=BOTH)
def member(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    organisation = get_organisation(slug)
    authorise(policy.invite, organisation, sight=policy.see)
    held = roles_of(organisation.id, uid)
    if not held:
        raise NotFound(NO_SUCH_PAGE)
    person, function = held[0].person, held[0].function
    given = {"roles": [membership.role for membership in held], "function": function}
    form = RolesForm(_offered(organisation), data=given)
    if form.accepted():
        commands.set_roles(organisation, person, actor(), **form.values)
        if person.id == actor().id and not form.roles.data:
            return see_other("directory.mine")
        return see_other(".people", slug=slug)
    return page("membership/member.html", form, organisation=organisation, person=person)


@invitations.get("/<uuid:uid>")
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """Lead to the people of the organisation, where its invitations stand."""
    invitation = queries.get_invitation(uid)
    authorise(policy.see_its_organisation, invitation)
    return redirect(url_for("membership.people", slug=invitation.organisation.slug))


@joining.route("/<token>", methods=BOTH)
def answer(token: str) -> ResponseReturnValue:
    """The page behind the link; taking it leads through the sign-in where that is needed."""
    authorise(policy.follow_the_link, None)
    invitation = _waiting(token)
    if invitation is None:
        return render_template("membership/dead_link.html"), 410
    if Confirm().accepted():
        commands.open_(invitation)
        if not actor().is_known:
            return _to_the_account(invitation, token)
        authorise(policy.answer, invitation, sight=policy.follow_the_link)
        commands.accept(invitation, actor())
        flash(_("Welcome. This is what you can do here from now on."), "success")
        return see_other("directory.show", slug=invitation.organisation.slug)
    return page("membership/answer.html", invitation=invitation, token=token)


@joining.post("/<token>/decline")
def decline(token: str) -> ResponseReturnValue:
    authorise(policy.follow_the_link, None)
    invitation = _waiting(token)
    if invitation is None or not Confirm().accepted():
        return render_template("membership/dead_link.html"), 410
    commands.decline(invitation)
    return page("membership/declined.html", invitation=invitation)


def _to_the_account(invitation: Invitation, token: str) -> ResponseReturnValue:
    onward, person = url_for(".answer", token=token), invitation.person
    if person.confirmed_at is not None:
        return see_other("security.login", next=onward)
    return see_other("security.accept", token=links.seal("invitation", person), next=onward)


def _waiting(token: str) -> Invitation | None:
    invitation = queries.find_by_token(token)
    return invitation if invitation and invitation.standing in WAITING else None


def _invited(organisation: Organisation) -> list[Invitation]:
    administers = policy.invite.allows(actor(), organisation)
    return list(queries.invitations_to(organisation.id)) if administers else []


def _offered(organisation: Organisation) -> tuple[Role, ...]:
    return tuple(Role) if organisation.is_agency else IN_ORGANISATIONS
