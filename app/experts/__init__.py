"""Experts of organisations: their qualifications, sectors, languages and references."""
