"""How the running bot is doing: what it counts, what that says, and who is told of it."""
