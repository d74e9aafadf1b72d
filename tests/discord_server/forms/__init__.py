"""What Discord accepts: commands, messages, components, modals and choices."""
