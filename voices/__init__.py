"""Data about voices, as YAML files beside this one: read them with `importlib.resources`."""
