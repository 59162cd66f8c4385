"""The voices on this machine: finding, describing and choosing them."""
