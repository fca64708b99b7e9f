"""Who has a desk."""

from __future__ import annotations

from app.core.policy import anyone, known

read = known
see_components = anyone
