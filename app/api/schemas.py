"""What the API answers, as schemas: the description that `/api/v1/openapi.json` is made from.

The answers themselves are made by each feature's `published` or `publication`; a test holds every
answer against these schemas, in which each key is required and no other key is allowed.
"""

from __future__ import annotations

from marshmallow import fields

from app.api.answer_fields import (
    Answer,
    List,
    Money,
    a_number,
    a_text,
    amounts,
    day,
    flag,
    many,
    maybe,
    moment,
    one,
    some_numbers,
    some_texts,
)


class Criterion(Answer):
    text = a_text("Accredited to certify quality management systems")
    essential = flag()


class Slot(Answer):
    number = a_number()
    title = a_text("Certification bodies")
    description = maybe()
    role = a_text("partner")
    seats = a_number(2)
    seats_open = a_number(2)
    mandatory = flag()
    kinds = some_texts()
    partner_types = some_texts()
    countries = some_texts()
    standards = some_texts()
    iaf_sectors = some_numbers()
    nace = some_texts()
    legislation = some_texts()
    modules = some_texts()
    languages = some_texts()
    expertise = some_texts()
    themes = some_texts()
    accreditation_required = flag()
    budget_min = one(Money, optional=True)
    budget_max = one(Money, optional=True)
    expected_contribution = maybe("25.00")
    criteria = many(Criterion)


class ProgrammeName(Answer):
    slug = a_text("bsr-interreg-iii-b")
    name = a_text("BSR INTERREG III B Neighbourhood Programme 2000–2006")


class PriorityName(Answer):
    code = a_text("3")
    title = a_text("Institution building")


class Search(Answer):
    """A partner search as the public may see it: no person, telephone or e-mail address."""

    reference = a_text("PS-2026-001")
    url = a_text("https://kontor.example/searches/PS-2026-001")
    status = a_text("open")
    title = a_text("European Quality Centre in Kaliningrad, Russia")
    acronym = maybe("EQCK")
    language = a_text("en")
    summary = maybe()
    description = maybe()
    objectives = some_texts()
    benefits = some_texts()
    keywords = some_texts()
    programme = one(ProgrammeName, optional=True)
    priority = one(PriorityName, optional=True)
    lead_applicant = maybe("Regional Development Agency, Kaliningrad")
    website = maybe()
    partners_sought = maybe()
    found_partners = some_texts()
    estimated_budget = one(Money, optional=True)
    duration_months = a_number(24, optional=True)
    deadline_at = moment()
    deadline_zone = a_text("Europe/Brussels")
    published_at = moment()
    updated_at = moment()
    is_demonstration = flag()
    slots = many(Slot)


class SearchList(List):
    items = many(Search)


class Priority(Answer):
    code = a_text("3")
    title = a_text("Institution building")


class Rules(Answer):
    version = a_number()
    valid_from = day()
    valid_to = day()


class Programme(Answer):
    slug = a_text("bsr-interreg-iii-b")
    url = a_text("https://kontor.example/programmes/bsr-interreg-iii-b")
    name = a_text("BSR INTERREG III B Neighbourhood Programme 2000–2006")
    period = a_text("2000-2006")
    opens_on = day()
    closes_on = day()
    priorities = many(Priority)
    rules = many(Rules)


class ProgrammeList(List):
    items = many(Programme)


class Seat(Answer):
    reference = a_text("PS-2026-001")
    slot = a_number()
    title = a_text("Certification bodies")


class Interest(Answer):
    """An expression of interest of one's own organisation, as it stands."""

    reference = a_text("EOI-2026-001")
    state = a_text("submitted")
    url = a_text()
    seat = one(Seat)
    role = a_text("partner")
    motivation = a_text()
    activities = a_text()
    experience = a_text()
    conditions = a_text()
    costs = amounts()
    total = a_text("50000.00")
    fund = maybe("ERDF")
    requested_fund = a_text("37500.00")
    own_contribution = a_text("12500.00")
    submitted_at = moment()
    reply_by = moment()
    updated_at = moment()


