"""What tests of the pages of spending read off them."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.spending.models import Report
from app.spending.queries import get_report
from tests.visitor import plain


def table(person, selector):
    return [
        [plain(cell.get_text(" ")) for cell in row.find_all(["th", "td"])]
        for row in person.page.select(f"{selector} tbody tr")
    ]


def the_report():
    db.session.expire_all()
    return get_report(db.session.scalars(sa.select(Report.uid).order_by(Report.id.desc())).first())
