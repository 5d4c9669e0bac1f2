"""Who may: whom the bot serves at all, who has which right, and how much each may ask for."""
