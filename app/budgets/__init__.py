"""Budgets: what each partner plans to spend, and who pays for it."""
