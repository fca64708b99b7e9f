"""The pages that say who belongs to an organisation, and as what."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.core.errors import NotFound
from app.core.web import NO_SUCH_PAGE, actor, authorise, page, see_other
from app.directory import commands, policy, queries
from app.directory.forms import (
    IN_ORGANISATIONS,
    PersonForm,
    RolesForm,
)
from app.directory.models import Organisation, Role
from app.directory.views.blueprints import BOTH, directory


@directory.route("/organisations/<slug>/people", methods=BOTH)
def people(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.see_people, organisation)
    return _people(organisation)


@directory.route("/agency/people", methods=BOTH)
def staff() -> ResponseReturnValue:
    authorise(policy.look_after_staff, None)
    return _people(queries.agency())


def _people(organisation: Organisation) -> ResponseReturnValue:
    """Show who belongs here; administrators add people."""
    if request.method == "POST":
        authorise(policy.look_after_people, organisation, sight=policy.see_people)
    form = PersonForm(_offered(organisation))
    if form.accepted():
        commands.add_person(organisation, actor(), **form.values)
        return see_other(".people", slug=organisation.slug)
    members: dict[User, list[Any]] = {}
    for membership in queries.memberships_of(organisation.id):
        members.setdefault(membership.person, []).append(membership)
    return page(
        "directory/people.html",
        form,
        organisation=organisation,
        members=members,
        offered=_offered(organisation),
    )


@directory.route("/organisations/<slug>/people/<uuid:uid>", methods=BOTH)
def member(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.look_after_people, organisation, sight=policy.see_people)
    held = queries.roles_of(organisation.id, uid)
    if not held:
        raise NotFound(NO_SUCH_PAGE)
    person, function = held[0].person, held[0].function
    given = {"roles": [membership.role for membership in held], "function": function}
    form = RolesForm(_offered(organisation), data=given)
    if form.accepted():
        commands.set_roles(organisation, person, actor(), **form.values)
        if person.id == actor().id and not form.roles.data:
            return see_other(".mine")
        return see_other(".people", slug=slug)
    return page("directory/member.html", form, organisation=organisation, person=person)


def _offered(organisation: Organisation) -> tuple[Role, ...]:
    return tuple(Role) if organisation.is_agency else IN_ORGANISATIONS
