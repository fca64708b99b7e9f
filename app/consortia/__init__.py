"""The partnership: who takes part, and whether the rules allow it."""
