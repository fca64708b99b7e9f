"""Numbers that name an organisation: the valid are kept in one form, the others explained."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app
from app.directory import numbers

# Numbers that python-stdnum shows in its own documentation, and such with a digit changed.
VALID = {
    ("DE", "DE 136 695 976"): "DE136695976",
    ("DE", "136695976"): "DE136695976",
    ("PL", "PL 8567346215"): "PL8567346215",
    ("PL", "856-734-62-15"): "PL8567346215",
    ("LT", "LT119511515"): "LT119511515",
    ("LV", "LV 4000 3521 600"): "LV40003521600",
    ("EE", "EE 100 931 558"): "EE100931558",
    ("FI", "FI 20774740"): "FI20774740",
    ("SE", "SE123456789701"): "SE123456789701",
    ("DK", "DK 13 58 56 28"): "DK13585628",
    ("RU", "7707083893"): "7707083893",
    ("GB", "GB 980 7806 84"): "GB980780684",
    ("NO", "NO 995 525 828 MVA"): "995525828MVA",
    ("CH", "CHE-107.787.577 IVA"): "CHE107787577IVA",
    ("GR", "EL 094259216"): "EL094259216",
    ("FR", "FR 40 303 265 045"): "FR40303265045",
    ("LT", "DE 136695976"): "DE136695976",
}
WRONG_DIGITS = [
    ("DE", "136695978"),
    ("PL", "PL8567346216"),
    ("LT", "LT119511516"),
    ("LV", "LV40003521601"),
    ("EE", "EE100931559"),
    ("FI", "FI20774741"),
    ("SE", "SE123456789101"),
    ("DK", "DK13585627"),
    ("RU", "7707083894"),
    ("GB", "GB802311781"),
    ("NO", "995525829MVA"),
]
NOT_WRITTEN_SO = {
    ("DE", "12345"): "DE999999999",
    ("PL", "PL12"): "PL9999999999",
    ("LT", "LT12"): "LT999999999",
    ("LV", "12"): "LV99999999999",
    ("EE", "ABC"): "EE999999999",
    ("FI", "1"): "FI99999999",
    ("SE", "SE1234"): "SE999999999999",
    ("DK", "99"): "DK99999999",
    ("RU", "77"): "An INN has 10 digits",
    ("GB", "GB12"): "GB999999999",
}


@pytest.fixture(scope="module", autouse=True)
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Sentences can be said; there is no database."""
    with create_app(INSTANCE=tmp_path_factory.mktemp("instance")).test_request_context():
        yield


@pytest.mark.parametrize(("given", "kept"), VALID.items(), ids=str)
def test_valid_vat_number_is_kept_in_one_form(given: tuple[str, str], kept: str) -> None:
    assert numbers.read_vat(*given) == numbers.Number(kept, is_checked=True)


@pytest.mark.parametrize("given", WRONG_DIGITS, ids=str)
def test_wrong_digit_is_found(given: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        numbers.read_vat(*given)


@pytest.mark.parametrize(("given", "hint"), NOT_WRITTEN_SO.items(), ids=str)
def test_refusal_says_how_the_number_is_written(given: tuple[str, str], hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        numbers.read_vat(*given)


def test_number_of_a_country_without_a_rule_is_kept_unchecked() -> None:
    assert numbers.read_vat("UA", "12 3456 789012") == numbers.Number(
        "123456789012", is_checked=False
    )


def test_what_no_country_writes_is_refused() -> None:
    with pytest.raises(ValueError, match="4 to 20 digits"):
        numbers.read_vat("UA", "see our website")


@pytest.mark.parametrize("text", ["999 988 776", "999988776", "999-988-776"])
def test_pic_is_kept_as_nine_digits(text: str) -> None:
    assert numbers.read_pic(text) == "999988776"


@pytest.mark.parametrize("text", ["12345678", "1234567890", "12345678X", "٣٤٥٦٧٨٩١٢"])
def test_pic_of_another_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="9 digits"):
        numbers.read_pic(text)


@pytest.mark.parametrize(
    ("country", "number", "fits"),
    [
        ("EE", "12345678", True),
        ("EE", "12345679", False),
        ("FI", "2077474-0", True),
        ("FI", "2077474-1", False),
        ("SE", "1234567897", True),
        ("DK", "13585628", True),
        ("DK", "13585627", False),
        ("LV", "40003521600", True),
        ("RU", "1022200525819", True),
        ("RU", "1022200525818", False),
        ("PL", "0000123456", None),
        ("DE", "", None),
    ],
)
def test_registration_number_is_only_compared(country: str, number: str, fits: bool | None) -> None:
    assert numbers.fits_the_register(country, number) is fits
