"""Who may see, write and control spending, and who looks after rates of exchange."""

from __future__ import annotations

from app.consortia import policy as projects
from app.consortia.models import Partner
from app.core.actors import Actor
from app.core.policy import duty, is_staff, known, rule
from app.directory.choices import PartnerRole, Role
from app.spending.models import Report, ReportState


@rule
def has_a_budget(actor: Actor, partner: Partner) -> bool:
    """Associated organisations spend nothing of the project's money."""
    return partner.role != PartnerRole.ASSOCIATED


@rule
def is_of_the_partner(actor: Actor, report: Report) -> bool:
    return projects.belongs_to_the_partner.allows(actor, report.partner)


@rule
def writes_the_report(actor: Actor, report: Report) -> bool:
    return projects.writes_for_the_partner.allows(actor, report.partner)


@rule
def is_being_written(actor: Actor, report: Report) -> bool:
    return report.state == ReportState.DRAFT


@rule
def is_in_control(actor: Actor, report: Report) -> bool:
    return report.state == ReportState.IN_CONTROL


@rule
def prepared_it(actor: Actor, report: Report) -> bool:
    """Two persons see every report: who wrote in it does not control it."""
    return actor.id in report.preparers


@rule
def belongs_to_the_controlled(actor: Actor, report: Report) -> bool:
    return projects.belongs_to_the_judged.allows(actor, report.partner)


read_project = projects.view
forward = projects.writes_for_the_lead

read_partner = (is_staff | projects.belongs_to_the_partner) & has_a_budget
begin = projects.writes_for_the_partner & has_a_budget
receive = begin

view = is_staff | is_of_the_partner
edit = writes_the_report & is_being_written
submit = writes_the_report
control = duty(Role.FINANCE) & ~prepared_it & ~belongs_to_the_controlled
cut = control & is_in_control

see_rates = known
keep_rates = duty(Role.FINANCE)
