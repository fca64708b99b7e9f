"""Which partners' costs stand on the plan of a project: its work packages, activities, periods."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from app.budgets.models import Budget, Line
from app.consortia.models import Partner, Project
from app.consortia.schedule import Ties
from app.core.db import db


def ties_of(project: Project) -> Ties:
    """Read it from the working copies of all budgets, partners in the order of their numbers."""
    packages, activities, periods = (defaultdict[int, list[str]](list) for _ in range(3))
    for line, name in db.session.execute(
        sa.select(Line, Partner.name)
        .join(Line.budget)
        .join(Budget.partner)
        .where(Partner.project_id == project.id)
        .order_by(Partner.number, Line.id)
    ):
        if line.work_package_id:
            packages[line.work_package_id].append(name)
        if line.activity_id:
            activities[line.activity_id].append(name)
        for number in {*line.periods, line.period}:
            if number.isdecimal():
                periods[int(number)].append(name)
    return Ties(*(_once(found) for found in (packages, activities, periods)))


def _once(names: dict[int, list[str]]) -> dict[int, tuple[str, ...]]:
    return {key: tuple(dict.fromkeys(found)) for key, found in names.items()}
