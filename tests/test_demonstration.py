"""The demonstration: told by the house's own commands, marked as what it is, open to all its people."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app import demonstration
from app.accounts.models import User
from app.agreements.models import Agreement, AgreementState
from app.budgets.models import Budget, BudgetState
from app.consortia.models import Partner, Project, ProjectState
from app.core.db import Model, db
from app.core.history import broken_links
from app.demonstration.people import PASSWORD, STAFF, acting, email_of
from app.desk import queries
from app.directory.choices import ProfileState
from app.directory.models import Accreditation, Organisation
from app.interests.models import Interest, InterestState
from app.searches.models import PartnerSearch, SearchState
from tests.conftest import Databases, make_app
from tests.visitor import Client, Visitor

MARK = re.compile(r"\((demonstr|демонстр)", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PARTNERS = ("oresund", "editor.oresund", "kokybe", "kvalitetsforum", "sunnanvik", "pomorskie",
            "zulawy", "nemunas", "laboratoriya", "peipsi", "ostseekueste", "riga")  # fmt: skip


@contextmanager
def installation(databases: Databases, folder: Path, **config: object) -> Iterator[Flask]:
    """A migrated database of its own, with an application of its own: processes remember."""
    if databases.engine == "sqlite":
        shutil.copy(databases.folder / "template.sqlite", folder / "demo.sqlite")
        url = f"sqlite:///{folder}/demo.sqlite"
    else:
        name = re.sub(r"\W", "_", f"{databases.name}_{folder.name}".lower())
        url = databases.cluster.create(name, databases.template)
    app = make_app(url, folder / "instance", **config)
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def loaded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with installation(databases, tmp_path_factory.mktemp("demo")) as app:
        ran = app.test_cli_runner().invoke(args=["demo"])
        assert ran.exit_code == 0, ran.output
        app.extensions["said"] = ran.output
        db.session.remove()
        yield app


@pytest.fixture
def demo(loaded: Flask) -> Iterator[Flask]:
    yield loaded
    db.session.remove()


def rows() -> dict[str, int]:
    tables = Model.metadata.sorted_tables
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in tables
    }


def states(model: type[Model]) -> set[str]:
    return set(db.session.scalars(sa.select(model.state)))  # type: ignore[attr-defined]


def links_of(visitor: Visitor) -> list[str]:
    """The addresses of this site that the main part of the page leads to."""
    found = []
    for link in visitor.page.select("main a[href]"):
        parts = urlsplit(urljoin(visitor.here, str(link["href"])))
        if parts.netloc in {"", "127.0.0.1:8000"} and parts.path and not parts.path.endswith("#"):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return list(dict.fromkeys(found))


def has_banner(visitor: Visitor) -> bool:
    return visitor.page.select_one(".demo-strip") is not None


def test_demonstration_is_loaded_once(demo: Flask) -> None:
    before = rows()

    with pytest.raises(demonstration.Refused, match="empty database"):
        demonstration.load()

    assert demonstration.is_loaded()
    assert rows() == before


def test_demonstration_is_refused_in_production(databases: Databases, tmp_path: Path) -> None:
    with installation(databases, tmp_path, IS_PRODUCTION=True):
        with pytest.raises(demonstration.Refused, match="production"):
            demonstration.load()

        assert not demonstration.is_loaded()
        stored = rows()
        del stored["term"]  # the vocabularies come with every installation
        assert set(stored.values()) <= {0, 1}  # the number of the migration


def test_introduction_names_sign_ins_that_exist(demo: Flask) -> None:
    told = demonstration.introduction()
    addresses = ADDRESS.findall(told)
    known = set(db.session.scalars(sa.select(User.email).where(User.is_demonstration)))

    assert demo.config["BASE_URL"] in told
    assert PASSWORD in told
    assert {email_of(key) for key in STAFF} < set(addresses)
    assert set(addresses) <= known


def test_history_of_the_demonstration_holds(demo: Flask) -> None:
    assert list(broken_links()) == []


def test_invented_organisations_are_marked(demo: Flask) -> None:
    everybody = db.session.scalars(sa.select(Organisation)).all()
    invented = [one for one in everybody if not one.is_agency]
    countries = {one.country for one in invented}

    assert len(invented) >= 12
    assert all(one.is_demonstration and MARK.search(one.name) for one in invented)
    assert countries == {"SE", "EE", "DE", "LT", "PL", "FI", "RU", "LV", "DK", "NO"}
    assert {ProfileState.VERIFIED, ProfileState.PENDING, ProfileState.RETURNED} <= {
        one.state for one in invented
    }


def test_accreditations_say_that_they_are_invented(demo: Flask) -> None:
    held = db.session.scalars(sa.select(Accreditation)).all()

    assert len(held) >= 4
    assert all("(demonstration)" in one.accreditation_body for one in held)
    assert all(one.certificate_number.startswith("EXAMPLE-") for one in held)


def test_searches_are_marked_and_stand_in_many_states(demo: Flask) -> None:
    searches = db.session.scalars(sa.select(PartnerSearch)).all()
    from_the_form = [one for one in searches if one.imported]

    assert all(one.is_demonstration for one in searches)
    assert all(MARK.search(one.title) for one in searches if not one.imported)
    assert [one.title for one in from_the_form] == [
        "European Quality Centre in Kaliningrad, Russia"
    ]
    assert states(PartnerSearch) >= {
        SearchState.OPEN,
        SearchState.IN_REVIEW,
        SearchState.CHANGES_REQUESTED,
        SearchState.CLOSED,
        SearchState.PARTNERS_FOUND,
        SearchState.AGREED,
    }


def test_search_of_the_form_is_open_with_answers_in_all_states(demo: Flask) -> None:
    search = db.session.scalars(
        sa.select(PartnerSearch)
        .where(PartnerSearch.imported.is_not(None))
        .where(PartnerSearch.title.startswith("European"))
    ).one()
    answers = db.session.scalars(sa.select(Interest).where(Interest.search_id == search.id)).all()
    declined = next(one for one in answers if one.state == InterestState.DECLINED)

    assert search.state == SearchState.OPEN
    assert search.rules_as_of is not None
    assert search.rules_as_of.year == 2006
    assert {one.state for one in answers} == {
        InterestState.DRAFT,
        InterestState.SUBMITTED,
        InterestState.UNDER_REVIEW,
        InterestState.SHORTLISTED,
        InterestState.RESERVE,
        InterestState.INVITED,
        InterestState.DECLINED,
    }
    assert "food enterprises only" in declined.letter


def test_partnerships_stand_on_the_way_to_their_agreements(demo: Flask) -> None:
    assert states(Budget) == {
        BudgetState.DRAFT,
        BudgetState.SUBMITTED,
        BudgetState.RETURNED,
        BudgetState.ACCEPTED,
        BudgetState.BASELINE,
    }
    assert states(Agreement) == {AgreementState.IN_FORCE, AgreementState.PARTLY_SIGNED}


def test_agreement_in_force_can_be_downloaded_by_its_parties(demo: Flask) -> None:
    agreement = db.session.scalars(
        sa.select(Agreement).where(Agreement.state == AgreementState.IN_FORCE)
    ).one()
    address = f"/agreements/{agreement.uid}/agreement.pdf"
    party, stranger = enter(demo, "kvalitetsforum"), enter(demo, "oresund")

    assert party.open(address).answer.data.startswith(b"%PDF-")
    assert stranger.open(address).status == 404


def test_published_projects_carry_published_facts_only(demo: Flask) -> None:
    projects = db.session.scalars(
        sa.select(Project).where(Project.state == ProjectState.PUBLISHED).order_by(Project.id)
    ).all()
    partners = db.session.execute(
        sa.select(Project.acronym, Partner.name, Partner.country, Partner.organisation_id)
        .join(Partner, Partner.project_id == Project.id)
        .where(Project.state == ProjectState.PUBLISHED)
    ).all()
    visitor = Visitor(demo)

    assert [one.acronym for one in projects] == ["EstRuClusterDevelopment", "RED"]
    assert [str(one.published_total) for one in projects] == ["None", "790336.00"]
    assert sum(acronym == "EstRuClusterDevelopment" for acronym, *_ in partners) == 7
    assert ("RED", "Region Blekinge", "SE", None) in partners
    assert all(organisation_id is None for *_, organisation_id in partners)
    for project in projects:
        visitor.open(f"/partnerships/{project.reference}")
        assert visitor.status == 200
        assert "published" in visitor.text
    assert "nothing but an example" in visitor.text


def test_published_sources_close_at_the_published_total(demo: Flask) -> None:
    red = db.session.scalars(sa.select(Project).where(Project.acronym == "RED")).one()
    visitor = enter(demo, "finance").open(f"/projects/{red.reference}/budget")

    assert table_of(visitor, "#sources") == [
        ["ERDF", "395,168.00", "50 %"],
        ["Tacis", "197,584.00", "25 %"],
        ["Partners: Public", "197,584.00", "25 %"],
        ["Total", "790,336.00", "100 %"],
    ]
    assert "nothing but an example" in visitor.text


def test_newcomer_sees_full_tables_of_money(demo: Flask) -> None:
    harbours = db.session.scalars(sa.select(Project).where(Project.acronym == "HARBOURS")).one()
    visitor = enter(demo, "sunnanvik").open(f"/projects/{harbours.reference}/budget")

    assert [row[0] for row in table_of(visitor, "#sources")] == [
        "ERDF", "National", "Partners: Public", "Total"
    ]  # fmt: skip
    assert [row[0][:8] for row in table_of(visitor, "#periods")] == [
        "Period 1", "Period 2", "Period 3", "Period 4", "Period 5", "Total"
    ]  # fmt: skip
    assert len(visitor.page.select(".proof")) == 5
    assert visitor.page.select(".proof--broken") == []


def table_of(visitor: Visitor, place: str) -> list[list[str]]:
    """The first three cells of each row; spaces that do not break are plain."""
    return [
        [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])[:3]]
        for row in visitor.page.select(f"{place} tr")[1:]
    ]


def enter(app: Flask, key: str) -> Visitor:
    """Sign in through the form, as anybody would who has read the introduction."""
    visitor = Visitor(app)
    visitor.open("/sign-in")
    return visitor.press("Sign in", {"E-mail address": email_of(key), "Password": PASSWORD})


@pytest.mark.parametrize("key", [*STAFF, *PARTNERS])
def test_everybody_signs_in_and_finds_every_page_of_their_desk(demo: Flask, key: str) -> None:
    visitor = enter(demo, key)

    assert (visitor.status, visitor.path) == (200, "/desk")
    assert has_banner(visitor)
    assert no_fault(visitor, links_of(visitor)) == []


def no_fault(visitor: Visitor, addresses: list[str]) -> list[str]:
    """Open them all, and list those that do not answer or lack the banner."""
    faults = []
    for address in addresses:
        visitor.open(address)
        if visitor.status != 200 or (visitor.is_html and not has_banner(visitor)):
            faults.append(f"{address} ({visitor.status})")
    return faults


@pytest.mark.parametrize("key", [*STAFF, *PARTNERS])
def test_number_in_the_frame_is_that_of_the_tasks(demo: Flask, key: str) -> None:
    visitor = enter(demo, key)
    bubble = visitor.page.select_one(".topnav .bubble")

    assert int(bubble.get_text() if bubble else 0) == len(visitor.page.select("#mine .task"))
    assert len(queries.waiting(queries.TURNS, acting(key))) == len(
        visitor.page.select("#mine .task")
    )


def test_every_desk_but_the_auditors_has_something_to_show(demo: Flask) -> None:
    waiting = {key: len(queries.waiting(queries.TURNS, acting(key))) for key in STAFF}

    assert waiting.pop("auditor") == 0
    assert waiting.pop("administrator") == 0  # the demonstration needs no second factor
    assert min(waiting.values()) >= 1


def words_of(content: bytes) -> str:
    """The text of an answer; a workbook is read sheet by sheet."""
    if not content.startswith(b"PK"):
        return re.sub(r"^UID:.*$", "", content.decode(), flags=re.M)  # of a calendar, no mailbox
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_public_pages_show_the_banner_and_no_addresses(demo: Flask) -> None:
    visitor = Visitor(demo)
    seen: set[str] = set()
    waiting = ["/", "/organisations", "/programmes", "/sign-in", "/register"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        visitor.open(address)
        assert visitor.status == 200, address
        assert not ADDRESS.search(words_of(visitor.answer.data)), address
        assert not visitor.is_html or has_banner(visitor), address
        paths = {path.partition("?")[0] for path in links_of(visitor)}
        waiting += sorted(paths - seen - set(waiting))

    assert len([path for path in seen if path.startswith("/organisations/")]) >= 10
    assert len([path for path in seen if path.startswith("/searches/PS-")]) >= 5


def test_banner_costs_visitors_no_statement(demo: Flask) -> None:
    client = demo.test_client()
    client.get("/sign-in")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        answer = client.get("/sign-in")
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    assert "demo-strip" in answer.text
    assert statements == []


def test_command_says_how_to_sign_in_and_refuses_a_second_time(demo: Flask) -> None:
    again = demo.test_cli_runner().invoke(args=["demo"])

    assert demo.extensions["said"].strip() == demonstration.introduction()
    assert again.exit_code == 1
    assert "empty database" in again.output
