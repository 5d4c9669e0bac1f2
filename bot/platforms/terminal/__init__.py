"""The same chat in a terminal: for the demo, and for trying things out without a token."""
