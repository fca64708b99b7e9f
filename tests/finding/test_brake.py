"""Files of whole lists may be asked for less often than pages."""

from __future__ import annotations

from tests.conftest import make_app


def test_exports_have_a_limit_of_their_own_and_pages_go_on(app, tmp_path):
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    slow = make_app(url, tmp_path, EXPORT_LIMIT="2 per minute").test_client()

    assert [slow.get("/searches.csv").status_code for _ in range(3)] == [200, 200, 429]
    assert slow.get("/organisations.xlsx").status_code == 200
    assert slow.get("/searches").status_code == 200
