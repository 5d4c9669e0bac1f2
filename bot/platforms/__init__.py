"""Where people read: each platform behind the same ports."""
