"""Who may do what with vocabularies: everybody reads them, administrators of the agency edit."""

from __future__ import annotations

from app.core.policy import anyone, duty

browse = anyone
# The duty is that of app.directory.choices.Role, which stands above this feature.
edit = duty("administrator")
