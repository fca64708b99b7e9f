"""What the holder of a token may read besides: the answers, budgets and consortia of its owner."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts.links import address
from app.api import policy, schemas
from app.api.answer_fields import Problem
from app.api.description import paging
from app.api.views.answers import answer, api, as_list, part_of, wanted_page
from app.budgets.figures import Figures
from app.budgets.models import Budget
from app.budgets.queries import own_budgets
from app.consortia.models import Project
from app.consortia.queries import projects_of
from app.core.paging import paginate
from app.core.problems import MEDIA_TYPE
from app.core.web import actor, authorise
from app.interests.models import Interest
from app.interests.queries import answers_of

TOKEN: list[dict[str, list[str]]] = [{"token": []}]


@api.route("/interests")
@api.doc(parameters=paging(), security=TOKEN)
@api.response(200, schemas.InterestList, description="A page of expressions of interest.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
@api.alt_response(401, schema=Problem, content_type=MEDIA_TYPE, description="No token.")
def interests() -> Response:
    """List the expressions of interest of the token's organisation."""
    authorise(policy.read_own, None)
    asked = wanted_page()
    if isinstance(asked, Response):
        return asked
    found = paginate(answers_of(actor().organisation_ids), *asked, forgiving=False)
    return answer(as_list(found, _interest))


@api.route("/budgets")
@api.doc(parameters=paging(), security=TOKEN)
@api.response(200, schemas.BudgetList, description="A page of budgets.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
@api.alt_response(401, schema=Problem, content_type=MEDIA_TYPE, description="No token.")
def budgets() -> Response:
    """List the newest budgets of the token's organisation, computed."""
    authorise(policy.read_own, None)
    asked = wanted_page()
    if isinstance(asked, Response):
        return asked
    return answer(as_list(part_of(own_budgets(actor().organisation_ids), *asked), _budget))


@api.route("/consortia")
@api.doc(parameters=paging(), security=TOKEN)
@api.response(200, schemas.ConsortiumList, description="A page of partnerships.")
@api.alt_response(400, schema=Problem, content_type=MEDIA_TYPE, description="A bad value.")
@api.alt_response(401, schema=Problem, content_type=MEDIA_TYPE, description="No token.")
def consortia() -> Response:
    """List the partnerships that the token's organisation takes part in."""
    authorise(policy.read_own, None)
    asked = wanted_page()
    if isinstance(asked, Response):
        return asked
    return answer(as_list(paginate(projects_of(actor()), *asked, forgiving=False), _consortium))


def _interest(interest: Interest) -> dict[str, Any]:
    return {
        "reference": interest.reference,
        "state": interest.standing.value,
        "url": address("interests.show", uid=interest.uid),
        "seat": {
            "reference": interest.search.reference,
            "slot": interest.slot.number,
            "title": interest.slot.title,
        },
        "role": interest.role.value,
        "motivation": interest.motivation,
        "activities": interest.activities,
        "experience": interest.experience,
        "conditions": interest.conditions,
        "costs": {name: f"{amount:.2f}" for name, amount in interest.costs.items()},
        "total": f"{interest.total:.2f}",
        "fund": interest.fund or None,
        "requested_fund": f"{interest.requested_fund:.2f}",
        "own_contribution": f"{interest.own_contribution:.2f}",
        "submitted_at": _moment(interest.submitted_at),
        "reply_by": _moment(interest.reply_by),
        "updated_at": _moment(interest.updated_at),
    }


def _budget(budget: Budget) -> dict[str, Any]:
    computed = Figures(budget).computed
    return {
        "project": budget.partner.project.reference,
        "partner": budget.partner.number,
        "version": budget.number,
        "state": budget.state.value,
        "url": address("budgets.show", uid=budget.uid),
        "lines": [
            {
                "category": line.category.value,
                "description": line.description,
                "units": f"{line.units:.2f}",
                "unit_price": f"{line.unit_price:.2f}",
                "amount": f"{line.amount:.2f}",
            }
            for line in budget.lines
        ],
        "categories": {name.value: f"{a.result:.2f}" for name, a in computed.categories.items()},
        "funds": {name: f"{amount.result:.2f}" for name, amount in computed.funds.items()},
        "contribution": f"{computed.contribution.result:.2f}",
        "total": f"{computed.total.result:.2f}",
    }


def _consortium(project: Project) -> dict[str, Any]:
    programme = project.programme
    return {
        "reference": project.reference,
        "url": address("consortia.show", reference=project.reference),
        "state": project.state.value,
        "title": project.title,
        "acronym": project.acronym or None,
        "programme": {"slug": programme.slug, "name": programme.name} if programme else None,
        "starts_on": project.starts_on.isoformat() if project.starts_on else None,
        "ends_on": project.ends_on.isoformat() if project.ends_on else None,
        "partners": [
            {
                "number": one.number,
                "role": one.role.value,
                "name": one.name,
                "country": one.country,
            }
            for one in project.partners
        ],
    }


def _moment(value: Any) -> str | None:
    return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")
