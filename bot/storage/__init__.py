"""The database, behind the ports."""
