"""Who may do what with an account: everybody may ask to come in, and keep their own."""

from __future__ import annotations

from app.core.policy import anyone, known

enter = anyone
keep_own_account = known
