"""What people fill in about spending."""

from app.spending.forms.payments import ContributionForm, TransferForm
from app.spending.forms.rates import MonthForm, RateForm, RatesFileForm
from app.spending.forms.reports import ItemForm, PeriodForm, cuts_form

__all__ = [
    "ContributionForm",
    "ItemForm",
    "MonthForm",
    "PeriodForm",
    "RateForm",
    "RatesFileForm",
    "TransferForm",
    "cuts_form",
]
