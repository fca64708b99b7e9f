"""Says in plain words why somebody fits: one sentence for each thing that counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel import dates

from app.core.i18n import _, country, lazy, locale, ngettext
from app.directory.models import Organisation
from app.matching.candidates import Candidate, Found, attested, left_open, texts_of
from app.matching.fitting import Seat
from app.matching.knowledge import key, past
from app.matching.readiness import Readiness, readiness

TITLES = {
    "projects": lazy("Projects like this one"),
    "words": lazy("Own words"),
    "accreditation": lazy("Accreditation"),
    "named": lazy("Named in the text"),
    "lead": lazy("Work with the lead"),
    "partners": lazy("Work with those who have a seat"),
    "circle": lazy("Works with others who fit"),
    "experience": lazy("Experience"),
    "answers": lazy("Answers"),
    "fresh": lazy("Up to date"),
    "open": lazy("Still to be shown"),
    "judged": lazy("What you found not suitable"),
}
LEAST_LIKENESS = 0.08
"""Below it two projects have no more in common than any two have."""

MOST_NAMED = 3


@dataclass(frozen=True)
class Reason:
    """One thing that counted: what part of all that speaks for somebody, or that it lowers them."""

    key: str
    title: str
    points: float
    share: int
    """In percent of everything that speaks for the candidate; below zero where it lowers."""
    sentence: str


class Explaining:
    """Words the reasons of the candidates of one answer; what is common is read once."""

    def __init__(self, found: Found) -> None:
        self._found = found
        headings, body = texts_of(found.slot)
        self._evidence = past().evidence
        self._likeness = self._evidence.likeness(headings, body).tolist()
        self._readiness = readiness()
        self._words: Mapping[str, Callable[[Candidate], str]] = {
            "projects": self._projects,
            "named": self._named,
            "lead": self._lead,
            "partners": self._partners,
            "experience": self._experience,
            "answers": self._answers,
            "accreditation": lambda one: " ".join(r.reason for r in attested(one.requirements)),
            "words": lambda _one: _("Its own words are like those of what is sought."),
            "circle": lambda _one: _("Took part in projects with others who fit as well."),
            "fresh": lambda one: _(
                "Its profile was confirmed in %(month)s.", month=_month(one.profile.confirmed_on)
            ),
            "open": lambda one: _(
                "Not shown yet: %(titles)s.",
                titles="; ".join(r.title for r in left_open(one.requirements)),
            ),
            "judged": self._judged,
        }

    def of(self, candidate: Candidate) -> list[Reason]:
        """List the reasons, the weightiest first, those that lower at the end."""
        total = sum(points for points in candidate.parts.values() if points > 0) or 1.0
        reasons = [
            Reason(
                name,
                str(TITLES[name]),
                points,
                round(100 * points / total),
                self._words[name](candidate),
            )
            for name, points in candidate.parts.items()
            if round(100 * points / total) or points < 0
        ]
        return sorted(reasons, key=lambda reason: (-reason.points, reason.key))

    def _own(self, candidate: Candidate) -> list[int]:
        return self._evidence.projects_of.get(key(candidate.profile.id), [])

    def _projects(self, candidate: Candidate) -> str:
        alike = [n for n in self._own(candidate) if self._likeness[n] >= LEAST_LIKENESS]
        if not alike:
            return _("Took part in projects that have a little in common with this one.")
        alike.sort(key=lambda n: (-self._likeness[n], n))
        return ngettext(
            "Took part in %(num)s project like this one: %(titles)s.",
            "Took part in %(num)s projects like this one: %(titles)s.",
            len(alike),
            titles=self._titles(alike),
        )

    def _lead(self, candidate: Candidate) -> str:
        lead = self._found.lead
        return self._worked_with(candidate, [lead] if lead else [])

    def _partners(self, candidate: Candidate) -> str:
        return self._worked_with(candidate, self._found.partners)

    def _worked_with(self, candidate: Candidate, others: Sequence[Organisation]) -> str:
        sentences = []
        own = set(self._own(candidate))
        for other in others:
            both = own & set(self._evidence.projects_of.get(key(other.id), ()))
            if both:
                ordered = sorted(both, key=lambda n: (-self._likeness[n], n))
                sentences.append(
                    _(
                        "Worked with %(name)s in %(titles)s.",
                        name=other.name,
                        titles=self._titles(ordered),
                    )
                )
        return " ".join(sentences)

    def _titles(self, numbers: Sequence[int]) -> str:
        named = [_title(self._evidence.projects[n].headings) for n in numbers[:MOST_NAMED]]
        if more := len(numbers) - len(named):
            named.append(ngettext("%(num)s more", "%(num)s more", more))
        return ", ".join(named)

    def _named(self, candidate: Candidate) -> str:
        """Say what of it the text names, the surest first."""
        signals = candidate.learned
        where = country(candidate.profile.country)
        if signals.get("named_name"):
            return _("The text of the search names it.")
        if signals.get("named_city"):
            return _("The text of the search names its city.")
        if signals.get("named_words", 0) > signals.get("named_country", 0):
            return _("The text of the search has words of its name.")
        return _("The text of the search names its country, %(country)s.", country=where)

    def _experience(self, candidate: Candidate) -> str:
        number = len(self._own(candidate))
        return ngettext("Took part in %(num)s project.", "Took part in %(num)s projects.", number)

    def _answers(self, candidate: Candidate) -> str:
        return answers_in_words(self._readiness[candidate.profile.id])

    def _judged(self, candidate: Candidate) -> str:
        said = {str(one.reason.label) for one in candidate.judged_alike}
        return _(
            "Like one that you found not suitable for this search: %(reasons)s.",
            reasons="; ".join(sorted(said)),
        )


def answers_in_words(known: Readiness) -> str:
    """Say how somebody answers when asked, with the number it rests on."""
    if not known.answered or known.days is None:
        return ngettext(
            "Was asked %(num)s time and has not answered.",
            "Was asked %(num)s times and has not answered.",
            known.asked,
        )
    said = _("Answered %(n)s of %(all)s times it was asked", n=known.answered, all=known.asked)
    days = max(1, round(known.days))
    usual = ngettext("usually within %(num)s day.", "usually within %(num)s days.", days)
    return f"{said}, {usual}"


def why_it_fits(seat: Seat) -> list[str]:
    """Say why an open seat fits an organisation, in sentences."""
    return list(_why(seat))


def _why(seat: Seat) -> Iterator[str]:
    for one in attested(seat.requirements):
        yield one.reason
    if seat.projects:
        yield ngettext(
            "Like %(num)s of your projects: %(titles)s.",
            "Like %(num)s of your projects: %(titles)s.",
            len(seat.projects),
            titles=", ".join(seat.projects[:MOST_NAMED]),
        )
    if seat.common:
        yield _("Words in common: %(words)s.", words=", ".join(seat.common))
    if others := [one.title for one in seat.met if one not in attested(seat.requirements)]:
        yield _("Met: %(titles)s.", titles="; ".join(others))


def _title(headings: Sequence[str]) -> str:
    title, acronym, *_rest = (*headings, "", "")
    return f"{acronym}: {title}" if acronym and acronym not in title else title


def _month(day: date | None) -> str:
    return dates.format_skeleton("yMMMM", day, locale=locale()) if day else ""
