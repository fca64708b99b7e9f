"""What can wait for the people of an organisation, and what they can be waiting for."""

from __future__ import annotations

from app.agreements.models import Agreement, AgreementState
from app.budgets.models import Budget, BudgetState, Declaration
from app.consortia.models import Project
from app.core.i18n import lazy
from app.desk import conditions as are
from app.desk import partnership_conditions as stand
from app.desk.conditions import KEEPERS, WRITERS, among, both
from app.desk.turn import DIRECTOR, FINANCE, Turn
from app.directory.choices import ProfileState, Role
from app.directory.models import Organisation
from app.interests.models import Interest
from app.interests.outlook import hear_by
from app.spending.models import Report

THE_AGENCY = lazy("The agency")

TURNS = (
    Turn(
        Organisation,
        lambda a: among(
            a,
            KEEPERS,
            Organisation.id,
            Organisation.state.in_((ProfileState.DRAFT, ProfileState.RETURNED)),
        ),
        lazy("Complete the profile of %(what)s"),
        "directory.show",
        lazy("Complete the profile"),
    ),
    Turn(
        Organisation,
        lambda a: among(a, KEEPERS, Organisation.id, are.profile_is_due()),
        lazy("Confirm that the profile of %(what)s is still valid"),
        "directory.show",
        lazy("Check and confirm"),
    ),
    Turn(
        Interest,
        lambda a: among(a, (Role.SIGNATORY,), Interest.organisation_id, are.invitation_runs()),
        lazy("Answer the invitation to %(what)s"),
        "interests.show",
        lazy("Read and answer"),
        by=lambda interest: interest.reply_by,
    ),
    Turn(
        Interest,
        lambda a: among(a, WRITERS, Interest.organisation_id, are.draft_can_be_sent()),
        lazy("Send the draft of %(what)s before the deadline"),
        "interests.edit",
        lazy("Go on writing"),
        by=lambda interest: interest.search.deadline_at,
    ),
    Turn(
        Budget,
        lambda a: both(stand.budget_of(a, *WRITERS), stand.budget(BudgetState.DRAFT)),
        lazy("Enter the budget of %(what)s"),
        "budgets.show",
        lazy("Enter the budget"),
    ),
    Turn(
        Budget,
        lambda a: both(stand.budget_of(a, *WRITERS), stand.budget(BudgetState.RETURNED)),
        lazy("Answer what finance asks about the budget of %(what)s"),
        "budgets.show",
        lazy("Read and mend"),
    ),
    Turn(
        Budget,
        lambda a: both(stand.budget_of(a, *WRITERS), stand.budget(BudgetState.CHANGING)),
        lazy("Write and send the change of the budget of %(what)s"),
        "budgets.show",
        lazy("Edit the budget"),
    ),
    Turn(
        Declaration,
        stand.declaration_to_sign,
        lazy("Sign the declaration of %(what)s on its contribution"),
        "budgets.declaration",
        lazy("Read and sign"),
    ),
    Turn(
        Report,
        lambda a: both(stand.report_of(a, *WRITERS), stand.report_was_sent_back()),
        lazy("Answer what the controller asks about %(what)s"),
        "spending.show",
        lazy("Read and mend"),
    ),
    Turn(
        Project,
        lambda a: stand.money_to_forward(a, *WRITERS),
        lazy("Forward what was certified in “%(what)s” to the partners"),
        "spending.payments",
        lazy("Forward and write it down"),
    ),
    Turn(
        Agreement,
        stand.party_has_to_accept,
        lazy("Read and accept the agreement of “%(what)s”"),
        "agreements.show",
        lazy("Read the agreement"),
    ),
    Turn(
        Agreement,
        stand.party_has_to_sign,
        lazy("Sign the agreement of “%(what)s”"),
        "agreements.show",
        lazy("Sign"),
    ),
)

OTHERS = (
    Turn(
        Organisation,
        lambda a: among(
            a, (*WRITERS, Role.VIEWER), Organisation.id, Organisation.state == ProfileState.PENDING
        ),
        lazy("Verification of the profile of %(what)s"),
        "directory.show",
        who=THE_AGENCY,
    ),
    Turn(
        Interest,
        lambda a: among(
            a, (*WRITERS, Role.VIEWER), Interest.organisation_id, Interest.state.in_(are.BEING_READ)
        ),
        lazy("Decision on the interest of %(what)s"),
        "interests.show",
        by=lambda interest: hear_by(interest.search),
        who=THE_AGENCY,
    ),
    Turn(
        Budget,
        lambda a: both(
            stand.budget_of(a, *WRITERS, Role.VIEWER),
            stand.budget(BudgetState.SUBMITTED, BudgetState.CHANGE_SENT),
        ),
        lazy("Check of the budget of %(what)s"),
        "budgets.show",
        who=FINANCE,
    ),
    Turn(
        Budget,
        lambda a: both(
            stand.budget_of(a, *WRITERS, Role.VIEWER), stand.budget(BudgetState.CHANGE_CHECKED)
        ),
        lazy("Decision on the major change of the budget of %(what)s"),
        "budgets.show",
        who=DIRECTOR,
    ),
    Turn(
        Report,
        lambda a: both(
            stand.report_of(a, *WRITERS, Role.VIEWER), Report.state.in_(stand.IN_CONTROL)
        ),
        lazy("Control of %(what)s"),
        "spending.show",
        who=FINANCE,
    ),
    Turn(
        Agreement,
        lambda a: both(
            stand.takes_part(a, *WRITERS, Role.VIEWER),
            Agreement.state.in_((AgreementState.NEGOTIATION, *stand.OUT)),
        ),
        lazy("Partnership agreement of “%(what)s”"),
        "agreements.show",
        who=lazy("The other parties"),
    ),
)
