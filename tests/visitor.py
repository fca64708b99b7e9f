"""A person at the browser: opens pages, fills fields by their labels, presses buttons by their text.

Every page that any test opens is checked: valid HTML, one heading, a title, ids that are unique.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import html5lib
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.accounts import sign_ins
from app.accounts.models import User
from app.core.db import db

QUIET = {"submit", "button", "reset", "image", "file"}
SMALL_TAGS = {"small", "select", "textarea"}
SMALL_CLASSES = {"optional", "vh", "count"}


class Client(FlaskClient):
    """A client whose requests share nothing with the test but the database, as in real life.

    Without this, a request would find the test's own session and the leftovers of the request
    before. What the test has not committed is committed, and entities it holds read anew afterwards
    (their columns; relationships stay as they were loaded).
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not has_app_context():
            return super().open(*args, **kwargs)
        db.session.commit()
        answer = Context().run(super().open, *args, **kwargs)
        for entity in db.session:
            columns = sa.inspect(entity).mapper.column_attrs.keys()
            db.session.expire(entity, columns)
        return answer


class Visitor:
    """`visitor()` is anybody; `visitor(person)` has signed in, with a second factor."""

    answer: TestResponse
    page: BeautifulSoup
    faults: list[Any]

    def __init__(self, app: Flask, person: User | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.path = "/"
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: User, *, second_factor: bool = True) -> Visitor:
        """Be signed in as the person, without walking through the form."""
        token = sign_ins.begin(person, second_factor=second_factor)
        db.session.commit()
        with self.client.session_transaction() as session:
            session.update({"sign_in": token, "_user_id": person.fs_uniquifier, "_fresh": True})
        return self

    def open(self, path: str, **request: Any) -> Visitor:
        """Go to an address, following redirects; `request` is what the test client takes."""
        self.answer = self.client.open(path, **{"follow_redirects": True} | request)
        self.path = self.answer.request.path
        reading = _Reading(store_line_numbers=False)
        self.page = BeautifulSoup(self.answer.text if self.is_html else "", builder=reading)
        self.faults = reading.faults
        assert self.status < 500, f"{path} answered {self.status}"
        if self.is_html:
            self.check()
        return self

    def click(self, text: str, within: str = "") -> Visitor:
        """Follow the link with this text; of several, the one nearest to the text `within`."""
        link = self._one("a", text, within)
        return self.open(urljoin(self.here, str(link["href"])))

    def press(
        self, text: str, fields: dict[str, Any] | None = None, /, *, within: str = "", **more: Any
    ) -> Visitor:
        """Fill in fields and press the button with this text.

        Fields are named by their label, legend or name: `press("Save", {"Your name": "A"})`, or with
        _ for each space: `press("Save", Your_name="A")`. Values: text; True or False for a box; the
        label of an option, or a list of such; (file name, bytes) or a Path for a file.
        """
        button = self._one("button", text, within)
        form = button.find_parent("form")
        assert form is not None, f"the button {text!r} is in no form"
        wanted = (fields or {}) | {label.replace("_", " "): value for label, value in more.items()}
        data = MultiDict(_sent_untouched(form))
        for label, value in wanted.items():
            _fill(form, label, value, data)
        if button.get("name"):
            data.add(button["name"], button.get("value", ""))
        action = str(button.get("formaction") or form.get("action") or "")
        target = urljoin(self.here, action) if action else self.here
        if str(form.get("method", "get")).lower() == "get":
            return self.open(target.partition("?")[0], query_string=data)
        multipart = form.get("enctype") == "multipart/form-data"
        kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        return self.open(target, method="POST", data=data, content_type=kind)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def here(self) -> str:
        """The address of the page, with its query."""
        return self.answer.request.full_path.rstrip("?")

    @property
    def is_html(self) -> bool:
        return self.answer.mimetype == "text/html"

    @property
    def heading(self) -> str:
        return _text(self.page.h1)

    @property
    def text(self) -> str:
        """What the main part of the page says, with each run of white space as one space."""
        return _text(self.page.main or self.page.body)

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons in the main part of the page."""
        return [_text(button) for button in (self.page.main or self.page).find_all("button")]

    @property
    def errors(self) -> list[str]:
        """What the page says must be mended."""
        return [_text(item) for item in self.page.select(".error-summary li")]

    def check(self) -> None:
        """What holds for every page."""
        assert not self.faults, (self.path, self.faults[0])
        headings = [_text(heading) for heading in self.page.find_all("h1")]
        assert len(headings) == 1, (self.path, headings)
        assert self.page.title is not None, self.path
        assert _text(self.page.title).partition(" –")[0], self.path
        ids = Counter(element["id"] for element in self.page.find_all(id=True))
        twice = {name for name, times in ids.items() if times > 1}
        assert not twice, (self.path, twice)

    def _one(self, tag: str, text: str, within: str) -> Tag:
        places = [place for place in (self.page.main, self.page) if place is not None]
        for place in places:
            found = [element for element in place.find_all(tag) if _text(element) == text]
            if within:
                found = sorted(found, key=lambda element: _distance(element, within))[:1]
            if found:
                assert len(found) == 1, (
                    f"{self.path} has {len(found)} of {tag} {text!r}: say within"
                )
                return found[0]
        offered = [_text(element) for element in self.page.find_all(tag)]
        raise AssertionError(f"{self.path} ({self.status}) has no {tag} {text!r}, only {offered}")


class _Reading(HTML5TreeBuilder):
    """Reads a page once, both for its tree and for what is not valid in it."""

    faults: list[Any]

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.faults = parser.errors


def plain(text: str) -> str:
    """Make every run of white space one space: thin and unbreakable ones, and new lines."""
    return " ".join(text.split())


def _text(element: Tag | None) -> str:
    return plain(element.get_text()) if element is not None else ""


def _distance(element: Tag, text: str) -> int:
    """How far up from the element the text is found; far away if nowhere."""
    for steps, parent in enumerate(element.parents):
        if text in _text(parent):
            return steps
    return 1_000_000


def _sent_untouched(form: Tag) -> Iterable[tuple[str, Any]]:
    """What a browser sends if nothing is filled in."""
    for control in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(control["name"]), str(control.get("type", "text"))
        if control.has_attr("disabled") or (control.name == "input" and kind in QUIET):
            continue
        if control.name == "textarea":
            yield name, re.sub(r"\r?\n", "\r\n", control.get_text())
        elif control.name == "select":
            options = control.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")]
            first = [] if control.has_attr("multiple") else options[:1]
            for option in chosen or first:
                yield name, option.get("value", _text(option))
        elif kind in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                yield name, control.get("value", "on")
        else:
            yield name, control.get("value", "")


def _fill(form: Tag, label: str, value: Any, data: MultiDict[str, Any]) -> None:
    controls = _controls(form, label)
    assert controls, f"no field {label!r} in the form, only {_labels(form)}"
    name, kind = str(controls[0]["name"]), str(controls[0].get("type", "text"))
    if controls[0].name == "select":
        data.setlist(name, [_option(controls[0], choice) for choice in _list(value)])
    elif kind == "file":
        data.setlist(name, [_file(upload) for upload in _list(value)])
    elif kind in {"checkbox", "radio"} and isinstance(value, bool):
        boxes = [box.get("value", "on") for box in controls]
        others = [given for given in data.getlist(name) if given not in boxes]
        data.setlist(name, others + (boxes if value else []))
    elif kind in {"checkbox", "radio"}:
        data.setlist(name, [_box(form, controls, choice) for choice in _list(value)])
    else:
        data.setlist(name, [str(value)])


def _controls(form: Tag, label: str) -> list[Tag]:
    """Find a field by its label, its legend, its aria-label or its name."""
    for found in form.find_all("label"):
        if label in _names(found):
            inner = found.find(["input", "select", "textarea"])
            control = inner or form.find(id=found.get("for"))
            return [control] if control is not None else []
    for legend in form.find_all("legend"):
        if label in _names(legend):
            return list(legend.parent.select("input[name]"))
    named = form.select(f'[aria-label="{label}"]')
    return list(named or form.find_all(attrs={"name": label}) or _by_name(form, label))


def _by_name(form: Tag, label: str) -> list[Tag]:
    return list(form.find_all(attrs={"name": label.replace(" ", "_")}))


def _names(label: Tag) -> set[str]:
    """A label's whole text, and its text without the small print."""
    return {_text(label), plain("".join(_large(label)))}


