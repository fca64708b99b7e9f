"""The commands of matching: `flask match` and `flask evaluate-matching`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

FILE = click.Path(path_type=Path)


@click.command("match")
@click.argument("reference")
@click.option("--slot", "number", type=click.IntRange(1), help="The number of one slot.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
def match(reference: str, number: int | None, limit: int) -> None:
    """Rank organisations for the slots of a search and print them with the reasons as JSON."""
    from app.matching.queries import slots_of
    from app.matching.sheet import as_data

    slots = slots_of(reference)
    if not slots:
        _fail(f"There is no search {reference} with slots.")
    chosen = [slot for slot in slots if number in {None, slot.number}]
    if not chosen:
        _fail(f"{reference} has no slot {number}.")
    click.echo(json.dumps(as_data(chosen, limit), ensure_ascii=False, indent=2))


@click.command("evaluate-matching")
@click.option("--train", "train", type=FILE, multiple=True, required=True, help="Learn from it.")
@click.option("--test", "test", type=FILE, multiple=True, required=True, help="Ask about it.")
def evaluate_matching(train: tuple[Path, ...], test: tuple[Path, ...]) -> None:
    """Rank partners of later consortia by earlier ones and print how well; touches no database."""
    from app.matching.consortia import UnreadableConsortia, read_consortia
    from app.matching.evaluation import evaluate

    try:
        learned, asked = read_consortia(train), read_consortia(test)
    except UnreadableConsortia as error:
        _fail(str(error))
    click.echo(json.dumps(evaluate(learned, asked), indent=2))


COMMANDS = (match, evaluate_matching)


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(1)
