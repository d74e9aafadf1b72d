"""The Discord app."""
