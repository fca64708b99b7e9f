"""Results in other formats: the same question as the page asks, and the whole answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import IO, Any, cast
from urllib.parse import urlsplit

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from app.accounts import links
from app.core.i18n import _, locale
from app.core.paging import Page
from app.core.sheets import CSV_TYPE, XLSX_TYPE, Column, Sheet, csv_file, xlsx_file
from app.core.web import as_file, authorise
from app.directory.models import Organisation
from app.directory.publication import published
from app.finding import columns, lists, policy, queries
from app.finding.columns import Row
from app.finding.deadlines import CALENDAR_TYPE, calendar_file
from app.finding.digest import name_of, place_of, small_facts
from app.finding.feed import Entry, Feed
from app.finding.lists import PAGES, Question
from app.finding.models import Subject
from app.finding.queries import Entity
from app.finding.views.blueprint import bp
from app.searches import policy as search_policy
from app.searches.models import PartnerSearch
from app.searches.published import as_json
from app.searches.queries import get_search, seats_taken

ATOM_TYPE = "application/atom+xml; charset=utf-8"
IN_A_FEED = 100
PIECE = 1 << 16


@bp.get("/searches.csv")
def searches_csv() -> ResponseReturnValue:
    return _csv(Subject.SEARCHES, columns.SEARCHES)


@bp.get("/organisations.csv")
def organisations_csv() -> ResponseReturnValue:
    return _csv(Subject.ORGANISATIONS, columns.ORGANISATIONS)


@bp.get("/searches.xlsx")
def searches_xlsx() -> ResponseReturnValue:
    question = _asked(Subject.SEARCHES)
    file = xlsx_file(
        Sheet("searches", columns.SEARCHES, _rows(question)),
        Sheet("seats", columns.SEATS, _parts(question)),
    )
    return _file(file, XLSX_TYPE, "searches.xlsx")


@bp.get("/organisations.xlsx")
def organisations_xlsx() -> ResponseReturnValue:
    question = _asked(Subject.ORGANISATIONS)
    file = xlsx_file(
        Sheet("organisations", columns.ORGANISATIONS, _rows(question)),
        Sheet("accreditations", columns.ACCREDITATIONS, _parts(question)),
    )
    return _file(file, XLSX_TYPE, "organisations.xlsx")


@bp.get("/searches.atom")
def searches_atom() -> ResponseReturnValue:
    return _feed(Subject.SEARCHES, _("Open partner searches"))


@bp.get("/organisations.atom")
def organisations_atom() -> ResponseReturnValue:
    return _feed(Subject.ORGANISATIONS, _("Organisations"))


@bp.get("/searches.ics")
def searches_ics() -> ResponseReturnValue:
    question = _asked(Subject.SEARCHES)
    found = (
        (cast("PartnerSearch", entity), _address(entity))
        for batch in queries.in_batches(question)
        for entity in batch
    )
    file = calendar_file(found, _host(), _("Deadlines of partner searches"))
    return _file(file, CALENDAR_TYPE, "searches.ics")


@bp.get("/searches/<reference>.ics")
def search_ics(reference: str) -> ResponseReturnValue:
    search = get_search(reference)
    authorise(search_policy.view, search)
    file = calendar_file([(search, _address(search))], _host(), search.reference)
    return _file(file, CALENDAR_TYPE, f"{search.reference}.ics")


def _asked(subject: Subject) -> Question:
    """Read the question; other than on a page, a parameter that cannot be used is an error."""
    authorise(policy.browse, None)
    question = lists.read(subject, request.args.to_dict(flat=False))
    if question.faults:
        raise BadRequest(_("The value of %(name)s cannot be used.", name=question.faults[0]))
    return question


def _csv(subject: Subject, heads: tuple[Column, ...]) -> ResponseReturnValue:
    return _file(csv_file(heads, _rows(_asked(subject))), CSV_TYPE, f"{subject}.csv")


def _rows(question: Question) -> Iterator[Row]:
    """Yield the row of each entity that is found."""
    is_search = question.subject is Subject.SEARCHES
    for found in _published(question):
        yield columns.search_row(found) if is_search else columns.organisation_row(found)


def _parts(question: Question) -> Iterator[Row]:
    """Yield a row for each slot or accreditation of what is found."""
    is_search = question.subject is Subject.SEARCHES
    for found in _published(question):
        yield from columns.seat_rows(found) if is_search else columns.accreditation_rows(found)


def _published(question: Question) -> Iterator[Mapping[str, Any]]:
    """Yield what the public may know of each entity: the object of the pages' JSON."""
    for batch in queries.in_batches(question):
        taken = seats_taken(
            slot for entity in batch if isinstance(entity, PartnerSearch) for slot in entity.slots
        )
        for entity in batch:
            if isinstance(entity, Organisation):
                yield published(entity) | {"url": _address(entity)}
            else:
                yield as_json(entity, taken, _address(entity))


