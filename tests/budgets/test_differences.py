"""What differs between two versions, and whether that is a minor or a major change; pure."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from app.budgets.differences import Kind, Sum, compare
from app.budgets.flexibility import Size, assess

D = Decimal


def line(uid: str, category: str, price: str, **more: Any) -> dict[str, Any]:
    return {
        "uid": uid,
        "position": 1,
        "category": category,
        "description": f"Line {uid}",
        "units": "2.00",
        "unit_price": price,
        "periods": {},
        "staff_function": "",
        "unit_type": "",
        "note": "",
        "comment": "",
        "work_package": None,
        "activity": None,
    } | more


def document() -> dict[str, Any]:
    """Two lines, a lump sum and a unit cost: 1000 + 400 + 50 + 25 = 1475.00; 75 % of it granted."""
    return {
        "options": {},
        "lines": [line("a", "staff", "500.00"), line("b", "travel", "200.00")],
        "lump_sums": [{"uid": "c", "description": "Preparation", "amount": "50.00"}],
        "unit_costs": [
            {
                "uid": "d",
                "category": None,
                "description": "Allowance",
                "units": "2.50",
                "unit_price": "10.00",
            }
        ],
        "funds": [{"fund": "ERDF", "rate": "75.00"}],
        "contribution_sources": [
            {"name": "Own", "status": "public", "amount": "368.75", "is_partner": True}
        ],
    }


def test_nothing_differs_between_a_version_and_itself():
    difference = compare(document(), document())

    assert difference.is_nothing
    assert (difference.lines, difference.sources, difference.rates) == ((), (), ())
    assert difference.total.difference == 0


def test_changed_line_names_each_cell_with_both_sides_and_the_signed_amount():
    new = document()
    new["lines"][0] |= {"unit_price": "450.00", "staff_function": "Auditor", "work_package": 2}
    difference = compare(document(), new)
    (row,) = difference.lines

    assert (row.kind, row.key, row.old, row.new) == (Kind.CHANGED, "a", D(1000), D(900))
    assert row.difference == D("-100.00")
    assert [(cell.name, cell.old, cell.new) for cell in row.cells] == [
        ("staff_function", "", "Auditor"),
        ("unit_price", "500.00", "450.00"),
        ("work_package", "", "2"),
    ]
    assert difference.total.difference == D("-100.00")
    assert [(one.key, one.difference) for one in difference.categories if one.difference] == [
        ("staff", D("-100.00"))
    ]
    # 75 % of 1375.00 is 1031.25; of 1475.00 it was 1106.25.
    assert [(one.key, one.difference) for one in difference.funds] == [("ERDF", D("-75.00"))]
    assert difference.contribution.difference == D("-25.00")


def test_added_and_removed_lines_carry_their_whole_amount():
    new = document()
    new["lines"] = [new["lines"][0], line("e", "equipment", "33.33")]
    difference = compare(document(), new)

    assert [(row.kind, row.key, row.difference) for row in difference.lines] == [
        (Kind.ADDED, "e", D("66.66")),
        (Kind.REMOVED, "b", D("-400.00")),
    ]
    assert difference.changed_lines == 2
    assert difference.marks == {"e": Kind.ADDED}


def test_lump_sums_and_unit_costs_are_compared_too():
    new = document()
    new["lump_sums"][0]["amount"] = "60.00"
    new["unit_costs"][0]["units"] = "3.00"
    rows = compare(document(), new).lines

    assert [(row.key, row.category, row.difference) for row in rows] == [
        ("c", "lump_sums", D("10.00")),
        ("d", "unit_costs", D("5.00")),
    ]


def test_period_of_a_lump_sum_is_shown_in_words():
    new = document()
    new["lump_sums"][0]["period"] = "closure"
    (row,) = compare(document(), new).lines
    cell = next(cell for cell in row.cells if cell.name == "period")

    assert str(cell.shown(cell.new)) == "Closure"


def test_amounts_of_periods_are_cells():
    old, new = document(), document()
    old["lines"][0]["periods"] = {"1": "400.00", "2": "600.00"}
    new["lines"][0]["periods"] = {"1": "400.00", "10": "600.00"}
    cells = compare(old, new).lines[0].cells

    assert [(cell.name, cell.old, cell.new) for cell in cells] == [
        ("period-2", "600.00", ""),
        ("period-10", "", "600.00"),
    ]
    assert cells[0].number_of(cells[0].old) == D("600.00")


def test_flat_rates_funds_and_origins_differ():
    new = document()
    new["options"] = {"office_on_staff": "15.00"}
    new["funds"] = [{"fund": "TACIS", "rate": "90.00"}]
    new["contribution_sources"][0] |= {"amount": "162.50", "status": "private"}
    new["contribution_sources"].append(
        {"name": "City", "status": "public", "amount": "1.00", "is_partner": False}
    )
    difference = compare(document(), new)

    assert [(cell.old, cell.new) for cell in difference.options] == [("", "15.00")]
    assert [(cell.label, cell.old, cell.new) for cell in difference.rates] == [
        ("Tacis", "", "90.00"),
        ("ERDF", "75.00", ""),
    ]
    assert [(row.kind, row.title, row.difference) for row in difference.sources] == [
        (Kind.CHANGED, "Own", D("-206.25")),
        (Kind.ADDED, "City", D("1.00")),
    ]
    status = difference.sources[0].cells[1]
    assert str(status.shown(status.new)) == "Private"
    assert [(one.key, one.old, one.new) for one in difference.funds] == [
        ("TACIS", D(0), D("1462.50")),
        ("ERDF", D("1106.25"), D(0)),
    ]


def test_whose_money_an_origin_is_differs():
    new = document()
    new["contribution_sources"][0]["is_partner"] = False
    difference = compare(document(), new)
    (cell,) = difference.sources[0].cells

    assert not difference.is_nothing
    assert (str(cell.label), str(cell.shown(cell.old)), cell.new) == ("Own money", "yes", "")


def test_two_origins_of_one_name_are_two():
    old = document()
    (own,) = old["contribution_sources"]
    old["contribution_sources"] = [own, own | {"is_partner": False}]
    new = deepcopy(old)
    new["contribution_sources"][1] = {**new["contribution_sources"][1], "amount": "1.00"}

    assert [row.difference for row in compare(old, new).sources] == [D("-367.75")]


def test_comment_of_finance_is_shown_but_marks_nothing():
    new = document()
    new["lines"][0]["comment"] = "Why so much?"
    difference = compare(document(), new)

    assert [cell.name for cell in difference.lines[0].cells] == ["comment"]
    assert difference.is_nothing
    assert difference.marks == {}


def with_staff(price: str) -> dict[str, Any]:
    new = document()
    new["lines"][0]["unit_price"] = price
    return new


@pytest.mark.parametrize(
    ("price", "size"),
    [
        ("600.00", Size.MINOR),  # staff 1000.00 to 1200.00: exactly 20 %
        ("600.01", Size.MAJOR),  # two cents more
        ("400.00", Size.MINOR),
        ("399.99", Size.MAJOR),
    ],
)
def test_change_is_major_beyond_the_flexibility_of_a_category(price, size):
    assert assess(compare(document(), with_staff(price)), D(20)).size is size


def test_assessment_names_the_parts_that_move_too_far_with_their_percent():
    assessment = assess(compare(document(), with_staff("650.00")), D(20))

    assert [(one.part.key, one.percent) for one in assessment.beyond] == [
        ("staff", D("30.00")),
        ("ERDF", D("20.34")),
        ("total", D("20.34")),
    ]


def test_what_was_nothing_may_not_move_at_all():
    new = document()
    new["lines"].append(line("e", "equipment", "0.01"))
    assessment = assess(compare(document(), new), D(20))

    assert assessment.size is Size.MAJOR
    assert [(one.part.key, one.percent) for one in assessment.beyond] == [("equipment", None)]


def test_higher_rate_of_a_fund_is_major_though_the_total_stays():
    new = document()
    new["funds"][0]["rate"] = "95.00"
    assessment = assess(compare(document(), new), D(20))

    assert [one.part.key for one in assessment.beyond] == ["ERDF"]
    assert isinstance(assessment.beyond[0].part, Sum)


def test_another_flexibility_is_another_judgement():
    difference = compare(document(), with_staff("550.00"))

    assert assess(difference, D(10)).size is Size.MINOR
    assert assess(difference, D("9.99")).size is Size.MAJOR
