"""Parties that act at the same moment, and an agreement that changes its language."""

from __future__ import annotations

import sqlalchemy as sa

from app.agreements import commands
from app.agreements.models import Acceptance, AgreementState
from app.agreements.workflow import FLOW, parties
from app.core.db import db
from app.core.history import advance
from app.core.times import now
from tests.agreements.partnership import TERMS, partnership
from tests.making import Make, actor


def test_last_acceptance_agrees_the_text_though_another_came_meanwhile(make: Make) -> None:
    story = partnership(make)
    agreement = story.agreement()
    advance(FLOW, agreement, "open-negotiation", actor(story.director))
    first, second, third = parties(agreement)
    commands.accept(agreement, first, agreement.text.digest, actor(story.director))
    db.session.commit()
    with db.engine.begin() as elsewhere:  # another process, after this one has read the agreement
        elsewhere.execute(
            sa.insert(Acceptance).values(
                version_id=agreement.text.id,
                partner_id=second.id,
                person_id=story.swede.id,
                digest=agreement.text.digest,
                at=now(),
            )
        )

    commands.accept(agreement, third, agreement.text.digest, actor(story.lithuanian))

    assert agreement.state == AgreementState.AGREED


def test_other_language_is_no_other_wording(make: Make) -> None:
    story = partnership(make)
    agreement = story.agreement()
    english = {c.key: c.body for c in commands.wording("en").clauses if not c.locked}

    commands.reword(agreement, actor(story.officer), TERMS | {"language": "ru"}, english)

    assert agreement.overrides == {}
    assert agreement.text.text != agreement.versions[0].text
