"""Addresses of our own pages: with other parameters, only where they exist, never elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from werkzeug.routing import BuildError


def own_path(target: str | None, otherwise: str) -> str:
    """Return the target if it is a path of this site, else the other one: no open redirect."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    parts = urlsplit(target)
    clean = target.isprintable() and not parts.scheme and not parts.netloc
    return target if clean else otherwise


def address_with(endpoint: str, **changed: Any) -> str:
    """Address a page by the query parameters of this one, with some of them changed."""
    # Names that mean something to url_for itself are not ours to repeat.
    asked = (name for name in request.args if name != "endpoint" and not name.startswith("_"))
    query: dict[str, Any] = {name: request.args.getlist(name) for name in asked}
    return url_for(endpoint, **query | changed)


def url_with(**changed: Any) -> str:
    """Address this page with some query parameters changed; None takes one away."""
    if request.endpoint is None:
        return request.path
    return address_with(request.endpoint, **changed | (request.view_args or {}))


def link(endpoint: str, **values: Any) -> str:
    """Address a page, or return nothing where this installation does not have it."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""
