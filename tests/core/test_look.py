"""The look: every macro gives sound, escaped, accessible HTML; icons exist; nothing is inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
import wtforms
from bs4 import BeautifulSoup
from flask import (
    Flask,
    flash,
    g,
    get_flashed_messages,
    render_template,
    render_template_string,
)
from jinja2 import StrictUndefined
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app.core import i18n, look, web
from app.core.actors import Actor
from app.core.specimens import specimens

ROOT = Path(look.__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.parent.name != "mail"]  # mails have no style sheet
UI = [path for path in TEMPLATES if path.parent.name == "ui"]
EVIL = '<script>alert("1")</script>'


@pytest.fixture
def app() -> Flask:
    """The kernel's own globals, without features and without a database."""
    app = web.Application("app", root_path=str(ROOT))
    app.config.update(
        SECRET_KEY="a key that only this test knows, long enough",
        SECRET_KEY_FALLBACKS=[],
        LANGUAGES=["en", "ru"],
        TIME_ZONE="Europe/Kaliningrad",
        AGENCY_NAME="Agency <b>",
        DEMO=False,
        IS_PRODUCTION=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.init_app(app)
    look.init_app(app)
    web.init_app(app)
    for rule, endpoint in [
        ("/searches", "searches.listing"),
        ("/desk", "desk.show"),
        ("/workbench", "searches.workbench"),
        ("/sign-out", "security.logout"),
        ("/sign-in", "security.login"),
    ]:
        app.add_url_rule(rule, endpoint, lambda: "")
    return app


@pytest.fixture(autouse=True)
def shown(app: Flask) -> Iterator[None]:
    """A page is being shown to a visitor, in English."""
    with app.test_request_context("/searches?q=x&page=2", headers={"Accept-Language": "en"}):
        g.actor = Actor.ANONYMOUS
        yield


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def draw(family: str, call: str, **values: Any) -> str:
    """Render one macro of a family."""
    name = re.split(r"\W", call)[0]
    source = f'{{% from "ui/{family}.html" import {name} %}}{{{{ {call} }}}}'
    return render_template_string(source, **values)


def components() -> str:
    return render_template("components.html", **specimens())


def faulty(**fields: str) -> Any:
    class Child(wtforms.Form):
        title = wtforms.StringField("Title", [InputRequired("Write a title.")])

    class Parent(wtforms.Form):
        name = wtforms.StringField("Name", [InputRequired("Write a name.")])
        role = wtforms.RadioField("Role", choices={"l": "Lead", "p": "Partner"})
        child = wtforms.FormField(Child, "Child")
        children = wtforms.FieldList(wtforms.FormField(Child), "Children")

    form = Parent(MultiDict({"children-0-title": "", "child-title": "", **fields}))
    form.validate()
    return form


# The whole library


def test_name_inside_a_lazy_sentence_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        said = i18n.lazy("No icon is named %(name)s.", name=EVIL)
        drawn = [render_template_string("{{ said }}{{ '' ~ said }}{{ said|e }}", said=said)]
        flash(said)
        drawn += map(str, get_flashed_messages())

    assert "&lt;script&gt;" in drawn[0]
    assert not [text for text in drawn if "<script" in str(escape(text)) or "&amp;" in text]


def test_page_of_components_is_strictly_valid_html():
    html5lib.HTMLParser(strict=True).parse(components())


def test_page_of_components_shows_every_macro():
    sources = {path.stem: path.read_text() for path in UI}
    page = (ROOT / "templates/components.html").read_text()
    unseen = {
        name
        for family, source in sources.items()
        for name in re.findall(r"{% macro ([a-z]\w*)\(", source)
        if not re.search(
            rf"\b{name}\(", "".join([page, *(sources[f] for f in sources if f != family)])
        )
    }

    # These are drawn by another macro of their own family, or hold nothing to be seen.
    nothing = {"beside", "crumbs", "error_summary", "seat_words", "swatch", "tabs", "version"}
    # Maps, freshness and money are drawn from what features know, and looked at on their pages.
    of_features = {"chart", "key", "harbours", "confirmed", "words", "of", "second_try"}
    of_money = {"crosstable", "folded", "proof_of", "spending", "curve_key"}
    assert unseen == nothing | of_features | of_money


@pytest.mark.parametrize("family", UI, ids=lambda path: path.stem)
def test_header_of_a_family_names_its_macros(family: Path):
    source = family.read_text()
    header = source[: source.index("#}")]

    assert source.startswith(f"{{#\nui/{family.name} – ")
    assert [
        n for n in re.findall(r"{% macro ([a-z]\w*)\(", source) if f"\n{n}(" not in header
    ] == []


def test_ids_on_the_page_of_components_are_unique():
    ids = [element["id"] for element in soup(components()).find_all(id=True)]

    assert sorted(ids) == sorted(set(ids))


def test_references_between_elements_lead_somewhere():
    page = soup(components())
    ids = {element["id"] for element in page.find_all(id=True)}
    wanted = {
        reference
        for attribute in ("for", "aria-describedby", "aria-labelledby")
        for element in page.find_all(attrs={attribute: True})
        for reference in " ".join([element[attribute]]).split()
    }
    links = {a["href"][1:] for a in page.find_all("a") if re.match(r"#.", a["href"])}

    assert wanted | links <= ids


def test_every_control_has_a_name_for_screen_readers():
    page = soup(components())
    labelled = {label["for"] for label in page.find_all("label", attrs={"for": True})}

    nameless = [
        str(control)
        for control in page.select("input:not([type=hidden]), select, textarea")
        if control.get("id") not in labelled
        and not control.get("aria-label")
        and control.find_parent("label") is None
    ]

    assert nameless == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_neither_inline_style_nor_inline_script(path: Path):
    inline = r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:"

    assert re.findall(inline, path.read_text()) == []


def test_rendered_page_has_neither_inline_style_nor_inline_script():
    page = soup(components())

    assert page.find_all(style=True) == []
    assert page.find_all("style") == []
    assert [script for script in page.find_all("script") if not script.get("src")] == []


# Icons


@pytest.mark.parametrize(
    ("value", "whole", "places", "percent"),
    [(1, 8, 0, "13"), (9999, 10000, 0, "99"), (10001, 10000, 1, "100.1"), (3, 3, 2, "100.00")],
)
def test_percent_is_rounded_half_up_and_100_is_the_whole_alone(
    value: int, whole: int, places: int, percent: str
) -> None:
    assert str(look.per_cent(value, whole, places)) == percent


def test_icon_that_is_not_drawn_is_refused():
    with pytest.raises(KeyError):
        look.icon("unicorn")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_icons_named_in_templates_are_drawn(path: Path):
    named = re.findall(r"icon\(\"([\w-]+)\"", path.read_text())

    assert set(named) <= set(look.symbols())


def test_sprite_holds_the_icons_of_this_page_and_no_others():
    look.icon("seat")
    look.icon("flag")

    assert re.findall(r'id="i-([\w-]+)"', look.sprite()) == ["flag", "seat"]


def test_icon_is_hidden_unless_it_has_a_title():
    assert 'aria-hidden="true"' in look.icon("pass")
    assert soup(look.icon("pass", EVIL)).svg["aria-label"] == EVIL


def test_page_inlines_every_icon_that_it_uses():
    page = soup(components())

    used = {use["href"][1:] for use in page.find_all("use")}

    assert used <= {symbol["id"] for symbol in page.find_all("symbol")}


def test_address_of_a_static_file_changes_with_its_contents(monkeypatch, tmp_path):
    addresses = set()
    for contents in ("a", "b"):
        (tmp_path / "app.css").write_text(contents)
        monkeypatch.setattr(look, "STATIC", tmp_path)
        look._fingerprint.cache_clear()
        addresses.add(look.asset("app.css"))
    look._fingerprint.cache_clear()

    assert len(addresses) == 2


# Bars


def test_shares_fill_the_bar_in_their_order():
    sources = [("erdf", "ERDF", Decimal("60")), ("own", "Own", Decimal("20"))]

    assert look.shares(sources) == [("erdf", "0.00", "75.00"), ("own", "75.00", "25.00")]


def test_shares_of_several_bars_have_one_scale():
    sources = [("Tacis", "Tacis", Decimal("50")), ("swiss", "Swiss", Decimal("50"))]

    assert look.shares(sources, Decimal("400")) == [
        ("tacis", "0.00", "12.50"),
        ("other", "12.50", "12.50"),
    ]


@pytest.mark.parametrize(
    ("value", "whole", "width"),
    [(1, 3, "33.33"), (5, 0, "0.00"), (-1, 2, "0.00"), (3, 2, "100.00")],
)
def test_portion_stays_on_the_bar(value, whole, width):
    assert look.portion(value, whole) == width


def test_bar_says_its_shares_in_words():
    sources = [("erdf", "ERDF", Decimal("60")), ("own", EVIL, Decimal("20"))]

    bar = soup(draw("money", "fund_bar(sources)", sources=sources)).svg

    assert bar["aria-label"] == f"ERDF 75\xa0%, {EVIL} 25\xa0%"


# Pages


@pytest.mark.parametrize(
    ("number", "pages", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (6, 13, [1, None, 5, 6, 7, None, 13]),
        (13, 13, [1, None, 12, 13]),
    ],
)
def test_page_numbers_leave_gaps_but_never_of_one(number, pages, offered):
    assert look.page_numbers(number, pages) == offered


def test_pagination_keeps_the_other_filters():
    page = SimpleNamespace(number=2, pages=3, total=30, items=[], per_page=10)

    links = soup(draw("page", "pagination(page)", page=page)).find_all("a")

    assert [link["href"] for link in links] == [
        "/searches?q=x&page=1",
        "/searches?q=x&page=1",
        "/searches?q=x&page=3",
        "/searches?q=x&page=3",
    ]


def test_pagination_of_one_page_is_nothing():
    page = SimpleNamespace(number=1, pages=1, total=3, items=[], per_page=10)

    assert draw("page", "pagination(page)", page=page).strip() == ""


def test_prose_keeps_paragraphs_and_escapes():
    prose = soup(draw("page", "prose(text)", text=f"One\ntwo\r\n\r\n{EVIL}"))

    assert [p.string for p in prose.find_all("p")] == ["One\ntwo", EVIL]


# Forms


def test_faults_name_where_they_are_and_lead_there():
    assert look.faults(faulty(role="x")) == [
        ("name", "Name", "Write a name."),
        ("role-0", "Role", "Not a valid choice."),
        ("child-title", "Child, Title", "Write a title."),
        ("children-0-title", "Children, number 1, Title", "Write a title."),
    ]


def test_form_frame_has_token_summary_and_places_to_mend():
    source = """{% from "ui/forms.html" import fields, form_frame %}
    {% call form_frame(form, action="/send", multipart=True) %}{{ fields(form) }}{% endcall %}"""

    form = soup(render_template_string(source, form=faulty(role="x"))).form

    assert (form["method"], form["action"], form["enctype"]) == (
        "post",
        "/send",
        "multipart/form-data",
    )
    assert form.find("input", attrs={"name": "csrf_token"})["value"]
    assert form.find("h2").string == "4 things need your attention"
    for link in form.select(".error-summary a"):
        assert form.find(id=link["href"][1:]) is not None


def test_field_with_an_error_is_described_by_hint_and_error():
    field = soup(draw("forms", 'field(form.name, hint="As registered.")', form=faulty(role="l")))

    control = field.find(id="name")
    texts = [
        field.find(id=reference).get_text() for reference in control["aria-describedby"].split()
    ]

    assert control["aria-invalid"] == "true"
    assert texts == ["As registered.", "Error: Write a name."]


def test_field_without_an_error_claims_none():
    field = soup(draw("forms", "field(form.name)", form=faulty(name="x", role="l")))

    assert field.find(id="name").attrs.keys().isdisjoint({"aria-invalid", "aria-describedby"})


def test_field_escapes_what_was_typed():
    field = soup(draw("forms", "field(form.name)", form=faulty(name=EVIL)))

    assert field.find(id="name")["value"] == EVIL
    assert field.script is None


def test_money_field_says_its_currency_and_optional_fields_say_so():
    form = specimens()["form"]

    assert (
        soup(draw("forms", "field(form.contribution)", form=form)).find(class_="affix").span.string
        == "EUR"
    )
    assert "(optional)" in draw("forms", "field(form.acronym)", form=form)
    assert "(optional)" not in draw("forms", "field(form.title)", form=form)


# Moves


def move(name: str, obstacle: str | None = None, *, wants_note: bool = False) -> Any:
    made = SimpleNamespace(name=name, label=name.title(), wants_note=wants_note)
    return SimpleNamespace(move=made, obstacle=obstacle)


def test_moves_are_posts_of_their_own_and_the_first_is_the_main_one():
    row = soup(
        draw(
            "moves",
            "moves(offers, '/interests/7', version=3)",
            offers=[move("submit"), move("withdraw")],
        )
    )

    assert [form["action"] for form in row.find_all("form")] == [
        "/interests/7/moves/submit",
        "/interests/7/moves/withdraw",
    ]
    assert all(form.find("input", attrs={"name": "csrf_token"}) for form in row.find_all("form"))
    assert [i["value"] for i in row.find_all("input", attrs={"name": "version"})] == ["3", "3"]
    assert ["button--primary" in button["class"] for button in row.find_all("button")] == [
        True,
        False,
    ]


def test_move_with_an_obstacle_is_greyed_and_says_why():
    row = soup(draw("moves", "moves(offers, '/x')", offers=[move("sign", EVIL)]))

    assert row.form is None
    assert row.button.has_attr("disabled")
    assert row.find(id=row.button["aria-describedby"]).get_text().strip() == EVIL


def test_move_that_wants_a_note_asks_for_it():
    row = soup(draw("moves", "moves(offers, '/x')", offers=[move("decline", wants_note=True)]))

    assert row.details.form.textarea["name"] == "note"


# Tags


def test_tag_shows_label_tone_and_icon():
    choice = SimpleNamespace(label=EVIL, tone="turn", icon="mail")

    tag = soup(draw("status", "tag(choice)", choice=choice)).span

    assert tag["class"] == ["tag", "tag--turn"]
    assert tag.get_text() == EVIL
    assert tag.find("use")["href"] == "#i-mail"


def test_tag_without_an_icon_has_that_of_its_tone():
    choice = SimpleNamespace(label="Waits", tone="wait", icon="")

    assert soup(draw("status", "tag(choice)", choice=choice)).find("use")["href"] == "#i-waiting"


def test_seats_are_said_in_words():
    drawn = soup(draw("seats", "seats(taken=2, held=1, open=1, optional=0)"))

    assert drawn.get_text().strip() == "2 taken · 1 held · 1 open"
    assert len(drawn.find_all("circle")) == 4


# The frame


def nav() -> list[str]:
    page = soup(
        render_template("refused.html", status=404, title="T", reason="R", reference="", sign_in="")
    )
    return [a.get_text() for a in page.select(".topnav a")]


def test_navigation_of_a_visitor_offers_what_exists_only():
    assert nav() == ["Open searches"]


def test_navigation_of_staff_has_their_tasks(app: Flask):
    g.actor = Actor(id=1, name="Officer", duties=frozenset({"officer"}))
    app.extensions["on_every_page"]["waiting"] = lambda: 4

    assert nav() == ["Your turn4 4 tasks", "Searches"]


def test_signed_in_person_signs_out_by_a_post():
    g.actor = Actor(id=1, name=EVIL)

    page = soup(
        render_template("refused.html", status=404, title="T", reason="R", reference="", sign_in="")
    )
    form = page.select_one('form[action^="/sign-out"]')

    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "csrf_token"})["value"]
    assert page.select(".menu .tool-text")[-1].string == EVIL


