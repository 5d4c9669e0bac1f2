"""Two: entries become stories, each told once."""
