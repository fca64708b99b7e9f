"""Lists in pages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from app.core.db import db
from app.core.paging import Page, paginate


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class Shelf(Base):
    __tablename__ = "shelf"

    books: Mapped[list[Book]] = relationship(lazy="raise_on_sql", order_by="Book.id")


class Book(Base):
    __tablename__ = "book"

    shelf_id: Mapped[int] = mapped_column(sa.ForeignKey("shelf.id"))


@pytest.fixture
def shelves(app: Flask) -> sa.Select[Shelf]:
    """Twenty-three shelves with two books each, in the order of their numbers."""
    Base.metadata.create_all(db.engine)
    for number in range(1, 24):
        db.session.add(Shelf(id=number, books=[Book(), Book()]))
    db.session.commit()
    return sa.select(Shelf).order_by(Shelf.id)


def ids(page: Page[Shelf]) -> list[int]:
    return [shelf.id for shelf in page]


def test_pages_hold_every_item_once_and_in_order(shelves: sa.Select[Shelf]) -> None:
    pages = [paginate(shelves, number, 10) for number in (1, 2, 3)]

    assert [ids(page) for page in pages] == [
        list(range(1, 11)),
        list(range(11, 21)),
        [21, 22, 23],
    ]
    assert [(page.total, page.pages) for page in pages] == [(23, 3)] * 3
    assert [(page.has_prev, page.has_next) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert [(page.first, page.last, len(page)) for page in pages] == [
        (1, 10, 10),
        (11, 20, 10),
        (21, 23, 3),
    ]


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-7, 1), (4, 3), (10**30, 3)])
def test_a_forgiving_page_shows_the_nearest(
    shelves: sa.Select[Shelf], asked: int, shown: int
) -> None:
    assert paginate(shelves, asked, 10).number == shown
    assert ids(paginate(shelves, asked, 10)) == ids(paginate(shelves, shown, 10))


@pytest.mark.parametrize("asked", [4, 10**30])
def test_a_strict_page_past_the_end_is_empty_and_says_so(
    shelves: sa.Select[Shelf], asked: int
) -> None:
    page = paginate(shelves, asked, 10, forgiving=False)

    assert (list(page), page.number, page.pages, page.total) == ([], asked, 3, 23)
    assert (page.has_prev, page.has_next, page.first, page.last) == (True, False, 0, 0)


def test_an_empty_list_has_one_empty_page(shelves: sa.Select[Shelf]) -> None:
    nothing = shelves.where(Shelf.id < 0)

    for page in (paginate(nothing, 1, 10), paginate(nothing, 1, 10, forgiving=False)):
        assert (list(page), page.number, page.pages, page.total) == ([], 1, 1, 0)
        assert (page.has_prev, page.has_next, page.window) == (False, False, [1])


def test_a_page_costs_two_statements_whatever_it_loads(shelves, counting) -> None:
    db.session.expunge_all()
    with counting() as statements:
        page = paginate(shelves.options(joinedload(Shelf.books)), 2, 10)

        assert [len(shelf.books) for shelf in page] == [2] * 10
    assert page.total == 23
    assert len(statements) == 2
    assert "book" not in statements[0]


def test_another_statement_may_count(shelves: sa.Select[Shelf], counting) -> None:
    with counting() as statements:
        page = paginate(shelves, 1, 10, sa.select(sa.func.count(Book.id)))

    assert page.total == 46
    assert "count(book.id)" in statements[0]


def test_rows_of_several_columns_stay_rows(shelves: sa.Select[Shelf]) -> None:
    statement = (
        sa.select(Shelf, sa.func.count(Book.id).label("n"), Shelf.id)
        .join(Book)
        .group_by(Shelf.id)
        .order_by(Shelf.id)
    )

    page = paginate(statement, 3, 10)

    assert [(row.Shelf.id, row.n) for row in page] == [(21, 2), (22, 2), (23, 2)]
    assert page.total == 23


def test_a_list_without_an_order_is_refused(shelves: sa.Select[Shelf]) -> None:
    with pytest.raises(ValueError, match="total order"):
        paginate(sa.select(Shelf), 1, 10)


def test_a_page_of_nothing_is_refused(shelves: sa.Select[Shelf]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        paginate(shelves, 1, 0)


@pytest.mark.parametrize(
    ("number", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 9, [1, 2, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (7, 9, [1, None, 6, 7, 8, 9]),
        (9, 9, [1, None, 8, 9]),
        (12, 9, [1, None, 9]),
    ],
)
def test_the_window_links_both_ends_and_the_neighbours(
    number: int, pages: int, window: list[int | None]
) -> None:
    assert Page([], number, 10, pages * 10).window == window