def test_language_menu_keeps_the_address():
    page = soup(
        render_template("refused.html", status=404, title="T", reason="R", reference="", sign_in="")
    )

    assert [a["href"] for a in page.select(".menu-list a[hreflang]")] == [
        "/searches?q=x&page=2&lang=en",
        "/searches?q=x&page=2&lang=ru",
    ]


@pytest.mark.parametrize("query", ["endpoint=x", "_scheme=x", "_external=1&_anchor=x"])
def test_no_query_disturbs_the_addresses_on_a_page(app: Flask, query: str):
    with app.test_request_context(f"/searches?{query}"):
        assert app.jinja_env.globals["url_with"](page=2) == "/searches?page=2"


@pytest.mark.parametrize("is_demo", [True, False])
def test_demonstration_says_so_on_every_page(app: Flask, is_demo: bool):
    app.extensions["on_every_page"]["is_demo"] = lambda: is_demo

    assert ("demo-strip" in components()) is is_demo


def test_failure_gives_its_reference():
    page = render_template(
        "refused.html", status=500, title="T", reason=EVIL, reference="ab12cd34", sign_in="/sign-in"
    )

    html5lib.HTMLParser(strict=True).parse(page)
    assert soup(page).find("code").string == "ab12cd34"
    assert soup(page).select_one(".lead").string == EVIL


