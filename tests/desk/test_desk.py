"""The desk shows what waits, by how things stand, to whoever has to act."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from app.directory.models import Role
from app.searches.models import SearchState
from tests.making import Make
from tests.visitor import Visitor


def tasks(visitor: Visitor) -> list[str]:
    visitor.open("/desk")
    return [h3.get_text(" ", strip=True) for h3 in visitor.page.select("#mine .task h3")]


def test_desk_shows_a_reviewer_the_searches_of_others(
    make: Make, visitor: Callable[..., Visitor]
) -> None:
    reviewer = make.staff(Role.REVIEWER)
    make.search(title="Mine", state=SearchState.IN_REVIEW, author_id=reviewer.id)
    make.search(title="Theirs", state=SearchState.IN_REVIEW, author_id=make.staff().id)
    make.search(title="Published")

    assert tasks(visitor(reviewer)) == ["Review the search “Theirs”"]


def test_components_page_opens(client: FlaskClient) -> None:
    answer = client.get("/desk/components")

    assert answer.status_code == 200
    assert "Costs by category and period" in answer.text
    assert 'class="task task--late"' in answer.text
