"""A sheet as XlsxWriter writes it, spared what our own formulas do not need."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class Page(Worksheet):
    """Writes formulas as they stand, with what they come to, even if that is an empty text.

    The library searches each for thirty functions that are newer than the format, to write them by
    their longer names: a third of the time that a project's budget takes. A formula of ours that
    needs such a function has to name it in full itself (`_xlfn.XLOOKUP`). And it writes an empty
    text as if nobody had computed the formula.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: Any, attributes: list[Any]) -> None:
        kind = [("t", "str")] if result == "" else []
        super()._xml_formula_element(formula, result, [*attributes, *kind])
