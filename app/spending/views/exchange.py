"""The pages of rates of exchange: to read for everybody signed in, to keep for finance."""

from __future__ import annotations

import uuid

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.core.i18n import _, ngettext
from app.core.paging import paginate
from app.core.times import localdate
from app.core.web import actor, authorise, page, see_other
from app.spending import commands, ecb, policy, queries, wording
from app.spending.exchange import read_month
from app.spending.forms.rates import MonthForm, RateForm, RatesFileForm
from app.spending.views.blueprint import bp
from app.spending.views.parts import asked

PER_PAGE = 50


@bp.get("/exchange-rates")
def rates() -> ResponseReturnValue:
    authorise(policy.see_rates, None)
    currency = request.args.get("currency", "").strip().upper()[:3]
    month = read_month(request.args.get("month", ""))
    found = paginate(queries.rates_by_month(currency, month), asked(), PER_PAGE)
    form = MonthForm(month=localdate())
    return page("spending/rates.html", rates=found, currency=currency, month=month, fallback=form)


@bp.route("/exchange-rates/new", methods=["GET", "POST"])
def enter_rate() -> ResponseReturnValue:
    authorise(policy.keep_rates, None)
    form = RateForm()
    if form.accepted():
        rate = commands.enter_rate(form.quote, actor())
        flash(_("The rate of %(currency)s is kept.", currency=rate.currency), "success")
        return see_other("spending.rates")
    return page("spending/rate.html", form, rate=None)


@bp.route("/exchange-rates/<uuid:uid>", methods=["GET", "POST"])
def change_rate(uid: uuid.UUID) -> ResponseReturnValue:
    rate = queries.get_rate(uid)
    authorise(policy.keep_rates, rate, sight=policy.see_rates)
    form = RateForm(rate)
    if form.accepted():
        commands.change_rate(rate, form.rate.rate, actor())
        flash(_("The rate of %(currency)s is kept.", currency=rate.currency), "success")
        return see_other("spending.rates")
    return page("spending/rate.html", form, rate=rate)


@bp.route("/exchange-rates/import", methods=["GET", "POST"])
def import_rates() -> ResponseReturnValue:
    authorise(policy.keep_rates, None)
    form = RatesFileForm()
    if form.accepted() and form.plan and form.is_confirmed:
        commands.carry_out(form.plan, actor())
        number = len(form.plan.lines)
        flash(
            ngettext("%(num)s rate is taken in.", "%(num)s rates are taken in.", number), "success"
        )
        return see_other("spending.rates")
    plan_sum = wording.plan_sum(form.plan) if form.plan else ""
    return page("spending/import.html", form, plan_sum=plan_sum)


@bp.post("/exchange-rates/fallback")
def fall_back() -> ResponseReturnValue:
    """Let the European Central Bank's rates stand in for what a month lacks."""
    authorise(policy.keep_rates, None)
    form = MonthForm()
    if form.accepted():
        month = form.month.data.replace(day=1)
        number = commands.fill_in(ecb.fallbacks(queries.currencies(), month), actor())
        flash(
            ngettext(
                "%(num)s rate of the European Central Bank stands in for InforEuro.",
                "%(num)s rates of the European Central Bank stand in for InforEuro.",
                number,
            ),
            "success" if number else "warning",
        )
    return see_other("spending.rates")
