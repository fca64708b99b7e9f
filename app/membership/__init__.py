"""Invitations of people into organisations, and who is what in them."""
