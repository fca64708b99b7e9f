"""The features that this application is made of, upstream first."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

from flask import Flask

from app.core import references, submissions

FEATURES = (
    "accounts",
    "inbox",
    "vocabularies",
    "programmes",
    "directory",
    "experts",
    "membership",
    "entries",
    "searches",
    "interests",
    "finding",
    "atlas",
    "freshness",
    "matching",
    "consortia",
    "aid",
    "budgets",
    "agreements",
    "spending",
    "desk",
    "api",
)
WITH_TABLES = (references, submissions)


def register(app: Flask) -> None:
    """Load every feature: models, reactions, notices, jobs of the worker, its policy, its pages."""
    policies: dict[str, Any] = {}
    for feature in FEATURES:
        for part in ("models", "reactions", "notices", "jobs"):
            _load(feature, part)
        if policy := _load(feature, "policy"):
            policies[feature] = policy
        if views := _load(feature, "views"):
            views.init_app(app) if hasattr(views, "init_app") else app.register_blueprint(views.bp)
    app.jinja_env.globals["policy"] = SimpleNamespace(**policies)


def flows() -> list[Any]:
    """List the flows of all features, for the documentation and for the tests."""
    found = (_load(feature, "workflow") for feature in FEATURES)
    return [flow for part in found if part for flow in part.FLOWS]


def _load(feature: str, part: str) -> Any:
    """Import a part of a feature; a feature may lack it, but what it has must import."""
    name = f"app.{feature}.{part}"
    return import_module(name) if find_spec(name) else None
