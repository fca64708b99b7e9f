"""What can wait for the staff of the agency, and what the staff can be waiting for."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import User
from app.agreements.models import Agreement, AgreementState
from app.budgets.models import Budget, BudgetState
from app.consortia.models import Project
from app.core.i18n import lazy
from app.desk import conditions as are
from app.desk import partnership_conditions as stand
from app.desk.conditions import on_duty
from app.desk.turn import DIRECTOR, FINANCE, WHAT, Turn
from app.directory.choices import ProfileState, Role
from app.directory.models import Accreditation, Organisation
from app.entries.models import Claim, ClaimState
from app.interests.models import Interest, InterestState
from app.interests.outlook import hear_by, start_by
from app.searches.models import PartnerSearch, SearchState
from app.spending.models import Report

WITH_FINANCE = (BudgetState.SUBMITTED, BudgetState.CHANGE_SENT)

TURNS = (
    Turn(
        PartnerSearch,
        lambda a: on_duty(a, Role.REVIEWER, when=are.search_of_others(a)),
        lazy("Review the search “%(what)s”"),
        "searches.show",
        lazy("Review"),
    ),
    Turn(
        PartnerSearch,
        lambda a: on_duty(
            a, Role.OFFICER, when=PartnerSearch.state == SearchState.CHANGES_REQUESTED
        ),
        lazy("Change the search “%(what)s” as the reviewer asks"),
        "searches.show",
        lazy("Read and change"),
    ),
    Turn(
        PartnerSearch,
        lambda a: on_duty(
            a,
            Role.OFFICER,
            when=sa.and_(PartnerSearch.state == SearchState.DRAFT, PartnerSearch.author_id == a.id),
        ),
        lazy("Complete your draft “%(what)s”"),
        "searches.show",
        lazy("Go on writing"),
    ),
    Turn(
        PartnerSearch,
        lambda a: on_duty(a, Role.DIRECTOR, when=are.has_prepared_decisions(a)),
        lazy("Release the prepared decisions on “%(what)s”"),
        "interests.decisions",
        lazy("Check and release"),
    ),
    Turn(
        Interest,
        lambda a: on_duty(a, Role.OFFICER, when=are.answer(a, InterestState.SUBMITTED)),
        lazy("Start to read the interest of %(what)s"),
        "interests.show",
        lazy("Start the review"),
        by=start_by,
    ),
    Turn(
        Interest,
        lambda a: on_duty(a, Role.OFFICER, when=are.answer(a, InterestState.UNDER_REVIEW)),
        lazy("Assess the interest of %(what)s"),
        "interests.show",
        lazy("Assess"),
        by=lambda interest: hear_by(interest.search),
    ),
    Turn(
        Interest,
        lambda a: on_duty(
            a,
            Role.OFFICER,
            when=sa.and_(
                are.answer(a, InterestState.SHORTLISTED),
                Interest.prepared.is_(None),
            ),
        ),
        lazy("Prepare the decision on %(what)s"),
        "interests.show",
        lazy("Prepare the decision"),
        by=lambda interest: hear_by(interest.search),
    ),
    Turn(
        Interest,
        lambda a: on_duty(
            a,
            Role.OFFICER,
            when=sa.and_(are.answer(a, InterestState.INVITED), are.invitation_ends()),
        ),
        lazy("Ask why %(what)s has not answered the invitation"),
        "interests.show",
        lazy("See the invitation"),
        by=lambda interest: interest.reply_by,
    ),
    Turn(
        Organisation,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.REVIEWER),
            when=sa.and_(
                Organisation.state == ProfileState.PENDING, are.of_others(a, Organisation.id)
            ),
        ),
        lazy("Verify the profile of %(what)s"),
        "directory.show",
        lazy("Check the profile"),
    ),
    Turn(
        Accreditation,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.REVIEWER),
            when=sa.and_(are.evidence_waits(), are.of_others(a, Accreditation.organisation_id)),
        ),
        lazy("Verify an accreditation of %(what)s"),
        "accreditations.show",
        lazy("Check the certificate"),
    ),
    Turn(
        Claim,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.REVIEWER),
            when=sa.and_(Claim.state == ClaimState.ASKED, Claim.person_id != a.id),
        ),
        lazy("Decide who looks after %(what)s"),
        "claims.show",
        lazy("Look at the claim"),
    ),
    Turn(
        Budget,
        lambda a: on_duty(a, Role.FINANCE, when=stand.budget_to_judge(a)),
        lazy("Check the budget of %(what)s"),
        "budgets.show",
        lazy("Check the budget"),
    ),
    Turn(
        Budget,
        lambda a: on_duty(a, Role.DIRECTOR, when=stand.change_to_decide(a)),
        lazy("Decide on the major change of the budget of %(what)s"),
        "budgets.show",
        lazy("Look and decide"),
    ),
    Turn(
        Report,
        lambda a: on_duty(a, Role.FINANCE, when=stand.report_to_control(a)),
        lazy("Control %(what)s"),
        "spending.show",
        lazy("Control the report"),
    ),
    Turn(
        Project,
        lambda a: on_duty(a, Role.DIRECTOR, when=stand.can_be_fixed()),
        lazy("Fix the budgets of “%(what)s” for the agreement"),
        "budgets.overview",
        lazy("Check and fix"),
    ),
    Turn(
        Project,
        lambda a: on_duty(
            a,
            Role.OFFICER,
            when=sa.and_(stand.budgets_are(BudgetState.BASELINE), stand.has_no_agreement()),
        ),
        lazy("Draft the partnership agreement of “%(what)s”"),
        "agreements.of_project",
        lazy("Draft the agreement"),
    ),
    Turn(
        Agreement,
        lambda a: on_duty(a, Role.OFFICER, when=Agreement.state == AgreementState.DRAFT),
        lazy("Put the agreement of “%(what)s” before the parties"),
        "agreements.show",
        lazy("Read and go on"),
    ),
    Turn(
        Agreement,
        lambda a: on_duty(a, Role.OFFICER, when=Agreement.state == AgreementState.AGREED),
        lazy("Send out the agreement of “%(what)s” for signature"),
        "agreements.show",
        lazy("Check and send out"),
    ),
    Turn(
        Agreement,
        lambda a: on_duty(a, Role.OFFICER, when=stand.party_can_sign_on_paper_only()),
        lazy("Record signatures on paper for “%(what)s”"),
        "agreements.show",
        lazy("Record a signature"),
    ),
    Turn(
        Agreement,
        lambda a: on_duty(a, Role.OFFICER, when=stand.agreement_can_take_effect()),
        lazy("Put the agreement of “%(what)s” in force"),
        "agreements.show",
        lazy("Check and put in force"),
    ),
    Turn(
        User,
        lambda a: on_duty(a, Role.ADMINISTRATOR, when=are.lacks_a_second_factor()),
        lazy("Ask %(what)s to set up the second factor"),
        "membership.staff",
        lazy("See the people"),
    ),
)

OTHERS = (
    Turn(
        PartnerSearch,
        lambda a: on_duty(a, Role.OFFICER, when=PartnerSearch.state == SearchState.IN_REVIEW),
        lazy("Review of “%(what)s”"),
        "searches.show",
        who=lazy("The quality reviewer"),
    ),
    Turn(
        PartnerSearch,
        lambda a: on_duty(a, Role.OFFICER, when=are.has_prepared_decisions(a)),
        lazy("Release of the decisions on “%(what)s”"),
        "interests.board",
        who=DIRECTOR,
    ),
    Turn(
        Interest,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.DIRECTOR),
            when=sa.and_(are.answer(a, InterestState.INVITED), are.invitation_runs()),
        ),
        lazy("Answer to the invitation"),
        "interests.show",
        by=lambda interest: interest.reply_by,
        who=WHAT,
    ),
    Turn(
        Budget,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.FINANCE),
            when=sa.and_(
                stand.budget(BudgetState.DRAFT, BudgetState.RETURNED, BudgetState.CHANGING),
                stand.budget_of_others(a),
            ),
        ),
        lazy("Budget"),
        "budgets.show",
        who=WHAT,
    ),
    Turn(
        Budget,
        lambda a: on_duty(a, Role.OFFICER, when=stand.budget(*WITH_FINANCE)),
        lazy("Check of the budget of %(what)s"),
        "budgets.show",
        who=FINANCE,
    ),
    Turn(
        Budget,
        lambda a: on_duty(
            a, *(Role.OFFICER, Role.FINANCE), when=stand.budget(BudgetState.CHANGE_CHECKED)
        ),
        lazy("Decision on the major change of the budget of %(what)s"),
        "budgets.show",
        who=DIRECTOR,
    ),
    Turn(
        Project,
        lambda a: on_duty(a, Role.OFFICER, when=stand.can_be_fixed()),
        lazy("Fixing of the budgets of “%(what)s”"),
        "budgets.overview",
        who=DIRECTOR,
    ),
    Turn(
        Agreement,
        lambda a: on_duty(
            a,
            *(Role.OFFICER, Role.DIRECTOR),
            when=Agreement.state.in_((AgreementState.NEGOTIATION, *stand.OUT)),
        ),
        lazy("Partnership agreement of “%(what)s”"),
        "agreements.show",
        who=lazy("The parties"),
    ),
)