def _feed(subject: Subject, title: str) -> ResponseReturnValue:
    """Answer with a page of the feed, what appeared last before all else."""
    question = _asked(subject)
    ids = queries.newest_first(subject, lists.find(question))
    number = max(1, request.args.get("page", 1, type=int))
    part = ids[(number - 1) * IN_A_FEED : number * IN_A_FEED]
    shown = queries.whole(subject, part)
    feed = Feed(
        host=_host(),
        name="?".join(filter(None, [subject.value, question.query])),
        title=", ".join([title, *(text for _name, _value, text in lists.words(question))]),
        author=current_app.config["AGENCY_NAME"],
        language=locale(),
        links=_links(question, Page(part, number, IN_A_FEED, len(ids))),
        entries=[_entry(shown[id_]) for id_ in part if id_ in shown],
    )
    return _answer(feed.written(), ATOM_TYPE)


def _links(question: Question, page: Page[int]) -> dict[str, str]:
    def address(number: int) -> str:
        return links.address(f"finding.{question.subject}_atom", page=number, **question.parameters)

    neighbours = {"previous": page.number - 1, "next": page.number + 1}
    return {
        "self": address(page.number),
        "alternate": links.address(PAGES[question.subject], **question.parameters),
        "first": address(1),
        **{name: address(n) for name, n in neighbours.items() if 1 <= n <= page.pages},
        "last": address(page.pages),
    }


def _entry(entity: Entity) -> Entry:
    if isinstance(entity, PartnerSearch):
        name, text = f"searches/{entity.reference}", entity.summary
        published_at, updated_at = entity.published_at or entity.updated_at, entity.updated_at
    else:
        name, text = f"organisations/{entity.slug}", entity.description
        published_at = updated_at = entity.verified_at or entity.created_at
    return Entry(
        name=name,
        title=name_of(entity),
        link=_address(entity),
        summary="\n".join(filter(None, [small_facts(entity), text])),
        language=entity.language,
        published=published_at,
        updated=updated_at,
    )


def _address(entity: Entity) -> str:
    endpoint, values = place_of(entity)
    return links.address(endpoint, **values)


def _host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def _file(file: IO[bytes], media_type: str, name: str) -> Response:
    """Answer with a file piece by piece, or with 304 to whoever has the very same one."""
    digest = hashlib.sha256()
    for piece in iter(partial(file.read, PIECE), b""):
        digest.update(piece)
    answer = as_file(file, media_type, name)
    answer.content_length = file.tell()
    file.seek(0)
    return _if_changed(answer, digest.hexdigest(), file.close)


def _answer(content: bytes, media_type: str) -> Response:
    answer = current_app.response_class(content, content_type=media_type)
    return _if_changed(answer, hashlib.sha256(content).hexdigest(), lambda: None)


def _if_changed(answer: Response, digest: str, close: Callable[[], None]) -> Response:
    answer.set_etag(digest[:32])
    answer.make_conditional(request)
    if answer.status_code == 304 or request.method == "HEAD":
        close()
    return answer
