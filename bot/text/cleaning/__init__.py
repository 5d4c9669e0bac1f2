"""What comes from outside, made plain and harmless: markup, addresses, secrets, text of the page. PURE."""
