"""Four: messages go out, and what became of each is kept."""
