"""Three: stories are chosen for one chat and one slot."""
