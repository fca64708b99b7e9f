"""Which organisation fits which slot, and why."""
