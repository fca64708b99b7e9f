"""Words with fixed codes as data: countries, regions, sectors, standards, acts, themes."""
