"""A sheet as XlsxWriter writes it, spared what our own formulas do not need."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class Page(Worksheet):
    """Writes formulas as they stand.

    The library searches each for thirty functions that are newer than the format, to write them by
    their longer names: a third of the time that a project's budget takes. A formula of ours that
    needs such a function has to name it in full itself (`_xlfn.XLOOKUP`).
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
