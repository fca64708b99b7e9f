"""Everything that can wait, made so often that a list of it is long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.agreements.models import Agreement, AgreementState, Version
from app.budgets.models import Budget, BudgetState
from app.consortia.models import Partner, Project, ProjectState
from app.core.db import db
from app.core.times import localdate, now
from app.directory.choices import AccreditationState, PartnerRole, ProfileState
from app.directory.models import Accreditation, Organisation
from app.inbox.models import Message
from app.interests.models import Decision, Interest, InterestState
from app.searches.models import SearchState, Slot
from tests.making import E, Make


class Work(Make):
    """`work.everything(organisation, n)` makes n of each thing that can wait for anybody.

    Nothing is committed one by one: the next request that a test makes does so.
    """

    def __init__(self, make: Make) -> None:
        self.numbers, self.count = make.numbers, 0

    def save(self, entity: E) -> E:
        db.session.add(entity)
        db.session.flush()
        return entity

    def everything(self, organisation: Organisation, number: int) -> None:
        for _ in range(number):
            for state in (SearchState.IN_REVIEW, SearchState.CHANGES_REQUESTED):
                self.search(state=state)
            for state in InterestState:
                self.answer(organisation, state)
            self.answer(organisation, InterestState.SHORTLISTED, prepared=Decision.INVITE)
            applicant = self.organisation(state=ProfileState.PENDING, submitted_at=now())
            self.accreditation(applicant)
            for state in BudgetState:
                self.budget(organisation, state)
            for state in AgreementState:
                self.agreement(organisation, state)
            self.staff()

    def seat(self, **given: Any) -> Slot:
        """The slot of a search of its own."""
        return self.slot(self.search(0, **given))

    def answer(self, organisation: Organisation, state: InterestState, **given: Any) -> Interest:
        if state == InterestState.INVITED:
            given.setdefault("reply_by", now() + timedelta(days=10))
        return self.interest(self.seat(), organisation, state=state, **given)

    def accreditation(self, organisation: Organisation) -> Accreditation:
        self.count += 1
        today = localdate()
        return self.save(
            Accreditation(
                organisation=organisation,
                standard="ISO/IEC 17021-1",
                certificate_number=f"X-{self.count}",
                accreditation_body="A body",
                valid_from=today,
                valid_until=today + timedelta(days=300),
                state=AccreditationState.EVIDENCED,
            )
        )

    def project(
        self, organisation: Organisation, role: PartnerRole = PartnerRole.PARTNER
    ) -> Partner:
        """A project of two: the agency, and an organisation in the role given."""
        self.count += 1
        project = self.save(
            Project(
                reference=f"PR-2026-{self.count:03}",
                title=f"Project {self.count}",
                state=ProjectState.FORMING,
            )
        )
        others = PartnerRole.PARTNER if role == PartnerRole.LEAD else PartnerRole.LEAD
        self._partner(project, 1, self.agency(), others)
        return self._partner(project, 2, organisation, role)

    def budget(self, organisation: Organisation, state: BudgetState, **given: Any) -> Budget:
        partner = self.project(organisation)
        return self.save(Budget(partner=partner, state=state, **given))

    def agreement(
        self,
        organisation: Organisation,
        state: AgreementState,
        role: PartnerRole = PartnerRole.PARTNER,
    ) -> Agreement:
        partner = self.project(organisation, role)
        agreement = Agreement(
            reference=f"PA-2026-{self.count:03}", project_id=partner.project_id, state=state
        )
        agreement.versions = [Version(number=1, text={}, digest="d" * 64)]
        return self.save(agreement)

    def notice(self, person_id: int, subject: str) -> Message:
        self.count += 1
        return self.save(
            Message(
                person_id=person_id,
                address="person@example.org",
                event="search.approve",
                subject=subject,
                body="A body.",
                language="en",
                message_id=f"<{self.count}@localhost>",
            )
        )

    def _partner(
        self, project: Project, number: int, organisation: Organisation, role: PartnerRole
    ) -> Partner:
        return self.save(
            Partner(
                project_id=project.id,
                organisation=organisation,
                number=number,
                role=role,
                name=organisation.name,
                country=organisation.country,
            )
        )


@pytest.fixture
def work(make: Make) -> Work:
    return Work(make)
