"""State aid: the four questions of each partner, and what undertakings have received."""
