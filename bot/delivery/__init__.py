"""Four: messages go out, and what happened to each is kept."""
