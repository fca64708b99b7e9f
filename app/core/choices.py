"""Enumerations that know how to show themselves."""

from __future__ import annotations

from enum import StrEnum


class Choice(StrEnum):
    """A stored value with the label, the tone and the icon the user sees.

    A member is written `OPEN = "open", lazy("Open"), "live", "flag"`; tone and icon are optional.
    Tones are those of the look: live, good, wait, turn, bad, done, plain or nothing.
    """

    label: str
    tone: str
    icon: str

    def __new__(cls, value: str, label: str = "", tone: str = "", icon: str = "") -> Choice:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        member.icon = icon
        return member
