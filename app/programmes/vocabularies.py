"""Words with fixed codes: partner types, legal statuses, IAF sectors."""

from __future__ import annotations

from app.core.choices import Choice
from app.core.i18n import lazy


class LegalStatus(Choice):
    """The status on which rates and the right to take part depend.

    A body governed by public law meets the three tests of Directive 2014/24/EU, Article 2(1).
    """

    PUBLIC = "public", lazy("Public")
    PUBLIC_EQUIVALENT = "public-equivalent", lazy("Governed by public law")
    NON_PROFIT = "non-profit", lazy("Private non-profit")
    PRIVATE = "private", lazy("Private")
    NATURAL_PERSON = "natural-person", lazy("Natural person")


# The 16 types of partners that Interreg programmes share in their monitoring system (Jems).
_PARTNER_TYPES = {
    "local-public-authority": lazy("Local public authority"),
    "regional-public-authority": lazy("Regional public authority"),
    "national-public-authority": lazy("National public authority"),
    "sectoral-agency": lazy("Sectoral agency"),
    "infrastructure-and-service-provider": lazy("Infrastructure and (public) service provider"),
    "interest-groups": lazy("Interest groups including NGOs"),
    "higher-education-organisations": lazy("Higher education and research organisations"),
    "education-training-centre-and-school": lazy("Education/training centre and school"),
    "enterprise-except-sme": lazy("Enterprise, except SME"),
    "sme": lazy("SME"),
    "business-support-organisation": lazy("Business support organisation"),
    "egtc": lazy("EGTC"),
    "international-organisation-eeig": lazy("International organisation, EEIG"),
    "general-public": lazy("General public (target group only)"),
    "hospitals": lazy("Hospitals and medical centres"),
    "other": lazy("Other"),
}

# The 39 sectors of IAF ID 1, from a public list; not compared with the edition of 2023.
_IAF_SECTORS = {
    1: lazy("Agriculture, forestry and fishing"),
    2: lazy("Mining and quarrying"),
    3: lazy("Food products, beverages and tobacco"),
    4: lazy("Textiles and textile products"),
    5: lazy("Leather and leather products"),
    6: lazy("Wood and wood products"),
    7: lazy("Pulp, paper and paper products"),
    8: lazy("Publishing companies"),
    9: lazy("Printing companies"),
    10: lazy("Manufacture of coke and refined petroleum products"),
    11: lazy("Nuclear fuel"),
    12: lazy("Chemicals, chemical products and fibres"),
    13: lazy("Pharmaceuticals"),
    14: lazy("Rubber and plastic products"),
    15: lazy("Non-metallic mineral products"),
    16: lazy("Concrete, cement, lime, plaster etc."),
    17: lazy("Basic metals and fabricated metal products"),
    18: lazy("Machinery and equipment"),
    19: lazy("Electrical and optical equipment"),
    20: lazy("Shipbuilding"),
    21: lazy("Aerospace"),
    22: lazy("Other transport equipment"),
    23: lazy("Manufacturing not elsewhere classified"),
    24: lazy("Recycling"),
    25: lazy("Electricity supply"),
    26: lazy("Gas supply"),
    27: lazy("Water supply"),
    28: lazy("Construction"),
    29: lazy(
        "Wholesale and retail trade; "
        "repair of motor vehicles, motorcycles and personal and household goods"
    ),
    30: lazy("Hotels and restaurants"),
    31: lazy("Transport, storage and communication"),
    32: lazy("Financial intermediation; real estate; renting"),
    33: lazy("Information technology"),
    34: lazy("Engineering services"),
    35: lazy("Other services"),
    36: lazy("Public administration"),
    37: lazy("Education"),
    38: lazy("Health and social work"),
    39: lazy("Other social services"),
}


def partner_types() -> dict[str, str]:
    """Return code and label of every partner type; the labels are translated when shown."""
    return dict(_PARTNER_TYPES)


def iaf_sectors() -> dict[int, str]:
    """Return number and label of every IAF sector; the labels are translated when shown."""
    return dict(_IAF_SECTORS)
