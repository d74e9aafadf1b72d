"""What every chat adapter needs between the platform and the core: each event answered once."""
