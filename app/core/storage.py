"""Where files lie: a folder of this installation or a bucket; keys are chance, never names."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

if TYPE_CHECKING:
    from obstore.store import ClientConfig

KEY = re.compile(r"[0-9a-f]{32}")
TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True)
class StoredFile:
    """What the storage itself knows of a file."""

    key: str
    size: int
    written_at: datetime


class Storage:
    """Files by their keys: 32 hex digits, in folders named by the first two.

    A file is written whole or not at all and never again: a key is used once.
    """

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    def put(self, key: str, content: bytes) -> None:
        """Write a new file; raises FileExistsError where the key is taken."""
        try:
            self._store.put(_path(key), content, mode="create")
        except AlreadyExistsError:
            raise FileExistsError(key) from None

    def get(self, key: str) -> bytes:
        """Read a file; raises FileNotFoundError."""
        return bytes(self._store.get(_path(key)).bytes())

    def delete(self, key: str) -> None:
        """Delete a file; one that is gone already is no error."""
        try:
            self._store.delete(_path(key))
        except FileNotFoundError:
            return

    def list(self) -> Iterator[StoredFile]:
        """List what was stored here; files that others put beside it are left out."""
        for batch in self._store.list():
            for found in batch:
                shard, _, key = found["path"].partition("/")
                if KEY.fullmatch(key) and key.startswith(shard) and len(shard) == 2:
                    yield StoredFile(key, found["size"], found["last_modified"])

    def check(self) -> None:
        """Write, read and delete a file; raises OSError with one sentence where that fails."""
        key, content = new_key(), secrets.token_bytes(16)
        try:
            self.put(key, content)
            returned = self.get(key)
            self.delete(key)
        except (BaseError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise OSError(f"The storage of files does not work: {reason}") from error
        if returned != content:
            raise OSError("The storage of files does not work: it returned other content.")


def new_key() -> str:
    """Make the key for a new file."""
    return secrets.token_hex(16)


def open_storage(url: str) -> Storage:
    """Open what `FILES_URL` names: `file:///folder` or `s3://bucket/prefix`.

    A bucket takes its credentials, region and endpoint from the usual AWS_* variables. A plain
    http endpoint is taken as it is given: some run their own storage on an inner network.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(url.removeprefix("file://"))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Storage(LocalStore(folder))
    if parts.scheme == "s3" and parts.netloc:
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
        prefix = parts.path.strip("/") or None
        options: ClientConfig = {"allow_http": endpoint.startswith("http://"), "timeout": TIMEOUT}
        return Storage(S3Store(parts.netloc, prefix=prefix, client_options=options))
    raise ValueError("files are kept at file:///folder or s3://bucket/prefix.")


def _path(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError("A key is 32 hex digits.")
    return f"{key[:2]}/{key}"
