"""Stored files and the form field that keeps them while a form is corrected."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, g
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import StringField
from wtforms.validators import InputRequired

from app.core import documents
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import Document
from app.core.documents_field import DocumentField
from app.core.errors import Conflict
from app.core.forms import Form
from app.core.inspection import FileRefused

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n"
ANNA = Actor(id=7, name="Anna")
BERT = Actor(id=8, name="Bert")


def upload(name: str = "contract.pdf", content: bytes = PDF) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def stored_keys() -> set[str]:
    return {found.key for found in documents.storage().list()}


def test_an_upload_is_stored_with_its_facts(app: Flask) -> None:
    document = documents.store(upload("Договор.pdf"), "agreement_scan", ANNA)
    db.session.commit()

    db.session.expunge_all()
    found = db.session.scalars(sa.select(Document)).one()
    assert (found.name, found.kind, found.media_type) == (
        "Договор.pdf",
        "agreement_scan",
        "application/pdf",
    )
    assert (found.size, found.uploaded_by, found.uid) == (len(PDF), 7, document.uid)
    assert found.uploaded_at.tzinfo is UTC
    assert documents.content(found) == PDF
    assert "contract" not in found.key


def test_a_refused_upload_leaves_nothing(app: Flask) -> None:
    with pytest.raises(FileRefused):
        documents.store(upload("contract.exe"), "agreement_scan", ANNA)

    assert stored_keys() == set()
    assert list(db.session.new) == []


def test_a_file_over_the_limit_is_not_read_to_its_end(app: Flask) -> None:
    limit = app.config["MAX_FILE_SIZE"]
    stream = io.BytesIO(PDF.ljust(limit + 1000))

    with pytest.raises(FileRefused):
        documents.stash(FileStorage(stream, filename="contract.pdf"), ANNA)

    assert stream.tell() == limit + 1


def test_a_file_made_here_is_kept_like_an_upload(app: Flask) -> None:
    document = documents.keep("agreement.pdf", PDF, "agreement", Actor.SYSTEM)
    db.session.commit()

    assert documents.content(document) == PDF
    assert document.uploaded_by is None


def test_a_rolled_back_upload_leaves_a_file_for_the_sweep(app: Flask) -> None:
    documents.store(upload(), "agreement_scan", ANNA)
    db.session.flush()
    db.session.rollback()

    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 0
    assert len(stored_keys()) == 1


def test_the_sweep_takes_old_orphans_and_nothing_else(app: Flask) -> None:
    kept = documents.store(upload(), "agreement_scan", ANNA)
    db.session.commit()
    documents.stash(upload(), ANNA)

    assert documents.sweep_orphans() == 0
    assert len(stored_keys()) == 2

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert documents.sweep_orphans() == 1
        assert documents.sweep_orphans() == 0
    assert stored_keys() == {kept.key}


def test_the_sweep_works_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "BATCH", 2)
    kept = [documents.store(upload(), "agreement_scan", ANNA) for _ in range(3)]
    db.session.commit()
    for _ in range(4):
        documents.stash(upload(), ANNA)

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert documents.sweep_orphans() == 4

    assert stored_keys() == {document.key for document in kept}


def test_the_sweep_never_takes_what_can_still_be_claimed(app: Flask) -> None:
    with pytest.raises(ValueError, match="12 hours"):
        documents.sweep_orphans(timedelta(hours=11))


def test_a_stash_travels_as_a_token_and_is_claimed_once(app: Flask) -> None:
    token = documents.stash(upload("scan (1).pdf"), ANNA).token

    stashed = documents.open_stash(token, ANNA)
    assert stashed is not None
    assert (stashed.name, stashed.size) == ("scan (1).pdf", len(PDF))
    document = documents.claim(stashed, "agreement_scan")
    db.session.commit()
    assert documents.content(document) == PDF
    with pytest.raises(Conflict, match=r"scan \(1\).pdf has been sent before"):
        documents.claim(stashed, "agreement_scan")


def test_a_token_opens_for_nobody_else(app: Flask) -> None:
    token = documents.stash(upload(), ANNA).token

    assert documents.open_stash(token, BERT) is None
    assert documents.open_stash(token, Actor.ANONYMOUS) is None
    assert documents.open_stash(token, ANNA) is not None


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: "a.b.c"]
)
def test_a_spoilt_token_opens_nothing(app: Flask, spoil) -> None:
    assert documents.open_stash(spoil(documents.stash(upload(), ANNA).token), ANNA) is None


def test_a_token_grows_old(app: Flask) -> None:
    token = documents.stash(upload(), ANNA).token

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=11, minutes=59)):
        assert documents.open_stash(token, ANNA) is not None
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=12, minutes=1)):
        assert documents.open_stash(token, ANNA) is None


def test_a_token_survives_a_change_of_the_secret_key(app: Flask) -> None:
    token = documents.stash(upload(), ANNA).token
    before = {name: app.config[name] for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS")}
    try:
        app.config.update(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=[before["SECRET_KEY"]])
        assert documents.open_stash(token, ANNA) is not None
        app.config.update(SECRET_KEY_FALLBACKS=[])
        assert documents.open_stash(token, ANNA) is None
    finally:
        app.config.update(before)


def test_a_document_is_only_ever_an_attachment(app: Flask) -> None:
    document = documents.store(upload('Договор "о партнёрстве"; 1.pdf'), "agreement_scan", ANNA)
    db.session.commit()

    with app.test_request_context():
        response = documents.send(document)
        response.direct_passthrough = False
        assert response.get_data() == PDF

    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == document.name
    assert disposition.isascii()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(PDF))
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_a_file_that_was_changed_behind_our_back_is_not_sent(app: Flask) -> None:
    document = documents.store(upload(), "agreement_scan", ANNA)
    documents.storage().delete(document.key)
    documents.storage().put(document.key, PDF + b" ")

    with app.test_request_context(), pytest.raises(RuntimeError, match="has been changed"):
        documents.send(document)


@pytest.mark.parametrize(
    ("size", "written"),
    [(1, "1 kB"), (120_400, "120 kB"), (999_999, "1000 kB"), (3_449_000, "3.4 MB")],
)
def test_a_size_is_written_for_people(app: Flask, size: int, written: str) -> None:
    assert documents.file_size(size) == written


class ScanForm(Form):
    title = StringField("Title", [InputRequired("Please fill this in.")])
    scan = DocumentField("Scan", [InputRequired("Please fill this in.")], accept=("pdf", "png"))


@pytest.fixture
def send_form(app: Flask) -> Iterator:
    """Send the form as a browser would and return it, validated."""

    def send(**data: object) -> ScanForm:
        context = app.test_request_context(
            method="POST", data=MultiDict(data), content_type="multipart/form-data"
        )
        with context:
            g.actor = ANNA
            form = ScanForm()
            form.ok = form.accepted()
            form.html = form.scan()
            return form

    return send


def test_a_file_is_stashed_when_the_form_is_valid(send_form) -> None:
    form = send_form(title="x", scan=upload())

    assert form.ok
    document = documents.claim(form.values["scan"], "agreement_scan")
    db.session.commit()
    assert documents.content(document) == PDF


def test_a_file_is_kept_when_another_field_fails(send_form) -> None:
    first = send_form(scan=upload("contract.pdf", PDF.ljust(120_000)))

    assert not first.ok
    assert first.errors == {"title": ["Please fill this in."]}
    assert first.scan.stashed.name == "contract.pdf"
    assert "Kept: contract.pdf (120 kB)" in first.html
    (token,) = re.findall('type="checkbox" name="scan-kept" value="([^"]+)" checked', first.html)
    assert " required" not in first.html

    second = send_form(title="x", **{"scan-kept": token})

    assert second.ok
    assert second.values["scan"] == first.scan.stashed
    assert len(stored_keys()) == 1


def test_a_new_file_goes_before_the_kept_one(send_form) -> None:
    kept = send_form(scan=upload("old.pdf")).scan.stashed

    form = send_form(title="x", scan=upload("new.pdf"), **{"scan-kept": kept.token})

    assert form.values["scan"].name == "new.pdf"


def test_a_refused_file_is_an_error_of_its_field_and_the_kept_one_stays(send_form) -> None:
    kept = send_form(scan=upload("old.pdf")).scan.stashed

    form = send_form(title="x", scan=upload("new.docx"), **{"scan-kept": kept.token})

    assert form.errors == {
        "scan": ["The file new.docx is of a kind that is not taken here. Send one of: PDF, PNG."]
    }
    assert form.scan.stashed == kept


@pytest.mark.parametrize("data", [{}, {"scan": ""}, {"scan-kept": "forged"}])
def test_a_required_file_that_is_missing_is_asked_for(send_form, data: dict[str, str]) -> None:
    nothing_chosen = FileStorage(io.BytesIO(), filename="", name="scan")

    form = send_form(title="x", **({"scan": nothing_chosen} | data))

    assert form.errors == {"scan": ["Please fill this in."]}
    assert "Kept" not in form.html
    assert 'accept=".pdf,.png"' in form.html


def test_the_kept_file_of_another_person_is_not_taken(send_form) -> None:
    foreign = documents.stash(upload(), BERT).token

    form = send_form(title="x", **{"scan-kept": foreign})

    assert form.errors == {"scan": ["Please fill this in."]}


def test_a_kept_name_is_escaped(send_form) -> None:
    form = send_form(scan=upload("<b>x.pdf"))

    assert "<b>" not in form.html
    assert "&lt;b&gt;x.pdf" in form.html
