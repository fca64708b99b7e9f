"""What happens to entries: imported, claimed, merged, told apart."""

from __future__ import annotations

from app.entries.commands.imports import (
    apply_import,
    apply_report,
    read_report,
    receive,
    report_of,
)

__all__ = ["apply_import", "apply_report", "read_report", "receive", "report_of"]
