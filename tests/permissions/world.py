"""A small world with one of everything, and the kinds of people who may come to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts import sign_ins
from app.accounts.models import User
from app.aid.models import DeMinimisAid, Tie
from app.api.models import ApiToken
from app.budgets import declarations, versions
from app.budgets.models import Budget, DeclarationState, Line, Source, VersionKind
from app.budgets.plan import Category
from app.budgets.queries import get_budget
from app.consortia.models import Partner, Project, ProjectState
from app.core.actors import Actor
from app.core.db import db
from app.core.documents import keep
from app.core.times import localdate, now
from app.directory.choices import ProfileState, Role
from app.directory.models import Accreditation, Experience, Membership
from app.entries.models import Claim, Import, Merge
from app.experts.models import Expert, ExpertState
from app.finding.models import SavedHit, SavedSearch, Subject
from app.inbox.models import Message
from app.interests.models import InterestState
from app.matching.models import Approach, Judgement, Unsuitable
from app.membership.models import Invitation
from app.programmes.models import RuleSet
from app.programmes.rules import shipped
from app.searches.models import SearchState
from app.spending.models import (
    ExchangeRate,
    Expenditure,
    Payment,
    PaymentKind,
    RateSource,
    Report,
)
from app.vocabularies.models import Term
from tests.agreements.partnership import partnership
from tests.making import Make

Arguments = dict[str, Any]


@dataclass
class World:
    """Sign-ins by kind of person, and the arguments of addresses by subject."""

    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    subjects: dict[str, Arguments] = field(default_factory=dict)
    moving: dict[str, tuple[Any, Arguments]] = field(default_factory=dict)
    """By the flow: an entity that its moves can be tried on, and its address."""


def build(make: Make) -> World:
    """Fill an empty database. Everything belongs to one organisation, which strangers are not in."""
    world = World()
    agency = make.agency()
    own = make.organisation(name="Own", slug="own")
    other = make.organisation(name="Other", slug="other")
    people = {
        "stranger": make.member(other, Role.EDITOR, Role.SIGNATORY, Role.ADMINISTRATOR),
        "viewer": make.member(own, Role.VIEWER),
        "editor": make.member(own, Role.EDITOR),
        "signatory": make.member(own, Role.SIGNATORY),
        "organisation's administrator": make.member(own, Role.ADMINISTRATOR),
        "officer": make.staff(Role.OFFICER),
        "reviewer": make.staff(Role.REVIEWER),
        "finance": make.staff(Role.FINANCE),
        "director": make.staff(Role.DIRECTOR),
        "administrator": make.staff(Role.ADMINISTRATOR),
        "auditor": make.staff(Role.AUDITOR),
    }
    for kind, person in people.items():
        token = sign_ins.begin(person, second_factor=True)
        world.tokens[kind] = (token, person.fs_uniquifier)
    _directory(make, world, own, people)
    _searches(make, world, own, people)
    _projects(make, world, own)
    _aid(make, world, own)
    _spending(make, world, own)
    _entries(make, world, own, people)
    _matching(make, world, own, people)
    programme = make.programme(slug="programme")
    make.save(RuleSet(programme_id=programme.id, version=1, document=shipped()[0]))
    world.subjects["programme"] = {"slug": programme.slug}
    world.subjects["rules of a programme"] = {"slug": programme.slug, "number": 1}
    term = db.session.scalars(sa.select(Term).filter_by(vocabulary="iaf", code="1")).one()
    world.subjects["vocabulary"] = {"name": "iaf"}
    world.subjects["term"] = {"name": "iaf", "uid": term.uid}
    world.subjects["agency"] = {"slug": agency.slug}
    message = Message(
        person_id=people["editor"].id,
        address="editor@example.org",
        event="x",
        subject="x",
        body="x",
        language="en",
        message_id="x",
    )
    make.save(message)
    world.subjects["message of the editor"] = {"uid": message.uid}
    saved = SavedSearch(
        person_id=people["editor"].id, subject=Subject.SEARCHES, query="", title="All"
    )
    hit = make.save(SavedHit(saved_search=saved, subject_id=1))
    world.subjects["saved search of the editor"] = {"uid": saved.uid}
    world.subjects["hit of the editor"] = {"uid": hit.uid}
    db.session.commit()
    return world


def _directory(make: Make, world: World, own: Any, people: dict[str, User]) -> None:
    pending = make.organisation(
        name="Pending", slug="pending", state=ProfileState.PENDING, verified_at=None
    )
    roles = {
        "viewer": Role.VIEWER,
        "editor": Role.EDITOR,
        "signatory": Role.SIGNATORY,
        "organisation's administrator": Role.ADMINISTRATOR,
    }
    for kind, role in roles.items():
        make.save(Membership(person=people[kind], organisation=pending, role=role))
    accreditation = make.save(
        Accreditation(
            organisation=own,
            standard="ISO/IEC 17021-1",
            certificate_number="1",
            accreditation_body="Body",
            valid_from=localdate() - timedelta(days=10),
            valid_until=localdate() + timedelta(days=1000),
        )
    )
    experience = make.save(Experience(organisation_id=own.id, title="Project"))
    expert = make.save(Expert(organisation_id=own.id, name="Expert", expertise=["audits"]))
    withdrawn = make.save(
        Expert(organisation_id=own.id, name="Withdrawn", state=ExpertState.WITHDRAWN)
    )
    world.subjects |= {
        "experience": {"slug": own.slug, "uid": experience.uid},
        "expert": {"uid": expert.uid},
        "withdrawn expert": {"uid": withdrawn.uid},
        "verified organisation": {"slug": own.slug},
        "pending organisation": {"slug": pending.slug},
        "accreditation": {"uid": accreditation.uid},
        "member": {"slug": own.slug, "uid": people["viewer"].uid},
    }
    invitation = make.save(
        Invitation(
            organisation_id=own.id,
            person_id=make.user().id,
            invited_by_id=people["organisation's administrator"].id,
            roles=["viewer"],
            token_digest="x",
        )
    )
    token = make.save(
        ApiToken(organisation_id=own.id, person_id=people["editor"].id, name="Token", digest="x")
    )
    world.subjects |= {
        "invitation": {"uid": invitation.uid},
        "token of the editor": {"uid": token.uid},
    }
    world.moving["invitation"] = (invitation, {"uid": invitation.uid})
    world.moving["organisation"] = (pending, {"slug": pending.slug})
    world.moving["expert"] = (expert, {"uid": expert.uid})
    world.moving["accreditation"] = (accreditation, {"uid": accreditation.uid})


def _spending(make: Make, world: World, own: Any) -> None:
    place = db.session.query(Partner).filter_by(organisation_id=own.id).one()
    today = localdate()
    day = db.session.query(Project.starts_on).filter_by(id=place.project_id).scalar() or today
    report = make.save(Report(partner_id=place.id, number=1, starts_on=day, ends_on=day))
    item = make.save(
        Expenditure(
            report_id=report.id,
            category=Category.STAFF,
            amount=Decimal("10.00"),
            paid_on=day,
            document=keep("invoice.pdf", b"%PDF-1.7\n%%EOF\n", "expenditure", Actor.SYSTEM),
        )
    )
    money = {"project_id": place.project_id, "partner_id": place.id, "amount": Decimal("1.00")}
    forwarded = make.save(Payment(kind=PaymentKind.FORWARDED, fund="ERDF", on=today, **money))
    received = make.save(Payment(kind=PaymentKind.CONTRIBUTION, on=today, **money))
    rate = make.save(
        ExchangeRate(
            currency="SEK", month=today.replace(day=1), rate=Decimal(11), source=RateSource.MANUAL
        )
    )
    world.subjects |= {
        "partner of a project": {"uid": place.uid},
        "report": {"uid": report.uid},
        "expenditure": {"uid": report.uid, "item_uid": item.uid},
        "forwarded payment": {"uid": forwarded.uid},
        "received contribution": {"uid": received.uid},
        "exchange rate": {"uid": rate.uid},
    }
    world.moving["report"] = (report, {"uid": report.uid})


def _entries(make: Make, world: World, own: Any, people: dict[str, User]) -> None:
    unclaimed = make.organisation(slug="unclaimed", state=ProfileState.UNCLAIMED, source="CORDIS")
    merged = make.organisation(slug="merged", state=ProfileState.MERGED, merged_into_id=own.id)
    claim = make.save(Claim(organisation_id=unclaimed.id, person_id=people["editor"].id))
    merge = make.save(
        Merge(
            kept_id=own.id,
            merged_id=merged.id,
            merged_by_id=people["officer"].id,
            facts={},
            was={"state_before": None, "is_listed": False, "pic": None},
            moved=[],
            stayed=[],
        )
    )
    received = make.save(Import(file_name="list.csv", source="A list"))
    world.subjects |= {
        "unclaimed organisation": {"slug": unclaimed.slug},
        "two organisations": {"slug": own.slug, "other": unclaimed.slug},
        "claim": {"uid": claim.uid},
        "merge": {"uid": merge.uid},
        "import": {"uid": received.uid},
    }
    world.moving["claim"] = (claim, {"uid": claim.uid})


def _matching(make: Make, world: World, own: Any, people: dict[str, User]) -> None:
    slot = make.slot(make.search(slots=0, author_id=people["officer"].id))
    asked = make.slot(make.search(slots=0, author_id=people["officer"].id))
    approach = make.save(
        Approach(slot_id=asked.id, organisation_id=own.id, author_id=people["officer"].id)
    )
    judgement = make.save(
        Judgement(
            search_id=asked.search_id,
            organisation_id=own.id,
            author_id=people["officer"].id,
            reason=Unsuitable.OTHER,
        )
    )
    world.subjects |= {
        "approach": {"uid": approach.uid},
        "judgement": {"slot_uid": asked.uid, "uid": judgement.uid},
        "slot that is open": {"uid": slot.uid},
        "candidate": {"uid": slot.uid, "slug": own.slug},
    }
    world.moving["approach"] = (approach, {"uid": approach.uid})


def _searches(make: Make, world: World, own: Any, people: dict[str, User]) -> None:
    author = make.staff(Role.OFFICER)
    draft = make.search(state=SearchState.DRAFT, author_id=author.id, published_at=None)
    slot_of_draft = make.slot(draft, number=2)
    live = make.search(slots=0, author_id=author.id)
    first, second, third = (make.slot(live, number=number) for number in (1, 2, 3))
    written = make.interest(first, own, author=people["editor"])
    sent = make.interest(
        second,
        own,
        author=people["editor"],
        state=InterestState.SUBMITTED,
        reply_by=now() + timedelta(days=9),
    )
    moved = make.search(slots=1, author_id=author.id)
    world.subjects |= {
        "draft search": {"reference": draft.reference},
        "open search": {"reference": live.reference},
        "slot of a draft": {"uid": slot_of_draft.uid},
        "open slot": {"reference": live.reference, "uid": third.uid},
        "draft interest": {"uid": written.uid},
        "sent interest": {"uid": sent.uid},
    }
    world.moving["search"] = (moved, {"reference": moved.reference})
    world.moving["interest"] = (sent, {"uid": sent.uid})


def _aid(make: Make, world: World, own: Any) -> None:
    place = db.session.query(Partner).filter_by(organisation_id=own.id).one()
    entry = make.save(
        DeMinimisAid(
            organisation_id=own.id,
            granted_on=localdate(),
            amount=Decimal("10.00"),
            granting_state="LT",
            evidence=keep("grant.pdf", b"%PDF-1.7\n%%EOF\n", "evidence", Actor.SYSTEM),
        )
    )
    mother = make.organisation(slug="mother")
    tie = make.save(Tie(first_id=own.id, second_id=mother.id))
    world.subjects |= {
        "own place in a project": world.subjects["project"] | {"uid": place.uid},
        "aid received": {"uid": entry.uid},
        "undertaking tie": {"slug": own.slug, "uid": tie.uid},
    }


def _projects(make: Make, world: World, own: Any) -> None:
    story = partnership(make)
    project = db.session.query(Project).filter_by(reference=story.reference).one()
    partner = db.session.query(Partner).filter_by(project_id=project.id, number=3).one()
    partner.organisation_id = own.id
    partner.name = own.name
    db.session.commit()
    agreement = story.agreement()
    budget = db.session.query(Budget).filter_by(partner_id=partner.id).one()
    line = db.session.query(Line).filter_by(budget_id=budget.id).first()
    assert line is not None
    db.session.commit()
    whole = get_budget(budget.uid)
    proof = keep("promise.pdf", b"%PDF-1.7\n%%EOF\n", "evidence", Actor.SYSTEM)
    source = db.session.query(Source).filter_by(budget_id=budget.id).first()
    assert source is not None
    source.evidence = proof
    version = versions.keep(whole, VersionKind.ACCEPTED, Actor.SYSTEM)
    declaration = declarations.issue(whole, version, "en", Actor.SYSTEM)
    signed = declarations.issue(whole, version, "en", Actor.SYSTEM)
    signed.state, signed.signed_at = DeclarationState.SIGNED, now()
    db.session.commit()
    published = make.save(
        Project(reference="PR-2006-001", title="Published", state=ProjectState.PUBLISHED)
    )
    world.subjects |= {
        "project": {"reference": project.reference},
        "published project": {"reference": published.reference},
        "budget": {"uid": budget.uid},
        "budget version": {"uid": budget.uid, "number": version.number},
        "declaration": {"uid": declaration.uid},
        "budget line": {"uid": budget.uid, "line_uid": line.uid},
        "evidence in a budget": {"uid": budget.uid, "document_uid": proof.uid},
        "agreement": {"uid": agreement.uid},
        "party": {"uid": agreement.uid, "party": partner.uid},
        "scan": {"uid": agreement.uid, "signature": agreement.uid},
    }
    world.moving["declaration"] = (declaration, {"uid": declaration.uid})
    world.moving["budget"] = (budget, {"uid": budget.uid})
    world.moving["agreement"] = (agreement, {"uid": agreement.uid})
    world.moving["project"] = (project, {"reference": project.reference})
