"""Programmes, their rule sets and what they say of countries."""
