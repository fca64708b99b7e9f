"""The documentation that is made from the code, so that it cannot differ from it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask, current_app

from app import features
from app.upkeep import fail

MADE = "<!-- Made by `flask docs`; do not edit. -->\n"


@click.command()
@click.option("--check", is_flag=True, help="Only say what is out of date.")
def docs(check: bool) -> None:
    """Rewrite the generated documentation in docs/."""
    folder = Path(current_app.root_path).parent / "docs"
    stale = []
    for name, text in generated(current_app, folder):
        path = folder / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if not check:
                path.write_text(text)
    if check and stale:
        fail(f"Out of date: {', '.join(stale)}. Run `make docs`.")


def generated(app: Flask, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every generated file."""
    yield "commands.md", _commands(app)
    yield "workflows.md", _workflows()
    yield "routes.txt", _routes(app)
    yield "permissions.md", _permissions(folder / "permissions.csv")


def _commands(app: Flask) -> str:
    parts = ["# Commands\n", MADE, "Run them in the project's folder as `flask --app wsgi ...`.\n"]
    for name, command in sorted(_flat(app.cli)):
        if not (command.callback and command.callback.__module__.startswith("app.")):
            continue
        usage = command.get_usage(click.Context(command, info_name=f"flask {name}"))
        parts.append(f"## flask {name}\n\n`{usage.removeprefix('Usage: ')}`\n\n{command.help}\n")
        options = [p for p in command.params if isinstance(p, click.Option)]
        parts += [f"- `{', '.join(o.opts)}`: {o.help}" for o in options]
        if options:
            parts.append("")
    return "\n".join(parts)


def _flat(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _flat(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def _workflows() -> str:
    parts = ["# Workflows\n", MADE]
    for flow in features.flows():
        parts.append(f"## {flow.subject}\n\n```mermaid\n{flow.diagram()}\n```\n")
        parts.append(
            "| move | from | to | by | refused where | reason |\n|---|---|---|---|---|---|"
        )
        for move in flow:
            sources = ", ".join(state.value for state in move.source)
            guards = "; ".join(guard.__name__.replace("_", " ") for guard in move.unless)
            reason = "yes" if move.wants_note else ""
            parts.append(
                f"| {move.name} | {sources} | {move.target.value} "
                f"| {move.by} | {guards} | {reason} |"
            )
        parts.append("")
    return "\n".join(parts)


def _routes(app: Flask) -> str:
    lines = {
        f"{rule.rule}  {','.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}  {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        if rule.methods is not None
    }
    return "\n".join(sorted(lines)) + "\n"


def _permissions(matrix: Path) -> str:
    with matrix.open(newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [name for name in rows[0] if name not in {"endpoint", "method", "subject"}]
    parts = [
        "# Who may do what\n",
        MADE,
        "Each cell is the answer to a real request: 200 a page, 303 done or led on, 403 seen but "
        "not allowed, 404 as if it did not exist, 409 and 422 allowed, but not now or not with an "
        "empty form. The reviewed source is permissions.csv; a test compares it with the "
        "application in both directions.\n",
        f"| page | method | of | {' | '.join(kinds)} |",
        f"|---|---|---|{'---|' * len(kinds)}",
    ]
    for row in rows:
        cells = " | ".join(row[kind] for kind in kinds)
        parts.append(f"| {row['endpoint']} | {row['method']} | {row['subject']} | {cells} |")
    return "\n".join(parts) + "\n"
