"""What can be chosen of organisations, their people and accreditations; the states of both."""

from __future__ import annotations

from app.core.choices import Choice
from app.core.i18n import lazy


class Kind(Choice):
    """What an organisation is to our work; programmes have partner types of their own besides."""

    CERTIFICATION_BODY = "certification-body", lazy("Certification body")
    LABORATORY = "laboratory", lazy("Testing or calibration laboratory")
    INSPECTION_BODY = "inspection-body", lazy("Inspection body")
    ACCREDITATION_BODY = "accreditation-body", lazy("Accreditation body")
    NOTIFIED_BODY = "notified-body", lazy("Notified body")
    EMAS_VERIFIER = "emas-verifier", lazy("EMAS environmental verifier")
    CONSULTANCY = "consultancy", lazy("Consultancy")
    BUSINESS_SUPPORT = "business-support", lazy("Business support organisation")
    AUTHORITY = "authority", lazy("Public authority")
    UNIVERSITY = "university", lazy("University or research organisation")
    SME = "sme", lazy("Small or medium-sized enterprise")
    OTHER = "other", lazy("Other organisation")


class Size(Choice):
    """The size of an enterprise (Commission Recommendation 2003/361/EC, Annex, Article 2)."""

    MICRO = "micro", lazy("Micro: fewer than 10 people")
    SMALL = "small", lazy("Small: fewer than 50 people")
    MEDIUM = "medium", lazy("Medium-sized: fewer than 250 people")
    LARGE = "large", lazy("Large: 250 people or more")


class VatRecovery(Choice):
    """Whether an organisation gets the VAT back that it pays in a project."""

    YES = "yes", lazy("Yes")
    PARTLY = "partly", lazy("Partly")
    NO = "no", lazy("No")


class PartnerRole(Choice):
    """What a partner is in a project."""

    LEAD = "lead", lazy("Lead partner")
    PARTNER = "partner", lazy("Project partner")
    ASSOCIATED = "associated", lazy("Associated partner, without a budget")


class ProfileState(Choice):
    """The life of an organisation's profile. STALE is made by time."""

    UNCLAIMED = "unclaimed", lazy("From a public source"), "", "document"
    DRAFT = "draft", lazy("Being filled in"), "", "draft"
    PENDING = "pending", lazy("Waits for verification"), "wait", "waiting"
    RETURNED = "returned", lazy("Returned with a question"), "turn", "question"
    VERIFIED = "verified", lazy("Verified"), "good", "verified"
    STALE = "stale", lazy("Not confirmed lately"), "wait", "clock"
    SUSPENDED = "suspended", lazy("Suspended"), "bad", "warn"
    ARCHIVED = "archived", lazy("Archived by the organisation"), "", "lock"
    MERGED = "merged", lazy("Merged into another entry"), "", "link"


class Role(Choice):
    """What a person is in an organisation; the last five are duties in the agency only."""

    VIEWER = "viewer", lazy("Viewer: may read")
    EDITOR = "editor", lazy("Editor: may write and send")
    SIGNATORY = "signatory", lazy("Signatory: may confirm and sign for the organisation")
    ADMINISTRATOR = "administrator", lazy("Administrator: looks after people and rights")
    OFFICER = "officer", lazy("Officer: runs searches and projects")
    REVIEWER = "reviewer", lazy("Quality reviewer: approves what others wrote")
    FINANCE = "finance", lazy("Finance: checks and accepts budgets")
    DIRECTOR = "director", lazy("Director: releases decisions and signs")
    AUDITOR = "auditor", lazy("Auditor: may read everything")


class AccreditationState(Choice):
    """The life of an accreditation. EXPIRING and EXPIRED are made by time."""

    DECLARED = "declared", lazy("Declared"), "", "draft"
    EVIDENCED = "evidenced", lazy("Evidence filed"), "live", "document"
    VERIFIED = "verified", lazy("Verified"), "good", "verified"
    EXPIRING = "expiring", lazy("Ends within 90 days"), "wait", "clock"
    EXPIRED = "expired", lazy("Ended"), "bad", "clock"
    SUSPENDED = "suspended", lazy("Suspended"), "bad", "warn"
    WITHDRAWN = "withdrawn", lazy("Withdrawn"), "", "declined"
