"""Spending against the budgets: reports, claims, payments, rates of exchange."""
