"""What partners enter about their money, and what finance asks about it."""