def conflict(**values: Any) -> BeautifulSoup:
    kept = [("title", "title", EVIL), ("note", "note", "\nTwo\nlines")]
    page = render_template("conflict.html", reason="R", kept=kept, back="/back", **values)
    html5lib.HTMLParser(strict=True).parse(page)
    return soup(page).main


def test_conflict_sends_again_what_was_typed_with_the_version_of_now():
    form = conflict(resend=True, version=5).form

    assert {t["name"]: t.string for t in form.find_all("textarea")} == {
        "title": EVIL,
        "note": "\nTwo\nlines",
    }
    assert form.find("input", attrs={"name": "version"})["value"] == "5"
    assert form.find("input", attrs={"name": "csrf_token"})["value"]
    assert form.button.get_text() == "Send again"


def test_conflict_that_cannot_be_sent_again_shows_what_was_typed():
    main = conflict(resend=False, version=None)

    assert main.find_all("input") == []
    assert main.button is None
    assert [t.get("name") for t in main.find_all("textarea")] == [None, None]


# Mails

MAIL = {
    "subject": "[Action needed by 29 May] Invitation to seat A",
    "greeting": "Dear colleagues,",
    "paragraphs": ["The agency invites you. " * 5],
    "todo": "Answer by 29 May 2006.",
    "link": "https://kontor.example.org/interests/1",
    "entries": [{"title": "A < B", "link": "https://kontor.example.org/1", "lines": ["Why: x."]}],
    "facts": [("Role", "partner"), ("Indicative budget", "EUR 88 985.16 <")],
    "next": ["We remind you."],
    "agency": "The Agency",
    "reason": "You are signatory.",
    "settings": "",
}


def test_mail_as_text_is_narrow_and_unescaped():
    text = render_template("mail/frame.txt", **MAIL)

    assert text.startswith("Dear colleagues,\n\nThe agency")
    assert max(map(len, text.splitlines())) <= 72
    assert "WHAT YOU NEED TO DO\nAnswer by 29 May 2006.\n" in text
    assert "\n  Role               partner\n  Indicative budget  EUR 88 985.16 <\n" in text


def test_receipt_asks_for_nothing():
    receipt = MAIL | {"todo": "", "link": "", "entries": [], "facts": [], "next": []}

    assert "YOU NEED" not in render_template("mail/frame.txt", **receipt)
    assert soup(render_template("mail/frame.html", **receipt)).find_all(["h2", "a", "table"]) == []


def test_mail_as_html_is_valid_and_escaped():
    html = render_template("mail/frame.html", **MAIL)

    html5lib.HTMLParser(strict=True).parse(html)
    assert soup(html).find_all("td")[-1].string == "EUR 88 985.16 <"
