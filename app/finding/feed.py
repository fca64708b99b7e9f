"""Results as an Atom feed (RFC 4287), in pages that lead to one another (RFC 5005)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.core.cells import clean

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
BEGAN = 2026
"""A year in which the host was ours, as the addresses `tag:` want it (RFC 4151)."""

ET.register_namespace("", ATOM)


@dataclass(frozen=True)
class Entry:
    """One result; `name` never changes, such as `searches/PS-2026-014`."""

    name: str
    title: str
    link: str
    summary: str
    language: str
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """A page of a feed; `links` are whole addresses by their relation, `host` is ours."""

    host: str
    name: str
    title: str
    author: str
    language: str
    links: Mapping[str, str]
    entries: Iterable[Entry]

    def written(self) -> bytes:
        """Write the feed; one without entries is as old as the house."""
        feed = ET.Element(_name("feed"), {f"{{{XML}}}lang": self.language})
        entries = list(self.entries)
        latest = max(
            (entry.updated for entry in entries), default=datetime(BEGAN, 1, 1, tzinfo=UTC)
        )
        _add(feed, "id", self._tag(self.name))
        _add(feed, "title", self.title)
        _add(feed, "updated", _moment(latest))
        _add(ET.SubElement(feed, _name("author")), "name", self.author)
        _add(feed, "generator", "Kontor")
        for relation, address in self.links.items():
            kind = "text/html" if relation == "alternate" else "application/atom+xml"
            ET.SubElement(feed, _name("link"), {"rel": relation, "type": kind, "href": address})
        for entry in entries:
            self._write(feed, entry)
        written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
        return written

    def _write(self, feed: ET.Element, entry: Entry) -> None:
        element = ET.SubElement(feed, _name("entry"), {f"{{{XML}}}lang": entry.language})
        _add(element, "id", self._tag(entry.name))
        _add(element, "title", entry.title)
        _add(element, "published", _moment(entry.published))
        _add(element, "updated", _moment(max(entry.updated, entry.published)))
        link = {"rel": "alternate", "type": "text/html", "href": entry.link}
        ET.SubElement(element, _name("link"), link)
        _add(element, "summary", entry.summary)

    def _tag(self, name: str) -> str:
        return f"tag:{self.host},{BEGAN}:{name}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = clean(text)


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
