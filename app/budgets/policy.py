"""Who may see, write and check budgets."""

from __future__ import annotations

from app.budgets.models import Budget, BudgetState, Declaration
from app.consortia import policy as projects
from app.core.actors import Actor
from app.core.policy import duty, is_staff, rule
from app.directory.choices import Role


@rule
def belongs_to_the_partner(actor: Actor, budget: Budget) -> bool:
    return projects.belongs_to_the_partner.allows(actor, budget.partner)


@rule
def writes_for_the_partner(actor: Actor, budget: Budget) -> bool:
    return projects.writes_for_the_partner.allows(actor, budget.partner)


@rule
def is_open_for_writing(actor: Actor, budget: Budget) -> bool:
    return budget.state in {BudgetState.DRAFT, BudgetState.RETURNED, BudgetState.CHANGING}


@rule
def waits_for_finance(actor: Actor, budget: Budget) -> bool:
    return budget.state in {BudgetState.SUBMITTED, BudgetState.CHANGE_SENT}


@rule
def prepared_it(actor: Actor, budget: Budget) -> bool:
    """Two persons see every budget: who wrote in it does not judge it."""
    return actor.id in budget.preparers


@rule
def belongs_to_the_judged(actor: Actor, budget: Budget) -> bool:
    return projects.belongs_to_the_judged.allows(actor, budget.partner)


@rule
def has_no_lines_yet(actor: Actor, budget: Budget) -> bool:
    return not budget.lines


@rule
def answers_an_interest(actor: Actor, budget: Budget) -> bool:
    return budget.partner.interest is not None


@rule
def binds_the_partner(actor: Actor, budget: Budget) -> bool:
    """Its signatory; for the agency its director."""
    body = budget.partner.organisation
    if body is not None and body.is_agency and actor.has_duty(Role.DIRECTOR):
        return True
    return actor.serves(budget.partner.organisation_id, Role.SIGNATORY)


@rule
def sees_its_budget(actor: Actor, declaration: Declaration) -> bool:
    return view.allows(actor, declaration.budget)


@rule
def binds_its_partner(actor: Actor, declaration: Declaration) -> bool:
    return binds_the_partner.allows(actor, declaration.budget)


view = is_staff | belongs_to_the_partner
edit = writes_for_the_partner & is_open_for_writing
take_over = edit & has_no_lines_yet & answers_an_interest
submit = writes_for_the_partner
judge = duty(Role.FINANCE) & ~prepared_it & ~belongs_to_the_judged
comment = judge & waits_for_finance
ask_change = withdraw_change = writes_for_the_partner | duty(Role.OFFICER)
decide = duty(Role.DIRECTOR) & ~prepared_it & ~belongs_to_the_judged
refuse_change = judge | decide
close = duty(Role.FINANCE) & ~belongs_to_the_judged
view_declaration = sees_its_budget
sign_declaration = binds_its_partner
reissue_declaration = binds_its_partner | duty(Role.OFFICER)
read_project = projects.view
fix = duty(Role.DIRECTOR)
