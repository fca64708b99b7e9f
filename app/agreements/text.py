"""The text of an agreement: clauses merged with facts, its canonical form and its hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from typing import Any
from unicodedata import normalize

from app.agreements import figures
from app.agreements.facts import AgreementFacts, AnnexRow, Party, Terms
from app.agreements.wording import Clause, Wording

FORMAT = "kontor-agreement-1"

_BREAKABLE_SPACE = re.compile(r"[^\S\xa0\u202f]+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")

Lines = list[str]


class OverrideError(ValueError):
    """A clause may not be replaced: it is locked, unknown, or its new text is empty."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key


@dataclass(frozen=True)
class Article:
    """A clause with its placeholders filled; `unresolved` names those without a value."""

    number: int
    key: str
    title: str
    body: str
    locked: bool
    unresolved: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, which are printed with numbers such as 4.1 and 4.2."""
        return tuple(line.strip() for line in self.body.split("\n") if line.strip())


@dataclass(frozen=True)
class AgreementText:
    """One version of an agreement as the partners accept and sign it."""

    template: str
    facts: AgreementFacts
    articles: tuple[Article, ...]

    @property
    def unresolved(self) -> tuple[str, ...]:
        """The placeholders that still have no value, once each."""
        return tuple(dict.fromkeys(chain(*(article.unresolved for article in self.articles))))


@dataclass(frozen=True)
class Change:
    """What differs between two versions: an article, or a section that has no number.

    `key` is the key of the article, or `project`, `parties` or `annex`; `old` is None for an
    article that is new, `new` for one that is gone.
    """

    number: int | None
    key: str
    title: str
    old: str | None
    new: str | None


def draft(
    facts: AgreementFacts, wording: Wording, overrides: Mapping[str, str] | None = None
) -> AgreementText:
    """Merge the facts into the clauses.

    `overrides` replaces the body of unlocked clauses by key; its text may hold placeholders.
    A placeholder that is unknown or has no value stays visible and is listed as unresolved.
    Values are put in once: braces inside a value are plain text. Raises OverrideError, and
    ValueError when the facts are in another language than the wording.
    """
    if facts.language != wording.language:
        raise ValueError(f"Facts in {facts.language!r}, wording in {wording.language!r}.")
    overrides = overrides or {}
    clauses = {clause.key: clause for clause in wording.clauses}
    for key, body in overrides.items():
        if key not in clauses:
            raise OverrideError(key, "no such clause")
        if clauses[key].locked:
            raise OverrideError(key, "the clause is locked")
        if not body.strip():
            raise OverrideError(key, "the text is empty")
    values = _values(facts, wording)
    articles = (
        _merge(clause, overrides.get(clause.key, clause.body), values) for clause in wording.clauses
    )
    return AgreementText(wording.name, facts, tuple(articles))


def canonical(text: AgreementText) -> str:
    r"""Serialise everything that is agreed as plain text, the same on every machine.

    Sections begin with `[name]`, values follow as `key: value`, each further line of a value
    is set in by two spaces, so that no value can pose as another. Line ends are LF, text is
    Unicode NFC, dates are ISO 8601, amounts have a point and two decimals. Parties, articles
    and annex rows come in the order of their numbers, funds and cost categories in the order
    of their codes. Left out are properties that are not agreed: locks, sources, placeholders.
    """
    head = [FORMAT, *_head(text)]
    return "\n".join(chain(head, *(lines for _, lines in _sections(text)))) + "\n"


def digest(text: AgreementText) -> str:
    """Give the registered hash of the agreement: SHA-256 of the canonical text, 64 hex digits."""
    return sha256(canonical(text).encode()).hexdigest()


def to_json(text: AgreementText) -> dict[str, Any]:
    """Turn the text into plain JSON values, for the row that stores an accepted version."""
    facts = {field.name: getattr(text.facts, field.name) for field in fields(text.facts)}
    for name in ("dated", "start", "end"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    facts["terms"] = asdict(text.facts.terms)
    facts["parties"] = [asdict(party) for party in text.facts.parties]
    facts["annex"] = [
        {
            "partner": row.partner,
            "funds": [[code, str(amount)] for code, amount in row.funds.items()],
            "contribution": str(row.contribution),
            "total": str(row.total),
            "categories": [[code, str(amount)] for code, amount in row.categories.items()],
        }
        for row in text.facts.annex
    ]
    articles = [
        asdict(article) | {"unresolved": list(article.unresolved)} for article in text.articles
    ]
    return {"template": text.template, "facts": facts, "articles": articles}


def from_json(data: Mapping[str, Any]) -> AgreementText:
    """Read what `to_json` gave; the digest is the same."""
    facts = dict(data["facts"])
    for name in ("dated", "start", "end"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    facts["terms"] = Terms(**facts["terms"])
    facts["parties"] = tuple(Party(**party) for party in facts["parties"])
    facts["annex"] = tuple(
        AnnexRow(
            row["partner"],
            {code: Decimal(amount) for code, amount in row["funds"]},
            Decimal(row["contribution"]),
            Decimal(row["total"]),
            {code: Decimal(amount) for code, amount in row["categories"]},
        )
        for row in facts["annex"]
    )
    articles = tuple(
        Article(**{**article, "unresolved": tuple(article["unresolved"])})
        for article in data["articles"]
    )
    return AgreementText(data["template"], AgreementFacts(**facts), articles)


def diff(old: AgreementText, new: AgreementText) -> list[Change]:
    """List what changed, articles by key with both texts; version number and date aside."""
    before, after = dict(_sections(old)), dict(_sections(new))
    articles = {article.key: article for article in (*old.articles, *new.articles)}
    changes = []
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) == after.get(key):
            continue
        article = articles.get(key.removeprefix("article "))
        if key.startswith("article ") and article:
            texts = (_body_of(old, article.key), _body_of(new, article.key))
            changes.append(Change(article.number, article.key, article.title, *texts))
        else:
            texts = ("\n".join(before[key]), "\n".join(after[key]))
            changes.append(Change(None, key, "", *texts))
    return changes


def _body_of(text: AgreementText, key: str) -> str | None:
    return next((article.body for article in text.articles if article.key == key), None)


def _plain(value: str) -> str:
    return normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


def _merge(clause: Clause, body: str, values: Mapping[str, str]) -> Article:
    body = _plain(body)
    missing: dict[str, None] = {}

    def value(match: re.Match[str]) -> str:
        found = _BREAKABLE_SPACE.sub(" ", values.get(match[1], "")).strip()
        if not found:
            missing[match[1]] = None
        if found.endswith(".") and body.startswith(".", match.end()):
            return found[:-1]
        return found or match[0]

    merged = _PLACEHOLDER.sub(value, body)
    return Article(clause.number, clause.key, clause.title, merged, clause.locked, tuple(missing))


def _values(facts: AgreementFacts, wording: Wording) -> dict[str, str]:
    language, terms = facts.language, facts.terms
    return {
        "title": facts.title,
        "programme": facts.programme,
        "agency": facts.agency,
        "lead_name": facts.lead.name,
        "start": figures.day(facts.start, language),
        "end": figures.day(facts.end, language),
        "duration": figures.span(facts.duration_months, "month", language),
        "total": figures.money(facts.total, facts.currency, language),
        "funds_total": figures.money(facts.total - facts.contribution, facts.currency, language),
        "contribution_total": figures.money(facts.contribution, facts.currency, language),
        "payment_time": figures.span(terms.payment_days, "day", language),
        "repayment_time": figures.span(terms.repayment_days, "day", language),
        "report_time": figures.span(terms.report_days, "day", language),
        "notice_time": figures.span(terms.notice_days, "day", language),
        "retention_time": figures.span(terms.retention_years, "year", language),
        "flexibility": figures.percent(terms.flexibility_percent, language),
        "effective_condition": facts.effective_condition or wording.phrases["no_condition"],
        "law": facts.law,
        "place": facts.place,
        "language": figures.language_name(language),
    } | {f"article_{clause.key}": str(clause.number) for clause in wording.clauses}


def _line(key: str, value: object) -> str:
    text = "" if value is None else _plain(str(value))
    return f"{key}: " + text.replace("\n", "\n  ")


def _head(text: AgreementText) -> Iterator[str]:
    yield "[agreement]"
    yield _line("reference", text.facts.reference)
    yield _line("version", text.facts.version)
    yield _line("dated", text.facts.dated.isoformat())


def _sections(text: AgreementText) -> Iterator[tuple[str, Lines]]:
    yield "project", ["[project]", _line("template", text.template), *_project(text.facts)]
    yield "parties", list(chain(*map(_party, text.facts.parties)))
    for article in text.articles:
        lines = [f"[article {article.number}]", _line("key", article.key)]
        lines += [_line("title", article.title), _line("text", article.body)]
        yield f"article {article.key}", lines
    yield "annex", list(chain(["[annex]"], *map(_row, text.facts.annex)))


def _project(facts: AgreementFacts) -> Iterator[str]:
    for name in (
        *("language", "title", "acronym", "programme", "agency", "start", "end"),
        *("duration_months", "effective_condition", "law", "place", "currency"),
    ):
        yield _line(name, getattr(facts, name))
    for term in fields(facts.terms):
        yield _line(term.name, getattr(facts.terms, term.name))


def _party(party: Party) -> Iterator[str]:
    yield f"[party {party.number}]"
    for fact in fields(party)[1:]:
        yield _line(fact.name, getattr(party, fact.name))


def _row(row: AnnexRow) -> Iterator[str]:
    yield f"[annex {row.partner}]"
    for code in sorted(row.funds, key=_plain):
        yield _line(f"fund {_plain(code)}", f"{row.funds[code]:.2f}")
    yield _line("contribution", f"{row.contribution:.2f}")
    yield _line("total", f"{row.total:.2f}")
    for code in sorted(row.categories, key=_plain):
        yield _line(f"category {_plain(code)}", f"{row.categories[code]:.2f}")
