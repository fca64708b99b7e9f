"""One page of a list that is there in whole, because sums are made of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request

from app.core.paging import Page

T = TypeVar("T")


def part_of(rows: Sequence[T], per_page: int) -> Page[T]:
    """Return the page that is asked for, or the nearest one there is."""
    pages = max(1, -(-len(rows) // per_page))
    number = min(max(asked(), 1), pages)
    return Page(rows[(number - 1) * per_page : number * per_page], number, per_page, len(rows))


def asked() -> int:
    """Return the number of the page that the address asks for."""
    return request.args.get("page", 1, type=int)


def in_address(number: int) -> int | None:
    """Return what an address says of a page: nothing for the first."""
    return number if number > 1 else None
