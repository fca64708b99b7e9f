"""Forms count once, grow old, and come from our own pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from app.core import submissions
from app.core.db import db
from app.core.errors import Conflict, Incomplete
from app.core.policy import anyone
from app.core.refusals import in_any_case
from app.core.submissions import Submission
from app.core.times import now
from app.core.web import authorise


def note(location: str) -> None:
    db.session.add(
        Submission(nonce=f"made by the view {location}", digest="", location=location, at=now())
    )


@pytest.fixture
def written(app: Flask) -> Iterator[None]:
    """Two views that write a row: one answers, one refuses after having written."""

    def write() -> ResponseReturnValue:
        authorise(anyone, None)
        note(request.form["text"])
        return "", 303, {"Location": f"/made/{request.form['text']}"}

    def refuse() -> ResponseReturnValue:
        authorise(anyone, None)
        note("refused")
        in_any_case(lambda: note("in any case"))
        raise Incomplete("Something is missing.")

    def forget_to_ask() -> ResponseReturnValue:
        return "secret"

    for view in (write, refuse, forget_to_ask):
        rule = app.url_rule_class(
            f"/try/{view.__name__}", endpoint=view.__name__, methods=["GET", "POST"]
        )
        app.url_map.add(rule)
        app.view_functions[view.__name__] = view
    return


def token(app: Flask) -> str:
    with app.test_request_context():
        return submissions.form_token()


def rows() -> list[str]:
    found = db.session.query(Submission.location).order_by(Submission.id)
    return [location for (location,) in found]


def test_post_without_a_token_is_refused_and_shows_the_text_again(
    written: None, client: FlaskClient
) -> None:
    answer = client.post("/try/write", data={"text": "long thought over"})

    assert answer.status_code == 409
    assert "long thought over" in answer.text
    assert rows() == []


def test_post_with_a_token_of_another_secret_is_refused(
    written: None, app: Flask, client: FlaskClient
) -> None:
    forged = token(app)[:-4] + "AAAA"

    assert client.post("/try/write", data={"text": "a", "csrf_token": forged}).status_code == 409


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
)
def test_post_from_another_site_is_refused(
    written: None, app: Flask, client: FlaskClient, headers: dict[str, str]
) -> None:
    sent = {"text": "a", "csrf_token": token(app)}

    assert client.post("/try/write", data=sent, headers=headers).status_code == 403
    assert rows() == []


def test_form_sent_twice_counts_once(written: None, app: Flask, client: FlaskClient) -> None:
    sent = {"text": "a", "csrf_token": token(app)}

    answers = [client.post("/try/write", data=sent) for _ in range(3)]

    assert [answer.location for answer in answers] == ["/made/a"] * 3
    assert rows() == ["a", "/made/a"]


def test_edited_copy_of_a_sent_form_is_kept_and_may_be_sent(
    written: None, app: Flask, client: FlaskClient
) -> None:
    nonce = token(app)
    client.post("/try/write", data={"text": "a", "csrf_token": nonce})

    answer = client.post("/try/write", data={"text": "second thoughts", "csrf_token": nonce})

    assert answer.status_code == 409
    assert "second thoughts" in answer.text
    assert rows() == ["a", "/made/a"]


def test_refusal_leaves_nothing_but_what_counts_in_any_case(
    written: None, app: Flask, client: FlaskClient
) -> None:
    answer = client.post("/try/refuse", data={"csrf_token": token(app)})

    assert answer.status_code == 422
    assert rows() == ["in any case"]


def test_view_that_asks_no_rule_does_not_answer(written: None, client: FlaskClient) -> None:
    with pytest.raises(RuntimeError, match="without asking for permission"):
        client.get("/try/forget_to_ask")


def test_conflict_knows_the_version() -> None:
    assert Conflict("Too late.", 7).version == 7
