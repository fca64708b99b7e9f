"""What the schemas of the API are put together from: fields, amounts, lists, problems."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields


class Answer(Schema):
    """An object whose keys are all there, and no others."""

    class Meta:
        unknown = RAISE


def a_text(example: str = "", **given: Any) -> fields.Field[Any]:
    return fields.String(required=True, metadata={"example": example} if example else {}, **given)


def maybe(example: str = "") -> fields.Field[Any]:
    return a_text(example, allow_none=True)


def a_number(example: int = 1, *, optional: bool = False) -> fields.Field[Any]:
    return fields.Integer(required=True, allow_none=optional, metadata={"example": example})


def flag() -> fields.Field[Any]:
    return fields.Boolean(required=True)


def day(*, optional: bool = False) -> fields.Field[Any]:
    return fields.Date(required=True, allow_none=optional, metadata={"example": "2027-05-31"})


def moment(*, optional: bool = True) -> fields.Field[Any]:
    return fields.DateTime(
        required=True, allow_none=optional, metadata={"example": "2027-05-31T15:00:00Z"}
    )


def some_texts() -> fields.Field[Any]:
    return fields.List(fields.String(), required=True)


def some_numbers() -> fields.Field[Any]:
    return fields.List(fields.Integer(), required=True)


def one(schema: type[Schema], *, optional: bool = False) -> fields.Field[Any]:
    return fields.Nested(schema, required=True, allow_none=optional)


def many(schema: type[Schema]) -> fields.Field[Any]:
    return fields.List(fields.Nested(schema), required=True)


def amounts() -> fields.Field[Any]:
    return fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"example": {"staff": "12000.00"}},
    )


class Money(Answer):
    """An amount is a text with two decimals: no program rounds it by accident."""

    amount = a_text("300000.00")
    currency = a_text("EUR")


class Links(Answer):
    self = a_text("https://kontor.example/api/v1/searches?page=1")
    first = a_text()
    prev = maybe()
    next = maybe()
    last = a_text()


class List(Answer):
    """One page of a list; a page past the end is empty."""

    page = a_number()
    per_page = a_number(20)
    pages = a_number()
    total = a_number(57)
    links = one(Links)


class Problem(Schema):
    """A problem as RFC 9457 has it; `parameter` names what could not be used."""

    type = a_text("about:blank")
    title = a_text("Bad Request")
    status = a_number(400)
    detail = fields.String()
    parameter = fields.String(metadata={"example": "per_page"})
