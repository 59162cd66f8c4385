"""Runs Open WebUI against the bridge and checks what it gets to hear; see `script/openwebui`."""
