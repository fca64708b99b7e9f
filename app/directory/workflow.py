"""The lives of a profile and of an accreditation (workflows.md, end of D4)."""

from __future__ import annotations

from app.core.i18n import lazy
from app.core.times import localdate
from app.core.workflow import Flow, Move
from app.directory import policy
from app.directory.choices import AccreditationState, ProfileState
from app.directory.models import Accreditation, Organisation

P = ProfileState
A = AccreditationState

MANDATORY = {
    "partner_type": lazy("The type of partner is missing."),
    "legal_status": lazy("The legal status is missing."),
    "city": lazy("The city is missing."),
    "description": lazy("The description is missing."),
}


def something_is_missing(organisation: Organisation) -> str | None:
    return next(
        (sentence for field, sentence in MANDATORY.items() if not getattr(organisation, field)),
        None,
    )


def evidence_is_missing(accreditation: Accreditation) -> str | None:
    return None if accreditation.evidence_id else lazy("The certificate has not been uploaded.")


def validity_has_ended(accreditation: Accreditation) -> str | None:
    has_ended = accreditation.valid_until < localdate()
    return lazy("It has ended: ask for the renewed certificate.") if has_ended else None


def as_before(organisation: Organisation) -> ProfileState:
    return organisation.state_before or P.DRAFT


FLOW: Flow[Organisation] = Flow(
    "organisation",
    ProfileState,
    Move(
        "submit",
        (P.DRAFT, P.RETURNED),
        P.PENDING,
        lazy("Send for verification"),
        done=lazy("Sent for verification"),
        by=policy.submit,
        unless=(something_is_missing,),
    ),
    Move(
        "verify",
        (P.PENDING,),
        P.VERIFIED,
        lazy("Verify the profile"),
        done=lazy("Profile verified"),
        by=policy.verify,
    ),
    Move(
        "return",
        (P.PENDING,),
        P.RETURNED,
        lazy("Return with a question"),
        done=lazy("Returned with a question"),
        by=policy.verify,
        wants_note=True,
    ),
    Move(
        "confirm",
        (P.VERIFIED, P.STALE),
        P.VERIFIED,
        lazy("Confirm that all is still valid"),
        done=lazy("Confirmed that all is still valid"),
        by=policy.confirm,
    ),
    Move(
        "suspend",
        (P.VERIFIED, P.STALE),
        P.SUSPENDED,
        lazy("Suspend the profile"),
        done=lazy("Profile suspended"),
        by=policy.suspend,
        wants_note=True,
    ),
    Move(
        "reinstate",
        (P.SUSPENDED,),
        P.VERIFIED,
        lazy("Reinstate the profile"),
        done=lazy("Profile reinstated"),
        by=policy.suspend,
    ),
    Move(
        "archive",
        (P.VERIFIED, P.STALE, P.DRAFT, P.RETURNED, P.UNCLAIMED),
        P.ARCHIVED,
        lazy("Take out of the directory"),
        done=lazy("Taken out of the directory"),
        by=policy.archive,
    ),
    Move(
        "restore",
        (P.ARCHIVED,),
        P.VERIFIED,
        lazy("Put back into the directory"),
        by=policy.archive,
        back_to=as_before,
    ),
    Move(
        "claim",
        (P.UNCLAIMED,),
        P.DRAFT,
        lazy("Claim the entry"),
        done=lazy("Entry claimed"),
        by=policy.claim,
    ),
    Move(
        "merge",
        tuple(state for state in P if state != P.MERGED),
        P.MERGED,
        lazy("Merge into another entry"),
        done=lazy("Merged into another entry"),
        by=policy.merge,
    ),
    Move(
        "unmerge",
        (P.MERGED,),
        P.VERIFIED,
        lazy("Undo the merge"),
        done=lazy("Merge undone"),
        by=policy.merge,
        back_to=as_before,
    ),
)
BY_HAND: Flow[Organisation] = Flow(
    "organisation",
    ProfileState,
    *(move for move in FLOW if move.name not in {"claim", "merge", "unmerge"}),
)
"""The moves that have a button of their own: all but those that `entries` makes."""

ACCREDITATION_FLOW: Flow[Accreditation] = Flow(
    "accreditation",
    AccreditationState,
    Move(
        "file-evidence",
        (A.DECLARED,),
        A.EVIDENCED,
        lazy("File the evidence"),
        done=lazy("Evidence filed"),
        by=policy.file_evidence,
        unless=(evidence_is_missing,),
    ),
    Move(
        "renew",
        (A.VERIFIED, A.EXPIRING, A.EXPIRED),
        A.EVIDENCED,
        lazy("Have it verified again"),
        done=lazy("To be verified again"),
        by=policy.file_evidence,
        unless=(evidence_is_missing, validity_has_ended),
    ),
    Move(
        "verify",
        (A.EVIDENCED,),
        A.VERIFIED,
        lazy("Verify the accreditation"),
        done=lazy("Accreditation verified"),
        by=policy.verify_accreditation,
        unless=(evidence_is_missing, validity_has_ended),
    ),
    Move(
        "suspend",
        (A.VERIFIED, A.EXPIRING),
        A.SUSPENDED,
        lazy("Suspend the accreditation"),
        done=lazy("Accreditation suspended"),
        by=policy.verify_accreditation,
        wants_note=True,
    ),
    Move(
        "reinstate",
        (A.SUSPENDED,),
        A.VERIFIED,
        lazy("Reinstate the accreditation"),
        done=lazy("Accreditation reinstated"),
        by=policy.verify_accreditation,
    ),
    Move(
        "withdraw",
        (A.DECLARED, A.EVIDENCED, A.VERIFIED, A.EXPIRING, A.EXPIRED, A.SUSPENDED),
        A.WITHDRAWN,
        lazy("Withdraw the accreditation"),
        done=lazy("Accreditation withdrawn"),
        by=policy.withdraw_accreditation,
        wants_note=True,
    ),
)
FLOWS = (FLOW, ACCREDITATION_FLOW)
