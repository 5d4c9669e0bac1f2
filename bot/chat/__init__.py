"""Beside: the commands that people type."""
