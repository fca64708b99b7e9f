"""Answers to programs that were refused something, as RFC 9457 has them."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, parameter: str = "") -> Response:
    """Say what is wrong, and with which parameter if it was one."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told |= {"detail": str(detail)} | ({"parameter": parameter} if parameter else {})
    return Response(json.dumps(told), status, mimetype=MEDIA_TYPE)


def wrong(name: str, sentence: str) -> Response:
    """Say which parameter could not be used, and how it is written."""
    return problem(400, f"{name}: {sentence}", name)
