"""The map of organisations and searches, drawn on the server."""
