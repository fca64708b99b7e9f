"""`flask match` prints what the pages show, as JSON."""

from __future__ import annotations

import json

from flask import Flask

from app.core.db import db
from app.matching.cli import match
from tests.making import Make


def test_match_prints_each_slot_with_reasons(app: Flask, make: Make) -> None:
    make.agency()
    search = make.search(slots=2, title="Honey")
    make.organisation(name="Bees", slug="bees", expertise=["honey"])
    make.organisation(name="Bank", slug="bank")
    reference = search.reference
    db.session.commit()
    answer = app.test_cli_runner().invoke(match, [reference, "--limit", "1"])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    assert found["reference"] == reference
    assert [slot["number"] for slot in found["slots"]] == [1, 2]
    (best,) = found["slots"][0]["candidates"]
    assert (best["slug"], best["place"]) == ("bees", 1)
    assert best["score"] == round(sum(best["parts"].values()), 3)
    assert {reason["part"] for reason in best["reasons"]} >= {"words"}
    one = app.test_cli_runner().invoke(match, [reference, "--slot", "2"])
    assert [slot["number"] for slot in json.loads(one.stdout)["slots"]] == [2]


def test_match_says_what_is_not_there(app: Flask, make: Make) -> None:
    search = make.search(slots=1)
    reference = search.reference
    for arguments in (["PS-1999-001"], [reference, "--slot", "9"]):
        answer = app.test_cli_runner().invoke(match, arguments)
        assert answer.exit_code == 1
        assert answer.stdout == ""
        assert answer.stderr.count("\n") == 1
