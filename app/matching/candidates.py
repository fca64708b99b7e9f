"""Who fits a slot: filtered by what is required, ranked by what speaks for them, with reasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.times import localdate
from app.directory.models import Organisation
from app.matching import queries, scoring
from app.matching.knowledge import MOST_KEPT, Profile, key, listed_count, past, profiles
from app.matching.models import Approach, Judgement, Unsuitable
from app.matching.readiness import readiness
from app.matching.requiring import Requiring
from app.searches.models import Slot
from app.searches.requirements import Outcome, Requirement

NEWCOMERS = 5
SHORT_LIST = 3000
"""Organisations that are looked at where more are listed than are kept ready."""

TELLING = 12
"""Words of the slot that the short list is made by."""


@dataclass(frozen=True)
class Candidate:
    """An organisation that nothing required keeps out; `parts` are points by heading."""

    profile: Profile
    parts: Mapping[str, float]
    requirements: Sequence[Requirement]
    learned: Mapping[str, float]
    """Points by learned signal; empty for one without history."""
    judged_alike: Sequence[Judgement] = ()

    @property
    def has_history(self) -> bool:
        return bool(self.learned)

    @property
    def score(self) -> float:
        return sum(self.parts.values())


@dataclass(frozen=True)
class Excluded:
    """An organisation that is not proposed, and what keeps it out."""

    profile: Profile
    missed: Sequence[Requirement] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True)
class Found:
    """The whole answer for one slot."""

    slot: Slot
    candidates: Sequence[Candidate]
    newcomers: Sequence[Candidate]
    excluded: Sequence[Excluded]
    answered: int
    """How many were left out because they have answered this slot already."""
    seen: int
    listed: int
    lead: Organisation | None
    partners: Sequence[Organisation]
    approaches: Mapping[int, Approach] = field(default_factory=dict)

    @property
    def reasons(self) -> list[tuple[str, list[Excluded]]]:
        """Group those who did not fit by what keeps them out, the commonest first."""
        groups: dict[str, list[Excluded]] = {}
        for one in self.excluded:
            for missed in one.missed:
                groups.setdefault(missed.title, []).append(one)
        return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))

    @property
    def judged(self) -> list[Excluded]:
        return [one for one in self.excluded if one.judgement]


def texts_of(slot: Slot) -> tuple[tuple[str, ...], str]:
    """Return what a slot is about: what counts for more, and the running text."""
    search = slot.search
    keywords = " ".join((*search.keywords, *slot.expertise, *slot.themes, *slot.standards))
    body = (
        *(search.summary, search.description, search.partners_sought, slot.description),
        *search.objectives,
        *search.found_partners,
    )
    return (slot.title, search.title, keywords), "\n".join(body)


def candidates(slot: Slot) -> Found:
    """Rank all listed organisations for a slot; its search and programme rules must be loaded."""
    from app.matching.evidence import Party
    from app.matching.signals import Question

    search = slot.search
    ranking = past()
    lead = queries.lead_of(search)
    known_lead = key(lead.id) if lead and key(lead.id) in ranking.evidence.place else None
    headings, body = texts_of(slot)
    asked = Party(known_lead, (), lead.country) if known_lead and lead else None
    question = Question(headings, body, asked)
    learned = {int(one.id): one.parts for one in ranking.ranked(question)}
    listed = listed_count()
    ids = None
    if listed > MOST_KEPT:
        stems = ranking.evidence.telling(headings, body, TELLING)
        ids = queries.holders("organisation", stems, SHORT_LIST)
        ids |= set(list(learned)[:SHORT_LIST])
    known, words = profiles(ids)
    answered = queries.organisations_that_answered(slot)
    judged = {one.organisation_id: one for one in queries.judgements_of(search)}
    partners = queries.partners_of(search)
    scorer = _Scorer(slot, learned, words, known, judged, partners, headings, body)
    requiring = Requiring(slot, [id_ for id_ in known if id_ not in answered])
    fitting: list[Candidate] = []
    excluded: list[Excluded] = []
    for profile in known.values():
        if profile.id in answered or (lead is not None and profile.id == lead.id):
            continue
        required = requiring.of(profile)
        missed = [one for one in required if one.is_hard and one.outcome == Outcome.MISSED]
        judgement = judged.get(profile.id)
        if missed or judgement:
            excluded.append(Excluded(profile, missed, judgement))
        else:
            fitting.append(scorer.candidate(profile, required))
    fitting.sort(key=lambda one: (-one.score, one.profile.id))
    return Found(
        slot,
        fitting,
        _newcomers(fitting),
        excluded,
        len(answered),
        len(known),
        listed,
        lead,
        partners,
        queries.approaches_to(slot),
    )


def _newcomers(fitting: Sequence[Candidate]) -> list[Candidate]:
    """Choose those without history whose own words or accreditations fit, the best first."""
    new = [
        one
        for one in fitting
        if not one.has_history and (one.parts.get("words") or one.parts.get("accreditation"))
    ]
    return sorted(
        new, key=lambda one: (-(one.score + one.profile.completeness / 10), one.profile.id)
    )[:NEWCOMERS]


class _Scorer:
    """Adds up what speaks for each profile; what is common to all is computed once."""

    def __init__(
        self,
        slot: Slot,
        learned: Mapping[int, Mapping[str, float]],
        words: object,
        known: Mapping[int, Profile],
        judged: Mapping[int, Judgement],
        partners: Sequence[Organisation],
        headings: tuple[str, ...],
        body: str,
    ) -> None:
        from app.matching.evidence import Evidence

        assert isinstance(words, Evidence)
        self._learned = learned
        likeness = words.likeness(headings, body)
        self._words = {
            int(words.ids[place]): float(likeness[number])
            for number, project in enumerate(words.projects)
            for place in [words.place[project.parties[0]]]
        }
        self._with_partners = _with_partners(partners)
        self._answers = readiness()
        self._judged = [(known.get(id_), one) for id_, one in judged.items()]
        self._fresh_from = localdate().toordinal() - scoring.FRESH_DAYS

    def candidate(self, profile: Profile, required: Sequence[Requirement]) -> Candidate:
        learned = self._learned.get(profile.id, {})
        parts: Counter[str] = Counter()
        for signal, points in learned.items():
            parts[scoring.PARTS[signal]] += points  # type: ignore[assignment]
        alike = self._alike(profile)
        more = {
            "words": scoring.OWN_WORDS
            * math.log1p(self._words.get(profile.id, 0.0) / scoring.OWN_WORDS_SCALE),
            "accreditation": min(
                scoring.MOST_ACCREDITED, scoring.ACCREDITED * len(attested(required))
            ),
            "partners": scoring.WITH_PARTNERS * math.log1p(self._with_partners.get(profile.id, 0)),
            "answers": self._readiness(profile.id),
            "fresh": scoring.FRESH if self._is_fresh(profile) else 0.0,
            "open": scoring.TO_BE_SHOWN * len(left_open(required)),
            "judged": scoring.LIKE_AN_UNSUITABLE * len({one.reason for one in alike}),
        }
        whole = {name: points for name, points in {**parts, **more}.items() if points}
        return Candidate(profile, whole, required, learned, alike)

    def _is_fresh(self, profile: Profile) -> bool:
        day = profile.confirmed_on
        return day is not None and day.toordinal() >= self._fresh_from

    def _readiness(self, id_: int) -> float:
        known = self._answers.get(id_)
        return scoring.ANSWERS * (2 * known.share - 1) if known else 0.0

    def _alike(self, profile: Profile) -> list[Judgement]:
        """List the judgements of this search whose reason this organisation shares."""
        return [one for other, one in self._judged if other and _shares(one, profile, other)]


def _shares(judgement: Judgement, profile: Profile, other: Profile) -> bool:
    if judgement.reason == Unsuitable.KIND:
        return profile.kind == other.kind
    if judgement.reason == Unsuitable.COUNTRY:
        return profile.country == other.country
    if judgement.reason == Unsuitable.FIELD:
        return _alike_in_words(profile, other)
    return False


def _alike_in_words(profile: Profile, other: Profile) -> bool:
    """Whether two describe their field alike: they share half of the words of the shorter."""
    mine = set(" ".join(profile.headings).casefold().split())
    theirs = set(" ".join(other.headings).casefold().split())
    return bool(mine and theirs) and 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _with_partners(partners: Sequence[Organisation]) -> Mapping[int, int]:
    """Count the past projects that each organisation shares with those who hold a seat."""
    evidence = past().evidence
    shared: Counter[int] = Counter()
    for partner in partners:
        for number in evidence.projects_of.get(key(partner.id), ()):
            others = set(evidence.projects[number].parties) - {key(partner.id)}
            shared.update(map(int, others))
    return shared


def attested(required: Sequence[Requirement]) -> list[Requirement]:
    """List what an accreditation has shown."""
    keys = {"accreditation", "experience"}
    return [one for one in required if one.key in keys and one.outcome == Outcome.MET]


def left_open(required: Sequence[Requirement]) -> list[Requirement]:
    return [one for one in required if one.is_hard and one.outcome == Outcome.OPEN]
