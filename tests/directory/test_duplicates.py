"""Whether two entries are the same organisation; pure, without a database."""

from __future__ import annotations

import pytest

from app.directory.domains import domain_of, mail_domain
from app.directory.duplicates import Facts, Reason, alike, facts, fold, hints

SAME = [
    ("Järve Sertifitseerimine OÜ", "JARVE SERTIFITSEERIMINE OU"),
    ("Tallinna Tehnikaülikool", "TALLINNA TEHNIKAULIKOOL"),
    ("Osaühing Põltsamaa Labor", "Poltsamaa Labor OÜ"),
    ("UAB „Kauno sertifikavimo centras“", "Kauno Sertifikavimo Centras, UAB"),
    ("Uždaroji akcinė bendrovė Žalgiris", "UAB Zalgiris"),
    ("Viešoji įstaiga Šiaulių laboratorija", "VšĮ Siauliu laboratorija"),
    ("Rīgas Tehniskā universitāte", "RIGAS TEHNISKA UNIVERSITATE"),
    ("SIA „Ķekavas ģenētika“", "Kekavas genetika, SIA"),
    ("Sabiedrība ar ierobežotu atbildību Jūrmala", "SIA Jurmala"),
    ("ООО «Калининград-Сертификат»", "Kaliningrad-Sertifikat OOO"),
    ("Общество с ограниченной ответственностью «Янтарь»", "ООО Янтарь"),
    ("АО «Балтийский завод»", "JSC? Baltiyskiy zavod".replace("JSC? ", "AO ")),
    ("Балтийский федеральный университет", "Baltijskij federal'nyj universitet"),
    ("ФГБОУ ВО Щёлковский институт", "Shchelkovskii institut VO"),
    ("Polcert Sp. z o.o.", "POLCERT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"),
    ("Łódź Lab S.A.", "Lodz Lab SA"),
    ("Müller & Söhne GmbH & Co. KG", "Mueller und Soehne"),
    ("Straßenbau e. V.", "STRASSENBAU EV"),
    ("Öresund Cert AB", "AB Oresund Cert"),
    ("Ålands Miljö Oy Ab", "Alands Miljo"),
    ("Enel S.p.A.", "ENEL SPA"),
    ("Sørensen A/S", "SORENSEN AS".replace(" AS", " A/S")),
    ("University of Latvia", "Latvia University"),
    ("O\u2019Neill Ltd.", "ONEILL LIMITED"),
]
DIFFERENT = [
    ("Institute of Biology", "Institute of Geology"),
    ("Laboratory 1", "Laboratory 2"),
    ("Kaunas University of Technology", "Kaunas University of Medicine"),
    ("Рижский завод", "Рижский вокзал"),
    ("Sintef Ocean AS", "Sintef Energi AS"),
    ("AS", "OÜ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_organisation_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_organisations_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert not alike(fold(one), fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Järve Sertifitseerimine", "Järve Sertifitserimine"),
        ("Kauno sertifikavimo centras", "Kauno sertifikavmo centras"),
        ("Калининградский технопарк", "Kaliningradsky tekhnopark"),
    ],
)
def test_slips_of_the_pen_are_alike(one: str, other: str) -> None:
    assert alike(fold(one), fold(other))


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.fraunhofer.de/en", "fraunhofer.de"),
        ("HTTP://Lab.Example.CO.UK:8080", "example.co.uk"),
        ("kantiana.ru", "kantiana.ru"),
        ("https://пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("https://www.facebook.com/ourlab", ""),
        ("https://sites.google.com/view/x", ""),
        ("https://192.168.0.1/", ""),
        ("http://[::1", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_domain_is_the_registrable_part_where_it_tells_anything(website: str, domain: str) -> None:
    assert domain_of(website) == domain


@pytest.mark.parametrize("email", ["a@gmail.com", "a@mail.ru", "a@inbox.lv", "a@facebook.com", "a"])
def test_mailbox_that_anybody_can_have_has_no_domain(email: str) -> None:
    assert mail_domain(email) == ""


def test_hints_come_with_reasons_the_likeliest_first() -> None:
    entry = facts(None, "EE", "Järve Labor", website="jarve.ee", vat="EE 100 200", pic="1")
    hinted = hints(
        entry,
        [
            facts(1, "EE", "Jarve Labor OÜ"),
            facts(2, "LV", "Järve Labor"),
            facts(3, "EE", "Other", website="https://www.jarve.ee"),
            facts(4, "EE", "Järve Labor", website="https://jarve.ee"),
            facts(5, "EE", "Other", vat="EE100200"),
            facts(6, "EE", "Other", pic="1"),
            facts(7, "EE", "Järwe Laborr Tallinn"),
            facts(8, "EE", "Unlike"),
        ],
    )

    assert [(hint.candidate.id, hint.reasons) for hint in hinted] == [
        (6, (Reason.PIC,)),
        (5, (Reason.VAT,)),
        (4, (Reason.NAME, Reason.DOMAIN)),
        (1, (Reason.NAME,)),
        (3, (Reason.DOMAIN,)),
        (2, (Reason.NAME,)),
    ]


def test_entries_of_different_pic_are_not_hinted_for_a_shared_site() -> None:
    entry = facts(None, "NO", "Sintef Ocean", website="sintef.no", pic="999999991")

    assert hints(entry, [facts(1, "NO", "Sintef", website="sintef.no", pic="999999992")]) == []


def test_entry_is_no_hint_at_itself() -> None:
    entry = facts(1, "EE", "Järve")

    assert hints(entry, [entry]) == []
    assert hints(Facts(None, "EE", frozenset()), [Facts(2, "EE", frozenset())]) == []
