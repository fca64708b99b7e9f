"""What holds for every workflow, every model and every choice."""

from __future__ import annotations

import tempfile

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import TemplateNotFound

from app import create_app, features
from app.core.choices import Choice
from app.core.db import Model, Stated, Versioned
from app.core.reactions import _reactions
from app.core.workflow import Flow
from app.inbox import telling

BUILT = create_app(INSTANCE=tempfile.mkdtemp())
FLOWS = features.flows()
TIME_MAKES = {"expired", "lapsed", "stale", "expiring", "sent", "unreachable"}  # or the mail


@pytest.fixture(scope="module")
def built() -> Flask:
    return BUILT


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.subject)
def test_every_state_can_be_reached(flow: Flow[Stated]) -> None:
    first = next(iter(flow.states))
    reached = {first} | {move.target for move in flow}

    assert {state for state in flow.states if state not in reached} <= {
        state for state in flow.states if state.value in TIME_MAKES | {"published"}
    }


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.subject)
def test_negative_moves_want_a_reason(flow: Flow[Stated]) -> None:
    negative = {"decline", "withdraw", "suspend", "return", "void", "turn-down", "request-changes"}
    by_people = [move for move in flow if str(move.by) != "nobody" and move.name in negative]

    assert [
        move.name for move in by_people if not move.wants_note and move.name != "withdraw"
    ] == []


def test_every_choice_is_labelled_for_translation() -> None:
    shipped = [k for k in Choice.__subclasses__() if k.__module__ != "app.core.specimens"]
    for kind in shipped:
        for member in kind:
            assert type(member.label).__name__ == "LazyString", member


@pytest.mark.parametrize("table", Model.metadata.sorted_tables, ids=lambda table: table.name)
def test_foreign_keys_are_indexed(table: sa.Table) -> None:
    keyed = [
        constraint
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
        and len(constraint.columns)
    ]
    indexed = {next(iter(key.columns)).name for key in [*table.indexes, *keyed]}

    assert [c.name for c in table.columns if c.foreign_keys and c.name not in indexed] == []


def test_relationships_never_load_behind_ones_back() -> None:
    lazy = [
        str(relation)
        for mapper in Model.registry.mappers
        for relation in mapper.relationships
        if relation.lazy not in {"raise_on_sql", "joined", "selectin"}
    ]

    assert lazy == []


def test_whatever_has_a_state_is_versioned() -> None:
    with_state = [m.class_ for m in Model.registry.mappers if "state" in m.columns]

    assert [kind.__name__ for kind in with_state if not issubclass(kind, Versioned)] == []


def test_every_notice_has_its_event_and_its_mail(built: Flask) -> None:
    moves = {f"{flow.subject}.{move.name}" for flow in FLOWS for move in flow}
    for notice in telling.TABLE:
        subject = notice.event.partition(".")[0]
        if subject in {flow.subject for flow in FLOWS} and notice.event not in moves:
            assert notice.event in _reactions, notice.event
        try:
            built.jinja_env.get_template(f"mail/{notice.mail}.txt")
        except TemplateNotFound:
            pytest.fail(f"{notice.event} has no mail {notice.mail}")
