"""What all answers of the API have in common: the blueprint, entity tags, lists, problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from app.api.identity import is_wrong
from app.core.addresses import address_with
from app.core.filters import MOST_PAGES, MOST_PER_PAGE
from app.core.i18n import _
from app.core.paging import Page, as_data
from app.core.problems import problem, wrong

api = Blueprint("api", __name__, url_prefix="/api/v1", description="Reading what Kontor knows.")
T = TypeVar("T")


@api.before_request
def refuse_a_wrong_token() -> BaseResponse | None:
    """A token that does not work is never taken for none: its owner would not notice."""
    if not is_wrong():
        return None
    answer = problem(401, _("This token is not valid."))
    answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


def answer(content: Any) -> Response:
    """Answer with JSON and its entity tag; who has it already is told so with 304."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    made = Response(body, mimetype="application/json")
    made.add_etag()
    made.cache_control.no_cache = True
    made.make_conditional(request)
    return made


def whole_number(name: str, plain: int, most: int) -> int | None:
    """Read a whole number from 1 to `most` from the query; None where it is no such number."""
    text = request.args.get(name, str(plain))
    fits = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if fits and 1 <= int(text) <= most else None


def wanted_page() -> tuple[int, int] | Response:
    """Read which page is asked for, and how long it may be; or the problem with that."""
    number = whole_number("page", 1, MOST_PAGES)
    per_page = whole_number("per_page", 20, MOST_PER_PAGE)
    if number is None:
        return wrong("page", _("Write a whole number of at least 1."))
    if per_page is None:
        return wrong("per_page", _("Write a whole number from 1 to 100."))
    return number, per_page


def part_of(items: Iterable[T], number: int, per_page: int) -> Page[T]:
    """Return one page of what is in memory anyway; past the end it is empty."""
    everything = list(items)
    start = (number - 1) * per_page
    return Page(everything[start : start + per_page], number, per_page, len(everything))


def as_list(found: Page[T], show: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    """Return a page of a list with the addresses of the others."""

    def address(number: int) -> str:
        return address_with(str(request.endpoint), **(request.view_args or {}) | {"page": number})

    return as_data(found, show, address)
