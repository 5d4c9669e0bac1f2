"""What a text says: its words, sentences, names and figures, and how alike two texts are. PURE."""