class InterestList(List):
    items = many(Interest)


class BudgetLine(Answer):
    category = a_text("staff")
    description = a_text("Trainer")
    units = a_text("10.00")
    unit_price = a_text("400.00")
    amount = a_text("4000.00")


class Budget(Answer):
    """The newest version of a partner's budget, computed."""

    project = a_text("PR-2026-001")
    partner = a_number()
    version = a_number()
    state = a_text("draft")
    url = a_text()
    lines = many(BudgetLine)
    categories = amounts()
    funds = amounts()
    contribution = a_text("12500.00")
    total = a_text("50000.00")


class BudgetList(List):
    items = many(Budget)


class Member(Answer):
    number = a_number()
    role = a_text("partner")
    name = a_text()
    country = a_text("LT")


class Consortium(Answer):
    """A partnership that one's own organisation takes part in."""

    reference = a_text("PR-2026-001")
    url = a_text()
    state = a_text("forming")
    title = a_text()
    acronym = maybe()
    programme = one(ProgrammeName, optional=True)
    starts_on = day(optional=True)
    ends_on = day(optional=True)
    partners = many(Member)


class ConsortiumList(List):
    items = many(Consortium)


class Term(Answer):
    code = a_text("3")
    label = a_text("Food products, beverages and tobacco")
    labels = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    parent = maybe()
    valid_from = day(optional=True)
    valid_until = day(optional=True)
    source = maybe()
    verified = flag()


class TermList(List):
    items = many(Term)


class Accreditation(Answer):
    standard = a_text("ISO/IEC 17021-1")
    schemes = some_texts()
    certificate_number = a_text()
    accreditation_body = a_text("DAkkS")
    is_mla_signatory = flag()
    scope = maybe()
    iaf_sectors = some_numbers()
    nace = some_texts()
    legislation = some_texts()
    modules = some_texts()
    nando_number = maybe("0123")
    countries = some_texts()
    locations = some_texts()
    source_url = maybe()
    first_issued = day(optional=True)
    valid_from = day()
    valid_until = day()
    state = a_text("verified")
    verified_at = moment()


class PastProject(Answer):
    title = a_text()
    acronym = maybe()
    programme = maybe()
    role = maybe("partner")
    started = a_number(2019, optional=True)
    ended = a_number(2022, optional=True)
    budget = maybe("120000.00")
    summary = maybe()
    website = maybe()
    source = maybe()


class Organisation(Answer):
    """An organisation as the public may see it: no person and no mailbox."""

    url = a_text("https://kontor.example/organisations/baltic-certification")
    slug = a_text("baltic-certification")
    name = a_text("Baltic Certification")
    name_english = maybe()
    abbreviation = maybe()
    department = maybe()
    kind = a_text("certification-body")
    partner_type = maybe("sme")
    legal_status = maybe("private")
    size = maybe("small")
    staff = maybe()
    founded = a_number(1995, optional=True)
    country = a_text("LT")
    region_code = maybe("LT01")
    region = maybe()
    city = maybe("Vilnius")
    website = maybe()
    registration_number = maybe()
    register = maybe()
    pic = maybe("999999999")
    nace = some_texts()
    themes = some_texts()
    languages = some_texts()
    description = maybe()
    language = a_text("en")
    expertise = some_texts()
    competences = maybe()
    role_sought = maybe()
    experience = maybe()
    activity_countries = some_texts()
    interest_programmes = some_texts()
    roles_willing = some_texts()
    available_from = day(optional=True)
    source = maybe("CORDIS, European Union (CC BY 4.0)")
    state = a_text("verified")
    verified_at = moment()
    confirmed_on = day(optional=True)
    is_demonstration = flag()
    accreditations = many(Accreditation)


class OrganisationList(List):
    items = many(Organisation)


class WholeOrganisation(Organisation):
    """The same with its past projects."""

    projects = many(PastProject)
