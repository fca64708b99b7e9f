"""An archive holds everything, notices damage, and replaces only after it was checked."""

from __future__ import annotations

import hashlib
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import archive
from app.core.actors import Actor
from app.core.db import Model, db
from app.core.documents import Document, content, keep
from app.core.history import broken_links
from app.directory.models import Organisation
from tests.making import Make

TEXT = b"A certificate.\n"


@pytest.fixture
def written(make: Make, tmp_path: Path) -> Path:
    """An archive of a database with some of everything that is hard: money, moments, files."""
    search = make.search(estimated_budget=Decimal("300000.00"))
    organisation = make.organisation(name="Järve Õigus «Тест»", languages=["et", "ru"])
    make.interest(make.slot(search, number=2))
    keep("certificate.txt", TEXT, "evidence", Actor(id=make.user().id, name="Person"))
    organisation.city = "Tartu"
    db.session.commit()
    path = tmp_path / "backup.zip"
    archive.write(path)
    return path


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [
            tuple(row) for row in db.session.execute(sa.select(table).order_by(table.c.id))
        ]
        for table in Model.metadata.sorted_tables
    }


def test_restore_gives_back_every_row_and_file(written: Path, make: Make) -> None:
    before = everything()
    make.organisation(name="Written after the backup")
    db.session.execute(sa.delete(Document))
    db.session.commit()

    archive.restore(written)

    assert everything() == before
    document = db.session.scalars(sa.select(Document)).one()
    assert content(document) == TEXT
    assert list(broken_links()) == []


def test_restored_database_counts_on(written: Path, make: Make) -> None:
    archive.restore(written)
    db.session.expunge_all()

    assert make.organisation(name="The next", slug="the-next").id > 0


@pytest.mark.parametrize("offset", [0.2, 0.5, 0.8, 0.99])
def test_damaged_archive_is_found_before_anything_is_replaced(written: Path, offset: float) -> None:
    damaged = bytearray(written.read_bytes())
    place = int(len(damaged) * offset)
    damaged[place : place + 40] = bytes(40)
    written.write_bytes(damaged)
    before = everything()

    with pytest.raises(archive.ArchiveError):
        archive.restore(written)

    db.session.rollback()
    assert everything() == before


def test_truncated_archive_is_refused(written: Path) -> None:
    written.write_bytes(written.read_bytes()[:-500])

    with pytest.raises(archive.ArchiveError, match="not a whole archive"):
        archive.check(written)


def test_archive_whose_history_was_rewritten_is_refused(written: Path, tmp_path: Path) -> None:
    organisations = db.session.scalar(sa.select(sa.func.count(Organisation.id)))
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "tables/history.jsonl":
                text = text.replace(b"Tartu", b"Narva")
            if name == "manifest.json":
                continue
            new.writestr(name, text)
        manifest = archive.check(written)
        history = old.read("tables/history.jsonl").replace(b"Tartu", b"Narva")
        manifest["tables"]["history"]["sha256"] = hashlib.sha256(history).hexdigest()
        new.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(archive.ArchiveError, match="history"):
        archive.restore(forged)

    assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == organisations


def test_columns_are_known_by_their_names(written: Path, tmp_path: Path) -> None:
    """A version of the same schema may list the columns of a model in another order."""
    before = everything()
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(other, "w") as new:
        manifest = archive.check(written)
        for name in set(old.namelist()) - {"tables/organisation.jsonl", "manifest.json"}:
            new.writestr(name, old.read(name))
        rows = map(json.loads, old.read("tables/organisation.jsonl").decode().splitlines())
        turned = "".join(json.dumps(row[::-1]) + "\n" for row in rows).encode()
        facts = manifest["tables"]["organisation"]
        facts["columns"].reverse()
        facts["sha256"] = hashlib.sha256(turned).hexdigest()
        new.writestr("tables/organisation.jsonl", turned)
        new.writestr("manifest.json", json.dumps(manifest))

    archive.restore(other)

    assert everything() == before


def test_archive_of_other_columns_is_refused(written: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(other, "w") as new:
        manifest = archive.check(written)
        manifest["tables"]["organisation"]["columns"][0] = "number"
        for name in set(old.namelist()) - {"manifest.json"}:
            new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(archive.ArchiveError, match="columns in organisation"):
        archive.restore(other)