def _large(element: Tag) -> Iterator[str]:
    """The pieces of an element's text that are not small print."""
    if element.name in SMALL_TAGS or not SMALL_CLASSES.isdisjoint(element.get("class", ())):
        return
    for child in element.children:
        if isinstance(child, Tag):
            yield from _large(child)
        else:
            yield child.get_text()


def _labels(form: Tag) -> list[str]:
    return [_text(label) for label in form.find_all(["label", "legend"])]


def _option(select: Tag, choice: Any) -> str:
    for option in select.find_all("option"):
        if str(choice) in {_text(option), option.get("value")}:
            return str(option.get("value", _text(option)))
    offered = [_text(option) for option in select.find_all("option")]
    raise AssertionError(f"no option {choice!r}, only {offered}")


def _box(form: Tag, boxes: list[Tag], choice: Any) -> str:
    for box in boxes:
        label = box.find_parent("label") or form.find("label", attrs={"for": box.get("id")})
        names = _names(label) if label is not None else set()
        if str(choice) in names | {box.get("value")}:
            return str(box.get("value", "on"))
    raise AssertionError(f"no option {choice!r} among {[box.get('value') for box in boxes]}")


def _file(upload: Any) -> tuple[io.BytesIO, str]:
    if isinstance(upload, Path):
        return io.BytesIO(upload.read_bytes()), upload.name
    name, contents = upload
    return io.BytesIO(contents), name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
