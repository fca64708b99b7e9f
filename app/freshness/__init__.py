"""How long ago profiles and searches were confirmed, and what follows from it."""
