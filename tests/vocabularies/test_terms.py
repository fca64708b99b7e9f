"""Terms in the database: brought in, read, edited, imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.actors import Actor
from app.core.db import db
from app.core.history import Entry
from app.core.i18n import country, speaking
from app.programmes import countries, vocabularies
from app.vocabularies import commands, queries, shipped
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.models import Term
from app.vocabularies.words import EVER, Word

STANDARDS = VOCABULARIES["standards"]
CHEESE = Word("ISO 1", {"en": "Cheese", "ru": "Сыр"}, facts={"kind": "scheme"})


def term(name, code):
    return db.session.scalars(sa.select(Term).filter_by(vocabulary=name, code=code)).one()


def everything():
    return [tuple(row) for row in db.session.execute(sa.select(Term.__table__).order_by("id"))]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_fresh_database_has_what_is_shipped(app, name):
    def key(word):
        return word.code, word.valid_from

    assert sorted(queries.terms(name), key=key) == sorted(shipped.words(name), key=key)


def test_loading_again_changes_nothing(app):
    before = everything()

    assert commands.load_shipped() == (0, 0)
    assert everything() == before


def test_loading_renews_what_is_ours_and_leaves_alone_what_was_edited(app):
    stale, edited, gone = (term("iaf", code) for code in ("1", "2", "3"))
    stale.labels = {"en": "An older label"}
    commands.edit_term(edited, Word("2", {"en": "Our label"}, valid_from=date(2024, 1, 1)))
    db.session.delete(gone)
    own = commands.add_term(STANDARDS, CHEESE, Actor.SYSTEM)
    db.session.flush()
    version = stale.version

    assert commands.load_shipped() == (1, 1)

    db.session.expire_all()
    assert stale.labels["en"] == "Agriculture, forestry and fishing"
    assert stale.version == version + 1
    assert (edited.labels, edited.valid_from) == ({"en": "Our label"}, date(2024, 1, 1))
    assert term("iaf", "3").labels["ru"] == "Пищевые продукты, напитки и табак"
    assert queries.word_of(own) == CHEESE
    assert db.session.scalar(sa.select(sa.func.count()).where(Term.vocabulary == "iaf")) == 39


def test_labels_are_in_the_readers_language_and_order(app):
    with speaking("sv"):
        names = list(queries.labels("countries").values())
        assert names[-3:] == ["Åland", "Österrike", "Östtimor"]
    with speaking("ru"):
        assert queries.labels("countries")["LT"] == "Литва"
        assert list(queries.labels("iaf"))[:3] == ["1", "2", "3"]
        assert queries.label("regions", "RU-KGD") == "Калининградская область"


def test_labels_hold_on_a_day(app):
    kaliningrad = date(2006, 6, 8)

    assert "EN 45012" in queries.labels("standards", kaliningrad)
    assert "EN 45012" not in queries.labels("standards")
    assert queries.labels("nace", kaliningrad) == {}
    assert queries.labels("nace", date(2010, 1, 1))["62.01"] == "Computer programming activities"
    assert "62.01" not in queries.labels("nace")


def test_a_code_that_holds_no_longer_keeps_its_last_name(app):
    assert queries.label("nace", "62.01") == "Computer programming activities"
    assert queries.label("standards", "OHSAS 18001").startswith("OHSAS 18001: ")
    assert queries.label("standards", "Homemade") == "Homemade"


def test_labels_given_out_are_the_callers_own(app):
    queries.labels("iaf").clear()

    assert len(queries.labels("iaf")) == 39


def test_reading_costs_no_statement_once_it_was_read(app, counting):
    queries.labels("nace")
    with counting() as statements:
        queries.labels("nace")
        countries.expand(["EU"], date(2006, 1, 1))
        vocabularies.partner_types()

    assert statements == []


def test_an_unknown_vocabulary_is_an_error(app):
    with pytest.raises(KeyError):
        queries.labels("colours")
    with pytest.raises(NoResultFound):
        queries.get_vocabulary("colours")
    with pytest.raises(NoResultFound):
        queries.get_term("iaf", uuid4())


def test_an_edit_is_read_at_once_and_a_refused_one_never(app):
    commands.edit_term(term("iaf", "39"), Word("39", {"en": "Cheese"}, position=39))
    assert queries.labels("iaf")["39"] == "Cheese"
    db.session.rollback()
    assert queries.labels("iaf")["39"] == "Other social services"

    commands.edit_term(term("iaf", "39"), Word("39", {"en": "Cheese"}, position=39))
    db.session.commit()

    assert vocabularies.iaf_sectors()[39] == "Cheese"


def test_what_another_process_has_edited_is_read_after_a_while(app, monkeypatch):
    assert queries.labels("iaf")["39"] == "Other social services"
    other = sa.update(Term).filter_by(vocabulary="iaf", code="39")
    db.session.execute(other.values(labels={"en": "Cheese"}, version=2))
    db.session.commit()

    assert queries.labels("iaf")["39"] == "Other social services"
    monkeypatch.setitem(app.config, "VOCABULARIES_REREAD_AFTER", 0)
    assert queries.labels("iaf")["39"] == "Cheese"


def test_comparing_with_the_database_reads_nothing_that_did_not_change(app, counting, monkeypatch):
    before = queries.terms("regions")
    monkeypatch.setitem(app.config, "VOCABULARIES_REREAD_AFTER", 0)
    with counting() as statements:
        assert queries.terms("regions") is before

    assert len(statements) == 1


def test_countries_are_named_as_the_vocabulary_names_them(app):
    lithuania = queries.word_of(term("countries", "LT"))
    commands.edit_term(term("countries", "LT"), replace(lithuania, labels={"en": "Lietuva"}))
    db.session.commit()

    assert (country("LT"), country("EU"), country("AQ")) == (
        "Lietuva",
        "EU Member States",
        "Antarctica",
    )


def test_ties_of_countries_follow_the_vocabulary(app):
    on = date(2026, 1, 1)
    assert countries.status("MD", on) == "candidate"
    tie = term("country-status", "MD-candidate")
    word = queries.word_of(tie)
    commands.edit_term(tie, Word(word.code, word.labels, valid_from=word.valid_from,
                                 valid_until=date(2025, 12, 31), facts=word.facts))  # fmt: skip
    db.session.commit()

    assert countries.status("MD", on) is None
    assert "MD" not in countries.members("CANDIDATE", on)


def test_words_are_found_by_beginnings_in_any_language(app):
    def found(name, text):
        return [word.code for word in queries.found(name, text)]

    assert found("countries", "литв") == ["LT"]
    assert found("regions", "kalinin obl") == ["RU-KGD"]
    assert found("regions", "λεσβος") == ["EL411"]
    assert found("nace", "62.10") == ["62.10"]
    assert found("legislation", "(EU) 2017/745") == ["(EU) 2017/745", "90/385/EEC", "93/42/EEC"]
    assert found("standards", "9001") == ["GOST R ISO 9001", "ISO 9001"]
    assert found("iaf", "inning") == []


def test_adding_and_editing_is_written_down(app):
    own = commands.add_term(STANDARDS, CHEESE, Actor(id=7, name="Anna"))
    db.session.commit()
    commands.edit_term(own, Word("ISO 1", {"en": "Butter"}, facts={"kind": "scheme"}))
    db.session.commit()
    commands.edit_term(own, queries.word_of(own))
    db.session.commit()

    lines = db.session.scalars(sa.select(Entry).filter_by(subject_type="term").order_by(Entry.id))
    said = [(line.action, line.changes) for line in lines]
    assert said[0][0] == "term.add"
    assert said[1:] == [
        ("term.edit", {"labels": [{"en": "Cheese", "ru": "Сыр"}, {"en": "Butter"}]}),
    ]


def test_the_database_holds_what_is_promised(app):
    for facts in (
        {"valid_from": EVER},
        {"valid_from": date(2004, 5, 2), "valid_until": date(2004, 5, 1)},
        {"valid_from": date(2004, 5, 2), "verified": True},
    ):
        db.session.add(Term(vocabulary="iaf", code="1", labels={"en": "x"}, **facts))
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()
        db.session.rollback()


def import_(app, tmp_path, text, *options):
    file = tmp_path / "terms.csv"
    file.write_text(text, encoding="utf-8")
    return app.test_cli_runner().invoke(
        args=["import-vocabulary", "standards", str(file), *options]
    )


TWO = "code,en,fact:kind\nISO 9001,Quality,management-system\nISO 1,Cheese,scheme\nHACCP,HACCP: hazard analysis and critical control points in food,scheme\n"


def test_an_import_is_only_tried_unless_it_is_to_be_applied(app, tmp_path):
    before = everything()

    ran = import_(app, tmp_path, TWO)

    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines() == [
        "Row 3: ISO 1 is new.",
        "Row 2: ISO 9001 changes, en: 'ISO 9001: quality management' -> 'Quality'.",
        "1 new, 1 changed, 1 as they are",
        "Only tried, nothing was changed: add --apply.",
    ]
    assert everything() == before


def test_an_import_is_applied_and_twice_changes_nothing(app, tmp_path):
    ran = import_(app, tmp_path, TWO, "--apply")

    assert ran.output.splitlines()[-1] == "Imported."
    assert queries.labels("standards")["ISO 9001"] == "Quality"
    assert term("standards", "ISO 9001").labels["ru"].startswith("ISO 9001: ")
    assert term("standards", "ISO 9001").is_edited
    assert term("standards", "ISO 1").labels == {"en": "Cheese"}
    after = everything()
    again = import_(app, tmp_path, TWO, "--apply")
    assert again.output.splitlines()[0] == "0 new, 0 changed, 3 as they are"
    assert everything() == after


def test_one_bad_row_imports_nothing_and_is_named(app, tmp_path):
    before = everything()

    ran = import_(app, tmp_path, TWO + "ISO 2,Butter,sort\n", "--apply")

    assert ran.exit_code == 1
    assert ran.stderr.splitlines() == [
        "Row 5, column fact:kind, 'sort': This must be one of: accreditation, management-system, scheme.",
        "Nothing was imported.",
    ]
    assert everything() == before


def test_an_import_needs_a_vocabulary_and_a_file(app, tmp_path):
    runner = app.test_cli_runner()
    missing = runner.invoke(args=["import-vocabulary", "iaf", str(tmp_path / "none.csv")])
    unknown = runner.invoke(args=["import-vocabulary", "colours", str(tmp_path / "none.csv")])

    assert (missing.exit_code, unknown.exit_code) == (1, 1)
    assert missing.stderr.endswith("none.csv cannot be read: No such file or directory.\n")
    assert unknown.stderr.startswith("There is no vocabulary colours, only countries, ")
