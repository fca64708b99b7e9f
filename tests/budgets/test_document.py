"""The document of `flask compute-budget`: what it gives, and every way to refuse one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.budgets.document import read, result_of, run
from app.budgets.passage import DocumentError

GOLDEN = Path(__file__).parents[1] / "golden"

LINE = {"category": "staff", "units": "2", "unit_price": "50.00"}
PARTNER = {"id": "PP1", "role": "lead", "lines": [LINE]}


def document(*partners, **fields) -> dict:
    return json.loads(json.dumps({"currency": "EUR", "partners": partners} | fields))


def partner(**fields) -> dict:
    return PARTNER | fields


def computed(content: dict) -> dict:
    return result_of(read(json.dumps(content)))


def refusal(text: str) -> str:
    with pytest.raises(DocumentError) as refused:
        read(text)
    return str(refused.value)


def test_the_golden_document_gives_exactly_the_golden_result():
    expected = (GOLDEN / "budget-expected.json").read_text()

    assert run([GOLDEN / "budget.json"]) == expected.rstrip("\n") + "\n"


def test_the_smallest_documents():
    assert computed(document()) == {
        "partners": [],
        "total": "0.00",
        "funds": {},
        "contribution": "0.00",
        "shares": {"contribution": "0.00"},
    }
    assert computed(document(PARTNER))["shares"] == {"contribution": "100.00"}


def test_json_integers_are_numbers():
    line = {"category": "staff", "units": 2, "unit_price": 50}
    content = document(partner(lines=[line], funds=[{"fund": "ERDF", "rate": 75}]))

    assert computed(content)["funds"] == {"ERDF": "75.00"}


def test_funds_stand_in_order_of_first_appearance():
    first = partner(role="partner", funds=[{"fund": "B", "rate": "1"}, {"fund": "A", "rate": "1"}])
    second = partner(id="PP2", funds=[{"fund": "C", "rate": "1"}, {"fund": "B", "rate": "1"}])

    result = computed(document(first, second))

    assert list(result["funds"]) == ["B", "A", "C"]
    assert list(result["shares"]) == ["B", "A", "C", "contribution"]


def test_periods_are_shown_when_the_document_has_them():
    line = LINE | {"periods": {"1": "40.00", "2": "60.00"}}
    lump_sums = [{"amount": "7", "period": "closure"}, {"amount": "1", "period": 1}]
    content = partner(lines=[line], lump_sums=lump_sums, options={"office_on_staff": "15"})

    [shown] = computed(document(content, periods={"count": 2, "months": 6}))["partners"]

    assert list(shown) == ["id", "categories", "total", "funds", "contribution", "periods"]
    assert list(shown["periods"]) == ["preparation", "1", "2", "closure"]
    assert shown["periods"]["1"] == {
        "staff": "40.00",
        "office": "6.00",
        "travel": "0.00",
        "external": "0.00",
        "equipment": "0.00",
        "infrastructure": "0.00",
        "other": "0.00",
        "lump_sums": "1.00",
        "unit_costs": "0.00",
    }
    assert "periods" not in computed(document(content))["partners"][0]


def test_the_problems_of_a_partner_carry_the_numbers():
    short = LINE | {"periods": {"1": "99.99"}}
    source = {"name": "Town", "status": "public", "amount": "100.01", "is_partner": True}
    content = document(
        partner(role="associated", id="A", lines=[]),
        partner(lines=[LINE, short], contribution_sources=[source]),
        {"id": "PP2", "role": "partner"},
    )

    result = computed(content)

    assert [p.get("problems") for p in result["partners"]] == [
        [
            {
                "id": "B2",
                "message": "The row sum is 100.00, its periods sum to 99.99: a gap of +0.01.",
                "path": "partners[1].lines[1].periods",
            },
            {
                "id": "B4",
                "message": "The contribution is 200.00, its sources sum to 100.01: "
                "a difference of +99.99.",
                "path": "partners[1].contribution_sources",
            },
        ],
        [
            {
                "id": "B1",
                "message": "The total is 0.00; it must be above zero.",
                "path": "partners[2]",
            }
        ],
    ]
    assert "problems" not in result


def test_an_associated_partner_is_left_out_and_may_have_no_budget():
    content = document(
        PARTNER,
        {"id": "A1", "role": "associated", "country": "RU", "contribution_sources": []},
        partner(id="A2", role="associated", funds=[{"fund": "ERDF", "rate": "50"}]),
    )

    result = computed(content)

    assert [p["id"] for p in result["partners"]] == ["PP1"]
    assert (result["total"], result["funds"]) == ("100.00", {})
    assert result["problems"] == [
        {
            "id": "E12",
            "message": "The organisation is associated and may have no budget, but plans 100.00.",
            "path": "partners[2]",
        }
    ]


@pytest.mark.parametrize(
    "entry",
    [
        {"lines": [LINE]},
        {"lump_sums": [{"amount": "1"}]},
        {"unit_costs": [{"units": "1", "unit_price": "1"}]},
        {"funds": [{"fund": "ERDF", "rate": "1"}]},
        {"contribution_sources": [{"status": "private", "amount": "1"}]},
    ],
)
def test_any_part_of_a_budget_is_too_much_for_an_associated_partner(entry):
    result = computed(document({"id": "A", "role": "associated"} | entry))

    assert [problem["id"] for problem in result["problems"]] == ["E12"]


def test_sources_that_meet_the_contribution_and_absent_ones_are_no_problem():
    source = {"name": "Own", "status": "private", "amount": "100.00"}

    for sources in ([source], []):
        [shown] = computed(document(partner(contribution_sources=sources)))["partners"]
        assert "problems" not in shown


def test_unit_costs_are_spread_like_lines():
    spread = LINE | {"category": None, "periods": {"1": "40.00", "2": "59.00"}}

    [shown] = computed(document(partner(lines=[], unit_costs=[spread]), periods={"count": 3}))[
        "partners"
    ]

    assert [shown["periods"][n]["unit_costs"] for n in "123"] == ["40.00", "59.00", "1.00"]
    assert [problem["path"] for problem in shown["problems"]] == [
        "partners[0].unit_costs[0].periods"
    ]


def test_gaps_are_reported_without_periods_of_the_document():
    line = LINE | {"periods": {"7": "100.01"}}

    [shown] = computed(document(partner(lines=[line])))["partners"]

    assert shown["problems"][0]["message"].endswith("a gap of -0.01.")


def test_the_largest_amount_is_taken_and_totals_may_be_larger():
    line = LINE | {"units": "1", "unit_price": "999999999.99"}

    assert computed(document(partner(lines=[line, line])))["total"] == "1999999999.98"


NUMBERS = [
    ("-1", "carries a minus sign"),
    ("-0.00", "carries a minus sign"),
    ("1.001", "has more than two decimals"),
    ("1.000", "has more than two decimals"),
    ("1000000000.00", "is above 999999999.99"),
    ("1000000000000", "is above 999999999.99"),
    ("1" + 5000 * "0", "is above 999999999.99"),
    ("NaN", "is not a plain decimal number"),
    ("Infinity", "is not a plain decimal number"),
    ("1e5", "is not a plain decimal number"),
    ("1E-99999999", "is not a plain decimal number"),
    ("+1", "is not a plain decimal number"),
    (" 1", "is not a plain decimal number"),
    ("1\n", "is not a plain decimal number"),
    ("", "is not a plain decimal number"),
    (".5", "is not a plain decimal number"),
    ("5.", "is not a plain decimal number"),
    ("1,5", "is not a plain decimal number"),
    ("1_000", "is not a plain decimal number"),
    ("0x1F", "is not a plain decimal number"),
    ("١٢", "is not a plain decimal number"),
]


@pytest.mark.parametrize(("number", "reason"), NUMBERS)
def test_a_number_is_plain_positive_and_to_the_cent(number, reason):
    content = document(PARTNER, partner(id="PP2", role="partner", lines=[LINE, LINE]))
    content["partners"][1]["lines"][1]["units"] = number

    message = refusal(json.dumps(content))

    assert message.startswith("partners[1].lines[1].units: ")
    assert message.endswith(reason)
    assert "\n" not in message


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1.5", "the JSON number 1.5 is not an integer; write it as a string"),
        ("1.0", "the JSON number 1.0 is not an integer; write it as a string"),
        ("1e5", "the JSON number 1e5 is not an integer; write it as a string"),
        ("NaN", "the JSON number NaN is not an integer; write it as a string"),
        ("-Infinity", "the JSON number -Infinity is not an integer; write it as a string"),
        ("-1", "-1 carries a minus sign"),
        ("1000000000000", "1000000000000 is above 999999999.99"),
        ("9" * 5000, "9" * 39 + "… is above 999999999.99"),
        ("true", "must be a decimal string"),
        ("null", "must be a decimal string"),
        ("[]", "must be a decimal string"),
    ],
)
def test_a_json_number_is_an_integer(written, reason):
    text = json.dumps(document(PARTNER)).replace('"50.00"', written)

    assert refusal(text) == f"partners[0].lines[0].unit_price: {reason}"


FUND = {"fund": "ERDF", "rate": "75"}
SOURCE = {"name": "Own", "status": "public", "amount": "1", "is_partner": True}

REFUSED = [
    (document(currency="SEK"), "currency: must be EUR"),
    (document(currency=None), "currency: must be a string"),
    (document(partners={}), "partners: must be a list"),
    (document(remark=""), "remark: the key is not known here"),
    ({"currency": "EUR"}, "partners: is missing"),
    ({"partners": []}, "currency: is missing"),
    (document(periods={}), "periods.count: is missing"),
    (document(periods={"count": 0}), "periods.count: 0 is not a whole number from 1 to 999"),
    (document(periods={"count": "x"}), 'periods.count: "x" is not a whole number from 1 to 999'),
    (document(periods={"count": True}), "periods.count: must be a decimal string"),
    (
        document(periods={"count": 10**9}),
        "periods.count: 1000000000 is not a whole number from 1 to 999",
    ),
    (
        document(periods={"count": 1, "months": 0}),
        "periods.months: 0 is not a whole number from 1 to 999",
    ),
    (document("PP1"), "partners[0]: must be an object"),
    (document({"role": "lead"}), "partners[0].id: is missing"),
    (document({"id": "PP1"}), "partners[0].role: is missing"),
    (document(partner(id=" ")), "partners[0].id: must not be empty"),
    (document(partner(id=7)), "partners[0].id: must be a string"),
    (document(partner(role="boss")), "partners[0].role: must be one of lead, partner, associated"),
    (document(partner(name=7)), "partners[0].name: must be a string"),
    (document(partner(budget=[])), "partners[0].budget: the key is not known here"),
    (document(partner(**{"a\nb": 1})), 'partners[0]["a\\nb"]: the key is not known here'),
    (
        document(PARTNER, PARTNER | {"role": "associated"}),
        "partners[1].id: another partner has this id",
    ),
    (document(PARTNER, partner(id="PP2")), "partners[1].role: partners[0] is the lead already"),
    (document(partner(options=[])), "partners[0].options: must be an object"),
    (
        document(partner(options={"staf_flat": "1"})),
        "partners[0].options.staf_flat: the key is not known here",
    ),
    (
        document(partner(options={"travel_flat": "100.01"})),
        'partners[0].options.travel_flat: "100.01" is above 100.00',
    ),
    (
        document(partner(options={"travel_flat": None})),
        "partners[0].options.travel_flat: must be a decimal string",
    ),
    (
        document(partner(options={"office_on_direct": "7", "office_on_staff": "15"})),
        "partners[0].options.office_on_direct: office_on_direct cannot stand beside office_on_staff",
    ),
    (
        document(partner(options={"other_flat": "40", "staff_flat": "20"}, lines=[])),
        "partners[0].options.other_flat: other_flat cannot stand beside staff_flat",
    ),
    (
        document(partner(options={"staff_flat": "20"})),
        "partners[0].lines[0].category: the option staff_flat computes staff, so it takes no real costs",
    ),
    (document(partner(lines=None)), "partners[0].lines: must be a list"),
    (
        document(partner(lines=[LINE | {"category": "catering"}])),
        "partners[0].lines[0].category: must be one of staff, office, travel, external, equipment, infrastructure",
    ),
    (
        document(partner(lines=[LINE | {"category": "other"}])),
        "partners[0].lines[0].category: must be one of staff, office, travel, external, equipment, infrastructure",
    ),
    (
        document(partner(lines=[{"category": "staff", "units": "1"}])),
        "partners[0].lines[0].unit_price: is missing",
    ),
    (
        document(partner(lines=[LINE | {"unit_price": "999999999.99"}])),
        "partners[0].lines[0]: units times unit price is 1999999999.98, above 999999999.99",
    ),
    *(
        (
            document(partner(lines=[LINE | {"periods": {name: "1"}}]), periods={"count": 4}),
            f"partners[0].lines[0].periods{step}: is not an implementation period; they are 1 to 4",
        )
        for name, step in [
            ("5", '["5"]'),
            ("0", '["0"]'),
            ("01", '["01"]'),
            ("-1", '["-1"]'),
            ("preparation", ".preparation"),
        ]
    ),
    (
        document(partner(lines=[LINE | {"periods": {"1": "0.001"}}])),
        'partners[0].lines[0].periods["1"]: "0.001" has more than two decimals',
    ),
    (
        document(partner(lump_sums=[{"amount": "1", "period": "3"}]), periods={"count": 2}),
        "partners[0].lump_sums[0].period: is not an implementation period; they are 1 to 2",
    ),
    (
        document(partner(lump_sums=[{"amount": "1", "period": "end"}])),
        'partners[0].lump_sums[0].period: "end" is not a whole number from 1 to 999',
    ),
    (document(partner(lump_sums=[{}])), "partners[0].lump_sums[0].amount: is missing"),
    (
        document(partner(unit_costs=[LINE | {"category": "lump_sums"}])),
        "partners[0].unit_costs[0].category: must be one of staff, office, travel, external, equipment, infrastructure",
    ),
    (
        document(partner(unit_costs=[LINE | {"periods": {"3": "1"}}]), periods={"count": 2}),
        'partners[0].unit_costs[0].periods["3"]: is not an implementation period; they are 1 to 2',
    ),
    (
        document(partner(options={"staff_flat": "20"}, lines=[], unit_costs=[LINE])),
        "partners[0].unit_costs[0].category: the option staff_flat computes staff, so it takes no real costs",
    ),
    (
        document(partner(funds=[FUND | {"fund": ""}])),
        "partners[0].funds[0].fund: must not be empty",
    ),
    (
        document(partner(funds=[FUND | {"rate": "101"}])),
        'partners[0].funds[0].rate: "101" is above 100.00',
    ),
    (
        document(partner(funds=[FUND, FUND | {"rate": "1"}])),
        "partners[0].funds[1].fund: the fund stands twice",
    ),
    (
        document(partner(funds=[FUND, {"fund": "B", "rate": "25.01"}])),
        "partners[0].funds: the rates sum to 100.01, above 100",
    ),
    (
        document(partner(funds=[{"fund": name, "rate": "1"} for name in "ABCDE"])),
        "partners[0].funds: there are 5 funds, at most 4 are possible",
    ),
    (
        document(partner(funds=[{"fund": "contribution", "rate": "1"}])),
        "partners[0].funds[0].fund: the name is kept for the partners' own money",
    ),
    (
        document(partner(contribution_sources=[SOURCE | {"status": "gift"}])),
        "partners[0].contribution_sources[0].status: must be one of public, automatic_public, private",
    ),
    (
        document(partner(contribution_sources=[SOURCE | {"is_partner": 1}])),
        "partners[0].contribution_sources[0].is_partner: must be true or false",
    ),
    (
        document(partner(contribution_sources=[SOURCE, SOURCE])),
        "partners[0].contribution_sources[1].is_partner: another source is the partner",
    ),
    (
        document(partner(contribution_sources=[SOURCE | {"status": "automatic_public"}])),
        "partners[0].contribution_sources[0].status: the partner's own money cannot be automatic_public",
    ),
]


@pytest.mark.parametrize(("content", "message"), REFUSED, ids=[path for _, path in REFUSED])
def test_a_document_that_cannot_be_read_is_refused_with_its_path(content, message):
    assert refusal(json.dumps(content)) == message


@pytest.mark.parametrize("text", ["[]", '"EUR"', "1", "null", "true", "NaN"])
def test_a_document_is_an_object(text):
    assert refusal(text) == "document: must be an object"


def test_a_key_that_stands_twice_is_refused():
    text = json.dumps(document(PARTNER)).replace('"units": "2"', '"units": "2", "units": "3"')

    assert refusal(text) == 'partners[0].lines[0]: the key "units" stands twice'


def test_a_document_nested_too_deeply_is_refused():
    assert refusal("[" * 200_000) == "document: is nested too deeply"


@pytest.fixture
def write(tmp_path):
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_json_lines_give_one_object_a_line(write):
    lines = [json.dumps(document()), "", json.dumps(document(PARTNER)), " \r"]
    path = write("many.jsonl", "\n".join(lines))

    results = run([path]).splitlines()

    assert [json.loads(line)["total"] for line in results] == ["0.00", "100.00"]
    assert run([write("none.JSONL", "")]) == ""


def test_a_line_separator_inside_a_string_does_not_end_a_json_line(write):
    content = json.dumps(document(partner(name="a\u2028b\x85c")), ensure_ascii=False)

    assert json.loads(run([write("one.jsonl", content)]))["total"] == "100.00"


def test_several_files_are_printed_in_order(write):
    one = write("one.json", json.dumps(document()))
    two = write("two.jsonl", json.dumps(document(PARTNER)))

    assert run([one, two]) == run([one]) + run([two])
    assert run([one]).startswith('{\n "partners"')


def test_names_survive_any_terminal(write):
    result = run([write("one.json", "\ufeff" + json.dumps(document(partner(id="ПП\ud800"))))])

    assert result.isascii()
    assert json.loads(result)["partners"][0]["id"] == "ПП\ud800"


def test_one_bad_document_leaves_no_result_and_names_file_line_and_path(write):
    good = write("good.json", json.dumps(document()))
    bad = write("bad.jsonl", f"{json.dumps(document())}\n\n{json.dumps(document('x'))}\n")

    with pytest.raises(DocumentError) as refused:
        run([good, bad])

    assert str(refused.value) == f"{bad}:3: partners[0]: must be an object"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "", "1: document: is not JSON: Expecting value at column 1"),
        (
            "a.json",
            "{\n\n x}",
            "3: document: is not JSON: Expecting property name enclosed in double quotes at column 2",
        ),
        ("a.json", "{}\n{}", "2: document: is not JSON: Extra data at column 1"),
        ("a.json", '["\t"]', "1: document: is not JSON: Invalid control character at column 3"),
        (
            "a.jsonl",
            "\n{",
            "2: document: is not JSON: Expecting property name enclosed in double quotes at column 2",
        ),
        ("a.json", b"{\n\xff}", "2: document: is not UTF-8 text"),
        ("a.json", '{"currency": "SEK"}', "1: partners: is missing"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(write, name, content, message):
    path = write(name, content)

    with pytest.raises(DocumentError) as refused:
        run([path])

    assert str(refused.value) == f"{path}:{message}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    missing = tmp_path / "missing.json"

    with pytest.raises(DocumentError) as refused:
        run([missing])
    assert str(refused.value) == f"{missing}:1: document: cannot be read: No such file or directory"

    with pytest.raises(DocumentError, match="cannot be read: Is a directory"):
        run([tmp_path])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            document(*(PARTNER | {"id": f"P{i}", "role": "partner"} for i in range(51))),
            "partners[50]: at most 50 partners are possible",
        ),
        (
            document(*({"id": f"A{i}", "role": "associated"} for i in range(31))),
            "partners[30]: at most 30 associated organisations are possible",
        ),
        (
            document(partner(lines=[LINE] * 301)),
            "partners[0].lines: there are 301 lines of staff, at most 300 are possible",
        ),
        (
            document(partner(unit_costs=[{"units": "1", "unit_price": "1"}] * 301)),
            "partners[0].unit_costs: there are 301 unit costs, at most 300 are possible",
        ),
        (
            document(partner(contribution_sources=[{"status": "public", "amount": "1"}] * 11)),
            "partners[0].contribution_sources: there are 11 sources, at most 10 are possible",
        ),
    ],
)
def test_a_document_holds_to_the_limits_of_the_sheet(content, said):
    assert refusal(json.dumps(content)) == said


def test_a_document_may_fill_its_limits():
    lines = [LINE] * 300 + [LINE | {"category": "travel"}] * 300
    sources = [{"status": "private", "amount": "1"}] * 10
    content = document(
        *(PARTNER | {"id": f"P{i}", "role": "partner"} for i in range(49)),
        partner(lines=lines, contribution_sources=sources),
        *({"id": f"A{i}", "role": "associated"} for i in range(30)),
    )

    assert computed(content)["total"] == "64900.00"
