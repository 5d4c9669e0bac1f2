"""The checks of the whole project, and the servers that they talk to."""
