"""The log: one JSON object a line, no secrets, no forged lines."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Any

import structlog

SECRETS = ("password", "token", "secret", "code", "cookie", "authorization")


def init_app(level: str, sentry: str = "") -> None:
    """Send everything to standard error, from `level` up; failures to Sentry too, where named.

    Raises ImportError where Sentry is named and its package is not installed.
    """
    if sentry:
        import_module("sentry_sdk").init(dsn=sentry, send_default_pii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _hide_secrets(_: Any, __: str, line: Any) -> Any:
    return {
        name: "(hidden)" if any(secret in name.lower() for secret in SECRETS) else value
        for name, value in line.items()
    }
