"""Reads past consortia: JSON lines, plain or packed, as the Commission's open data gives them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.matching.evidence import Party, Project

CODES = {"EL": "GR", "UK": "GB"}
"""Where the Commission writes other letters than ISO 3166-1."""


class UnreadableConsortia(ValueError):
    """A file or a line of it cannot be used; the text names both."""


@dataclass(frozen=True)
class Consortium:
    """One line: a project and those who took part in it."""

    project: Project
    parties: dict[str, Party]
    start: str
    """ISO date, or empty where it is not known."""


def read_consortia(paths: Iterable[Path]) -> list[Consortium]:
    """Read all lines of all files, in order; raises UnreadableConsortia at the first bad one."""
    return [consortium for path in paths for consortium in _read(path)]


def parties_of(consortia: Iterable[Consortium]) -> dict[str, Party]:
    """Collect the organisations of consortia, each as the last of them writes it."""
    return {id_: party for one in consortia for id_, party in one.parties.items()}


def _read(path: Path) -> Iterator[Consortium]:
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if _is_packed(path)
            else path.open(encoding="utf-8") as lines
        ):
            for number, line in enumerate(lines, 1):  # noqa: B007 - named in the errors below
                if line.strip():
                    yield _consortium(json.loads(line))
    except OSError as error:
        raise UnreadableConsortia(f"{path} cannot be read: {error.strerror or error}.") from error
    except (EOFError, UnicodeDecodeError) as error:
        raise UnreadableConsortia(f"{path}:{number + 1}: the file is damaged.") from error
    except json.JSONDecodeError as error:
        raise UnreadableConsortia(f"{path}:{number}: this is no JSON: {error.msg}.") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        told = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise UnreadableConsortia(f"{path}:{number}: {told}.") from error


def _is_packed(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _consortium(record: Any) -> Consortium:
    if not isinstance(record, dict):
        raise TypeError("a line has to be one object")
    parties = {str(entry["org"]): _party(entry) for entry in record["participants"]}
    keywords = " ".join(str(word) for word in record.get("keywords") or ())
    lead = record.get("coordinator")
    project = Project(
        id=str(record["id"]),
        headings=(_text(record, "title"), keywords, _text(record, "topic_title")),
        body=_text(record, "objective"),
        lead=str(lead) if lead else None,
        parties=tuple(parties),
    )
    return Consortium(project, parties, _text(record, "start"))


def _party(entry: Any) -> Party:
    names = tuple(str(entry[key]) for key in ("name", "short") if entry.get(key))
    country = str(entry.get("country") or "")
    city = str(entry.get("city") or "")
    return Party(str(entry["org"]), names, CODES.get(country, country), city)


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key) or ""
    if not isinstance(value, str):
        raise TypeError(f"{key} has to be a text")
    return value
