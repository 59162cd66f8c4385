"""Which voice a request means."""
