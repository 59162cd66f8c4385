"""What `script/run` does once everything is installed: start the programs, stop them together."""
