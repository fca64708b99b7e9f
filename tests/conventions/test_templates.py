"""What every template keeps to: a title, the frame, translated words, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app import create_app

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
PAGES = [
    path
    for path in ALL
    if path.parent.name not in {"ui", "mail"}
    and path.name != "base.html"
    and not path.name.startswith("_")
]
NAMES = {"Kontor", "EUR", "ERDF", "Tacis", "JSON", "CSV", "Atom"}
ENGLISH_ON_PURPOSE = {"components.html", "base.html"}
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", re.IGNORECASE)


def short(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.fixture(scope="module")
def jinja(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return create_app(INSTANCE=tmp_path_factory.mktemp("instance")).jinja_env


def bare_words(source: str) -> list[str]:
    """Words in text or in spoken attributes that no translator would ever see."""
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', source)
    plain = re.sub(r"[\w-]+=\"[^\"]*\"", " ", re.sub(r"<[^>]*>", " ", source))
    text = " ".join([plain, *spoken])
    words = re.findall(r"[^\W\d_]{3,}", re.sub(r"&#?\w+;", " ", text))
    return [word for word in words if word not in NAMES]


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_page_extends_the_frame_and_has_a_title(jinja: Environment, path: Path) -> None:
    tree = jinja.parse(path.read_text())

    assert [node.template.value for node in tree.find_all(nodes.Extends)] != []  # type: ignore[attr-defined]
    assert {"title", "main"} <= {block.name for block in tree.find_all(nodes.Block)}


@pytest.mark.parametrize(
    "path",
    [p for p in ALL if p.name not in ENGLISH_ON_PURPOSE and p.parent.name != "mail"],
    ids=short,
)
def test_words_are_translated(path: Path) -> None:
    assert bare_words(path.read_text()) == []


def test_bare_words_are_found() -> None:
    source = "<p class='x{{ y }} z' aria-label=\"Greeting\">Hello {{ _('there') }}</p>"

    assert bare_words(source) == ["Hello", "Greeting"]


# Mail programs know no style sheets: the frame of mails carries its own.
@pytest.mark.parametrize("path", [p for p in ALL if p.parent.name != "mail"], ids=short)
def test_nothing_is_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", ALL, ids=short)
def test_nothing_is_marked_safe(path: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape false", path.read_text())


@pytest.mark.parametrize("path", ALL, ids=short)
def test_what_is_imported_is_used(jinja: Environment, path: Path) -> None:
    source = path.read_text()
    imported = {
        name[1] if isinstance(name, tuple) else name
        for node in jinja.parse(source).find_all(nodes.FromImport)
        for name in node.names
    }
    unused = {name for name in imported if len(re.findall(rf"\b{name}\b", source)) < 2}

    assert unused == set()
