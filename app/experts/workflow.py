"""The life of an expert: offered to projects, or not any more."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.workflow import Flow, Move
from app.experts import policy
from app.experts.models import Expert, ExpertState

S = ExpertState

FLOW: Flow[Expert] = Flow(
    "expert",
    ExpertState,
    Move(
        "withdraw",
        (S.OFFERED,),
        S.WITHDRAWN,
        lazy("Withdraw the expert"),
        done=lazy("Expert withdrawn"),
        by=policy.withdraw,
    ),
    Move(
        "offer",
        (S.WITHDRAWN,),
        S.OFFERED,
        lazy("Offer the expert again"),
        done=lazy("Expert offered again"),
        by=policy.withdraw,
    ),
)
FLOWS = (FLOW,)
