"""Flat rates instead of real costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import request
from wtforms.validators import Optional

from app.budgets import offers
from app.budgets.differences import Sums
from app.budgets.effects import effect_of
from app.budgets.models import Budget, Line
from app.budgets.offers import OptionOffer
from app.budgets.plan import Category, Option, clash
from app.consortia.facts import ChosenOptions
from app.core.forms import Form, PercentField
from app.core.i18n import _, lazy, percent
from app.core.money import Rate


class OptionsForm(Form):
    """Flat rates instead of real costs; what they would delete is named and asked for first."""

    remove_lines = wtforms.BooleanField(lazy("Yes, delete these lines"))

    budget: Budget
    offered: Sequence[OptionOffer]

    def accepted(self) -> bool:
        """Besides: the choice is not only tried."""
        return super().accepted() and "try" not in request.form

    @property
    def rates(self) -> dict[Option, Rate]:
        given = {offer.option: self[offer.option.value].data for offer in self.offered}
        return {option: rate for option, rate in given.items() if rate is not None}

    @property
    def effect(self) -> Sums | None:
        """What the rates that were sent would change; None while they cannot stand."""
        faulty = any(self[offer.option.value].errors for offer in self.offered)
        return effect_of(self.budget, self.rates) if self.is_submitted() and not faulty else None

    def agrees_with(self, choice: ChosenOptions) -> bool:
        """Whether the rates in the form are of the same kinds as those of another project."""
        return set(self.rates) == set(choice.options)

    @property
    def covered(self) -> list[Category]:
        """The categories whose lines the chosen rates would delete."""
        return offers.covered_by(self.budget, set(self.rates))

    @property
    def doomed(self) -> list[Line]:
        return [line for line in self.budget.lines if line.category in self.covered]

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for offer in self.offered:
            field = self[offer.option.value]
            if field.data is not None and (fault := _beyond(field.data, offer)):
                field.errors = [fault]
        if pair := clash(self.rates):
            self[pair[0].value].errors = [
                _(
                    "This rate and “%(other)s” exclude each other.",
                    other=self[pair[1].value].label.text,
                )
            ]
        is_meant = "try" not in request.form
        if is_meant and not self.errors and self.covered and not self.remove_lines.data:
            self.remove_lines.errors = [_("These lines would be deleted: please confirm that.")]
        return not self.errors


def options_form(budget: Budget) -> OptionsForm:
    """Make the form with the flat rates that the rules of the project offer."""
    offered = offers.options_for(budget)
    fields = {
        offer.option.value: PercentField(offer.label, [Optional()], description=offer.limit)
        for offer in offered
    }
    kind = type("OptionsForm", (OptionsForm,), fields)
    form: OptionsForm = kind(budget)
    form.budget, form.offered = budget, offered
    return form


def _beyond(rate: Rate, offer: OptionOffer) -> str | None:
    if offer.rate is None:
        return None
    most = offer.rate.maximum
    if offer.rate.fixed and rate != most:
        return _("The programme fixes this rate at %(rate)s.", rate=percent(most))
    if rate > most:
        return _("The programme allows at most %(rate)s.", rate=percent(most))
    return None
