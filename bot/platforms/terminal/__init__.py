"""The same chat in a terminal."""
