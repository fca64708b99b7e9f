"""The application factory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app import catalogues, config
from app.core import db, documents, i18n, logs, look, refusals, web

ROOT = Path(__file__).resolve().parents[1]


def create_app(**overrides: Any) -> Flask:
    """Make the application from the environment; `overrides` are Flask configuration, for tests.

    Raises config.ConfigurationError where a value cannot be used.
    """
    instance = Path(
        overrides.pop("INSTANCE", os.environ.get("INSTANCE_PATH") or ROOT / "instance")
    ).absolute()
    app = web.Application(__name__, instance_path=str(instance))
    app.config.update(config.from_environment(ROOT, instance) | overrides)
    instance.mkdir(parents=True, exist_ok=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]

    catalogues.compile_stale()
    try:
        logs.init_app(app.config["LOG_LEVEL"], app.config["SENTRY_DSN"])
    except ImportError as error:
        raise config.ConfigurationError(
            "SENTRY_DSN cannot be used: install the package sentry-sdk."
        ) from error
    db.init_app(app)
    i18n.init_app(app)
    look.init_app(app)
    documents.init_app(app)
    refusals.init_app(app)
    web.init_app(app)
    limiter = Limiter(
        get_remote_address,
        app=app,
        default_limits=[app.config.get("LOAD_LIMIT", "1200 per minute")],
        storage_uri=app.config["REDIS_URL"] or "memory://",
    )

    from app import cli, documentation, features, upkeep
    from app.core import probes

    app.register_blueprint(probes.bp)
    features.register(app)
    _slow_down_exports(app, limiter)
    cli.register(app)
    upkeep.register(app)
    app.cli.add_command(documentation.docs)
    app.cli.add_command(catalogues.translations)
    return app


def _slow_down_exports(app: Flask, limiter: Limiter) -> None:
    """Let nobody ask for files of whole lists as often as for pages: they take far longer."""
    limit: Any = limiter.limit(
        app.config.get("EXPORT_LIMIT") or app.config.get("LOAD_LIMIT", "60 per minute")
    )
    for rule in app.url_map.iter_rules():
        if rule.rule.endswith((".csv", ".xlsx")):
            app.view_functions[rule.endpoint] = limit(app.view_functions[rule.endpoint])
