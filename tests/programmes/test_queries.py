"""Programmes as rows: loaded once, versions added and never changed."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.db import db
from app.programmes import rules
from app.programmes.commands import load_programmes
from app.programmes.models import Priority, Programme, RuleSet
from app.programmes.queries import get_programme, programmes, rule_set, rules_of

SHIPPED = rules.shipped()


def rows() -> tuple[int, ...]:
    return tuple(
        db.session.scalars(sa.select(sa.func.count()).select_from(kind)).one()
        for kind in (Programme, Priority, RuleSet)
    )


def document(version: int = 1, **given: object) -> dict[str, object]:
    shipped = next(d for d in SHIPPED if d["slug"] == "bsr-interreg-iii-b")
    return dict(shipped, version=version, **given)


def test_programmes_shipped_become_rows_once(app):
    load_programmes()
    db.session.commit()
    first = rows()
    load_programmes()
    db.session.commit()

    assert first[0] == len({d["slug"] for d in rules.shipped()}) == 10
    assert first[2] == len(rules.shipped())
    assert rows() == first


def test_programme_has_its_priorities_in_order(app):
    load_programmes()
    db.session.commit()
    db.session.expunge_all()

    old, new = get_programme("bsr-interreg-iii-b"), get_programme("interreg-bsr-2021-27")

    assert [priority.code for priority in old.priorities] == ["1", "2", "3"]
    assert [priority.code for priority in new.priorities][:5] == ["1", "1.1", "1.2", "2", "2.1"]
    assert old.priorities[2].title_in("en") == (
        "3 Promotion of institution building, strengthening transnational spatial development"
    )
    assert old.priorities[2].title_in("ru").startswith("3 Содействие институциональному")


def test_new_version_adds_a_row_and_leaves_the_old_one(app, monkeypatch):
    monkeypatch.setattr(rules, "shipped", lambda: (document(),))
    load_programmes()
    db.session.commit()
    later = document(
        2, valid={"from": "2005-01-01", "to": "2006-12-31", "evidence": {"verified": False}}
    )
    monkeypatch.setattr(rules, "shipped", lambda: (later, document()))
    load_programmes()
    db.session.commit()
    db.session.expunge_all()

    programme = get_programme("bsr-interreg-iii-b")

    assert [row.version for row in programme.rule_sets] == [1, 2]
    assert programme.rule_sets[0].document == document()
    assert rule_set(programme, date(2004, 12, 31)).version == 1
    assert rule_set(programme, date(2005, 1, 1)).version == 2
    assert rule_set(programme, date(2020, 1, 1)).version == 2


def test_document_changed_without_a_new_version_is_not_taken_in(app, monkeypatch):
    monkeypatch.setattr(rules, "shipped", lambda: (document(),))
    load_programmes()
    db.session.commit()
    monkeypatch.setattr(
        rules,
        "shipped",
        lambda: (document(max_months={"value": 1, "evidence": {"verified": False}}),),
    )
    load_programmes()
    db.session.commit()

    stored = rule_set(get_programme("bsr-interreg-iii-b"), date(2006, 6, 8))

    assert rules_of(stored).max_months is None


def test_stored_rules_read_like_the_shipped_ones(app):
    load_programmes()
    db.session.commit()
    db.session.expunge_all()
    programme = get_programme("bsr-interreg-iii-b")

    assert rules_of(rule_set(programme, date(2006, 6, 8))) == rules.parse(document())


def test_programme_without_rules_is_no_result(make):
    with pytest.raises(NoResultFound):
        rule_set(make.programme(), date(2026, 1, 1))


def test_programmes_are_listed_in_one_statement(app, counting):
    load_programmes()
    db.session.commit()
    db.session.expunge_all()

    with counting() as statements:
        found = programmes()

    assert len(statements) == 1
    assert found[0].slug == "interreg-bsr-2021-27"
    assert all(programme.priorities is not None for programme in found)
