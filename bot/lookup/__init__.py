"""Beside: a question becomes quotes, or an honest no."""
