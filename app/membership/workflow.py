"""The life of an invitation."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.workflow import Flow, Move
from app.membership import policy
from app.membership.models import Invitation, InvitationState

S = InvitationState
WAITING = (S.CREATED, S.SENT, S.UNREACHABLE, S.OPENED)

FLOW: Flow[Invitation] = Flow(
    "invitation",
    InvitationState,
    Move(
        "open",
        (S.CREATED, S.SENT, S.UNREACHABLE),
        S.OPENED,
        lazy("Open"),
        done=lazy("Opened"),
        by=nobody,
    ),
    Move(
        "accept",
        (S.CREATED, S.SENT, S.UNREACHABLE, S.OPENED),
        S.ACCEPTED,
        lazy("Accept"),
        done=lazy("Accepted"),
        by=policy.answer,
    ),
    Move("decline", WAITING, S.DECLINED, lazy("Turn down"), done=lazy("Turned down"), by=nobody),
    Move(
        "resend",
        (*WAITING, S.EXPIRED),
        S.CREATED,
        lazy("Send it again"),
        done=lazy("Sent again"),
        by=policy.look_after,
    ),
    Move(
        "revoke",
        (*WAITING, S.EXPIRED, S.DECLINED),
        S.REVOKED,
        lazy("Take it back"),
        done=lazy("Taken back"),
        by=policy.look_after,
    ),
)
FLOWS = (FLOW,)
