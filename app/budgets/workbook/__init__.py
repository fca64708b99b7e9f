"""Budgets as workbooks and tables: written, read back, compared; pure but for `stored`."""
