"""Measures of a ranking, the rules of the benchmark, and its command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.matching.cli import evaluate_matching
from app.matching.consortia import UnreadableConsortia, read_consortia
from app.matching.evaluation import cases, evaluate, evidence_of, hit

EXCERPT = Path(__file__).parent / "data" / "horizon-europe-excerpt.jsonl.gz"


def line(id_: str, *orgs: str, lead: str | None = None, title: str = "Timber") -> dict[str, Any]:
    return {
        "id": id_,
        "title": title,
        "objective": "",
        "keywords": [],
        "coordinator": lead,
        "participants": [{"org": org, "name": org, "country": "EL"} for org in orgs],
    }


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")
    return path


def test_hit_counts_ranks_from_one() -> None:
    order = list(range(100))
    one = hit(order, [4, 19, 20, 60])
    assert (one.recall_at_20, one.recall_at_50, one.reciprocal_rank) == (0.5, 0.75, 0.2)


def test_case_has_three_parties_of_which_two_besides_the_lead_were_seen(tmp_path: Path) -> None:
    train = read_consortia([written(tmp_path / "a", line("1", "a", "b", "c"))])
    later = written(
        tmp_path / "b",
        line("two only", "a", "b", lead="a"),
        line("one seen", "a", "b", "x", lead="a"),
        line("good", "a", "b", "c", lead="a"),
        line("lead unseen", "a", "b", "x", lead="x"),
        line("no lead", "a", "b", "x"),
        line("the same twice", "a", "a", "b", "b"),
    )
    found = list(cases(evidence_of(train), read_consortia([later])))
    assert [case.relevant for case in found] == [(1, 2), (0, 1), (0, 1)]
    assert [case.question.lead.id if case.question.lead else None for case in found] == [
        "a", "x", None,
    ]  # fmt: skip


def test_evaluation_learns_from_the_training_only() -> None:
    """What it can do on later projects is far better than popularity, and the same each time."""
    consortia = read_consortia([EXCERPT])
    train = [one for one in consortia if one.start < "2024-09"]
    test = [one for one in consortia if one.start >= "2024-09"]
    found = evaluate(train, test)
    again = evaluate(train, test)
    measures = ("recall_at_20", "recall_at_50", "mrr", "queries", "recall_at_50_interval")
    assert [found[name] for name in measures] == [again[name] for name in measures]
    low, high = found["recall_at_50_interval"]  # type: ignore[misc]
    assert low <= found["recall_at_50"] <= high  # type: ignore[operator]
    assert found["queries"] == len(list(cases(evidence_of(train), test)))


def test_command_reads_plain_and_packed_files_several_times(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.jsonl", line("1", "a", "b", "c"))
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(line("2", "d", "e", "f")).encode()))
    test = written(tmp_path / "c.jsonl", line("3", "a", "b", "c"), line("4", "d", "e", "f"))
    answer = CliRunner().invoke(
        evaluate_matching,
        ["--train", str(plain), "--train", str(packed), "--test", str(test)],
    )
    found = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert found["queries"] == 2
    assert found["organisations"] == 6
    assert found["recall_at_20"] == found["recall_at_50"] == 1.0
    assert found.keys() >= {"mrr", "seconds", "mrr_interval", "milliseconds_per_query"}


def test_command_answers_without_queries(tmp_path: Path) -> None:
    train = written(tmp_path / "a", line("1", "a", "b"))
    answer = CliRunner().invoke(evaluate_matching, ["--train", str(train), "--test", str(train)])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["mrr"] is None


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "bad:2: this is no JSON"),
        ("[]", "bad:2: a line has to be one object"),
        ('{"id": "1", "title": "x"}', "bad:2: participants is missing"),
        ('{"id": "1", "title": 3, "participants": []}', "bad:2: title has to be a text"),
    ],
)
def test_bad_line_is_named_and_nothing_is_printed(tmp_path: Path, bad: str, told: str) -> None:
    file = tmp_path / "bad"
    file.write_text(json.dumps(line("1", "a", "b", "c")) + "\n" + bad + "\n", encoding="utf-8")
    answer = CliRunner().invoke(evaluate_matching, ["--train", str(file), "--test", str(file)])
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert told in answer.stderr


def test_file_that_is_missing_or_damaged_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableConsortia, match="nowhere"):
        read_consortia([tmp_path / "nowhere"])
    damaged = tmp_path / "torn"
    damaged.write_bytes(gzip.compress(b"{}\n" * 1000)[:20])
    with pytest.raises(UnreadableConsortia, match="damaged"):
        read_consortia([damaged])


def test_countries_are_written_as_iso_does(tmp_path: Path) -> None:
    (one,) = read_consortia([written(tmp_path / "a", line("1", "a"))])
    assert one.parties["a"].country == "GR"
