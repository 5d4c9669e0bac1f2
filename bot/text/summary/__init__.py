"""The sentences of a text that are worth telling, and can stand by themselves. PURE."""
