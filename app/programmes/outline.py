"""Which facts a rule set may state, as the form for administrators lists them; pure data.

Names, priorities and translations have no fields: a new version keeps those that it begins with.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.core.i18n import lazy


class Kind(Enum):
    """What a value is; the form has one field for each."""

    TEXT = "text"
    NAME = "name"
    """A text by language, of which the English one is edited."""
    PERCENT = "percent"
    AMOUNT = "amount"
    COUNT = "count"
    FLAG = "flag"
    TICK = "tick"
    DAY = "day"
    COUNTRIES = "countries"
    REGIONS = "regions"
    STATUSES = "statuses"
    OPTION = "option"
    PHASE = "phase"
    PARTICIPATION = "participation"
    CONVERSION = "conversion"


NUMBERS = {Kind.PERCENT, Kind.AMOUNT}


@dataclass(frozen=True)
class Column:
    """A value of one row; `optional`: the row stands without it."""

    key: str
    kind: Kind
    label: str
    optional: bool = False


@dataclass(frozen=True)
class FactEntry:
    """A fact that stands alone; `path` leads to it, `section` is the part of the form."""

    path: str
    kind: Kind
    label: str
    section: str

    @property
    def name(self) -> str:
        return self.path.replace(".", "_")


@dataclass(frozen=True)
class ListEntry:
    """A list of rows, each with its evidence; a `stated` list has evidence of its own besides."""

    path: str
    label: str
    section: str
    columns: tuple[Column, ...]
    stated: bool = False

    @property
    def name(self) -> str:
        return self.path.replace(".", "_")


COUNTRIES = Column("countries", Kind.COUNTRIES, lazy("Countries"))
ANY_COUNTRIES = Column("countries", Kind.COUNTRIES, lazy("Countries"), optional=True)

MONEY, SIZE, PARTNERSHIP, AREA = "money", "size", "partnership", "area"
SECTIONS = {
    MONEY: lazy("Other rules on money"),
    SIZE: lazy("Size, duration and shares"),
    PARTNERSHIP: lazy("Partnership"),
    AREA: lazy("Area and countries"),
}
"""The parts of the form, by what their facts are called together; lists are parts of their own."""

FACTS = (
    FactEntry("real_office", Kind.FLAG, lazy("Office costs line by line"), MONEY),
    FactEntry(
        "binding_options",
        Kind.FLAG,
        lazy("The choice of cost options binds an organisation in all its projects"),
        MONEY,
    ),
    FactEntry("recoverable_vat", Kind.FLAG, lazy("Recoverable value added tax counts"), MONEY),
    FactEntry("conversion", Kind.CONVERSION, lazy("Exchange rate"), MONEY),
    FactEntry(
        "flexibility", Kind.PERCENT, lazy("Movement without a major change, in percent"), MONEY
    ),
    FactEntry("grant.min", Kind.AMOUNT, lazy("Smallest grant"), SIZE),
    FactEntry("grant.max", Kind.AMOUNT, lazy("Largest grant"), SIZE),
    FactEntry("max_months", Kind.COUNT, lazy("Longest duration, in months"), SIZE),
    FactEntry(
        "lead_max_share", Kind.PERCENT, lazy("Largest share of the lead partner, in percent"), SIZE
    ),
    FactEntry(
        "partner_max_share", Kind.PERCENT, lazy("Largest share of any partner, in percent"), SIZE
    ),
    FactEntry(
        "area.adjacent_max_share",
        Kind.PERCENT,
        lazy("Largest share of adjacent areas, in percent"),
        SIZE,
    ),
    FactEntry(
        "management_max_share",
        Kind.PERCENT,
        lazy("Largest share of management in a fund for small projects, in percent"),
        SIZE,
    ),
    FactEntry("partnership.min_partners", Kind.COUNT, lazy("Partners at least"), PARTNERSHIP),
    FactEntry("partnership.min_countries", Kind.COUNT, lazy("Countries at least"), PARTNERSHIP),
    FactEntry(
        "partnership.min_member_state_partners",
        Kind.COUNT,
        lazy("Partners from EU Member States at least"),
        PARTNERSHIP,
    ),
    FactEntry(
        "partnership.legal_statuses", Kind.STATUSES, lazy("Legal status of partners"), PARTNERSHIP
    ),
    FactEntry("lead.countries", Kind.COUNTRIES, lazy("Countries of the lead partner"), PARTNERSHIP),
    FactEntry(
        "lead.legal_statuses", Kind.STATUSES, lazy("Legal status of the lead partner"), PARTNERSHIP
    ),
    FactEntry("lead.adjacent", Kind.FLAG, lazy("Lead partner from an adjacent area"), PARTNERSHIP),
    FactEntry("area.countries", Kind.COUNTRIES, lazy("Programme area"), AREA),
    FactEntry("area.outside", Kind.FLAG, lazy("Partners from outside the area"), AREA),
)
LISTS = (
    ListEntry("funds", lazy("Funds"), MONEY, (
        Column("code", Kind.TEXT, lazy("Code in capital letters")),
        Column("names", Kind.NAME, lazy("Name in English")),
        ANY_COUNTRIES,
    )),
    ListEntry("rates", lazy("Rates of the funds"), MONEY, (
        Column("fund", Kind.TEXT, lazy("Code of the fund")),
        COUNTRIES,
        Column("legal_statuses", Kind.STATUSES, lazy("Only for partners that are"), optional=True),
        Column("max", Kind.PERCENT, lazy("Percent")),
        Column("fixed", Kind.TICK, lazy("Fixed: exactly this rate"), optional=True),
    )),
    ListEntry("flat_rates", lazy("Flat rates"), MONEY, (
        Column("option", Kind.OPTION, lazy("Flat rate")),
        ANY_COUNTRIES,
        Column("max", Kind.PERCENT, lazy("Percent")),
        Column("fixed", Kind.TICK, lazy("Fixed: exactly this rate"), optional=True),
    ), stated=True),
    ListEntry("lump_sums", lazy("Lump sums"), MONEY, (
        Column("name", Kind.TEXT, lazy("Name")),
        Column("phase", Kind.PHASE, lazy("Phase")),
        Column("amount", Kind.AMOUNT, lazy("Amount")),
    ), stated=True),
    ListEntry("unit_costs", lazy("Unit costs"), MONEY, (
        Column("name", Kind.TEXT, lazy("Name")),
        Column("unit", Kind.TEXT, lazy("Unit")),
        Column("amount", Kind.AMOUNT, lazy("Amount for one unit")),
    ), stated=True),
    ListEntry("partnership.combinations", lazy("Countries that must be there"), PARTNERSHIP, (
        COUNTRIES,
        Column("regions", Kind.REGIONS, lazy("Only these regions of them"), optional=True),
        Column("min", Kind.COUNT, lazy("Partners at least")),
    )),
    ListEntry("participation", lazy("How countries take part"), AREA, (
        COUNTRIES,
        Column("status", Kind.PARTICIPATION, lazy("How")),
        Column("from", Kind.DAY, lazy("First day"), optional=True),
        Column("to", Kind.DAY, lazy("Last day"), optional=True),
    )),
)  # fmt: skip
