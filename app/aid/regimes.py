"""The ways in which aid to a partner may be given without asking the Commission first."""

from __future__ import annotations

from app.core.choices import Choice
from app.core.i18n import lazy


class Regime(Choice):
    """Under which rules a partner with a risk of State aid receives its grant."""

    NONE = "none", lazy("Not chosen")
    DE_MINIMIS = "de-minimis", lazy("De minimis aid")
    GBER_20 = "gber-20", lazy("Block exemption, Article 20")
    GBER_20A = "gber-20a", lazy("Block exemption, Article 20a")
