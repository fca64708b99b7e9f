"""What people fill in about spending."""
