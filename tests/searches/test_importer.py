"""The importer on the form that the project ships, and on whatever else a form may look like."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.searches.importer import as_json, import_form, read_form
from app.searches.importer.amounts import read_money
from app.searches.importer.labels import find_label
from app.searches.importer.phrases import read_date, read_duration
from app.searches.importer.places import places_listed

SHIPPED = Path(__file__).parents[2] / "app" / "demo" / "forms"
INPUTS = Path(__file__).parent / "forms"
REAL = read_form((SHIPPED / "european-quality-centre.txt").read_bytes())

REAL_FIELDS = {
    "title": "European Quality Centre in Kaliningrad, Russia",
    "acronym": None,
    "lead_applicant": "Regional Development Agency, Kaliningrad",
    "contact_name": "Contact Person (example)",
    "address": "Ul.Geologicheskaya, 1, Kaliningrad, 236000, Russia",
    "phone": "+7 0112 000001",
    "phone_normalised": "+70112000001",
    "fax": "+7 0112 000002",
    "fax_normalised": "+70112000002",
    "email": None,
    "website": None,
    "keywords": [
        "Economic development",
        "SME support",
        "quality and ecological standards",
        "quality management",
    ],
    "objectives": [
        "To raise general level of quality management among Kaliningrad's companies",
        "To disseminate information on the European quality standards",
        "To promote the best European practices in ecological management",
    ],
    "benefits": [
        "Better opportunites for Kaliningrad's companies to export their products to the EU market",
        "Introduction of the EU standards in Kaliningrad",
        "Closer cooperation (more trade and investment) between Russian (first of all Kaliningrad) and European economies",
    ],
    "found_partners": [],
    "partners_sought": "Certification authorities from the EU (and candidate) countries; consultants with experience in quality management",
    "countries": ["EU", "CANDIDATE"],
    "estimated_budget": {"amount": "300000.00", "currency": "EUR"},
    "duration_months": None,
    "form_date": None,
    "priority": None,
    "priority_options": [
        "Promotion of spatial development approaches and actions for specific territories and sectors (macro regions, coastal zones, islands and other specific areas)",
        "Promotion of territorial structures supporting sustainable BSR development (settlement structures, communication links, cultural and natural heritage)",
        "Promotion of institution building, strengthening transnational spatial development",
    ],
}
REAL_SLOTS = [
    {
        "title": "Certification authorities from the EU (and candidate) countries",
        "count": None,
        "partner_types": [],
        "countries": ["EU", "CANDIDATE"],
        "standards": [],
    },
    {
        "title": "consultants with experience in quality management",
        "count": None,
        "partner_types": [],
        "countries": [],
        "standards": [],
    },
]
DESCRIPTION = " ".join(REAL.split("Project description")[1].split("Central objectives")[0].split())
NUMBERING = re.compile(
    r"^(№ ?\d{1,2}[.:)]?|\d{1,2} ?[-–—:]|\d{1,2}[.)]|o (?=[A-Z])|\(\d{1,2}\)|\(?[a-zA-Z]\)|\(?[ivx]{1,4}\)|[ivx]{1,4}\.)\s*"
)
BULLETS = " \t-–—*·▶→◆❖>•●○▪▫■□◦‣⁃►➢➤☐☑☒✓✔[]()xX×\uf0b7\uf0a7"
RULES = set(" -_=*~.·•●○▪▫■□◦‣⁃…#|+–—―─━═│┃┄┈:☐\uf0b7\uf0a7[]()\ufeff\u200b\u2060\u00ad")


def fields_of(text: str) -> dict[str, object]:
    return as_json(import_form(text), None)["fields"]


def lost_lines(text: str) -> list[str]:
    """List the lines that are no label and no ornament, and stand in no field, slot or leftover.

    A line is found when its text, without label and list mark, is part of a value; when each of the
    words it lists is a value; when it is the amount, date, duration or country that was read.
    """
    answer = as_json(import_form(text), None)
    fields = answer["fields"]
    values = [value for value in fields.values() if isinstance(value, str)]
    values += [entry for value in fields.values() if isinstance(value, list) for entry in value]
    values = [" ".join(value.split()) for value in values]
    left = {(line["line"], " ".join(line["text"].split())) for line in answer["unmatched"]}
    lost = []
    for number, physical in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1):
        for raw in physical.splitlines():
            line = " ".join(raw.split())
            if set(line) <= RULES or (number, line) in left:
                continue
            label = find_label(raw)
            if label and not label.value:
                continue
            content = label.value if label else line
            if (
                set(content) <= RULES
                or is_found(content, values)
                or was_read(content, label, fields)
            ):
                continue
            lost.append(line)
    return lost


def is_found(content: str, values: list[str]) -> bool:
    bare = without_marks(content)
    if any(content in value or bare in value for value in values):
        return True
    parts = [
        part.strip(" .,;:|")
        for part in re.split(r"[;,•·|:]|\b(?:tel|fax|e-mail)\b", bare, flags=re.I)
    ]
    return all(set(part) <= RULES or any(part in value for value in values) for part in parts)


def without_marks(content: str) -> str:
    bare = content
    for _ in range(3):
        bare = NUMBERING.sub("", bare.lstrip(BULLETS)).lstrip(BULLETS)
    return bare.rstrip(" .,;").removesuffix("[x]").removesuffix("☒").strip()


def was_read(content: str, label: object, fields: dict[str, object]) -> bool:
    words = getattr(label, "words", "Budget (EUR), duration in months")
    money, day, months = (
        read_money(content, words),
        read_date(content),
        read_duration(content, words),
    )
    budget = fields["estimated_budget"]
    codes, understood = places_listed(content)
    return bool(
        (understood and codes and set(codes) <= set(fields["countries"]))
        or (money and budget and budget["amount"] == f"{money.amount}" and money.complete)
        or (day and day.complete and fields["form_date"] == day.day.isoformat())
        or (months and months.complete and fields["duration_months"] == months.months)
    )


def test_real_form_gives_every_field() -> None:
    answer = as_json(import_form(REAL), "PS-2026-001")

    assert answer["fields"] == {**REAL_FIELDS, "description": DESCRIPTION}
    assert answer["slots"] == REAL_SLOTS
    assert answer["unmatched"] == []
    assert answer["reference"] == "PS-2026-001"
    assert answer["warnings"] == [
        "Two numbers have no label: the first was taken as telephone, the second as fax.",
        "The form gives no date on which it was filled in.",
        "The form offers 3 priorities and does not show which one is meant: please choose.",
    ]


def test_json_has_exactly_the_promised_keys_in_order() -> None:
    answer = as_json(import_form(REAL), None)

    assert list(answer) == ["reference", "fields", "slots", "warnings", "unmatched"]
    assert set(answer["fields"]) == {*REAL_FIELDS, "description"}
    assert json.loads(json.dumps(answer)) == answer


def test_date_beside_and_below_the_last_label_is_read() -> None:
    assert fields_of(REAL + "\n31/12/2005")["form_date"] == "2005-12-31"
    assert fields_of(REAL + ": 31 December 2005")["form_date"] == "2005-12-31"
    assert fields_of(REAL + " 2005-12-31")["form_date"] == "2005-12-31"
    assert fields_of(REAL + "\n\n\n 31.12.2005\n\n")["form_date"] == "2005-12-31"


def test_date_among_words_is_read_and_its_line_kept() -> None:
    form = import_form(REAL + "\nKaliningrad, 31 December 2005")

    assert form.fields.form_date.isoformat() == "2005-12-31"
    assert [line.text for line in form.unmatched] == [
        "Date of filling in the form",
        "Kaliningrad, 31 December 2005",
    ]


@pytest.mark.parametrize("name", ["estru-cluster-development", "red-bilateral-cooperation"])
def test_descriptions_that_are_no_forms_lose_no_line(name: str) -> None:
    text = read_form((SHIPPED / f"{name}.txt").read_bytes())
    form = import_form(text)
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]

    unmatched = [line.text for line in form.unmatched]
    assert unmatched == lines
    assert form.fields == import_form("").fields


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_of_order_change_nothing(ending: str, mark: str) -> None:
    text = mark + REAL.replace("\n", ending)

    assert fields_of(text) == fields_of(REAL)
    assert lost_lines(text) == []


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda line: f"{line}:",
        lambda line: f"\u00a0\t{line} \u00a0",
        lambda line: f"## {line}",
        lambda line: f"**{line}**",
        lambda line: f"3. {line}",
        lambda line: f"IV. {line}:",
        lambda line: f"{line} *",
        lambda line: f"{line} (max. 500 characters)",
        lambda line: f"{line}\n----------",
    ],
)
def test_labels_are_known_in_any_dress(change: object) -> None:
    text = "\n".join(
        change(line) if find_label(line) and "example" not in line else line
        for line in REAL.splitlines()
    )

    assert fields_of(text) == fields_of(REAL)


@pytest.mark.parametrize(
    "separator", [": ", ":", " - ", " – ", "\t", "   ", " = ", ": \u00a0", ".......... "]
)
def test_value_beside_its_label_is_read(separator: str) -> None:
    text = (
        separator.join(("Project title", "Amber Road"))
        + "\n"
        + separator.join(("Lead applicant", "Town of X"))
    )

    fields = fields_of(text)
    assert (fields["title"], fields["lead_applicant"]) == ("Amber Road", "Town of X")
    assert lost_lines(text) == []


@pytest.mark.parametrize("path", sorted(INPUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_other_forms_are_read_as_written_beside_them(path: Path) -> None:
    text = read_form(path.read_bytes())
    answer = as_json(import_form(text), None)
    shown = {name: value for name, value in answer["fields"].items() if value not in (None, [])}

    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert {**answer, "fields": shown} == {"reference": None, **expected}
    assert lost_lines(text) == []


@pytest.mark.parametrize("indent", ["", "     "])
@pytest.mark.parametrize("width", [50, 60, 65, 70, 72, 76, 80, 90, 100])
def test_wrapped_lines_are_joined_again(width: int, indent: str) -> None:
    lines = [textwrap.fill(line, width, subsequent_indent=indent) for line in REAL.split("\n")]

    assert fields_of("\n".join(lines)) == fields_of(REAL)
    assert lost_lines("\n".join(lines)) == []


def test_blank_lines_may_be_missing() -> None:
    assert fields_of("\n".join(filter(str.strip, REAL.split("\n")))) == fields_of(REAL)
    wrapped = [textwrap.fill(line, 72) for line in REAL.split("\n") if line.strip()]
    assert fields_of("\n".join(wrapped)) == fields_of(REAL)


def test_line_of_a_list_that_is_not_wrapped_is_an_item_of_its_own() -> None:
    text = REAL.replace("countries; consultants", "countries\nconsultants")

    assert [slot.title for slot in import_form(text).slots] == [
        slot["title"] for slot in REAL_SLOTS
    ]


@pytest.mark.parametrize(
    "bullet", ["- ", "* ", "• ", "– ", "a) ", "1) ", "(1) ", "1. ", "\uf0b7\t", "o ", "> "]
)
def test_bullets_of_any_kind_are_taken_off(bullet: str) -> None:
    text = REAL
    for entry in (*REAL_FIELDS["objectives"], *REAL_FIELDS["benefits"]):
        text = text.replace(entry, bullet + entry)

    assert fields_of(text) == fields_of(REAL)


@pytest.mark.parametrize("number", ["1)", "(1)", "1 -", "1:", "№1", "1"])
def test_options_may_be_numbered_in_any_manner(number: str) -> None:
    text = REAL
    for digit in "123":
        text = text.replace(f"  {digit}. Promotion", f"{number.replace('1', digit)} Promotion")

    assert fields_of(text) == fields_of(REAL)


@pytest.mark.parametrize(
    "marked", ["[x] 3. Promotion", "3. [X] Promotion", "x 3. Promotion", "☒ 3. Promotion"]
)
def test_tick_that_is_left_chooses_the_priority(marked: str) -> None:
    form = import_form(REAL.replace("3. Promotion", marked))

    assert form.fields.priority == REAL_FIELDS["priority_options"][2]
    assert list(form.fields.priority_options) == REAL_FIELDS["priority_options"]
    assert not any("priorities" in str(warning) for warning in form.warnings)


def test_two_ticks_choose_nothing() -> None:
    text = REAL.replace("3. Promotion", "[x] 3. Promotion").replace(
        "2. Promotion", "[x] 2. Promotion"
    )

    assert import_form(text).fields.priority is None


@pytest.mark.parametrize("separator", ["\n", ";", "; ", "\n\n", " • "])
def test_keywords_may_be_separated_in_any_manner(separator: str) -> None:
    written = ", ".join(REAL_FIELDS["keywords"])

    assert fields_of(REAL.replace(written, separator.join(REAL_FIELDS["keywords"]))) == fields_of(
        REAL
    )


# Whatever is put in, nothing is lost.

SECTIONS = [
    "Project title\n\nAmber Road",
    "Lead applicant\n\nRegional Development Agency, Kaliningrad",
    "Contact person\n\nMs. A. Example\n\n\nUl. Sadovaya, 5, Kaliningrad, 236000, Russia\n\n+7 0112 000003\n\n+7 0112 000004",
    "Thematic key words\n\ntourism, crafts; heritage",
    "Project description\n\nFirst paragraph.\n\nSecond paragraph.",
    "Central objectives\n\n1. To restore\n2. To show",
    "Expected benefits\n\n- More guests\n- More trade",
    "Partners found already\n\nTown of X",
    "Partners searched\n\nUniversities from Poland; museums",
    "Estimated budget\n\n300,000 EUR",
    "Date of filling in the form\n\n31/12/2005",
]
STRANGE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)
LIKELY = st.sampled_from(
    [
        "1.",
        "- ",
        "none",
        "N/A",
        "+7 0112 000009",
        "a@example.org",
        "www.example.org",
        "Tel. +7 0112 000005, fax +7 0112 000006, e-mail: b@example.org",
        "Tel./Fax: +7 0112 000007",
        "Fax +7 0112 000008",
        "E-mail:",
        "Estimated budget: approx. 250 000 EUR",
        "500 kr",
        "1 000 EUR",
        "2006-01-02",
        "ended on 03/04/2005",
        "[x] ticked",
        "☐ not ticked",
        "2) numbered",
        "• dotted",
        "Deadline: soon",
        "Country: Russia",
        "Countries: Poland, Lithuania and Atlantis",
        "Duration: 18 months",
        "Duration: long",
        "Priority: 2",
        "Website",
        "Partners searched: two SMEs; an NGO",
        "We look for:",
        "and candidate countries",
        "x" * 301,
        "word " * 100,
        "Keywords: a; b, c",
        "(optional)",
        "Russia",
        "Project title: Another",
        "Contact person (deputy)",
        "Address: Street 1,",
        "line\u2028separated\x0btwice",
        "\u200b",
    ]
)
LINES = st.lists(st.one_of(LIKELY, STRANGE), max_size=12)


@settings(max_examples=400, deadline=None)
@given(
    st.permutations(SECTIONS),
    LINES,
    st.randoms(use_true_random=False),
    st.sampled_from(["\n", "\r\n"]),
)
def test_no_line_is_lost_wherever_lines_are_put(sections, extra, chance, ending) -> None:
    lines = "\n\n".join(sections).split("\n")
    for line in extra:
        lines.insert(chance.randint(0, len(lines)), line)

    assert lost_lines(ending.join(lines)) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(STRANGE, max_size=20).map("\n".join))
@example("")
@example("\ufeff")
@example("Project title:")
def test_no_line_of_any_text_is_lost(text: str) -> None:
    assert lost_lines(text) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(REAL.splitlines())), STRANGE)
def test_no_line_put_into_the_real_form_is_lost(position: int, line: str) -> None:
    lines = REAL.split("\n")
    lines.insert(position, line)

    assert lost_lines("\n".join(lines)) == []


@settings(max_examples=100, deadline=None)
@given(st.permutations(SECTIONS))
def test_order_of_sections_does_not_matter(sections: list[str]) -> None:
    form = import_form("\n\n".join(sections))

    assert form.unmatched == ()
    assert form.fields == import_form("\n\n".join(SECTIONS)).fields
    assert form.fields.title == "Amber Road"
    assert form.fields.keywords == ("tourism, crafts", "heritage")
    assert form.fields.countries == ("PL",)


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        "1,",
        "300 000 ",
        "+7 ",
        "a@",
        "(",
        "a ",
        "- ",
        "\t",
        ": ",
        ".",
        "ISO 9001, ",
        "31/12/2005 ",
        "[",
        "и",
    ],
)
@pytest.mark.parametrize(
    "label",
    [
        "",
        "Estimated budget: ",
        "Phone: ",
        "E-mail: ",
        "Partners searched: ",
        "Keywords: ",
        "Date: ",
    ],
)
def test_very_long_lines_are_read_in_linear_time(label: str, piece: str) -> None:
    """Each of these takes milliseconds; the suite's time limit would stop a regex that blows up."""
    line = label + piece * (100_000 // len(piece))

    assert lost_lines(line) == []


def test_many_lines_are_read_in_linear_time() -> None:
    text = "Project title: A\n" + "1. tel. 5, Contact: a - b = c | d 2005\n" * 5_000

    assert len(import_form(text).unmatched) == 5_000
