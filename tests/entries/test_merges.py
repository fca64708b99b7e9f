"""Two entries made one, and two again: facts, references, addresses, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.consortia.models import Partner, Project
from app.core.actors import Actor
from app.core.db import Model, db
from app.core.errors import DomainError
from app.core.history import entries_of
from app.core.times import now
from app.directory import commands as directory
from app.directory.choices import Kind, ProfileState, Role
from app.directory.models import Accreditation, Experience, Membership, Organisation
from app.directory.queries import actor_of, get_organisation
from app.entries import commands, references
from app.entries.merging import differences
from app.entries.models import Merge
from app.entries.pairs import likely_pairs
from app.interests.models import InterestState
from tests.making import Make
from tests.visitor import Visitor


@pytest.fixture
def officer(make: Make) -> Actor:
    return actor_of(make.staff(Role.OFFICER))


def entered(name: str, **given: object) -> Organisation:
    organisation = directory.enter(
        {"name": name, "country": "EE", "kind": Kind.OTHER, "state": ProfileState.UNCLAIMED} | given
    )
    db.session.commit()
    return organisation


def accredit(organisation: Organisation) -> Accreditation:
    accreditation = Accreditation(
        organisation=organisation,
        standard="ISO/IEC 17025",
        certificate_number="L 1",
        accreditation_body="EAK",
        valid_from=date(2020, 1, 1),
        valid_until=date(2090, 1, 1),
    )
    db.session.add(accreditation)
    db.session.commit()
    return accreditation


def everything() -> dict[str, list[dict[str, object]]]:
    """The whole database but what only ever grows, to be compared."""
    db.session.flush()
    grows = {"entry_merge", "history", "message", "submission", "attempt"}
    volatile = {"version"}
    found = {}
    for table in Model.metadata.sorted_tables:
        if table.name not in grows and "fulltext" not in table.name:
            rows = db.session.execute(sa.select(table).order_by(table.c.id)).mappings()
            found[table.name] = [
                {name: value for name, value in row.items() if name not in volatile} for row in rows
            ]
    return found


def test_merge_takes_facts_and_all_that_refers_to_it_and_its_undoing_restores_everything(
    make: Make, officer: Actor
) -> None:
    kept = entered("Jarve Lab", city="Tallinn", website="https://jarve.ee")
    merged = entered("Järve Labor OÜ", city="Tartu", pic="999999999", phone="+372 1")
    kept.state = ProfileState.DRAFT
    merged.verified_at = now()
    person = make.member(merged, Role.EDITOR, Role.VIEWER)
    make.member(kept, Role.EDITOR)
    accredit(merged)
    db.session.add(Experience(organisation=merged, title="A project"))
    interest = make.interest(make.slot(make.search(slots=0)), merged)
    merged.state = ProfileState.DRAFT
    db.session.commit()
    before = everything()

    done = commands.merge(kept, merged, officer, ["pic", "phone"])
    db.session.commit()

    assert (kept.pic, kept.phone, kept.city, merged.pic) == ("999999999", "+372 1", "Tallinn", None)
    assert (merged.state, merged.is_listed, merged.merged_into_id) == (
        ProfileState.MERGED,
        False,
        kept.id,
    )
    assert references.count(merged.id) == {}
    db.session.refresh(interest, ["organisation_id"])
    assert interest.organisation_id == kept.id
    assert {role for org, role in actor_of(person).roles if org == kept.id} == {"editor", "viewer"}
    assert {row["table"]: len(row["ids"]) for row in done.moved} == {
        "membership": 4,
        "accreditation": 1,
        "experience": 1,
        "interest": 1,
    }

    commands.undo(done, officer)
    db.session.commit()

    assert everything() == before
    actions = [entry.action for entry in entries_of(kept)]
    assert actions[0] == "organisation.release"
    assert "organisation.absorb" in actions


def test_what_the_kept_entry_has_the_like_of_stays_and_is_listed(
    make: Make, officer: Actor
) -> None:
    kept, merged = entered("A"), entered("B", verified_at=now())
    person = make.user()
    for organisation in (kept, merged):
        make.save(Membership(person=person, organisation=organisation, role=Role.EDITOR))
    make.save(Membership(person=person, organisation=merged, role=Role.VIEWER))

    done = commands.merge(kept, merged, officer, [])
    db.session.commit()

    assert references.count(merged.id) == {"membership": 1}
    assert [(row["table"], len(row["ids"])) for row in done.stayed] == [("membership", 1)]
    assert references.count(kept.id) == {"membership": 2, "organisation": 1}


def test_old_address_leads_on_and_only_the_kept_entry_is_found(
    make: Make, officer: Actor, visitor: Callable[..., Visitor]
) -> None:
    kept, merged = entered("Jarve Lab"), entered("Zemgale Lab")
    third = entered("Third Lab")
    commands.merge(kept, merged, officer, [])
    db.session.commit()
    commands.merge(third, kept, officer, [])
    db.session.commit()

    page = visitor().open(f"/organisations/{merged.slug}")
    assert (page.path, page.heading) == (f"/organisations/{third.slug}", "Third Lab")
    assert visitor().open(f"/organisations/{merged.slug}.json").answer.json["name"] == "Third Lab"
    found = visitor().open("/organisations?q=lab")
    assert "Third Lab" in found.text
    assert "Zemgale" not in found.text


def test_merge_is_refused_where_it_would_harm(make: Make, officer: Actor) -> None:
    agency = make.agency()
    unclaimed, theirs = entered("A"), make.organisation()
    suspended = make.organisation(state=ProfileState.SUSPENDED)
    refused = {}
    for name, kept, merged in (
        ("itself", theirs, theirs),
        ("agency away", theirs, agency),
        ("into the agency", agency, theirs),
        ("claimed into unclaimed", unclaimed, theirs),
        ("into a suspended one", suspended, theirs),
    ):
        with pytest.raises(DomainError) as refusal:
            commands.merge(kept, merged, officer, [])
        refused[name] = str(refusal.value.reason)
        db.session.rollback()

    assert len(set(refused.values())) == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 0


def test_undoing_is_refused_after_thirty_days_twice_and_once_the_kept_entry_was_merged(
    make: Make, officer: Actor
) -> None:
    first, second, third = entered("A"), entered("B"), entered("C")
    done = commands.merge(second, first, officer, [])
    later = commands.merge(third, second, officer, [])
    db.session.commit()

    with pytest.raises(DomainError, match="undo that first"):
        commands.undo(done, officer)
    commands.undo(later, officer)
    db.session.commit()
    done.merged_at = now() - timedelta(days=31)
    with pytest.raises(DomainError, match="30 days"):
        commands.undo(done, officer)
    done.merged_at = now() - timedelta(days=29)
    commands.undo(done, officer)
    db.session.commit()
    with pytest.raises(DomainError, match="already"):
        commands.undo(done, officer)


def test_undoing_is_refused_once_others_built_upon_it(make: Make, officer: Actor) -> None:
    kept, merged = make.organisation(), make.organisation()
    search = make.search()
    slot = make.slot(search, number=2)
    interest = make.interest(slot, merged, state=InterestState.CONFIRMED)
    done = commands.merge(kept, merged, officer, [])
    db.session.commit()
    assert commands.why_not_undone(done) is None

    project = make.save(Project(reference="PR-1", search_id=search.id, title="A project"))
    make.save(
        Partner(
            project=project,
            number=1,
            organisation=kept,
            interest_id=interest.id,
            name=kept.name,
            country=kept.country,
        )
    )

    assert "Places in partnerships" in str(commands.why_not_undone(done))


def test_what_was_changed_since_stays_with_the_kept_entry(make: Make, officer: Actor) -> None:
    kept, merged = entered("A"), entered("B", city="Tartu", phone="+372 1")
    done = commands.merge(kept, merged, officer, ["city", "phone"])
    db.session.commit()
    directory.edit(get_organisation(kept.slug), {"city": "Narva"})
    db.session.commit()

    commands.undo(done, officer)

    assert (kept.city, kept.phone) == ("Narva", "")


def test_differences_propose_what_the_kept_entry_lacks() -> None:
    kept = Organisation(name="A", city="Tallinn", phone="", expertise=[], languages=["et"])
    merged = Organisation(name="A", city="Tartu", phone="1", expertise=["x"], languages=[])

    assert [(d.field, d.proposed) for d in differences(kept, merged)] == [
        ("city", False),
        ("phone", True),
        ("expertise", True),
    ]


def test_pairs_that_look_alike_are_listed_until_they_are_told_apart(
    make: Make, officer: Actor
) -> None:
    one = entered("Järve Labor OÜ", website="https://jarve.ee")
    same_name = entered("AS Jarve Labor")
    same_site = entered("Something", website="http://www.jarve.ee")
    entered("Järve Labor", country="LV")
    entered("Known apart", website="https://x.ee", pic="999999991")
    entered("Known, too", website="https://x.ee", pic="999999992")

    pairs = [(a.id, b.id, [r.value for r in why]) for a, b, why in likely_pairs(1).items]
    assert pairs == [(one.id, same_name.id, ["name"]), (one.id, same_site.id, ["domain"])]

    commands.tell_apart(same_name, one, officer)
    db.session.commit()
    assert [(a.id, b.id) for a, b, _ in likely_pairs(1).items] == [(one.id, same_site.id)]


def test_officer_compares_merges_and_undoes_on_pages(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    one = entered("Järve Labor", city="Tallinn")
    other = entered("Jarve Labor AS", phone="+372 1")
    officer = visitor(make.staff(Role.OFFICER))

    officer.open("/organisations/duplicates").click("Compare")
    assert officer.heading == "Merge two entries"
    assert officer.page.find("input", {"value": "phone"}).has_attr("checked")
    officer.press("Merge them")
    assert officer.heading == "Jarve Labor AS became part of Järve Labor"
    assert one.phone == "+372 1"
    officer.press("Undo the merge")
    assert "There are two entries again" not in officer.text
    assert (one.phone, other.state) == ("", ProfileState.UNCLAIMED)
    officer.open("/organisations/duplicates").press("Not the same")
    assert "No two entries look alike" in officer.text
    assert officer.open(f"/organisations/{one.slug}/merge").status == 200


@pytest.mark.parametrize(
    "path", ["duplicates", "merges", "imports", "claims", "{slug}/merge", "{slug}/merge/{slug}"]
)
def test_pages_of_staff_are_for_staff(
    make: Make, visitor: Callable[..., Visitor], path: str
) -> None:
    slug = make.organisation().slug
    address = f"/organisations/{path.format(slug=slug)}"

    assert visitor(make.user()).open(address).status in {403, 404}
    assert visitor(make.staff(Role.OFFICER)).open(address).status == 200


def test_lists_of_pairs_and_merges_take_as_many_statements_for_many(
    make: Make, officer: Actor, counting: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def statements() -> int:
        with counting() as made:
            likely_pairs(1)
        return len(made)

    entered("Same")
    entered("Same")
    few = statements()
    for _ in range(12):
        entered("Same")

    assert statements() == few
