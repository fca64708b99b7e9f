"""A visitor over real HTTP: the same hands as `tests.visitor`, another wire."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from email.message import Message
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.visitor import Visitor


@dataclass
class Place:
    """Where a request ended after redirects."""

    path: str
    full_path: str


@dataclass
class Answer:
    """What came over the wire, in the words of Flask's test client."""

    status_code: int
    content: bytes
    headers: Message
    request: Place

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def mimetype(self) -> str:
        return self.headers.get_content_type()


class Wire:
    """Sends requests as a browser would: cookies kept, redirects followed."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def open(
        self,
        path: str,
        *,
        method: str = "GET",
        data: MultiDict[str, Any] | None = None,
        query_string: MultiDict[str, Any] | None = None,
        content_type: str = "",
        follow_redirects: bool = True,
    ) -> Answer:
        assert follow_redirects
        if query_string:
            path += "?" + urllib.parse.urlencode(list(query_string.items(multi=True)))
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), method=method)
        if method == "POST":
            fields = list((data or MultiDict()).items(multi=True))
            request.data, kind = _body(fields, content_type)
            request.add_header("Content-Type", kind)
            request.add_header("Origin", self.url)
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            parts = urllib.parse.urlsplit(answer.url)
            place = Place(parts.path, f"{parts.path}?{parts.query}")
            return Answer(answer.status, answer.read(), answer.headers, place)


class WireVisitor(Visitor):
    """A visitor of a running server."""

    def __init__(self, url: str) -> None:
        self.client = Wire(url)  # type: ignore[assignment]
        self.path = "/"


def _body(fields: list[tuple[str, Any]], content_type: str) -> tuple[bytes, str]:
    if content_type != "multipart/form-data":
        return urllib.parse.urlencode(fields).encode(), content_type
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields:
        if isinstance(value, tuple):
            stream, filename = value
            head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
            head += "\r\nContent-Type: application/octet-stream"
            content = stream.read()
        else:
            head = f'Content-Disposition: form-data; name="{name}"'
            content = str(value).encode()
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"
