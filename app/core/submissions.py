"""Every form is ours, is fresh and counts once.

One hidden field does three things. It is signed and bound to the sign-in, so that no other site can
make it (CSRF); it carries its time, so that it grows old; and it is different each time a form is
shown, so that a form sent twice leads to the result that already exists. It needs no cookie:
visitors have none. The origin of the request is checked besides.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from operator import itemgetter
from typing import Any
from urllib.parse import SplitResult, urlsplit

import sqlalchemy as sa
from flask import Request, current_app, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Mapped, mapped_column

from app.core import merging
from app.core.db import SAFE, Model, db
from app.core.times import now

FIELD = "csrf_token"
UNREAD = frozenset({merging.FIELD, "digest", "id", "uid"})
LIFETIME = 12 * 60 * 60


class Submission(Model):
    """A form that was accepted: what was sent, and where it led."""

    __tablename__ = "submission"

    nonce: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    location: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


def form_token() -> str:
    """Make the hidden field's value for a form that is being shown."""
    return _serializer().dumps([secrets.token_urlsafe(12), _binding()])


def nonce_of(sent: Request) -> str | None:
    """Return the nonce of a token that is ours, fresh and made for this sign-in, else None."""
    try:
        nonce, binding = _serializer().loads(sent.form.get(FIELD, ""), max_age=LIFETIME)
    except (BadSignature, ValueError, TypeError):
        return None
    return nonce if secrets.compare_digest(str(binding), _binding()) else None


def comes_from_elsewhere(sent: Request) -> bool:
    """Whether the browser says that another site sent this. Who says nothing is no browser."""
    if sent.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = sent.headers.get("Origin")
    if origin is None:
        return False
    return parts_of(origin).netloc != sent.host


def parts_of(address: str | None) -> SplitResult:
    """Take apart an address that somebody sent; one that cannot be read has no parts."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def holds_what_no_text_holds(sent: Request) -> bool:
    """Whether the path or a field has the character NUL, which PostgreSQL does not store."""
    return any("\0" in text for _, text in (("", sent.path), *sent.form.items(multi=True)))


def earlier(nonce: str) -> Submission | None:
    """Find what the same form has led to before."""
    return db.session.scalar(sa.select(Submission).where(Submission.nonce == nonce))


def twin(refused: Request) -> Submission | None:
    """Find what the very same form has led to meanwhile: it was sent twice at once.

    Whichever comes second may be refused for what the first has done.
    """
    nonce = nonce_of(refused) if refused.method not in SAFE else None
    before = earlier(nonce) if nonce else None
    return before if before and before.digest == digest_of(refused) else None


def remember(nonce: str, digest: str, location: str) -> None:
    """Note, in the transaction of the form itself, that it was accepted."""
    db.session.add(Submission(nonce=nonce, digest=digest, location=location, at=now()))


def digest_of(sent: Request) -> str:
    """Digest what was sent: all fields but the token, and the contents of the files."""
    digest = hashlib.sha256(sent.path.encode())
    for name, value in sorted(sent.form.items(multi=True)):
        if name != FIELD:
            digest.update(repr((name, value)).encode())
    for name, upload in sorted(sent.files.items(multi=True), key=itemgetter(0)):
        contents = hashlib.file_digest(_rewound(upload.stream), "sha256").hexdigest()
        digest.update(repr((name, upload.filename, contents)).encode())
        _rewound(upload.stream)
    return digest.hexdigest()


def sent() -> list[tuple[str, str]]:
    """List (name, value) of what was sent, without passwords and what the form itself adds."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {FIELD, "version"} and "password" not in name and value
    ]


def typed(form: Any = None) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """List what the user sent, so that nothing is lost, in two parts.

    First (name, label, text) of what people read, by the labels of `form` where it is known; the
    name is empty where the text is not what is sent. Then (name, value) of what is sent unread.
    """
    said = merging.said(form, request.form) if form is not None else {}
    kept, carried = [], []
    for name, value in sent():
        if form is None and name not in UNREAD and not name.endswith("-kept"):
            kept.append((name, name.replace("_", " ").replace("-", " "), value))
            continue
        carried.append((name, value))
        if name in said:
            label, text = said.pop(name)
            kept.append(("", label, text))
    return kept, carried


def _rewound(stream: Any) -> Any:
    stream.seek(0)
    return stream


def _binding() -> str:
    return str(session.get("sign_in", ""))


def _serializer() -> URLSafeTimedSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="form")
