"""What happens to entries: imported, claimed, merged, told apart."""

from __future__ import annotations

from app.entries.commands.claims import LINK, claim, prove, proves
from app.entries.commands.imports import (
    apply_import,
    apply_report,
    read_report,
    receive,
    report_of,
)
from app.entries.commands.merges import merge, staying, tell_apart, undo, why_not_undone

__all__ = [
    "LINK",
    "apply_import",
    "apply_report",
    "claim",
    "merge",
    "prove",
    "proves",
    "read_report",
    "receive",
    "report_of",
    "staying",
    "tell_apart",
    "undo",
    "why_not_undone",
]
