"""Rules of this code base that no linter knows. Each is shown to bite by a planted fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
BANNED = re.compile(r"(util|helper|common|manager|service|misc|base)s?\.py")
LIMIT = 340


def short(path: Path) -> str:
    return str(path.relative_to(APP))


def assigns_a_state(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in chain.from_iterable(
            t.elts if isinstance(t, ast.Tuple) else [t] for t in targets
        ):
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield node.lineno


def commits(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        ends = isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
        if ends and ast.unparse(node.value).endswith("session"):  # type: ignore[attr-defined]
            yield node.lineno  # type: ignore[attr-defined]


def imports(name: str) -> Callable[[ast.AST], Iterator[int]]:
    def check(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(found == name or found.startswith(f"{name}.") for found in names):
                yield node.lineno

    return check


def long_views(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.FunctionDef) and node.decorator_list):
            continue
        if (node.end_lineno or 0) - node.lineno > 25:
            yield node.lineno


KEEPERS_OF_THE_TRANSACTION = {
    "core/refusals.py",
    "core/web.py",  # one commit a request
    "core/db.py",
    "core/archive.py",
    "core/jobs.py",
    "inbox/delivery.py",  # a claim must be seen by other workers before the mail leaves
    "cli.py",
    "upkeep.py",
    "demonstration/__init__.py",
}
RULES: dict[str, tuple[Callable[[ast.AST], Iterator[int]], Callable[[str], bool], str]] = {
    "only the flow writes a state": (
        assigns_a_state,
        lambda path: path != "core/workflow.py",
        "entity.state = State.OPEN",
    ),
    "only the frame commits": (
        commits,
        # Jobs of the worker commit by themselves.
        lambda path: path not in KEEPERS_OF_THE_TRANSACTION and not path.endswith("/jobs.py"),
        "db.session.commit()",
    ),
    "only core.db imports flask_sqlalchemy": (
        imports("flask_sqlalchemy"),
        lambda path: path != "core/db.py",
        "from flask_sqlalchemy import SQLAlchemy",
    ),
    "only core.i18n imports flask_babel": (
        imports("flask_babel"),
        lambda path: path != "core/i18n.py",
        "import flask_babel",
    ),
    "views are thin": (
        long_views,
        lambda path: path.endswith("views.py") or "/views/" in path,
        "@bp.get('/')\ndef view():\n" + "    x = 1\n" * 30,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_code_keeps_the_rule(name: str) -> None:
    check, applies, _ = RULES[name]
    broken = [
        f"{short(path)}:{line}"
        for path in SOURCES
        if applies(short(path))
        for line in check(ast.parse(path.read_text()))
    ]

    assert broken == []


@pytest.mark.parametrize("name", RULES)
def test_rule_bites(name: str) -> None:
    check, _, fault = RULES[name]

    assert list(check(ast.parse(fault)))


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text()

    assert len(text.splitlines()) <= LIMIT
    assert not text or ast.get_docstring(ast.parse(text))
    assert not BANNED.fullmatch(path.name)


def test_project_stands_alone() -> None:
    """Nothing refers to the workplace it was made in."""
    hint = re.compile(r"/(home|root|tmp|work|Users)/|shared/(data|design)")
    kept = [
        *SOURCES,
        *(APP / "templates").rglob("*.*"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tests").rglob("*.py"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
    ]
    here = Path(__file__).resolve()

    assert [
        str(path)
        for path in kept
        if path != here and path.is_file() and hint.search(path.read_text())
    ] == []
