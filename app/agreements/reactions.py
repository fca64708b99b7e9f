"""What follows from an agreement that enters into force."""

from __future__ import annotations

from app.agreements.commands import take_effect
from app.core.reactions import on

on("agreement.enter-into-force")(take_effect)
