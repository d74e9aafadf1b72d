"""The terminal: a prompt with completion and history, or piped lines."""
