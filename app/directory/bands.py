"""How many people work in an organisation, in bands."""

from __future__ import annotations

from app.core.choices import Choice
from app.core.i18n import lazy


class StaffBand(Choice):
    """The value is what is stored."""

    TO_5 = "1-5", lazy("1 – 5")
    TO_10 = "6-10", lazy("6 – 10")
    TO_25 = "11-25", lazy("11 – 25")
    TO_50 = "26-50", lazy("26 – 50")
    TO_100 = "51-100", lazy("51 – 100")
    TO_250 = "101-250", lazy("101 – 250")
    MORE = "251+", lazy("more than 250")
