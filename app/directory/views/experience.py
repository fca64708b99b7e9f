"""The pages where an organisation enters the projects it took part in."""

from __future__ import annotations

import uuid

from flask.typing import ResponseReturnValue

from app.core.web import authorise, page, see_other
from app.directory import commands, policy, queries
from app.directory.forms import ExperienceForm
from app.directory.views.blueprints import BOTH, directory


@directory.route("/organisations/<slug>/experience/new", methods=BOTH)
def add_experience(slug: str) -> ResponseReturnValue:
    organisation = queries.get_organisation(slug)
    authorise(policy.edit, organisation, sight=policy.view)
    form = ExperienceForm()
    if form.accepted():
        commands.add_experience(organisation, form.values)
        return see_other(".show", slug=slug, _anchor="experience")
    return page("directory/experience.html", form, organisation=organisation, experience=None)


@directory.route("/organisations/<slug>/experience/<uuid:uid>", methods=BOTH)
def change_experience(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    experience = queries.get_experience(slug, uid)
    organisation = experience.organisation
    authorise(policy.edit, organisation, sight=policy.view)
    form = ExperienceForm(experience)
    if form.accepted():
        commands.change_experience(experience, form.values)
        return see_other(".show", slug=slug, _anchor="experience")
    return page("directory/experience.html", form, organisation=organisation, experience=experience)


@directory.post("/organisations/<slug>/experience/<uuid:uid>/remove")
def remove_experience(slug: str, uid: uuid.UUID) -> ResponseReturnValue:
    experience = queries.get_experience(slug, uid)
    authorise(policy.edit, experience.organisation, sight=policy.view)
    commands.remove_experience(experience)
    return see_other(".show", slug=slug, _anchor="experience")
