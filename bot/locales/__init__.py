"""One catalogue per language: a folder of TOML files, one file per part of the bot, one key per sentence."""
