"""What happens in the directory: to organisations, to their people, to their accreditations."""

from __future__ import annotations

from app.directory.commands.accreditations import amend, declare, tell_of_the_end
from app.directory.commands.experience import (
    add_experience,
    change_experience,
    remove_experience,
)
from app.directory.commands.organisations import (
    OF_THE_FIRST_PERSON,
    edit,
    enter,
    enter_many,
    index,
    keep_keys,
    make_agency,
    register,
)
from app.directory.commands.people import add_member, appoint_administrator

__all__ = [
    "OF_THE_FIRST_PERSON",
    "add_experience",
    "add_member",
    "amend",
    "appoint_administrator",
    "change_experience",
    "declare",
    "edit",
    "enter",
    "enter_many",
    "index",
    "keep_keys",
    "make_agency",
    "register",
    "remove_experience",
    "tell_of_the_end",
]
