"""The life of an approach."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.workflow import Flow, Move
from app.matching import policy
from app.matching.models import Approach, ApproachState

S = ApproachState
WAITING = (S.SENT, S.SEEN)

FLOW: Flow[Approach] = Flow(
    "approach",
    ApproachState,
    Move(
        "open",
        (S.SENT,),
        S.SEEN,
        lazy("Read what is sought"),
        done=lazy("What is sought was read"),
        by=policy.reply,
    ),
    Move("pass", WAITING, S.DECLINED, lazy("Not interested"), by=policy.reply),
    Move(
        "answer",
        (*WAITING, S.DECLINED),
        S.ANSWERED,
        lazy("Answer"),
        done=lazy("Answered"),
        by=nobody,
    ),
    Move(
        "resend", WAITING, S.SENT, lazy("Ask again"), done=lazy("Asked again"), by=policy.ask_again
    ),
)
FLOWS = (FLOW,)
