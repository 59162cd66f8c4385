"""What protects the bridge from its clients, and clients from each other."""
