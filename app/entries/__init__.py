"""Entries of the directory: imported, hinted as duplicates, merged, claimed."""
