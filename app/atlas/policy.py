"""Who may see the map: everybody, for it shows what the public lists show."""

from __future__ import annotations

from app.core.policy import anyone

browse = anyone
