"""Translations: find every text, keep the catalogues complete, compile them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).resolve().parent
TRANSLATIONS = APP / "translations"
COMPLETE = ("ru",)
"""Languages that must be complete at all times, besides English, which the texts are written in."""

KEYWORDS: dict[str, Any] = {
    "_": None,
    "lazy": None,
    "gettext": None,
    "ngettext": (1, 2),
    "remark": None,
    "quote": None,
    "UnreadableForm": None,
}
METHODS: list[tuple[str, str]] = [
    ("**/templates/**.txt", "jinja2"),
    ("**/templates/**.html", "jinja2"),
    ("**.py", "python"),
]
OPTIONS = {"**/templates/**": {"trimmed": "true", "silent": "false"}}


def compile_stale() -> None:
    """Compile each catalogue whose compiled form is missing or older: at every start."""
    for po in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        compiled = BytesIO()
        write_mo(compiled, _read(po))
        fresh = mo.with_suffix(f".{id(compiled)}")
        fresh.write_bytes(compiled.getvalue())
        fresh.replace(mo)


def found() -> Catalog:
    """Extract every translatable text of the application."""
    catalogue = Catalog(project="Kontor", charset="utf-8")
    options = {pattern: OPTIONS["**/templates/**"] for pattern, _ in METHODS[:2]}
    for file, line, message, comments, context in extract_from_dir(
        APP, METHODS, options, KEYWORDS, comment_tags=("Translators:",)
    ):
        catalogue.add(
            message, None, [(f"app/{file}", line)], auto_comments=comments, context=context
        )
    return catalogue


def update() -> None:
    """Bring every catalogue up to date: new texts are empty, old ones are dropped."""
    template = found()
    for language in COMPLETE:
        po = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
        catalogue = _read(po) if po.exists() else Catalog(locale=language, charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po.parent.mkdir(parents=True, exist_ok=True)
        with po.open("wb") as file:
            write_po(file, catalogue, sort_output=True, include_lineno=False, width=100)


def missing() -> Iterator[str]:
    """Yield a line for each text that a complete language lacks, and for each it has in vain."""
    template = found()
    texts = {(message.context, message.id) for message in template if message.id}
    for language in COMPLETE:
        catalogue = _read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")
        known = {(message.context, message.id): message for message in catalogue if message.id}
        for key in sorted(texts, key=str):
            message = known.get(key)
            strings = _strings(message)
            if not strings or not all(strings) or (message and message.fuzzy):
                yield f"{language}: not translated: {key[1]!r}"
        for key in sorted(set(known) - texts, key=str):
            yield f"{language}: no longer used: {key[1]!r}"
        for message in known.values():
            for error in message.check():
                yield f"{language}: {error}: {message.id!r}"


def _strings(message: Message | None) -> list[str]:
    """List the translations of a text: one, or one for each plural form."""
    string = None if message is None else message.string
    return [string] if isinstance(string, str) else list(string or ())


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parents[1].name)


@click.command()
@click.option("--check", is_flag=True, help="Only say what is missing.")
def translations(check: bool) -> None:
    """Bring the catalogues up to date with the texts, and say what is not translated."""
    if not check:
        update()
    problems = list(missing())
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
