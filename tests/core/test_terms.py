"""Words as the search sees them: pure, no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.terms import MAX_BYTES, STEMMERS, Clause, Query, document_terms, parse


def forms(word: str, language: str | None = None) -> set[str]:
    """All terms that a document of one word is found by."""
    return document_terms({"A": word}, language)["A"].others


def asked(text: str) -> set[str]:
    """All terms that a query of one exact word looks for."""
    (clause,) = parse(f'"{text}"').wanted
    return {term for sequence in clause.sequences for term in sequence}


def finds(query: str, word: str, language: str | None = None) -> bool:
    return not asked(query).isdisjoint(forms(word, language))


@pytest.mark.parametrize(
    ("query", "word", "language"),
    [
        ("partners", "partnership", None),
        ("хлеб", "вода", "ru"),
        ("narva", "tartu", "et"),
    ],
)
def test_a_word_does_not_find_another(query: str, word: str, language: str | None) -> None:
    assert not finds(query, word, language)


@pytest.mark.parametrize(
    ("query", "word", "language"),
    [
        ("laboratories", "laboratory", "en"),
        ("партнеры", "партнёров", "ru"),
        ("Förderungen", "Förderung", "de"),
        ("współpraca", "współpracy", "pl"),
        ("bendradarbiavimo", "bendradarbiavimas", "lt"),
        ("samarbeten", "samarbete", "sv"),
        ("koostöös", "koostöö", "et"),
    ],
)
def test_inflected_words_meet_in_every_language(query: str, word: str, language: str) -> None:
    assert finds(query, word, language)


@pytest.mark.parametrize(
    ("plain", "accented", "language"),
    [
        ("lodz", "Łódź", "pl"),
        ("wspolpraca", "współpracy", "pl"),
        ("siauliai", "Šiauliai", "lt"),
        ("ringlussevott", "ringlussevõtt", "et"),
        ("atervinning", "återvinning", "sv"),
        ("елка", "ёлка", "ru"),
        ("ежик", "ёжик", None),
        ("Foerderung", "Förderung", "de"),
        ("strasse", "Straße", "de"),
    ],
)
def test_accents_may_be_left_out_or_added(plain: str, accented: str, language: str | None) -> None:
    assert finds(plain, accented, language)
    assert finds(accented, plain, language)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Narva", "Нарва"),
        ("Kaliningrad", "Калининград"),
        ("Klaipėda", "Клайпеда"),
        ("Vilnius", "Вильнюс"),
        ("Jelgava", "Елгава"),
        ("Yekaterinburg", "Екатеринбург"),
        ("Gdańsk", "Гданьск"),
        ("Šiauliai", "Шяуляй"),
        ("Chernyakhovsk", "Черняховск"),
        ("Pskov", "Псков"),
    ],
)
def test_places_are_found_in_either_alphabet(latin: str, cyrillic: str) -> None:
    assert finds(latin, cyrillic, "ru")
    assert finds(cyrillic, latin, "en")


def test_an_inflected_russian_place_is_found_by_its_latin_name() -> None:
    assert finds("Kaliningrad", "Калининграде", "ru")


def test_a_combining_accent_makes_no_new_word() -> None:
    assert forms("współpraca", "pl") == forms("wspo\u0301łpraca", "pl")
    assert forms("за\u0301мок", "ru") == forms("замок", "ru")


def test_a_short_i_is_a_letter_of_its_own() -> None:
    assert "чай" in forms("чай")
    assert "чаи" not in forms("чай")


def test_stems_keep_the_order_of_the_words() -> None:
    assert document_terms({"A": "Green hydrogen, for Narva!"}, "en")["A"].stems == [
        "green",
        "hydrogen",
        "for",
        "narva",
    ]


def test_parts_are_kept_apart() -> None:
    terms = document_terms({"A": "one", "D": "two"}, None)

    assert [terms[part].stems for part in "ABCD"] == [["one"], [], [], ["two"]]


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ValueError, match="no part 'E'"):
        document_terms({"E": "x"}, "en")


def test_a_very_long_text_is_cut_before_it_is_too_much() -> None:
    text = " ".join(f"{'щ' * 50}{number}" for number in range(20_000))

    terms = document_terms({"A": "title", "D": text}, "ru")

    distinct = {term for part in terms.values() for term in part.others | set(part.stems)}
    assert terms["A"].stems == ["title"]
    assert 1000 < len(terms["D"].stems) < 20_000
    assert sum(len(term.encode()) for term in distinct) <= MAX_BYTES


def clause(text: str) -> Clause:
    (found,) = parse(text).wanted
    return found


def test_words_are_all_wanted_and_the_last_may_be_unfinished() -> None:
    first, last = parse("green hydro").wanted

    assert first.prefixes == ()
    assert last.prefixes == ("hydro",)


def test_a_star_makes_any_word_a_beginning() -> None:
    first, last = parse("hydro* a").wanted

    assert first.prefixes == ("hydro",)
    assert last.prefixes == ()


def test_a_beginning_is_looked_for_in_either_alphabet() -> None:
    assert clause("Калинин").prefixes == ("kalinin", "калинин")


def test_a_phrase_asks_for_the_words_in_their_order() -> None:
    phrase = clause('"green laboratories"')

    assert ("green", "laboratori") in phrase.sequences
    assert all(len(sequence) == 2 for sequence in phrase.sequences)
    assert phrase.prefixes == ()


@pytest.mark.parametrize("text", ["«зелёный водород»", "„зелёный водород“", '"зелёный водород'])
def test_quotes_of_all_languages_make_phrases(text: str) -> None:
    assert len(clause(text).sequences[0]) == 2


def test_a_minus_takes_a_word_or_a_phrase_out() -> None:
    query = parse('-steel green -"heavy industry" circular-economy')

    assert len(query.wanted) == 3
    assert [len(clause.sequences[0]) for clause in query.unwanted] == [1, 2]


@pytest.mark.parametrize(
    "text", ["", " ", "-", '"', '""', "*", "-*", "!!! ?", "- -", "\x00", "\ud800"]
)
def test_a_query_without_words_asks_for_nothing(text: str) -> None:
    assert parse(text) == Query((), ())


@given(st.text(), st.sampled_from([*STEMMERS, "fr", None]))
def test_terms_are_always_plain(text: str, language: str | None) -> None:
    """No character of a term means anything to an engine: no space, quote, sign or break."""
    query = parse(text)
    terms = {t for clause in query.wanted for sequence in clause.sequences for t in sequence}
    terms |= {t for clause in query.wanted + query.unwanted for t in clause.prefixes}
    for part in document_terms({"A": text}, language).values():
        terms |= part.others | set(part.stems)

    assert all(terms)
    assert [t for t in terms if any(mark.isascii() and not mark.isalnum() for mark in t)] == []
    assert [t for t in terms if t != t.lower() and t.isascii()] == []


@given(st.text(min_size=1))
def test_what_a_document_says_is_what_finds_it(text: str) -> None:
    """Every word of a text finds the text, whatever it is made of."""
    terms = document_terms({"A": text}, "en")["A"]

    for word in text.split():
        for wanted in parse(f'"{word}"').wanted:
            sequences = {sequence for sequence in wanted.sequences if len(sequence) == 1}
            assert not sequences or any(s[0] in terms.others for s in sequences)
