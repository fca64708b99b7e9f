"""What a server imports: `wsgi:app`."""

from __future__ import annotations

import os
import sys

from app import create_app
from app.config import ConfigurationError
from app.core import warming

try:
    app = create_app()
except ConfigurationError as error:
    sys.exit(str(error))
if "FLASK_RUN_FROM_CLI" not in os.environ:  # a command has no visitors
    warming.begin(app)
