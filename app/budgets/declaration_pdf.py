"""The PDF of a declaration: its locked text, who signed it, and the hash on each page."""

from __future__ import annotations

from pathlib import Path

from app.budgets.models import Declaration, DeclarationState
from app.core.i18n import _, day, instant, speaking
from app.core.pdf import render

TEMPLATE = Path(__file__).parent / "pdf" / "declaration.typ"


def declaration_pdf(declaration: Declaration) -> bytes:
    """Print a declaration in its own language; one that waits has a field to sign by hand.

    Raises PdfError of `app.core.pdf`, MissingGlyphError where a character cannot be printed.
    """
    with speaking(declaration.language):
        return render(TEMPLATE, _data(declaration))


def _data(declaration: Declaration) -> dict[str, object]:
    partner = declaration.budget.partner
    issued, void = declaration.issued_at, declaration.void_since
    return {
        "language": declaration.language,
        "dated": [issued.year, issued.month, issued.day],
        "title": _("Declaration on the contribution"),
        "partner": partner.name,
        "project": partner.project.title,
        "reference": _(
            "%(reference)s, partner %(partner)s, declaration %(number)s of %(day)s",
            reference=partner.project.reference,
            partner=partner.number,
            number=declaration.number,
            day=day(issued),
        ),
        "demonstration": _("Example") if partner.project.is_demonstration else "",
        "void": _("No longer valid since %(day)s", day=day(void)) if void else "",
        "paragraphs": [paragraph.split("\n") for paragraph in declaration.text.split("\n\n")],
        "waits": declaration.state == DeclarationState.ISSUED,
        "signature": [
            [_("Name"), declaration.signatory],
            [_("Function"), declaration.function],
            [_("Entitled to sign by"), declaration.authority],
            [_("Signed"), instant(declaration.signed_at) if declaration.signed_at else "–"],
        ],
        "signature_title": _("Signature"),
        "hand": _("Signature and stamp"),
        "fingerprint": _("SHA-256 of the text"),
        "digest": declaration.sha256,
    }
