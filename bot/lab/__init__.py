"""The algorithms on anybody's data: JSON Lines in, JSON Lines out."""
