"""Words, their files, and what a file would do: without a database."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from app.core.i18n import LANGUAGES
from app.vocabularies import shipped
from app.vocabularies.alphabet import place
from app.vocabularies.catalogue import VOCABULARIES
from app.vocabularies.plan import by_code, faults_of, plan
from app.vocabularies.sheet import BadSheet, Fault, read, write
from app.vocabularies.words import EVER, Word

STANDARDS = VOCABULARIES["standards"]
KINDS = "This must be one of: accreditation, management-system, scheme."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["Adam", "Zebra", "Åland", "Ägir", "Öland"]),
        ("et", ["Adam", "Zebra", "Ägir", "Åland", "Öland"]),
        ("de", ["Adam", "Ägir", "Åland", "Öland", "Zebra"]),
    ],
)
def test_letters_stand_where_the_readers_alphabet_has_them(language, expected):
    names = ["Zebra", "Öland", "Ägir", "Åland", "Adam"]
    if language == "et":  # Å is a foreign letter there, an A with a mark
        expected = ["Adam", "Åland", "Zebra", "Ägir", "Öland"]

    assert sorted(names, key=lambda name: place(name, language)) == expected


def test_letters_of_other_scripts_stand_behind_and_digits_before():
    names = ["Ярве", "Järve", "1C", "Éclair", "Łódź", "lodge"]

    ordered = sorted(names, key=lambda name: place(name, "pl"))

    assert ordered == ["1C", "Éclair", "Järve", "lodge", "Łódź", "Ярве"]


def test_a_word_is_named_in_the_language_then_in_english_then_by_its_code():
    word = Word("x", {"en": "Cheese", "ru": "Сыр"})

    assert [word.label(one) for one in ("ru", "sv")] == ["Сыр", "Cheese"]
    assert Word("x", {}).label("en") == "x"


def test_a_word_holds_from_its_first_day_to_its_last():
    word = Word("x", {}, valid_from=date(2004, 5, 1), valid_until=date(2004, 5, 2))

    days = [date(2004, 4, 30) + timedelta(days=n) for n in range(4)]
    assert [word.holds(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_what_is_shipped_has_no_fault(name):
    words = shipped.words(name)
    meanings = by_code(words)
    countries = {word.code for word in shipped.words("countries")}

    faults = [
        (word.code, fault)
        for word in words
        for fault in faults_of(word, VOCABULARIES[name], meanings, {*meanings, *countries})
    ]

    assert words
    assert faults == []


@pytest.mark.parametrize("name", ["countries", "languages"])
def test_countries_and_languages_are_named_in_every_language(name):
    missing = [word.code for word in shipped.words(name) if set(word.labels) < set(LANGUAGES)]

    assert missing == []


@pytest.mark.parametrize(
    "name",
    ["partner-types", "iaf", "themes", "standards", "legislation", "modules", "country-status"],
)
def test_what_people_choose_from_is_named_in_russian(name):
    assert [word.code for word in shipped.words(name) if not word.labels.get("ru")] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_what_was_done_from_memory_is_not_verified(name):
    unread = re.compile("memory|not compared|not checked|compiled for")

    claimed = [w.code for w in shipped.words(name) if w.verified and unread.search(w.source)]

    assert claimed == []
    assert all(word.source for word in shipped.words(name))


def test_nace_has_both_revisions_with_their_tree():
    known = {(word.code, word.facts["revision"]): word for word in shipped.words("nace")}

    assert known["62.01", "2"].label("en") == "Computer programming activities"
    assert known["62.10", "2.1"].label("en") == "Computer programming activities"
    assert ("62.01", "2.1") not in known
    tree = ["62.10", "62.1", "62", "K"]
    assert [known[code, "2.1"].parent for code in tree] == ["62.1", "62", "K", ""]
    assert known["62.01", "2"].valid_until == date(2024, 12, 31)


def test_regions_reach_from_kaliningrad_to_the_islands_of_greece():
    known = {word.code: word for word in shipped.words("regions")}

    assert known["RU-KGD"].label("ru") == "Калининградская область"
    assert known["RU-KGD"].facts["country"] == "RU"
    assert (known["EL411"].facts["country"], known["EL411"].facts["native"]) == (
        "GR",
        "Λέσβος, Λήμνος",
    )
    assert [known["LT023"].parent, known["LT02"].parent, known["LT0"].parent] == [
        "LT02",
        "LT0",
        "LT",
    ]


def test_what_was_replaced_says_by_what_and_ends_the_day_before():
    acts = {word.code: word for word in shipped.words("legislation")}

    for act in acts.values():
        if by := act.facts.get("replaced_by"):
            assert by in acts
            if act.valid_until:
                assert act.valid_until + timedelta(days=1) == acts[by].valid_from
    codes = {word.code for word in shipped.words("standards")}
    replaced = {word.facts.get("replaced_by", "") for word in shipped.words("standards")} - {""}
    assert replaced < codes


def test_a_file_reads_back_as_it_was_written():
    words = (
        Word("ISO 9001", {"en": "Quality", "ru": "Качество"}, facts={"kind": "scheme"}),
        Word(
            "X 1",
            {"en": "=1+1, with “quotes” and ; marks"},
            valid_from=date(1999, 1, 1),
            valid_until=date(2021, 9, 30),
            source="A public page",
            verified=True,
            position=7,
        ),
    )

    text = write(words)

    assert read(text.encode()).words == words
    assert "'=1+1" in text  # no spreadsheet takes it for a formula


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("code\nA", [(1, "en", "")]),
        ("code,en,colour\nA,b,c", [(1, "colour", "")]),
        ("code,en,en\nA,b,c", [(1, "en", "")]),
        ("code,en\nA,b,c", [(2, "", "")]),
        ("code,en\nA", [(2, "", "")]),
        ("code,en,valid_from\nA,b,1.5.2004\nB,c,2004-05-01", [(2, "valid_from", "1.5.2004")]),
        ("code,en,verified\nA,b,perhaps", [(2, "verified", "perhaps")]),
        ("code,en,position\nA,b,first\nB,c,-1", [(2, "position", "first"), (3, "position", "-1")]),
        ("code,en\nA,b\nA,c", [(3, "code", "A")]),
    ],
)
def test_a_bad_file_names_row_column_and_value(text, faults):
    with pytest.raises(BadSheet) as caught:
        read(text.encode())

    assert [(one.row, one.column, one.value) for one in caught.value.faults] == faults


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(BadSheet, match="UTF-8"):
        read(b"code,en\nA,\xff\xfe")


def test_a_plan_tells_new_from_changed_from_same_and_keeps_what_has_no_column():
    stored = [
        Word("ISO 9001", {"en": "Quality", "ru": "Качество"}, source="S", verified=True,
             facts={"kind": "scheme", "native": "q"}, position=3),
        Word("ISO 14001", {"en": "Environment"}, facts={"kind": "scheme"}),
    ]  # fmt: skip
    text = "code,en,fact:kind\nISO 9001,Quality management,management-system\nISO 14001,Environment,scheme\nISO 1,One,scheme"

    found = plan(read(text.encode()), stored, STANDARDS, ())

    assert [line.word.code for line in found.new] == ["ISO 1"]
    assert [(line.row, line.changes) for line in found.changed] == [
        (
            2,
            {
                "en": ("Quality", "Quality management"),
                "fact:kind": ("scheme", "management-system"),
            },
        )
    ]
    assert found.same == 1
    changed = found.changed[0].word
    assert changed.labels == {"en": "Quality management", "ru": "Качество"}
    assert (changed.source, changed.verified, changed.position) == ("S", True, 3)
    assert changed.facts == {"kind": "management-system", "native": "q"}


def test_an_empty_cell_takes_away_what_the_column_says():
    stored = [Word("A", {"en": "a", "ru": "а"}, parent="LV")]

    found = plan(read(b"code,en,ru,parent\nA,a,,"), stored, VOCABULARIES["modules"], ["LV"])

    assert found.changed[0].word == Word("A", {"en": "a"})


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("code,en\n<script>,x", [Fault(2, "code", "<script>", "This vocabulary has no codes of this form."), Fault(2, "fact:kind", "", KINDS)]),
        ("code,en,fact:kind\nX,,scheme", [Fault(2, "en", "", "The English label is missing.")]),
        ("code,en,fact:kind,parent\nX,x,scheme,Y", [Fault(2, "parent", "Y", "There is no such term that it could belong to.")]),
        ("code,en,fact:kind,valid_from,valid_until\nX,x,scheme,2004-05-02,2004-05-01", [Fault(2, "valid_until", "2004-05-01", "The last day is before the first.")]),
        ("code,en,fact:kind,verified\nX,x,scheme,yes", [Fault(2, "source", "", "What is verified names its source.")]),
        ("code,en,fact:kind,valid_from\nOLD,new,scheme,2004-05-01", [Fault(2, "valid_from", "2004-05-01", "On some of these days the code means “old”.")]),
    ],
)  # fmt: skip
def test_a_plan_refuses_what_does_not_fit(text, faults):
    stored = [Word("OLD", {"en": "old"}, facts={"kind": "scheme"})]

    with pytest.raises(BadSheet) as caught:
        plan(read(text.encode()), stored, STANDARDS, ["LV"])

    assert list(caught.value.faults) == faults


def test_a_code_may_get_another_meaning_from_the_day_after_the_last():
    stored = [Word("OLD", {"en": "old"}, facts={"kind": "scheme"})]
    text = "code,en,fact:kind,valid_from,valid_until\nOLD,old,scheme,,2004-04-30\nOLD,new,scheme,2004-05-01,"

    found = plan(read(text.encode()), stored, STANDARDS, ())

    assert [line.word.valid_from for line in found.changed] == [EVER]
    assert [line.word.valid_from for line in found.new] == [date(2004, 5, 1)]
