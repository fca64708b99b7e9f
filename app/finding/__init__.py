"""Saved searches, their digests, and results in other formats."""
