"""The storage of files, on a folder and on a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from app.core.storage import Storage, new_key, open_storage


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", endpoint)
        environment.setenv("AWS_ACCESS_KEY_ID", "example")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "example")
        environment.setenv("AWS_REGION", "eu-central-1")
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="files-of-kontor")
        yield "s3://files-of-kontor/kept/here"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return open_storage(f"file://{tmp_path}/files")
    return open_storage(request.getfixturevalue("bucket"))


def test_a_file_comes_back_as_it_was_stored(storage: Storage) -> None:
    key, content = new_key(), bytes(range(256)) * 4096

    storage.put(key, content)

    assert storage.get(key) == content


def test_an_empty_bucket_or_folder_lists_nothing_and_a_full_one_everything(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path}/files")
    keys = {new_key() for _ in range(5)}
    assert list(storage.list()) == []

    for key in keys:
        storage.put(key, key.encode())

    assert {found.key for found in storage.list()} == keys
    assert {found.size for found in storage.list()} == {32}


def test_a_listed_file_says_when_it_was_written(storage: Storage) -> None:
    key = new_key()
    storage.put(key, b"x")

    (found,) = [found for found in storage.list() if found.key == key]

    assert abs(datetime.now(UTC) - found.written_at) < timedelta(minutes=5)


def test_a_deleted_file_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    key = new_key()
    storage.put(key, b"x")

    storage.delete(key)
    storage.delete(key)

    assert key not in {found.key for found in storage.list()}
    with pytest.raises(FileNotFoundError):
        storage.get(key)


def test_a_file_is_never_written_over(storage: Storage) -> None:
    key = new_key()
    storage.put(key, b"first")

    with pytest.raises(FileExistsError):
        storage.put(key, b"second")

    assert storage.get(key) == b"first"


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "contract.pdf", "AB" * 16, "ab" * 15, "ab" * 16 + "\n", "/ab"]
)
def test_any_other_key_is_refused(storage: Storage, key: str) -> None:
    for attempt in (storage.get, storage.delete, lambda key: storage.put(key, b"x")):
        with pytest.raises(ValueError, match="32 hex digits"):
            attempt(key)


def test_files_are_spread_over_folders_by_their_first_two_digits(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path}/files")

    storage.put("ab" + "0" * 30, b"x")

    assert (tmp_path / "files" / "ab" / ("ab" + "0" * 30)).read_bytes() == b"x"
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


def test_strange_files_in_the_folder_are_not_listed(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path}/files")
    (tmp_path / "files" / "ab").mkdir()
    (tmp_path / "files" / "README").write_text("x")
    (tmp_path / "files" / "ab" / ("cd" + "0" * 30)).write_text("x")

    assert list(storage.list()) == []


def test_a_storage_that_works_passes_its_check_and_leaves_nothing(storage: Storage) -> None:
    before = set(storage.list())

    storage.check()

    assert set(storage.list()) == before


def test_a_storage_that_does_not_work_says_so_in_one_sentence(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path}/files")
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("a file where the folder was")

    with pytest.raises(OSError, match=r"^The storage of files does not work: ") as refusal:
        storage.check()

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("url", ["", "files", "http://x/y", "s3:///prefix"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="file:///folder or s3://bucket/prefix"):
        open_storage(url)
