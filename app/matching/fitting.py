"""Which open seats fit an organisation: the other side of the same comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.directory.models import Organisation
from app.interests.fit import checks
from app.matching import queries, scoring
from app.matching.candidates import attested, left_open, texts_of
from app.matching.knowledge import key, past
from app.matching.texts import terms, words
from app.searches.models import Slot
from app.searches.requirements import Outcome, Requirement

MOST_SHOWN = 20
LEAST_LIKENESS = 0.03
"""Below it texts have no more in common than any two have."""

TELLING = 12
MOST_COMMON = 5
MOST_PROJECTS = 50
"""Past projects of an organisation that open seats are compared with, the newest."""

LIKE = 0.08
"""From here on two projects are alike."""


@dataclass(frozen=True)
class Seat:
    """An open slot that nothing required keeps the organisation out of."""

    slot: Slot
    score: float
    common: Sequence[str]
    """Words that its texts share with those of the organisation, the most telling first."""
    requirements: Sequence[Requirement]
    projects: Sequence[str] = ()
    """Titles of past projects of the organisation that are like this one, the likest first."""

    @property
    def met(self) -> list[Requirement]:
        return [one for one in self.requirements if one.outcome == Outcome.MET]

    @property
    def open(self) -> list[Requirement]:
        return left_open(self.requirements)


def seats_for(organisation: Organisation, most: int = MOST_SHOWN) -> list[Seat]:
    """Rank open seats for an organisation, whose accreditations and experience are loaded.

    A seat has to share words with what the organisation says, be like a project that it has done,
    or ask for an accreditation that it holds.
    """
    from app.matching.evidence import Evidence, Project

    headings, body = _texts(organisation)
    known = past().evidence
    numbers = known.projects_of.get(key(organisation.id), [])[:MOST_PROJECTS]
    done = [known.projects[number] for number in numbers]
    stems = known.telling((*headings, *(one.headings[0] for one in done)), body, TELLING)
    slots = queries.open_slots(stems, organisation.id)
    projects = [Project(str(slot.id), *texts_of(slot), None, (str(slot.id),)) for slot in slots]
    evidence = Evidence(projects, {})
    own_words = evidence.likeness(headings, body).tolist()
    likes = [evidence.likeness(one.headings, one.body).tolist() for one in done]
    own = {stem for text in (*headings, body) for stem in terms(text)}
    found = []
    for place, (slot, project) in enumerate(zip(slots, projects, strict=True)):
        required = checks(slot.search, slot, organisation)
        if any(one.is_hard and one.outcome == Outcome.MISSED for one in required):
            continue
        shown = attested(required)
        titled = [(like[place], one.headings[0]) for one, like in zip(done, likes, strict=True)]
        named = [title for like, title in sorted(titled, reverse=True) if like >= LIKE]
        if own_words[place] < LEAST_LIKENESS and not named and not shown:
            continue
        likeness = max(own_words[place], *(like for like, _title in titled), 0.0)
        score = scoring.OWN_WORDS * math.log1p(likeness / scoring.OWN_WORDS_SCALE)
        score += min(scoring.MOST_ACCREDITED, scoring.ACCREDITED * len(shown))
        score += scoring.TO_BE_SHOWN * len(left_open(required))
        telling = evidence.telling(project.headings, project.body, 200)
        common = _written([stem for stem in telling if stem in own], project.headings, project.body)
        found.append(Seat(slot, score, common, required, named))
    return sorted(found, key=lambda seat: (-seat.score, seat.slot.id))[:most]


def _texts(organisation: Organisation) -> tuple[tuple[str, ...], str]:
    headings = (
        " ".join((*organisation.expertise, *organisation.themes)),
        " ".join(experience.title for experience in organisation.experiences),
    )
    body = (
        *(organisation.description, organisation.competences, organisation.role_sought),
        organisation.experience,
        *(accreditation.scope for accreditation in organisation.accreditations),
    )
    return headings, "\n".join(body)


def _written(stems: Sequence[str], headings: Sequence[str], body: str) -> list[str]:
    """Return words of the text that stand for stems, as somebody would write them."""
    full: dict[str, str] = {}
    for word in words(" ".join((*headings, body))):
        for stem in terms(word):
            full.setdefault(stem, word)
    return [full[stem] for stem in stems[:MOST_COMMON] if stem in full]
