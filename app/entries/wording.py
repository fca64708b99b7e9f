"""How imports, claims and merges are worded."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.i18n import _
from app.entries.report import Report


def report_lines(report: Report) -> Iterator[str]:
    """Word an import row by row, the faults alone where there are any."""
    if report.unread:
        yield _("These columns are not read: %(names)s.", names=", ".join(report.unread))
    for fault in report.faults:
        yield str(fault)
    for line in report.lines:
        said = " ".join(["", *line.sentences])
        yield _(
            "Row %(row)s: %(outcome)s: %(name)s%(more)s",
            row=line.entry.row,
            outcome=line.outcome.label,
            name=line.entry.name,
            more=said and f".{said}",
        )


def summary(report: Report) -> str:
    """Count what the rows do, in one line."""
    counts = report.counts
    if report.faults:
        return _("%(n)s errors.", n=len(report.faults))
    return _(
        "%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(kept)s kept as their "
        "organisations have them; possible duplicates: %(duplicates)s.",
        **counts,
    )
