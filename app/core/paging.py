"""Lists in pages: two statements whatever their length, and always in a total order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import sqlalchemy as sa

from app.core.db import db

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. Pages count from 1; an empty list has one empty page."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def pages(self) -> int:
        return _pages(self.total, self.per_page)

    @property
    def has_prev(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def first(self) -> int:
        """The number of the first item of this page in the whole list; 0 where there is none."""
        return (self.number - 1) * self.per_page + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def window(self) -> list[int | None]:
        """The pages to link, as `page_numbers` chooses them."""
        return page_numbers(self.number, self.pages)


def as_data(
    page: Page[T], show: Callable[[T], dict[str, Any]], address: Callable[[int], str]
) -> dict[str, Any]:
    """Return a page of a list as data: the items as shown, the totals, the addresses of others.

    `address` is that of a page by its number. Beyond the last page, `prev` is the last one.
    """
    before = min(page.number - 1, page.pages)
    return {
        "items": [show(item) for item in page],
        "page": page.number,
        "per_page": page.per_page,
        "pages": page.pages,
        "total": page.total,
        "links": {
            "self": address(page.number),
            "first": address(1),
            "prev": address(before) if before else None,
            "next": address(page.number + 1) if page.has_next else None,
            "last": address(page.pages),
        },
    }


def page_numbers(number: int, pages: int) -> list[int | None]:
    """List the pages to offer around `number`: both ends, the neighbours, None for a gap."""
    near = {number - 1, number, number + 1, 1, pages}
    linked = sorted(one for one in near if 1 <= one <= pages)
    numbers: list[int | None] = []
    for before, one in zip([0, *linked], linked, strict=False):
        if one == before + 2:  # a gap of one page is that page
            numbers.append(before + 1)
        elif one > before + 2:
            numbers.append(None)
        numbers.append(one)
    return numbers


@overload
def paginate(
    statement: sa.Select[T],
    number: int,
    per_page: int,
    count: sa.Select[int] | None = None,
    *,
    forgiving: bool = True,
) -> Page[T]: ...
@overload
def paginate(
    statement: sa.Select[*tuple[Any, ...]],
    number: int,
    per_page: int,
    count: sa.Select[int] | None = None,
    *,
    forgiving: bool = True,
) -> Page[Any]: ...
def paginate(
    statement: sa.Select[Any],
    number: int,
    per_page: int,
    count: sa.Select[int] | None = None,
    *,
    forgiving: bool = True,
) -> Page[Any]:
    """Fetch one page: entities where the statement selects one thing, rows where it selects more.

    `count` is a cheaper statement for the total, where there is one. Forgiving, as pages are, the
    nearest page is shown for a number that does not exist; otherwise, as in the API, it is empty.
    Raises ValueError where the statement has no order: pages would overlap.
    """
    if not statement._order_by_clauses:  # there is no public way to ask
        raise ValueError("A list in pages needs a total order.")
    if per_page < 1:
        raise ValueError("A page has at least one item.")
    if count is None:
        everything = statement.order_by(None).subquery()
        count = sa.select(sa.func.count()).select_from(everything)
    total = db.session.scalars(count).one()
    if forgiving:
        number = min(max(number, 1), _pages(total, per_page))
    if not 1 <= number <= _pages(total, per_page):
        return Page([], number, per_page, total)
    part = statement.limit(per_page).offset((number - 1) * per_page)
    rows = db.session.execute(part).unique().all()
    is_one_thing = len(statement.column_descriptions) == 1
    return Page([row[0] for row in rows] if is_one_thing else rows, number, per_page, total)


def _pages(total: int, per_page: int) -> int:
    return max(1, -(-total // per_page))
