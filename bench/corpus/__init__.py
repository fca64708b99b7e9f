"""Invented organisations and searches of any number, made of real texts: for measuring at scale.

The texts are objectives and titles of research projects, the names those of their participants
(bench/data: CORDIS, European Union; CC BY 4.0). What is put together of them is true of nobody.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core import fulltext
from app.core.db import db
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, Kind, PartnerRole, ProfileState
from app.directory.models import Accreditation, Organisation
from app.programmes.models import Programme
from app.programmes.vocabularies import iaf_sectors, partner_types
from app.searches.models import PartnerSearch, SearchState, Slot
from app.vocabularies.queries import terms

DATA = Path(__file__).parents[1] / "data"
FILES = ("horizon-europe-train.jsonl.gz", "fp7.jsonl.gz")
CHUNK = 2000
STANDARDS = ("ISO 9001", "ISO 14001", "ISO 22000", "ISO 45001", "ISO/IEC 27001", "EMAS")
LANGUAGES = ("en", "de", "pl", "sv", "lt", "et", "ru")
UNITS = ("Institute", "Department", "Centre", "Laboratory", "Agency", "Faculty", "Branch", "Group")


@dataclass(frozen=True)
class Texts:
    """What everything is made of."""

    names: list[tuple[str, str, str, str]]
    """Name, country, region, city."""
    titles: list[str]
    sentences: list[str]


@cache
def texts() -> Texts:
    """Read the real texts."""
    names: set[tuple[str, str, str, str]] = set()
    titles, sentences = [], []
    for name in FILES:
        with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
            for line in file:
                project = json.loads(line)
                titles.append(project["title"])
                sentences += re.split(r"(?<=[.!?])\s+", project["objective"])
                for one in project["participants"]:
                    country = {"UK": "GB", "EL": "GR"}.get(one["country"], one["country"])
                    if re.fullmatch("[A-Z]{2}", country or ""):
                        region = one.get("nuts3") or ""
                        names.add((one["name"], country, region, one.get("city") or ""))
    return Texts(sorted(names), titles, [one for one in sentences if len(one) > 30])


def fill(organisations: int, searches: int) -> None:
    """Load so many of each, the same ones every time."""
    dice = random.Random(7)
    for facts in _chunks(_organisations(dice, organisations)):
        db.session.execute(sa.insert(Organisation), [one for one, _, _ in facts])
        held = [attested for _, _, attested in facts if attested]
        if held:
            db.session.execute(sa.insert(Accreditation), held)
        fulltext.index_many("organisation", ((one["id"], parts, "en") for one, parts, _ in facts))
        db.session.commit()
    programmes = db.session.scalars(sa.select(Programme.id).order_by(Programme.id)).all()
    for found in _chunks(_searches(dice, searches, list(programmes))):
        db.session.execute(sa.insert(PartnerSearch), [one for one, _, _ in found])
        db.session.execute(sa.insert(Slot), [slot for _, _, slots in found for slot in slots])
        fulltext.index_many("search", ((one["id"], parts, "en") for one, parts, _ in found))
        db.session.commit()


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _organisations(dice: random.Random, number: int) -> Iterator[tuple[Any, Any, Any]]:
    real = texts()
    themes = [word.code for word in terms("themes")]
    nace = [word.code for word in terms("nace") if len(word.code) == 5]
    today = localdate()
    for n in range(1, number + 1):
        name, country, region, city = dice.choice(real.names)
        if n > len(real.names):
            name = f"{name}, {dice.choice(UNITS)} of {dice.choice(real.titles)[:40]}"
        attested = dice.random() < 0.15
        expertise = [dice.choice(real.titles)[:60] for _ in range(2)]
        description = " ".join(dice.choices(real.sentences, k=2))
        one = {
            "id": n,
            "slug": f"organisation-{n}",
            "name": name,
            "kind": dice.choice(list(Kind)),
            "partner_type": dice.choice(list(partner_types())),
            "country": country,
            "region_code": region if len(region) > 2 else "",
            "city": city,
            "nace": dice.sample(nace, k=dice.randint(0, 2)),
            "languages": sorted({"en", dice.choice(LANGUAGES)}),
            "themes": dice.sample(themes, k=dice.randint(0, 2)),
            "expertise": expertise,
            "description": description,
            "state": ProfileState.VERIFIED,
            "is_listed": dice.random() < 0.97,
            "verified_at": now(),
            "confirmed_on": today - timedelta(days=dice.randint(0, 400)),
        }
        held = {
            "organisation_id": n,
            "standard": "ISO/IEC 17021-1",
            "schemes": dice.sample(STANDARDS, k=2),
            "iaf_sectors": dice.sample(sorted(iaf_sectors()), k=3),
            "certificate_number": str(n),
            "accreditation_body": "Invented",
            "valid_from": today - timedelta(days=500),
            "valid_until": today + timedelta(days=dice.randint(-100, 900)),
            "state": AccreditationState.VERIFIED,
            "verified_at": now(),
        }
        parts = {"A": name, "B": "\n".join(expertise), "C": city, "D": description}
        yield one, parts, held if attested else None


def _searches(dice: random.Random, number: int, programmes: list[int]) -> Iterator[Any]:
    real = texts()
    themes = [word.code for word in terms("themes")]
    states = [SearchState.OPEN] * 7 + [
        SearchState.AGREED,
        SearchState.UNSUCCESSFUL,
        SearchState.DRAFT,
    ]
    countries = ["LT", "LV", "EE", "PL", "SE", "FI", "DE", "DK", "NO", "RU", "EU", "CANDIDATE"]
    for n in range(1, number + 1):
        summary, description = (
            dice.choice(real.sentences),
            " ".join(dice.choices(real.sentences, k=3)),
        )
        one = {
            "id": n,
            "reference": f"PS-2026-{n:06}",
            "title": dice.choice(real.titles)[:250],
            "summary": summary,
            "description": description,
            "language": "en",
            "programme_id": dice.choice(programmes),
            "state": dice.choice(states),
            "published_at": now() - timedelta(days=dice.randint(0, 300)),
            "deadline_at": now() + timedelta(minutes=dice.randint(-60_000, 300_000)),
            "estimated_budget": dice.randint(50, 900) * 1000,
        }
        slots = [
            {
                "search_id": n,
                "number": number,
                "title": f"Partner for {dice.choice(real.titles)[:80]}",
                "role": dice.choice(list(PartnerRole)),
                "seats": dice.randint(1, 3),
                "countries": dice.sample(countries, k=2),
                "partner_types": [dice.choice(list(partner_types()))],
                "standards": [dice.choice(STANDARDS)] if dice.random() < 0.3 else [],
                "iaf_sectors": dice.sample(sorted(iaf_sectors()), k=1),
                "themes": dice.sample(themes, k=1),
            }
            for number in (1, 2)
        ]
        sought = "\n".join(slot["title"] for slot in slots)
        yield one, {"A": one["title"], "B": sought, "C": summary, "D": description}, slots
