"""Example values for the page that shows every component in every state."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, Length, Optional

from app.core.choices import Choice
from app.core.forms import REQUIRED, AreaField, Checkboxes, Form, MomentField, MoneyField, TextField

LONG_GERMAN = "Qualitätsmanagementzertifizierungsgesellschaft Mecklenburg-Vorpommern mbH"
LONG_RUSSIAN = "Сельскохозяйственнопроизводственное предприятие «Калининградхлебопродукт»"


class Standing(Choice):
    """One member for each tone of the look."""

    DRAFT = "draft", "Draft", "", "draft"
    OPEN = "open", "Open", "live", "flag"
    CONFIRMED = "confirmed", "Confirmed", "good", "pass"
    ASKED = "asked", "Invited, waits for answer", "wait", "mail"
    INVITED = "invited", "Your answer is needed", "turn", "mail"
    ENDED = "ended", "Accreditation ended", "bad", "clock"
    PARTNER = "partner", "Agreement in force", "done", "handshake"
    THEME = "theme", "Economic development", "plain"
    WAITING = "waiting", "Без собственного значка", "wait"


class Line(wtforms.Form):
    """A nested form, as a slot or a budget line is one."""

    title = TextField("Title", [InputRequired(REQUIRED)])
    amount = MoneyField("Amount")


class Specimen(Form):
    """One field of every kind."""

    title = TextField("Title", [InputRequired(REQUIRED)], description="Up to 250 characters.")
    acronym = TextField("Acronym", [Optional()])
    email = wtforms.EmailField("E-mail address", render_kw={"autocomplete": "email"})
    password = wtforms.PasswordField("Password", render_kw={"autocomplete": "new-password"})
    contribution = MoneyField("Own contribution", description="Public and private money together.")
    description = AreaField("Description", [InputRequired(REQUIRED)], limit=4000)
    programme = wtforms.SelectField(
        "Programme", choices={"": "Please choose", "3b": "BSR INTERREG III B", "t": "Tacis"}
    )
    role = wtforms.RadioField("Role", choices={"l": "Lead partner", "p": "Partner"})
    countries = Checkboxes("Countries", choices={"ee": "Estonia", "lt": "Lithuania"})
    deadline = MomentField("Deadline", [Optional()])
    valid_until = wtforms.DateField("Valid until", [Optional()])
    places = wtforms.IntegerField("Places", [Optional()])
    evidence = wtforms.FileField("Evidence", description="PDF or JPEG, up to 10 MB.")
    consent = wtforms.BooleanField("We have read version 4", [InputRequired(REQUIRED)])
    line = wtforms.FormField(Line, "Main line")
    lines = wtforms.FieldList(wtforms.FormField(Line), "Further lines")
    keywords = wtforms.FieldList(TextField("Keyword", [Length(max=20)]), "Keywords")


def offer(name: str, label: str, obstacle: str | None = None, *, wants_note: bool = False) -> Any:
    """Stand for what `Flow.offers` gives."""
    move = SimpleNamespace(name=name, label=label, wants_note=wants_note)
    return SimpleNamespace(move=move, obstacle=obstacle)


def specimens() -> dict[str, Any]:
    """Return the context of `components.html`; the form is filled in with faults."""
    form = Specimen(
        formdata=MultiDict(
            {
                "acronym": "EQC",
                "contribution": "8.111,1l",
                "role": "p",
                "countries": "lt",
                "line-amount": "12x",
                "lines-0-title": LONG_GERMAN,
                "lines-0-amount": "1500.00",
                "lines-1-title": "",
                "keywords-0": "quality",
                "keywords-1": "certification of management systems",
            }
        )
    )
    form.validate()
    return {
        "standings": list(Standing),
        "form": form,
        "offers": [
            offer("submit", "Send the interest"),
            offer("decline", "Not chosen", wants_note=True),
            offer("sign", "Sign", "Three of four parties have not accepted this text yet."),
        ],
        "pages": SimpleNamespace(number=6, pages=13, total=126, items=[], per_page=10),
        "sources": [
            ("erdf", "ERDF", Decimal("99057.02")),
            ("tacis", "Tacis", Decimal("106161.07")),
            ("national", "National", Decimal("1675.26")),
            ("own", "Own", Decimal("72801.16")),
            ("swiss", "Other", Decimal("9000.00")),
        ],
        "of_partner": [
            ("erdf", "ERDF", Decimal("44492.58")),
            ("own", "Own", Decimal("44492.58")),
        ],
        "decimal": Decimal,
        "long_german": LONG_GERMAN,
        "long_russian": LONG_RUSSIAN,
    }
