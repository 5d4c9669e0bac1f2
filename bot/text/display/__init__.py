"""What people read: sentences in their language, markup, messages of a length that fits."""
