"""The life of a partnership agreement (workflows.md D3)."""

from __future__ import annotations

from app.agreements import policy
from app.agreements.models import Agreement, AgreementState
from app.agreements.text import from_json
from app.budgets.declaration_checks import undeclared
from app.budgets.queries import all_accepted
from app.budgets.summary import budgets_in
from app.consortia.eligibility import check
from app.consortia.findings import Outcome
from app.consortia.models import Partner
from app.consortia.queries import facts_of, members_of
from app.core.i18n import lazy
from app.core.policy import nobody
from app.core.times import localdate
from app.core.workflow import Flow, Move
from app.directory.choices import PartnerRole
from app.programmes.queries import rules_of

DRAFT = AgreementState.DRAFT
NEGOTIATION = AgreementState.NEGOTIATION
AGREED = AgreementState.AGREED
OUT_FOR_SIGNATURE = AgreementState.OUT_FOR_SIGNATURE
PARTLY_SIGNED = AgreementState.PARTLY_SIGNED
SIGNED = AgreementState.SIGNED
IN_FORCE = AgreementState.IN_FORCE


def parties(agreement: Agreement) -> list[Partner]:
    """Who signs: all partners but associated ones."""
    return [p for p in agreement.project.partners if p.role != PartnerRole.ASSOCIATED]


def outstanding_acceptances(agreement: Agreement) -> list[Partner]:
    """The parties that have not yet accepted the version that counts, on the same hash."""
    version = agreement.text
    accepted = {a.partner_id for a in version.acceptances if a.digest == version.digest}
    return [partner for partner in parties(agreement) if partner.id not in accepted]


def outstanding_signatures(agreement: Agreement) -> list[Partner]:
    """The parties that have not yet signed, in the order of signing: the lead partner last."""
    version = agreement.text
    signed = {s.partner_id for s in version.signatures if s.digest == version.digest}
    waiting = [partner for partner in parties(agreement) if partner.id not in signed]
    return sorted(waiting, key=lambda p: (p.role == PartnerRole.LEAD, p.number))


def no_version_is_drafted(agreement: Agreement) -> str | None:
    return None if agreement.versions else lazy("Draft the text first.")


def placeholder_is_open(agreement: Agreement) -> str | None:
    if not agreement.versions or not (names := from_json(agreement.text.text).unresolved):
        return None
    return lazy("The text still lacks: %(names)s.", names=", ".join(names))


def annex_does_not_close(agreement: Agreement) -> str | None:
    if not agreement.versions or not (lacking := from_json(agreement.text.text).facts.unbalanced):
        return None
    names = ", ".join(party.name for party in lacking)
    return lazy("The budget annex does not close for %(names)s.", names=names)


def budget_is_not_accepted(agreement: Agreement) -> str | None:
    if all_accepted(agreement.project):
        return None
    return lazy("The budgets of the partners are not all accepted by finance.")


def contribution_is_not_declared(agreement: Agreement) -> str | None:
    if not (lacking := undeclared(budgets_in(agreement.project))):
        return None
    names = ", ".join(partner.name for partner in lacking)
    return lazy(
        "Before anybody signs, each partner declares its contribution. Signed declarations are "
        "lacking from: %(names)s.",
        names=names,
    )


def partnership_is_blocked(agreement: Agreement) -> str | None:
    """The programme's rules are asked again: a partner or a country may have dropped out since."""
    if agreement.project.rule_set is None:
        return None
    rules = rules_of(agreement.project.rule_set)
    blocking = [
        f
        for f in check(facts_of(agreement.project, members_of(agreement.project), rules))
        if f.outcome == Outcome.BLOCK
    ]
    if not blocking:
        return None
    return lazy("The programme's rules stand against it: %(reason)s", reason=blocking[0].message)


def somebody_has_not_accepted(agreement: Agreement) -> str | None:
    if not (waiting := outstanding_acceptances(agreement)):
        return None
    names = ", ".join(partner.name for partner in waiting)
    return lazy("Not yet accepted by %(names)s.", names=names)


def somebody_has_not_signed(agreement: Agreement) -> str | None:
    if not (waiting := outstanding_signatures(agreement)):
        return None
    names = ", ".join(partner.name for partner in waiting)
    return lazy("Not yet signed by %(names)s.", names=names)


def it_takes_effect_later(agreement: Agreement) -> str | None:
    if agreement.effective_on is None or agreement.effective_on <= localdate():
        return None
    return lazy("The agreement takes effect on %(day)s.", day=agreement.effective_on.isoformat())


COMPLETE = (no_version_is_drafted, placeholder_is_open, annex_does_not_close)

FLOW: Flow[Agreement] = Flow(
    "agreement",
    AgreementState,
    Move(
        "open-negotiation",
        (DRAFT,),
        NEGOTIATION,
        lazy("Put before the parties"),
        by=policy.open_negotiation,
        unless=COMPLETE,
    ),
    Move(
        "agree",
        (NEGOTIATION,),
        AGREED,
        lazy("All parties have accepted"),
        by=nobody,
        unless=(somebody_has_not_accepted,),
    ),
    Move(
        "send-out",
        (AGREED,),
        OUT_FOR_SIGNATURE,
        lazy("Send out for signature"),
        done=lazy("Sent out for signature"),
        by=policy.send_out,
        unless=(
            *COMPLETE,
            budget_is_not_accepted,
            contribution_is_not_declared,
            partnership_is_blocked,
        ),
    ),
    Move(
        "reopen",
        (AGREED, OUT_FOR_SIGNATURE, PARTLY_SIGNED),
        NEGOTIATION,
        lazy("Negotiate anew"),
        done=lazy("Opened for negotiation again"),
        by=policy.reopen,
        wants_note=True,
    ),
    Move("collect", (OUT_FOR_SIGNATURE, PARTLY_SIGNED), PARTLY_SIGNED, lazy("Signed"), by=nobody),
    Move(
        "complete",
        (PARTLY_SIGNED,),
        SIGNED,
        lazy("All parties have signed"),
        by=nobody,
        unless=(somebody_has_not_signed,),
    ),
    Move(
        "enter-into-force",
        (SIGNED,),
        IN_FORCE,
        lazy("Put in force"),
        by=policy.put_in_force,
        unless=(it_takes_effect_later,),
    ),
)
FLOWS = (FLOW,)
