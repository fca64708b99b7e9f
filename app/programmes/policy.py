"""Who may see programmes: everybody."""

from __future__ import annotations

from app.core.policy import anyone

browse = anyone
