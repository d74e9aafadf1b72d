"""The running process: adapters side by side, one HTTP server, a graceful end."""
