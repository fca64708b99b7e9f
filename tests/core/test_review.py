"""What a second look at the kernel found: requests that no page sends, and what they did."""

from __future__ import annotations

import io
import stat
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.core import archive, documents, submissions
from app.core.actors import Actor
from app.core.db import db
from app.core.documents_field import DocumentField
from app.core.forms import Form
from app.core.inspection import FileRefused, inspect_file
from app.directory.choices import Role
from app.searches.models import SearchState
from tests.making import Make
from tests.visitor import Visitor

MEGABYTE = 1024 * 1024


def token(app: Flask) -> str:
    with app.test_request_context():
        return submissions.form_token()


def test_methods_that_nothing_takes_are_refused_as_such(client: FlaskClient) -> None:
    answers = [client.open("/searches", method=method) for method in ("PUT", "DELETE", "TRACE")]

    assert [answer.status_code for answer in answers] == [405, 405, 405]
    assert client.post("/nowhere").status_code == 404


def test_two_files_in_one_field_are_taken_apart(app: Flask, client: FlaskClient) -> None:
    files = [(io.BytesIO(b"1"), "a.txt"), (io.BytesIO(b"2"), "b.txt")]
    sent = {"csrf_token": token(app), "file": files}

    answer = client.post("/sign-in", data=sent, content_type="multipart/form-data")

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["Referer", "Origin"])
def test_address_in_a_header_that_cannot_be_read_is_no_failure(
    client: FlaskClient, name: str
) -> None:
    answer = client.post("/sign-in", data={}, headers={name: "http://["})

    assert answer.status_code == {"Referer": 409, "Origin": 403}[name]


def test_character_that_no_text_holds_is_a_bad_request(app: Flask, client: FlaskClient) -> None:
    sent = {"csrf_token": token(app), "name": "A\0B", "email": "a@example.org", "password": "x"}

    assert client.get("/searches/%00").status_code == 400
    assert client.post("/register", data=sent).status_code == 400


@pytest.mark.parametrize("path", ["/searches.json", "/organisations.json", "/organisations"])
def test_parameters_named_like_our_own_are_not_repeated(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?endpoint=x&_scheme=x&_external=1")

    assert answer.status_code in {200, 400}
    assert "http://localhost/organisations.json" not in answer.text


def test_move_from_a_page_that_shows_an_older_version_is_a_conflict(
    app: Flask, make: Make, visitor: type[Visitor]
) -> None:
    make.agency()
    search = make.search(state=SearchState.OPEN)
    officer = visitor(make.staff(Role.OFFICER)).open(f"/searches/{search.reference}")
    search.title = "Another title"
    db.session.commit()

    officer.press("Pause", note="Wait.")

    assert officer.status == 409
    assert db.session.get_one(type(search), search.id).state == SearchState.OPEN


def test_picture_of_nothing_but_fill_bytes_is_refused_at_once() -> None:
    content = b"\xff\xd8\xff" + b"\xff" * (10 * MEGABYTE - 3)
    started = time.perf_counter()

    with pytest.raises(FileRefused):
        inspect_file("scan.jpg", content, 10 * MEGABYTE)

    assert time.perf_counter() - started < 0.5


def test_kept_file_is_not_taken_where_its_kind_is_not(app: Flask) -> None:
    class PictureForm(Form):
        scan = DocumentField("Scan", accept=("png",))

    stashed = documents.stash(_upload(), Actor.ANONYMOUS)
    with app.test_request_context(method="POST"):
        app.preprocess_request()
        form = PictureForm(formdata=MultiDict({"scan-kept": stashed.token}))

    assert form.scan.stashed is None


def _upload() -> documents.FileStorage:
    return documents.FileStorage(io.BytesIO(b"some text"), "notes.txt")


def test_archive_is_never_readable_for_others(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    write_files = archive._write_files

    def note(archive_: archive.zipfile.ZipFile) -> object:
        modes.append(stat.S_IMODE(Path(str(archive_.filename)).stat().st_mode))
        return write_files(archive_)

    monkeypatch.setattr(archive, "_write_files", note)
    archive.write(tmp_path / "backup.zip")

    assert modes == [0o600]
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600


def test_nobody_writes_while_an_archive_is_restored(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write(tmp_path / "backup.zip")
    held: list[bool] = []
    restore_rows = archive._restore_rows

    def note(zipped: archive.zipfile.ZipFile, table: sa.Table, names: list[str]) -> None:
        held.append(_is_locked(table.name))
        restore_rows(zipped, table, names)

    monkeypatch.setattr(archive, "_restore_rows", note)
    archive.restore(tmp_path / "backup.zip")

    assert all(held)


def _is_locked(table: str) -> bool:
    if db.engine.dialect.name == "sqlite":
        return True
    locks = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = "
    return bool(db.session.scalar(sa.text(f"{locks}'\"{table}\"'::regclass")))
